// What the diagnosis must not do: take long, leave anything behind, or be felt by the process that it is about.
// Not here: whether it is right (matrix_test.cpp).
#include "refusal/diagnosis.hpp"
#include "refusal/worlds.hpp"
#include "support/catch.hpp"
#include "support/proc.hpp"
#include "support/tracer.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace whytrace::test;

namespace {

using std::chrono::milliseconds;

/// Before all ordinary processes, where we may: what they do is not ours to measure. Programs that are run inherit it (sched(7)).
class ahead_of_others {
  public:
    ahead_of_others() { set(SCHED_RR, 1); }
    ~ahead_of_others() { set(SCHED_OTHER, 0); }
    ahead_of_others(const ahead_of_others&) = delete;
    ahead_of_others& operator=(const ahead_of_others&) = delete;

  private:
    static void set(int policy, int priority) {
        const sched_param wanted{priority};
        sched_setscheduler(0, policy, &wanted);
    }
};

milliseconds time_of(const std::vector<std::string>& argv) {
    const ahead_of_others now;
    auto best = milliseconds::max();  // of three: what a hypervisor does is not ours either
    for (int i = 0; i < 3; ++i) {
        const auto start = std::chrono::steady_clock::now();
        run(argv);
        best = std::min(best, std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - start));
    }
    return best;
}

std::vector<std::string> diagnose(const std::string& recipe, bool target) {
    std::vector<std::string> argv;
    if (!recipe.empty()) argv = {tracer_file(), "--reproduce=" + recipe};
    argv.push_back(tracer_file());
    if (target) argv.insert(argv.end(), {"-p", "{}"});
    argv.push_back("--diagnose");
    return argv;
}

}  // namespace

TEST_CASE("a diagnosis takes less than 200 ms") {
    const milliseconds limit(sanitized ? 600 : 200);
    CHECK(time_of(diagnose("", false)) < limit);
    for (const char* recipe :
         {"seccomp", "docker-18.09", "seccomp:action=kill", "seccomp:action=trap", "seccomp:errno=ENOSYS"}) {
        INFO(recipe);
        CHECK(time_of(diagnose(recipe, false)) < limit);
    }
    for (const char* recipe : {"landlock", "dumpable", "already_traced", "zombie"}) {
        INFO(recipe);
        CHECK(time_of(diagnose(recipe, true)) < limit);
    }
}

TEST_CASE("a supervisor that never answers costs less than a second") {
    CHECK(time_of(diagnose("seccomp:action=notify", false)) < milliseconds(1000));
    CHECK(time_of(diagnose("seccomp:action=notify", true)) < milliseconds(1000));
}

TEST_CASE("no process, no file and no core is left behind") {
    const scratch folder;
    for (const char* recipe : {"seccomp", "seccomp:action=kill", "seccomp:action=trap", "seccomp:action=notify",
                               "landlock", "already_traced", "dumpable"}) {
        INFO(recipe);
        auto argv = diagnose(recipe, true);
        process p({argv, false, {}, [&folder] {
                       const rlimit unlimited{RLIM_INFINITY, RLIM_INFINITY};  // of core dumps, if we may
                       setrlimit(RLIMIT_CORE, &unlimited);
                       if (chdir(folder.directory().c_str()) != 0) _exit(124);
                   }});
        p.finish();
        // This driver adopts orphans (PR_SET_CHILD_SUBREAPER): they are dead or dying, and nobody else reaps them.
        eventually("the end of all that was started", [] {
            while (waitpid(-1, nullptr, __WALL | WNOHANG) > 0) {}
            return children_of(getpid()).empty();
        });
        CHECK(std::filesystem::is_empty(folder.directory()));
    }
}

TEST_CASE("a busy target is neither stopped nor changed") {
    struct counters {
        volatile unsigned long turns;
        volatile unsigned long signals;
    };
    auto* const shared = static_cast<counters*>(
        mmap(nullptr, sizeof(counters), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
    REQUIRE(shared != MAP_FAILED);
    static counters* mine;
    mine = shared;
    const program_for_all whytrace;
    sleeper target([] {
        become_ordinary();
        for (int s = 1; s < NSIG; ++s) signal(s, [](int) { mine->signals = mine->signals + 1; });
        if (fork() == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            while (true) mine->turns = mine->turns + 1;
        }
    });
    eventually("the busy process", [&] { return shared->turns > 0; });
    const pid_t busy = children_of(target.pid()).front();
    const std::string before = status_field(busy, "voluntary_ctxt_switches");
    std::string states;
    for (int i = 0; i < 10; ++i) {
        const auto turns = shared->turns;
        process asking(
            {{whytrace.path(), "-p", std::to_string(busy), "--diagnose", "--json"}, false, {}, become_ordinary});
        asking.until([&] {
            states += state_of(busy);
            return !asking.out().empty();
        });
        asking.finish();
        eventually("it goes on", [&] { return shared->turns > turns; });
    }
    CHECK(states.find_first_not_of('R') == std::string::npos);
    CHECK(shared->signals == 0);
    CHECK(status_field(busy, "voluntary_ctxt_switches") == before);
    CHECK(status_field(busy, "TracerPid") == "0");
}

TEST_CASE("a stopped target stays stopped, and its parent hears nothing of it") {
    const program_for_all keeper;
    const sleeper target;
    REQUIRE(kill(target.pid(), SIGSTOP) == 0);
    int status = 0;
    REQUIRE(waitpid(target.pid(), &status, WUNTRACED) == target.pid());
    run({tracer_file(), "-p", std::to_string(target.pid()), "--diagnose"});
    // A seizure, however short, has the kernel move it from one kind of stop to another and back, without an instruction of its own.
    eventually("it is stopped as before", [&] { return state_of(target.pid()) == 'T'; });
    CHECK(waitpid(target.pid(), &status, WUNTRACED | WCONTINUED | WNOHANG) == 0);
}
