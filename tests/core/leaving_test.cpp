// The tracer leaves, by each signal and in each way, while one, 50 or 2,000 threads meet stops of every kind: the program goes on or ends as
// documented; nobody is left stopped, traced, on one CPU or with calls that fail, no line of the trace is cut, and where SIGKILL was the
// signal, all is in the trace that was done 100 ms before.
// Not here: exact instants (faults/deaths_test.py); what the trace says (end_test.cpp).
// The hard part: the instant is a random one; a failure says which. `repeat.sh 200 BUILD-FOLDER leaving` draws 200.
#include "support/catch.hpp"
#include "support/proc.hpp"
#include "support/tracer.hpp"

#include <algorithm>
#include <csignal>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <optional>
#include <random>
#include <set>
#include <span>
#include <thread>
#include <unistd.h>

using namespace whytrace::test;

namespace {

using words = std::vector<std::string>;

/// served: goes on; the tracer stays with it, silently, since its filter needs one.
enum class fate { goes_on, served, ends_too, dies };

struct way {
    const char* name;
    words options;
    bool attaches;
    fate asked, killed;  ///< by a signal that asks, by SIGKILL
};
const way ways[] = {
    {"launched, -I2", {"-f", "-I2"}, false, fate::ends_too, fate::goes_on},
    {"launched, -I1", {"-f", "-I1"}, false, fate::goes_on, fate::goes_on},
    {"filter, -I2", {"-f", "-e", "trace=close,execve", "-I2"}, false, fate::ends_too, fate::dies},
    {"filter, -I1", {"-f", "-e", "trace=close,execve", "-I1"}, false, fate::served, fate::dies},
    {"kill on exit", {"-f", "-I1", "--kill-on-exit"}, false, fate::dies, fate::dies},
    {"attached", {"-f"}, true, fate::goes_on, fate::goes_on},
    {"attached, handing off", {"-f", "--cpu-handoff=always"}, true, fate::goes_on, fate::goes_on},
};

/// The last one: two at once.
const std::vector<int> signals[] = {{SIGINT}, {SIGTERM}, {SIGHUP}, {SIGQUIT}, {SIGPIPE}, {SIGKILL}, {SIGTERM, SIGINT}};

const char* const kinds[] = {"calls", "signals", "stops", "forks", "execs", "threads", "waits", "running", "mixed"};

constexpr long most_rounds = 500'000;  // of a thread: tracees/crowd.cpp

/// The numbers of all calls of close(2) in the trace, whatever its format, in lines that are whole.
std::set<long> marks_in(const scratch& here) {
    std::set<long> numbers;
    for (const auto& file : std::filesystem::directory_iterator(here.directory())) {
        if (!file.path().filename().string().starts_with("trace")) continue;
        std::string text = read_file(file.path().string());
        text.resize(text.rfind('\n') + 1);
        for (const std::string before : {"close(", "\"type\":\"fd\",\"value\":", "{\"fd\":\""})
            for (std::size_t at = 0; (at = text.find(before, at)) != text.npos;)
                numbers.insert(std::atol(text.c_str() + (at += before.size())));
    }
    return numbers;
}

/// Waits until a tracer could have worked for so long: it had nothing to do, or was on a CPU. A busy machine may keep one from it for any
/// time, and us, too.
void let_work(pid_t tracer, std::chrono::milliseconds time) {
    const std::chrono::milliseconds nap{1};
    const std::string path = "/proc/" + std::to_string(tracer) + "/schedstat";
    const auto begun = std::chrono::steady_clock::now();
    for (std::string before, now; time.count() > 0; before = now) {
        std::this_thread::sleep_for(nap);
        now = read_file(path);
        if (now != before || state_of(tracer) == 'S') time -= nap;
        if (std::chrono::steady_clock::now() - begun > wait_limit) FAIL("the tracer does not get on");
    }
}

bool gone(pid_t pid) { return state_of(pid) == '\0' || state_of(pid) == 'Z'; }

class crowd {
  public:
    crowd(const way& w, const std::string& kind, int count) : way_(w), count_(count) {
        const words program{tracee("crowd"), here_.path("report"), kind, std::to_string(count)};
        words all = w.options;
        all.insert(all.end(), {"-o", here_.path("trace")});
        if (w.attaches) {
            alone_.emplace(whytrace::test::program{.argv = program});
            await("ready\n");
            all.insert(all.end(), {"-p", report().substr(0, report().find(' '))});
        } else {
            all.insert(all.end(), program.begin(), program.end());
        }
        tracer_.emplace(whytrace::test::program{.argv = tracer(all)});
        if (w.attaches)
            tracer_->until_err(" attached");
        else
            await("ready\n");
        pid_ = std::stoi(report());
        if (w.attaches) return;
        // From 8 ms on a guard gives back what SIGKILL leaves pinned; a round later the tracer has seen that its time has come.
        const timespec past{0, 20'000'000};
        nanosleep(&past, nullptr);
        go_on();
    }

