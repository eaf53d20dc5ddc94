// The hand-off of CPUs: what a program sees of its masks is the same with and without us, and nothing of a pin remains.
// Not here: what it gains (tests/bench).
// The hard part: a test that never pins would pass. So each first waits until the pin is seen from outside.
#include "support/attached.hpp"
#include "support/catch.hpp"

#include <cstring>
#include <filesystem>
#include <sched.h>
#include <sys/prctl.h>
#include <unistd.h>

using namespace whytrace::test;

namespace {

cpu_set_t mask_of(pid_t task) {
    cpu_set_t mask;
    CPU_ZERO(&mask);
    sched_getaffinity(task, sizeof mask, &mask);
    return mask;
}

void need_two_cpus() {
    const cpu_set_t mask = mask_of(0);
    if (CPU_COUNT(&mask) < 2) skip("one CPU: there is nothing to hand off");
}

cpu_set_t last_of(const cpu_set_t& mask) {
    cpu_set_t last;
    for (std::size_t cpu = 0; cpu < CPU_SETSIZE; ++cpu)
        if (CPU_ISSET(cpu, &mask)) {
            CPU_ZERO(&last);
            CPU_SET(cpu, &last);
        }
    return last;
}

bool same(const cpu_set_t& a, const cpu_set_t& b) { return CPU_EQUAL(&a, &b); }
bool one(pid_t task) {
    const cpu_set_t mask = mask_of(task);
    return CPU_COUNT(&mask) == 1;
}

/// What a task prints of such a mask.
std::string last_line(const cpu_set_t& mask) {
    unsigned long first;
    std::memcpy(&first, &mask, sizeof first);
    char line[64];
    std::snprintf(line, sizeof line, "last %lx of %d", first, CPU_COUNT(&mask));
    return line;
}

/// A traced program of calls without end.
class busy_program {
  public:
    explicit busy_program(const std::string& mode, std::vector<std::string> options = {"-f"})
        : tracer_(program{.argv = command(std::move(options), mode)}) {
        tracer_.until_out("ready\n");
        pid_ = children_of(tracer_.pid()).at(0);
    }
    process& tracer() { return tracer_; }
    pid_t pid() const { return pid_; }
    void await_pin() {
        eventually("it is never pinned", [&] { return one(pid_); });
    }
    /// Whether there is a guard: it has the name "guards PID".
    bool guarded() const {
        const std::string name = "guards " + std::to_string(tracer_.pid()) + "\n";
        for (const auto& entry : std::filesystem::directory_iterator("/proc"))
            if (read_file(entry.path() / "comm") == name && state_of(std::stoi(entry.path().filename())) != 'Z')
                return true;
        return false;
    }

  private:
    static std::vector<std::string> command(std::vector<std::string> options, const std::string& mode) {
        options.insert(options.end(), {"-o", "/dev/null", tracee("affinity"), mode});
        return whytrace::test::tracer(std::move(options));
    }
    process tracer_;
    pid_t pid_ = 0;
};

}  // namespace

TEST_CASE("a program finds its CPU masks as they are without us", "[registers][traceme]") {
    need_two_cpus();
    const std::string untraced = run({tracee("affinity"), "look"}).out;
    REQUIRE(missing(split_lines(untraced),
                    {"own *", "child *", "told *", "thread *", "deadline *", "chosen *", "after *"}) == "");
    for (const lines& options :
         {lines{"-f"}, lines{}, lines{"-f", "--cpu-handoff=always"}, lines{"--cpu-handoff=never"}}) {
        lines arguments = options;
        arguments.insert(arguments.end(), {"-o", "/dev/null", tracee("affinity"), "look"});
        INFO(options.size());
        const result r = run(tracer(arguments));
        CHECK(r.ending == "exited with 0");
        CHECK(r.out == untraced);
        CHECK(r.err == "");
    }
}

TEST_CASE("a tracer or a program that may use one CPU only") {
    need_two_cpus();
    const cpu_set_t last = last_of(mask_of(0));
    const auto narrow = [last] { sched_setaffinity(0, sizeof last, &last); };
    const std::string untraced = run(program{.argv = {tracee("affinity"), "look"}, .before_exec = narrow}).out;
    CHECK(run(program{.argv = tracer({"-f", "-o", "/dev/null", tracee("affinity"), "look"}), .before_exec = narrow})
              .out == untraced);
    std::string cpu;
    for (std::size_t i = 0; i < CPU_SETSIZE; ++i)
        if (CPU_ISSET(i, &last)) cpu = std::to_string(i);
    CHECK(run(tracer({"-f", "-o", "/dev/null", "taskset", "-c", cpu, tracee("affinity"), "look"})).out == untraced);
}

TEST_CASE("nothing of a pin remains when the tracer ends") {
    need_two_cpus();
    for (const std::string mode : {"busy", "forks"})
        for (const int signal : {SIGKILL, SIGTERM, SIGSEGV}) {
            INFO(mode << ' ' << signal);
            busy_program b(mode, {"-f", "-I1"});
            b.await_pin();
            eventually("there is no guard", [&] { return b.guarded(); });
            b.tracer().send(signal);
            eventually("it is still traced", [&] { return left_alone(b.pid()); });
            eventually("the guard does not end", [&] { return !b.guarded(); });
            eventually("it is still pinned", [&] { return same(mask_of(b.pid()), mask_of(0)); });
            const std::size_t expected = mode == "busy" ? 1 : 50;
            b.tracer().close_input();
            eventually("not all have told their masks", [&] {
                b.tracer().wait();
                return split_lines(b.tracer().out()).size() == expected + 1;
            });
            const lines all = split_lines(b.tracer().out());
            for (std::size_t i = 1; i < all.size(); ++i) CHECK(all[i] == last_line(mask_of(0)));
        }
}

