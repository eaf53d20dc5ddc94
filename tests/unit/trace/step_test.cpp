// The state machine without a kernel: each test feeds it the stops of one hard case and looks at decisions and events.
// Not here: the same cases with real programs (tests/core), wait statuses (static_assert in wait_status.hpp).
// The hard part is in the order of stops; each comes from ptrace(2) or was seen.
#include "support/catch.hpp"
#include "trace/step.hpp"

#include <string>
#include <sys/syscall.h>

using namespace whytrace;
using namespace whytrace::trace;

namespace {

constexpr int event_stop = 128 << 16 | 5 << 8 | 0x7f;

/// A few letters for each event, so that a test reads as one line.
struct shorthand {
    static std::string id(pid_t tid) { return std::to_string(tid); }
    std::string operator()(const events::task_started& e) {
        return id(e.tid) + " started in " + id(e.tgid) + " by " + id(e.parent);
    }
    std::string operator()(const events::syscall_enter& e) {
        return id(e.tid) + " enters " + id(static_cast<pid_t>(e.call->nr));
    }
    std::string operator()(const events::syscall_exit& e) {
        return id(e.tid) + " leaves " + id(static_cast<pid_t>(e.call->nr));
    }
    std::string operator()(const events::syscall_lost& e) {
        return id(e.tid) + " loses " + id(static_cast<pid_t>(e.call->nr));
    }
    std::string operator()(const events::signal& e) { return id(e.tid) + " signal"; }
    std::string operator()(const events::group_stop& e) { return id(e.tid) + " group-stop " + id(e.signal); }
    std::string operator()(const events::exec& e) { return id(e.tid) + " exec of " + id(e.former); }
    std::string operator()(const events::superseded& e) { return id(e.tid) + " superseded by " + id(e.by); }
    std::string operator()(const events::exited& e) { return id(e.tid) + " exited " + id(e.code); }
    std::string operator()(const events::killed& e) { return id(e.tid) + " killed " + id(e.signal); }
    std::string operator()(const events::detached& e) { return id(e.tid) + " detached"; }
};

/// A table with what was told so far, applied as the loop does it.
struct machine {
    task_table tasks;
    std::string told;
    verdict last;
    siginfo_t info{};

    task& traced(pid_t tid, pid_t tgid = 0) {
        task& t = tasks.add(tid, tgid ? tgid : tid, 0, birth::attached);
        t.started = t.arrived = true;
        return t;
    }

    std::string feed(pid_t tid, const stop& what) {
        task* t = tasks.find(tid);
        REQUIRE(t != nullptr);
        last = step(tasks, *t, what);
        std::string said;
        for (std::size_t i = 0; i < last.count; ++i) said += (i ? ", " : "") + std::visit(shorthand{}, last.events[i]);
        if (last.gone) tasks.remove(last.gone);
        return said;
    }

    std::string enter(pid_t tid, std::uint64_t nr, bool wanted = true, std::uint64_t arg = 0) {
        const call c{abi::x86_64, nr, {arg}, 0, 0};
        return feed(tid, stops::entered{&c, wanted});
    }
    std::string leave(pid_t tid, std::int64_t value = 0) { return feed(tid, stops::left{{value, value < 0}}); }
};

constexpr std::uint64_t nr_clone = 56;  // on x86_64, whatever machine runs the test

}  // namespace

TEST_CASE("a call is told twice, an unwanted one never") {
    machine m;
    m.traced(7);
    CHECK(m.enter(7, 3) == "7 enters 3");
    CHECK(m.last.how == resume::to_next_syscall);
    CHECK(m.leave(7) == "7 leaves 3");
    CHECK(m.enter(7, 4, false) == "");
    CHECK(m.leave(7) == "");
}

TEST_CASE("an exit whose entry was before our time is not told") {
    machine m;
    m.traced(7);
    CHECK(m.leave(7) == "");
    CHECK(m.tasks.find(7)->phase == phase::outside);
}