    void tell_to_leave(const std::vector<int>& numbers) {
        for (const int number : numbers) tracer_->send(number);
    }
    /// How the tracer ended.
    std::string end() { return tracer_->wait(); }

    /// How many rounds each thread has made.
    std::vector<long> rounds() const {
        const std::string bytes = read_file(here_.path("report.rounds"));
        std::vector<long> all(static_cast<std::size_t>(count_));
        std::memcpy(all.data(), bytes.data(), std::min(bytes.size(), all.size() * sizeof(long)));
        return all;
    }
    /// The tracer could have worked for so long (let_work).
    void go_on_for(std::chrono::milliseconds time) const { let_work(tracer_->pid(), time); }
    /// The rounds that each thread made after `before`, up to `done`.
    void must_be_traced(const std::vector<long>& before, const std::vector<long>& done) const {
        const std::set<long> traced = marks_in(here_);
        std::string missing;
        for (std::size_t thread = 0; thread < done.size(); ++thread)
            for (long round = before[thread]; round < done[thread]; ++round)
                if (!traced.contains(static_cast<long>(thread + 1) * most_rounds + round))
                    missing += std::to_string(thread + 1) + '/' + std::to_string(round) + ' ';
        CHECK(missing == "");
    }

    void must_be_left_alone() {
        eventually("nobody is stopped or traced", [this] { return left_alone(pid_); });
    }
    void must_go_on() {
        eventually("nobody is kept on a CPU", [this] {
            const std::string own = status_field(getpid(), "Cpus_allowed");
            return std::ranges::all_of(threads_of(pid_),
                                       [&](pid_t t) { return status_field(t, "Cpus_allowed") == own; });
        });
        go_on();
        program().write("q");
        await(" lost\n");
        must_end();
    }

    void must_end() {
        eventually("the program has ended", [this] { return gone(pid_); });
        eventually("nobody is left", [] { return std::ranges::all_of(children_of(getpid()), gone); });
    }

    bool lost_signals() const { return !report().ends_with("ended, 0 signals lost\n"); }
    void must_be_whole() const {
        const std::string text = read_file(here_.path("trace"));
        CHECK((text.empty() || text.back() == '\n'));
    }

    std::string said() const {
        std::string text = alone_ ? alone_->err() : "";
        for (const std::string& line : split_lines(tracer_->err()))
            if (!like("*: Process * attached*", line) && !like("*: Process * detached", line)) text += line + '\n';
        return text;
    }

  private:
    /// Each thread has met its stop once more.
    void go_on() {
        const auto rounds = [this] { return std::ranges::count(report(), '\n'); };
        const auto before = rounds();
        program().write("r");
        eventually("all threads go on", [&] { return rounds() > before; });
    }
    process& program() { return alone_ ? *alone_ : *tracer_; }
    std::string report() const { return read_file(here_.path("report")); }
    void await(const std::string& what) {
        eventually(what, [&] { return report().find(what) != std::string::npos; });
    }

