// Lines of text: when a call's beginning is shown, how interrupted calls are joined again, columns, ids, times.
// Not here: values, the tracer.
// Nothing hard here: a test says what happens, and compares the whole page.
#include "output/text.hpp"
#include "page.hpp"

#include "support/catch.hpp"

#include <algorithm>
#include <cerrno>

using namespace whytrace;
using namespace whytrace::output;
using namespace whytrace::test;

namespace {

struct fixture {
    std::string page;
    int writes = 0;
    line_style style;
    channels pages{std::make_unique<fake_sink>(page, writes)};
    std::unique_ptr<text> shown;

    fixture() { style.columns = 0; }
    text& lines() {
        if (!shown) shown = std::make_unique<text>(style, pages);
        return *shown;
    }
    void begin(flight& f) { lines().show(records::call_began{&f}); }
    void end(flight& f, std::int64_t value = 0) { lines().show(records::call_ended{&f, {value, value < 0}, f.from}); }
    void pause(int n) {
        for (int i = 0; i < n; ++i) lines().show(records::pause{});
    }
};

}  // namespace

TEST_CASE_METHOD(fixture, "a call is written in one piece, when it ends") {
    auto f = make_call(1, nr_read, {3, 4, 5}, 1);
    begin(f);
    CHECK(page.empty());
    end(f, 5);
    CHECK(page == "read(3, 4, 5) = 5\n");
    CHECK(writes == 1);
}

TEST_CASE_METHOD(fixture, "a call that hangs is shown up to what the kernel has yet to write") {
    auto f = make_call(1, nr_read, {3, 4, 5}, 1);
    begin(f);
    pause(pauses_held - 1);
    CHECK(page.empty());
    pause(1);
    CHECK(page == "read(3, ");
    end(f, 5);
    CHECK(page == "read(3, 4, 5) = 5\n");
}

TEST_CASE_METHOD(fixture, "results stand in their column, also behind a beginning that was shown before") {
    style.columns = 20;
    auto whole = make_call(1, nr_close, {3}, 1), parted = make_call(1, nr_read, {3, 4}, 1),
         wide = make_call(1, nr_read, {1234567890, 1234567890}, 2);
    begin(whole), end(whole);
    begin(parted), pause(pauses_held), end(parted);
    begin(wide), end(wide);
    CHECK(page == "close(3)            = 0\n"
                  "read(3, 4)          = 0\n"
                  "read(1234567890, 1234567890) = 0\n");
}

TEST_CASE_METHOD(fixture, "beginnings keep their order: a later call that ends first interrupts an earlier one") {
    auto a = make_call(1, nr_read, {3, 4}, 1), b = make_call(2, nr_close, {5}, 1);
    begin(a), begin(b);
    end(b);
    CHECK(page == "read(3,  <unfinished ...>\nclose(5) = 0\n");
    end(a, 4);
    CHECK(page == "read(3,  <unfinished ...>\nclose(5) = 0\n<... read resumed>4) = 4\n");
}

TEST_CASE_METHOD(fixture, "an earlier call that ends first leaves a later one alone") {
    auto a = make_call(1, nr_read, {3, 4}, 1), b = make_call(2, nr_close, {5}, 1);
    begin(a), begin(b);
    end(a, 4), end(b);
    CHECK(page == "read(3, 4) = 4\nclose(5) = 0\n");
}

TEST_CASE_METHOD(fixture, "no more than so many calls are held back") {
    std::vector<flight> calls;
    for (std::size_t i = 0; i < calls_held + 1; ++i)
        calls.push_back(make_call(static_cast<pid_t>(i + 1), nr_close, {static_cast<std::int64_t>(i)}, 1));
    for (std::size_t i = 0; i < calls_held; ++i) begin(calls[i]);
    CHECK(page.empty());
    begin(calls[calls_held]);
    CHECK(page.starts_with("close(0 <unfinished ...>\nclose(1 <unfinished ...>\n"));
    CHECK(std::ranges::count(page, '\n') == calls_held / 2 - 1);
    page.clear();
    end(calls[calls_held / 2]);
    CHECK(page == " <unfinished ...>\nclose(32) = 0\n");
}