TEST_CASE("a launched task is hidden up to the entry of its execve") {
    machine m;
    m.tasks.exec_path = 0x1234;
    m.tasks.add(7, 7, 0, birth::launched).launching = launch_phase::preparing;
    CHECK(m.enter(7, 0, false) == "");
    CHECK(m.leave(7) == "");
    m.info.si_signo = SIGUSR1;
    CHECK(m.feed(7, stops::signalled{SIGUSR1, &m.info}) == "");
    CHECK(m.last.signal == SIGUSR1);
    CHECK(m.enter(7, SYS_execve, true, 0x1234) == "7 started in 7 by 0, 7 enters " + std::to_string(SYS_execve));
    SECTION("which succeeds") {
        CHECK(m.feed(7, stops::executed{7}) == "7 exec of 7");
        CHECK(m.leave(7) == "7 leaves " + std::to_string(SYS_execve));
        CHECK(m.enter(7, 1) == "7 enters 1");
    }
    SECTION("which fails: what our own code does then is hidden again") {
        CHECK(m.leave(7, -13) == "7 leaves " + std::to_string(SYS_execve));
        CHECK(m.enter(7, 1) == "");
        CHECK(m.leave(7) == "");
        CHECK(m.feed(7, stops::exited{1}) == "7 exited 1");
    }
}

TEST_CASE("a launched task that is killed before its execve is told as a whole") {
    machine m;
    m.tasks.add(7, 7, 0, birth::launched).launching = launch_phase::preparing;
    CHECK(m.feed(7, stops::killed{9, false}) == "7 started in 7 by 0, 7 killed 9");
    CHECK(m.tasks.size() == 0);
}

TEST_CASE("child's first stop before the parent's clone event") {
    machine m;
    m.traced(7);
    m.enter(7, nr_clone);
    m.tasks.hold({8, 8, event_stop});
    CHECK(m.feed(7, stops::bore{8, fork_kind::fork, true}) == "8 started in 8 by 7");
    REQUIRE(m.last.claimed);
    CHECK(m.last.claimed->tid == 8);
    CHECK(m.last.claimed->status == event_stop);
    CHECK(m.feed(8, stops::interrupted{}) == "");
    CHECK(m.last.how == resume::to_next_syscall);
}

TEST_CASE("child's first stop after the parent's clone event") {
    machine m;
    m.traced(7);
    m.enter(7, nr_clone);
    CHECK(m.feed(7, stops::bore{8, fork_kind::thread, true}) == "8 started in 7 by 7");
    CHECK_FALSE(m.last.claimed);
    CHECK(m.feed(8, stops::interrupted{}) == "");
    CHECK(m.last.how == resume::to_next_syscall);
}

TEST_CASE("a child that died before its parent's event is told from birth to death") {
    machine m;
    m.traced(7);
    m.enter(7, nr_clone);
    m.tasks.note_death(8, 9);
    CHECK(m.feed(7, stops::bore{8, fork_kind::fork, false}) == "8 started in 8 by 7");
    REQUIRE(m.last.claimed);
    CHECK(m.last.claimed->status == 9);
    CHECK(m.feed(8, stops::killed{9, false}) == "8 killed 9");
}

TEST_CASE("a child that is gone without a trace does not stay in the table") {
    machine m;
    m.traced(7);
    m.enter(7, nr_clone);
    CHECK(m.feed(7, stops::bore{8, fork_kind::fork, false}) == "");
    CHECK(m.tasks.size() == 1);
}

TEST_CASE("a parent killed in clone, its child held: the child is not held for ever") {
    machine m;
    m.traced(7);
    m.enter(7, nr_clone);
    m.tasks.hold({8, 8, event_stop});
    CHECK(m.feed(7, stops::killed{9, false}) == "7 loses 56, 8 started in 8 by 7, 7 killed 9");
    REQUIRE(m.last.claimed);
    CHECK(m.tasks.size() == 1);
}

TEST_CASE("two parents, one killed in clone: each child comes free") {
    machine m;
    m.traced(7);
    m.traced(17);
    m.enter(7, nr_clone);
    m.enter(17, nr_clone);
    m.tasks.hold({18, 18, event_stop});
    m.tasks.hold({8, 8, event_stop});
    m.feed(7, stops::killed{9, false});  // takes the oldest, which is the other one's
    REQUIRE(m.last.claimed);
    CHECK(m.last.claimed->tid == 18);
    m.feed(17, stops::bore{18, fork_kind::fork, true});
    REQUIRE(m.last.claimed);
    CHECK(m.last.claimed->tid == 8);
}

TEST_CASE("a child without its parent's event is given to who may have borne it, when it has waited") {
    machine m;
    m.traced(5);
    m.traced(7);
    m.enter(5, 0);
    m.enter(7, nr_clone);
    m.tasks.hold({8, 8, event_stop, std::chrono::seconds(3)});
    CHECK_FALSE(m.tasks.take_held_since(std::chrono::seconds(2)));
    const auto waited = m.tasks.take_held_since(std::chrono::seconds(3));
    REQUIRE(waited);
    const verdict v = adopt(m.tasks, *waited);
    CHECK(v.how == resume::not_at_all);  // its parent is not stopped
    REQUIRE(v.count == 1);
    CHECK(std::visit(shorthand{}, v.events[0]) == "8 started in 8 by 7");
    REQUIRE(v.claimed);
    CHECK(m.feed(7, stops::bore{8, fork_kind::fork, true}) == "");  // late, after all
}

