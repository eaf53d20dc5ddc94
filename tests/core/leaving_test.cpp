// The tracer leaves, by each signal and in each way, while one, 50 or 2,000 threads meet stops of every kind: the program goes on or ends as
// documented; nobody is left stopped, traced, on one CPU or with calls that fail, and no line of the trace is cut.
// Not here: exact instants (faults/deaths_test.py); what the trace says (end_test.cpp).
// The hard part: the instant is a random one; a failure says which. `repeat.sh 200 BUILD-FOLDER leaving` draws 200.
#include "support/catch.hpp"
#include "support/proc.hpp"
#include "support/tracer.hpp"

#include <algorithm>
#include <csignal>
#include <cstring>
#include <ctime>
#include <optional>
#include <random>
#include <span>
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

bool gone(pid_t pid) { return state_of(pid) == '\0' || state_of(pid) == 'Z'; }

class crowd {
  public:
    crowd(const way& w, const std::string& kind, int count) : way_(w) {
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

}  // namespace

TEST_CASE("the tracer of one thread leaves in every way", "[leaving]") { leave_in_every_way(1, kinds); }
TEST_CASE("the tracer of 50 threads leaves in every way", "[leaving]") { leave_in_every_way(50, kinds); }
TEST_CASE("the tracer of 2000 threads leaves in every way", "[.][leaving]") {
    leave_in_every_way(2000, std::span(kinds).last(1));
}