TEST_CASE_METHOD(fixture, "a call that is shown up to what its end adds gives its tree back") {
    auto a = make_call(1, nr_read, {3, 4, 5}, 1), b = make_call(2, nr_read, {6, 7}, 2),
         c = make_call(3, nr_close, {8}, 1);
    a.tree->revisited = b.tree->revisited = false;
    begin(a), begin(b), begin(c), end(c);
    CHECK(a.tree == nullptr);
    CHECK(b.tree == nullptr);
    const value_tree* const given_back = trees.take().get();
    for (flight* f : {&a, &b}) {
        f->tree = trees.take();
        f->tree->clear();
    }
    CHECK(a.tree.get() == given_back);
    a.tree->args = {0, add_number(*a.tree, 4), add_number(*a.tree, 5)};
    end(a, 1), end(b, 2);
    CHECK(page == "read(3,  <unfinished ...>\nread(6, 7 <unfinished ...>\nclose(8) = 0\n"
                  "<... read resumed>4, 5) = 1\n<... read resumed>) = 2\n");
}

TEST_CASE_METHOD(fixture, "a call keeps its tree where somebody looks at it again") {
    auto a = make_call(1, nr_read, {3, 4}, 2);
    begin(a), pause(pauses_held);
    CHECK(a.tree != nullptr);
}

TEST_CASE_METHOD(fixture, "a call that has given its tree back may end in any way") {
    auto lost = make_call(1, nr_read, {3, 4}, 1), left = make_call(2, nr_read, {5, 6}, 1),
         moved = make_call(3, 59, {7, 8}, 2);
    lost.tree->revisited = left.tree->revisited = moved.tree->revisited = false;
    begin(lost), pause(pauses_held), begin(left), pause(pauses_held), begin(moved), pause(pauses_held);
    lines().show(records::call_moved{&moved, 2});
    lines().show(records::call_left{&left});
    lines().show(records::call_lost{&lost, lost.from});
    CHECK(page == "read(3,  <unfinished ...>\nread(5,  <unfinished ...>\nexecve(7, 8 <pid changed to 2 ...>\n"
                  "<... read resumed> <unfinished ...>) = ?\n");
}

TEST_CASE_METHOD(fixture, "an open line is ended before another begins") {
    auto a = make_call(1, nr_read, {3, 4}, 2), b = make_call(2, nr_getpid, {}, 0);
    begin(a), pause(pauses_held);
    begin(b), pause(pauses_held);
    CHECK(page == "read(3, 4 <unfinished ...>\ngetpid(");
    end(b, 2), end(a);
    CHECK(page == "read(3, 4 <unfinished ...>\ngetpid() = 2\n<... read resumed>) = 0\n");
}

TEST_CASE_METHOD(fixture, "a message does not land in a line") {
    auto a = make_call(1, nr_read, {3, 4}, 1);
    begin(a);
    lines().show(records::aside{});
    page += "a message\n";
    end(a, 4);
    CHECK(page == "read(3,  <unfinished ...>\na message\n<... read resumed>4) = 4\n");
}

TEST_CASE_METHOD(fixture, "a task that dies in a call") {
    auto known = make_call(1, nr_exit_group, {0}, 1), open = make_call(1, nr_read, {3, 4}, 1),
         interrupted = make_call(2, nr_read, {3, 4}, 1);
    begin(known);
    lines().show(records::call_lost{&known, known.from});
    begin(open);
    lines().show(records::call_lost{&open, open.from});
    begin(interrupted);
    lines().show(records::aside{});
    lines().show(records::call_lost{&interrupted, interrupted.from});
    lines().show(records::killed{interrupted.from, 9, false});
    lines().show(records::killed{interrupted.from, 11, true});
    lines().show(records::exited{interrupted.from, 3});
    CHECK(page == "exit_group(0) = ?\n"
                  "read(3,  <unfinished ...>) = ?\n"
                  "read(3,  <unfinished ...>\n"
                  "<... read resumed> <unfinished ...>) = ?\n"
                  "+++ killed by SIGKILL +++\n"
                  "+++ killed by SIGSEGV (core dumped) +++\n"
                  "+++ exited with 3 +++\n");
}