    const way& way_;
    int count_;
    scratch here_;
    std::optional<process> alone_, tracer_;
    pid_t pid_ = 0;
};

void play(const way& w, const std::vector<int>& numbers, const std::string& kind, int count,
          std::chrono::microseconds delay) {
    INFO(w.name << ", " << sigabbrev_np(numbers.front()) << " after " << delay.count() << " us, " << kind);
    crowd c(w, kind, count);
    const timespec time{0, std::chrono::nanoseconds(delay).count()};
    nanosleep(&time, nullptr);
    c.tell_to_leave(numbers);
    const fate expected = numbers.front() == SIGKILL ? w.killed : w.asked;
    if (expected == fate::served) c.must_go_on();
    const std::string how = c.end();
    CHECK(std::ranges::any_of(numbers, [&](int n) { return how == "killed by SIG" + std::string(sigabbrev_np(n)); }));
    if (expected == fate::goes_on) {
        c.must_be_left_alone();
        c.must_go_on();
        CHECK((numbers.front() == SIGKILL || !c.lost_signals()));  // the kernel's doing, ptrace(2) has no way around it
    } else {
        c.must_end();
    }
    if (numbers.front() != SIGKILL) c.must_be_whole();  // that cuts a write(2) where it crosses a page of the file
    CHECK(c.said() == "");
}

/// Each way to leave by each signal, once; what the program does, and when it is left, is drawn.
void leave_in_every_way(int count, std::span<const char* const> choice) {
    wait_limit = std::chrono::minutes(3);
    std::mt19937 random(std::random_device{}());
    std::uniform_int_distribution<std::size_t> any_kind(0, choice.size() - 1);
    std::uniform_int_distribution<int> any_delay(0, 30'000);
    for (const way& w : ways)
        for (const auto& numbers : signals)
            play(w, numbers, choice[any_kind(random)], count, std::chrono::microseconds(any_delay(random)));
}

/// In each format, each of the ways in which a tracer sees calls.
const way recorders[] = {
    {"text", {"-f"}, false, fate::goes_on, fate::goes_on},
    {"JSON", {"-f", "--format=json"}, false, fate::goes_on, fate::goes_on},
    {"timeline", {"-f", "--format=perfetto"}, false, fate::goes_on, fate::goes_on},
    {"file per task", {"-ff"}, false, fate::goes_on, fate::goes_on},
    {"registers", {"-f", "--registers"}, false, fate::goes_on, fate::goes_on},
    {"filter", {"-f", "-e", "trace=close,execve"}, false, fate::served, fate::dies},
    {"attached, handing off", {"-f", "--cpu-handoff=always"}, true, fate::goes_on, fate::goes_on},
};

void be_killed(const way& w, const std::string& kind, int count) {
    INFO(w.name << ", " << kind);
    crowd c(w, kind, count);
    std::vector<long> before(static_cast<std::size_t>(count));
    if (w.attaches) before = c.rounds();
    for (long& round : before) round += w.attaches;  // which is met in the middle
    c.go_on_for(std::chrono::milliseconds(20));
    const std::vector<long> done = c.rounds();
    c.go_on_for(std::chrono::milliseconds(100));
    c.tell_to_leave({SIGKILL});
    CHECK(c.end() == "killed by SIGKILL");
    c.must_be_traced(before, done);
}

}  // namespace

TEST_CASE("SIGKILL of the tracer loses at most the last 100 ms", "[leaving]") {
    for (const way& w : recorders) {
        for (const char* const kind : kinds) be_killed(w, kind, 1);
        be_killed(w, "mixed", 50);
    }
}
TEST_CASE("the tracer of one thread leaves in every way", "[leaving]") { leave_in_every_way(1, kinds); }
TEST_CASE("the tracer of 50 threads leaves in every way", "[leaving]") { leave_in_every_way(50, kinds); }
TEST_CASE("the tracer of 2000 threads leaves in every way", "[.][leaving]") {
    leave_in_every_way(2000, std::span(kinds).last(1));
}
