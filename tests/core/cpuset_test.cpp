// The hand-off of CPUs in a cpuset that is narrow, or changes while the program is pinned: cgroup v1 and v2.
// Not here: masks that somebody sets (handoff_test.cpp).
// The hard part: the kernel keeps the mask that was asked for beside the one that holds, so a pin must not narrow what a later, wider cpuset
// means (cpuset(7)). Needs rights over cgroups.
#include "support/catch.hpp"
#include "support/proc.hpp"
#include "support/tracer.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sched.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace whytrace::test;

namespace {

bool write_file(const std::string& path, const std::string& text) {
    const int file = open(path.c_str(), O_WRONLY | O_CLOEXEC);
    const bool done = file >= 0 && write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    if (file >= 0) close(file);
    return done;
}

cpu_set_t mask_of(pid_t task) {
    cpu_set_t mask;
    CPU_ZERO(&mask);
    sched_getaffinity(task, sizeof mask, &mask);
    return mask;
}

std::vector<int> cpus_of(const cpu_set_t& mask) {
    std::vector<int> all;
    for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu)
        if (CPU_ISSET(cpu, &mask)) all.push_back(cpu);
    return all;
}

std::string list(const std::vector<int>& cpus) {
    std::string text;
    for (const int cpu : cpus) text += (text.empty() ? "" : ",") + std::to_string(cpu);
    return text;
}

/// A controller is in one hierarchy at a time: a machine has cpusets of one kind only.
enum class hierarchy { v1, v2 };

/// The folder of cpusets; skips the test where there is none.
std::string root_of(hierarchy h) {
    const std::string v1 = "/sys/fs/cgroup/cpuset";
    const bool old = std::filesystem::exists(v1 + "/tasks");
    if (h == hierarchy::v1) {
        if (!old) skip("no cpusets of cgroup v1: /sys/fs/cgroup/cpuset is not mounted");
        return v1;
    }
    if (old) skip("no cpusets of cgroup v2: cgroup v1 has the controller");
    const std::string v2 = "/sys/fs/cgroup";
    if (!write_file(v2 + "/cgroup.subtree_control", "+cpuset"))
        skip(std::string("no cpusets of cgroup v2: cgroup.subtree_control: ") + std::strerror(errno));
    return v2;
}

/// A cgroup of its own, gone with the object; skips the test where none can be made.
class cpuset {
  public:
    explicit cpuset(hierarchy h) {
        const std::string root = root_of(h);
        folder_ = root + "/whytrace-test-" + std::to_string(getpid());
        if (mkdir(folder_.c_str(), 0755) != 0) skip(std::string("no cpuset can be made: ") + std::strerror(errno));
        if (h == hierarchy::v1) write_file(folder_ + "/cpuset.mems", read_file(root + "/cpuset.mems"));
    }
    ~cpuset() {
        eventually("somebody is left in the cpuset", [&] { return rmdir(folder_.c_str()) == 0; });
    }
    cpuset(const cpuset&) = delete;
    cpuset& operator=(const cpuset&) = delete;

    bool allow(const std::vector<int>& cpus) const { return write_file(folder_ + "/cpuset.cpus", list(cpus)); }
    /// In a process that is about to execute a program.
    void enter() const {
        if (!write_file(folder_ + "/cgroup.procs", "0")) _exit(125);
    }

  private:
    std::string folder_;
};

struct whole_machine {
    std::vector<int> all = cpus_of(mask_of(0));
    std::vector<int> last{all.back()};

    whole_machine() {
        if (all.size() < 2) skip("one CPU: there is nothing to hand off");
    }
};

/// What a pinned program finds after the cpuset went from one set of CPUs to another.
std::string masks_after(hierarchy h, const std::vector<int>& from, const std::vector<int>& to, bool traced) {
    const cpuset set(h);
    if (!set.allow(from)) skip("no CPUs can be given to a cpuset");
    std::vector<std::string> command{tracee("affinity"), "busy"};
    if (traced) {
        command.insert(command.begin(), {"-f", "-o", "/dev/null"});
        command = tracer(command);
    }
    process p(program{.argv = command, .before_exec = [&set] { set.enter(); }});
    p.until_out("ready\n");
    const pid_t target = traced ? children_of(p.pid()).at(0) : p.pid();
    if (traced && from.size() > 1)
        eventually("it is never pinned", [&] { return cpus_of(mask_of(target)).size() == 1; });
    REQUIRE(set.allow(to));
    p.finish();
    return split_lines(p.out()).back();
}

void one_cpu(hierarchy h) {
    const whole_machine machine;
    const cpuset set(h);
    if (!set.allow(machine.last)) skip("no CPUs can be given to a cpuset");
    const auto look = [&](const std::vector<std::string>& argv) {
        return run(program{.argv = argv, .before_exec = [&set] { set.enter(); }}).out;
    };
    const std::string untraced = look({tracee("affinity"), "look"});
    REQUIRE(untraced.find(" of 1\n") != std::string::npos);
    CHECK(look(tracer({"-f", "-o", "/dev/null", tracee("affinity"), "look"})) == untraced);
}

void changes(hierarchy h) {
    const whole_machine machine;
    const std::vector<int> first{machine.all.front()};
    for (const auto& [from, to] : {std::pair(machine.all, machine.last), std::pair(machine.all, first),
                                   std::pair(machine.last, machine.all), std::pair(machine.last, first)}) {
        INFO(list(from) << " to " << list(to));
        CHECK(masks_after(h, from, to, true) == masks_after(h, from, to, false));
    }
}

}  // namespace

TEST_CASE("a cpuset of one CPU") { one_cpu(hierarchy::v1); }
TEST_CASE("a cpuset that shrinks or grows while the program is pinned") { changes(hierarchy::v1); }

TEST_CASE("a cpuset of one CPU, cgroup v2") { one_cpu(hierarchy::v2); }
TEST_CASE("a cpuset that shrinks or grows while the program is pinned, cgroup v2") { changes(hierarchy::v2); }