TEST_CASE_METHOD(fixture, "a task that is let go in a call") {
    auto held = make_call(1, nr_read, {3, 4}, 1), interrupted = make_call(2, nr_read, {3, 4}, 1);
    begin(interrupted), begin(held);
    lines().show(records::call_left{&held});
    lines().show(records::call_left{&interrupted});
    CHECK(page == "read(3,  <unfinished ...>\nread(3,  <detached ...>\n");
}

TEST_CASE_METHOD(fixture, "an exec in a thread goes on under the leader's id") {
    style.tids = ids::always;
    auto f = make_call(12, 59, {1, 2}, 2);
    begin(f);
    lines().show(records::call_moved{&f, 11});
    lines().show(records::superseded{make_call(11, 0, {}, 0).from, 12});
    lines().show(records::call_ended{&f, {0, false}, make_call(11, 0, {}, 0).from});
    CHECK(page == "12    execve(1, 2 <pid changed to 11 ...>\n"
                  "11    +++ superseded by execve in pid 12 +++\n"
                  "11    <... execve resumed>) = 0\n");
}

TEST_CASE_METHOD(fixture, "ids are shown on a terminal while several tasks are traced") {
    auto alone = make_call(1, nr_close, {3}, 1), one = make_call(22, nr_close, {4}, 1);
    one.from.crowded = true;
    begin(alone), end(alone);
    begin(one), end(one);
    CHECK(page == "close(3) = 0\n[pid    22] close(4) = 0\n");
}

TEST_CASE_METHOD(fixture, "ids with names") {
    style.comms = true;
    auto f = make_call(22, nr_close, {4}, 1);
    f.from.crowded = true;
    f.from.comm = {{'s', 'h'}, 2};
    begin(f), end(f);
    style.tids = ids::always;
    shown.reset();
    begin(f), end(f);
    CHECK(page == "[pid    22<sh>] close(4) = 0\n22<sh> close(4) = 0\n");
}