TEST_CASE("exec from a thread that is not the leader") {
    machine m;
    m.traced(7);
    m.traced(8, 7);
    m.enter(7, 34);
    m.enter(8, SYS_execve);
    CHECK(m.feed(7, stops::executed{8}) == "7 loses 34, 7 superseded by 8, 7 exec of 8");
    CHECK(m.tasks.find(8) == nullptr);
    CHECK(m.leave(7) == "7 leaves " + std::to_string(SYS_execve));
    CHECK(m.feed(7, stops::exited{0}) == "7 exited 0");
}

TEST_CASE("exec from a thread that is not the leader, the leader in an unwanted call") {
    machine m;
    m.traced(7);
    m.traced(8, 7);
    m.enter(7, 34, false);
    m.enter(8, SYS_execve);
    CHECK(m.feed(7, stops::executed{8}) == "7 superseded by 8, 7 exec of 8");
    CHECK(m.leave(7) == "7 leaves " + std::to_string(SYS_execve));
}

TEST_CASE("exec from a traced thread whose leader is not traced") {
    machine m;
    m.traced(8, 7);
    m.enter(8, SYS_execve);
    m.tasks.add(7, 7, 0, birth::attached);  // as the loop does for a tid that it does not know
    CHECK(m.feed(7, stops::executed{8}) == "7 exec of 8");
    CHECK(m.leave(7) == "7 leaves " + std::to_string(SYS_execve));
}

TEST_CASE("exec after ESRCH: the leader was killed by the exec itself") {
    machine m;
    m.traced(7).doomed = true;
    m.traced(8, 7);
    m.feed(7, stops::executed{8});
    CHECK_FALSE(m.tasks.find(7)->doomed);
}

TEST_CASE("SIGKILL between entry and exit: the call is lost") {
    machine m;
    m.traced(7);
    m.enter(7, 35);
    CHECK(m.feed(7, stops::killed{9, false}) == "7 loses 35, 7 killed 9");
    CHECK(m.last.how == resume::not_at_all);
    CHECK(m.tasks.size() == 0);
}

TEST_CASE("signals are passed on") {
    machine m;
    m.traced(7);
    CHECK(m.feed(7, stops::signalled{SIGTERM, &m.info}) == "7 signal");
    CHECK(m.last.how == resume::to_next_syscall);
    CHECK(m.last.signal == SIGTERM);
}

TEST_CASE("group-stop: listened to, its end resumed") {
    machine m;
    m.traced(7);
    CHECK(m.feed(7, stops::group{SIGTSTP}) == "7 group-stop 20");
    CHECK(m.last.how == resume::listening);
    CHECK(m.feed(7, stops::interrupted{}) == "");
    CHECK(m.last.how == resume::to_next_syscall);
    CHECK(m.last.signal == 0);
}

TEST_CASE("without SEIZE a child starts with a SIGSTOP that is not its own") {
    machine m;
    m.traced(7).seized = false;
    m.enter(7, nr_clone);
    m.feed(7, stops::bore{8, fork_kind::fork, true});
    CHECK(m.feed(8, stops::signalled{SIGSTOP, &m.info}) == "");
    CHECK(m.last.signal == 0);
    CHECK(m.feed(8, stops::signalled{SIGSTOP, &m.info}) == "8 signal");
    CHECK(m.last.signal == SIGSTOP);
    CHECK(m.feed(8, stops::group{SIGSTOP}) == "8 group-stop 19");
    CHECK(m.last.how == resume::to_next_syscall);
}

TEST_CASE("the phase that the register path counts on is set anew at every stop that shows it") {
    machine m;
    task& t = m.traced(7);
    const auto after = [&](const stop& what) {
        m.feed(7, what);
        return t.phase;
    };
    t.phase = phase::inside;
    CHECK(after(stops::interrupted{}) == phase::outside);
    t.phase = phase::inside;
    CHECK(after(stops::signalled{SIGTERM, &m.info}) == phase::outside);
    t.phase = phase::inside;
    CHECK(after(stops::group{SIGSTOP}) == phase::outside);
    t.phase = phase::outside;
    CHECK(after(stops::bore{8, fork_kind::fork, true}) == phase::inside);
    t.phase = phase::outside;
    CHECK(after(stops::executed{7}) == phase::inside);
}