TEST_CASE("a tracer that left and serves its filter pins nobody") {
    need_two_cpus();
    busy_program b("busy", {"-f", "-I1", "--seccomp-bpf=on", "-e", "trace=close"});
    b.await_pin();
    b.tracer().send(SIGTERM);
    eventually("it is still pinned", [&] { return same(mask_of(b.pid()), mask_of(0)); });
    CHECK_FALSE(left_alone(b.pid()));
}

TEST_CASE("an idle program is not pinned, and lets the tracer rest", "[registers][traceme]") {
    need_two_cpus();
    process p(program{.argv = tracer({"-f", "-o", "/dev/null", "cat"})});
    const pid_t cat = (p.write("on\n"), p.until_out("on\n"), children_of(p.pid()).at(0));
    eventually("it is still pinned", [&] { return same(mask_of(cat), mask_of(0)); });
    eventually("the tracer finds no rest", [&] {
        const auto wakings = [&] { return status_field(p.pid(), "voluntary_ctxt_switches"); };
        const std::string before = wakings();
        const timespec time{0, 200'000'000};
        nanosleep(&time, nullptr);
        return wakings() == before;
    });
    CHECK(same(mask_of(p.pid()), mask_of(0)));
}

TEST_CASE("the first pin of a process that is attached has a guard") {
    need_two_cpus();
    process p(program{.argv = {tracee("affinity"), "busy"}});
    p.until_out("ready\n");
    attached a(p.pid(), {"-f", "--cpu-handoff=always"});
    eventually("it is never pinned", [&] { return one(p.pid()); });
    a.tracer().send(SIGKILL);
    eventually("it is still pinned", [&] { return same(mask_of(p.pid()), mask_of(0)); });
}

TEST_CASE("a mask that somebody else sets meanwhile stays") {
    need_two_cpus();
    busy_program b("busy");
    b.await_pin();
    const cpu_set_t pinned = mask_of(b.pid());
    cpu_set_t other = last_of(mask_of(0));
    if (same(other, pinned)) {
        const cpu_set_t all = mask_of(0);
        CPU_XOR(&other, &all, &pinned);  // every CPU but the pin's: with two CPUs the other one
    }
    REQUIRE(sched_setaffinity(b.pid(), sizeof other, &other) == 0);
    b.tracer().finish();
    CHECK(split_lines(b.tracer().out()).back() == last_line(other));
}

TEST_CASE("attached processes keep their CPUs unless asked") {
    need_two_cpus();
    process target(program{.argv = {tracee("affinity"), "busy"}});
    target.until_out("ready\n");
    SECTION("by default") {
        attached a(target.pid());
        // Thousands of calls: a launched one would long be pinned.
        a.tracer().until([&] { return a.size() > 200'000; });
        CHECK(same(mask_of(target.pid()), mask_of(0)));
        a.interrupt();
    }
    SECTION("--cpu-handoff=always, and given back at the end") {
        attached a(target.pid(), {"-f", "--cpu-handoff=always"});
        eventually("it is never pinned", [&] { return one(target.pid()); });
        a.interrupt();
        CHECK(same(mask_of(target.pid()), mask_of(0)));
    }
    target.finish();
    CHECK(split_lines(target.out()).back() == last_line(mask_of(0)));
}

TEST_CASE("two that want to run have their own CPUs") {
    need_two_cpus();
    const std::string loop = "i=0; while [ $i -lt 100000 ]; do i=$((i + 1)); done";
    process tracer_process(program{.argv = tracer({"-f", "-o", "/dev/null", "sh", "-c",
                                                   "(" + loop + "; echo a) & (" + loop + "; echo b) & cat; wait"})});
    const auto runners = [&] {
        std::vector<pid_t> found;
        for (const pid_t shell : children_of(tracer_process.pid()))
            for (const pid_t child : children_of(shell))
                if (read_file("/proc/" + std::to_string(child) + "/comm") == "sh\n") found.push_back(child);
        return found;
    };
    eventually("both are never free at a time", [&] {
        const auto found = runners();
        return found.size() == 2 && !one(found[0]) && !one(found[1]);
    });
    CHECK(tracer_process.finish() == "exited with 0");
}

TEST_CASE("a program that becomes a user whose masks are not ours to set") {
    need_two_cpus();
    if (geteuid() != 0) skip("not root: nobody can become another user");
    // Without CAP_SYS_NICE (23), as in most containers.
    process p(program{.argv = tracer({"-f", "-o", "/dev/null", "setpriv", "--reuid=65534", "--clear-groups",
                                      tracee("affinity"), "busy"}),
                      .before_exec = [] { prctl(PR_CAPBSET_DROP, 23, 0, 0, 0); }});
    p.until_out("ready\n");
    p.finish();
    CHECK(split_lines(p.out()).back() == last_line(mask_of(0)));
}