TEST_CASE_METHOD(fixture, "times, number and address stand in strace's order") {
    style.absolute = time_form::unix;
    style.absolute_digits = precision::us;
    style.relative = precision::us;
    style.duration = precision::ms;
    style.number = style.instruction_pointer = true;
    auto f = make_call(1, nr_close, {4}, 1);
    f.from.nr = 3;
    f.from.ip = 0xabc;
    f.from.ip_known = true;
    f.from.at = {1'700'000'000'123'456'789, 5'000'000'000};
    begin(f);
    auto later = f.from;
    later.at = {1'700'000'001'000'000'000, 6'234'567'890};
    lines().show(records::call_ended{&f, {0, false}, later});
    later.ip_known = false;
    lines().show(records::exited{later, 0});
    CHECK(page == "1700000000.123456 (+     0.000000) [   3] [0000000000000abc] close(4) = 0 <1.234>\n"
                  "1700000001.000000 (+     1.234567) [   3] [????????????????] +++ exited with 0 +++\n");
}

TEST_CASE_METHOD(fixture, "time of day in each precision") {
    const char* const expected[] = {"00:00:00 ", "00:00:00.123 ", "00:00:00.123456 ", "00:00:00.123456789 "};
    const precision digits[] = {precision::s, precision::ms, precision::us, precision::ns};
    setenv("TZ", "UTC", 1);
    for (int i = 0; i < 4; ++i) {
        style.absolute = time_form::of_day;
        style.absolute_digits = digits[i];
        shown.reset();
        page.clear();
        auto f = make_call(1, nr_close, {4}, 1);
        f.from.at.wall = 86400'123'456'789;
        begin(f), end(f);
        CHECK(page == expected[i] + std::string("close(4) = 0\n"));
    }
}

TEST_CASE_METHOD(fixture, "a resumed line has the time of its end") {
    style.relative = precision::ms;
    auto a = make_call(1, nr_read, {3}, 0), b = make_call(2, nr_close, {5}, 1);
    a.from.at.steady = 1'000'000'000, b.from.at.steady = 1'500'000'000;
    begin(a), begin(b), end(b);
    auto later = a.from;
    later.at.steady = 4'000'000'000;
    lines().show(records::call_ended{&a, {0, false}, later});
    CHECK(page == "     0.000 read( <unfinished ...>\n     0.500 close(5) = 0\n     2.500 <... read resumed>3) = 0\n");
}

TEST_CASE_METHOD(fixture, "signals, stops and modes are lines of their own") {
    value_tree info;
    info.clear();
    const auto node = add_number(info, 7);
    auto f = make_call(1, nr_read, {3}, 1);
    begin(f);
    lines().show(records::signal{f.from, 2, &info, node});
    lines().show(records::stopped{f.from, 20});
    lines().show(records::mode_change{f.from, abi::i386});
    CHECK(page == "read(3 <unfinished ...>\n--- SIGINT 7 ---\n--- stopped by SIGTSTP ---\n"
                  "[ Process PID=1 runs in 32 bit mode. ]\n");
}

TEST_CASE_METHOD(fixture, "errors in words, restarts, and errors that nobody knows") {
    for (const int error : {ENOENT, 512, 513, 514, 516, 600}) {
        auto f = make_call(1, nr_close, {3}, 1);
        begin(f), end(f, -error);
    }
    CHECK(page == "close(3) = -1 ENOENT (No such file or directory)\n"
                  "close(3) = ? ERESTARTSYS (To be restarted if SA_RESTART is set)\n"
                  "close(3) = ? ERESTARTNOINTR (To be restarted)\n"
                  "close(3) = ? ERESTARTNOHAND (To be restarted if no handler)\n"
                  "close(3) = ? ERESTART_RESTARTBLOCK (Interrupted by signal)\n"
                  "close(3) = -1 (errno 600)\n");
}

TEST_CASE_METHOD(fixture, "results: decoded, with a note, raw, negative") {
    auto decoded = make_call(1, nr_close, {3}, 1), raw = make_call(1, nr_close, {3}, 1),
         plain = make_call(1, nr_close, {3}, 1);
    decoded.tree->returned = add_number(*decoded.tree, 42);
    decoded.tree->note = add_number(*decoded.tree, 43);
    raw.style.raw = true;
    begin(decoded), end(decoded, 7);
    begin(raw), end(raw, 255);
    begin(plain);
    lines().show(records::call_ended{&plain, {-5000, false}, plain.from});
    CHECK(page == "close(3) = 42 (43)\nclose(3) = 0xff\nclose(3) = -5000\n");
}

TEST_CASE_METHOD(fixture, "a call without a name shows its number") {
    auto f = make_call(1, 0x1ff0, {}, 0);
    begin(f), end(f, -38);
    CHECK(page == "syscall_0x1ff0() = -1 ENOSYS (Function not implemented)\n");
}

TEST_CASE("each task has its own page where that was asked for") {
    std::string one, two;
    int writes = 0;
    channels pages([&](pid_t tid) { return std::make_unique<fake_sink>(tid == 1 ? one : two, writes); });
    line_style style;
    style.columns = 0;
    style.tids = ids::never;
    text lines(style, pages);
    auto a = make_call(1, nr_read, {3, 4}, 1), b = make_call(2, nr_close, {5}, 1);
    lines.show(records::call_began{&a});
    lines.show(records::call_began{&b});
    lines.show(records::call_ended{&b, {0, false}, b.from});
    lines.show(records::call_ended{&a, {4, false}, a.from});
    CHECK(one == "read(3, 4) = 4\n");
    CHECK(two == "close(5) = 0\n");
}
