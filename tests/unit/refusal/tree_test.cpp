// What is read from a /proc and /sys that the test has written: the modules that this kernel lacks, and the places that we are not in.
// Not here: the rules over facts (rules_test.cpp), real refusals (tests/refusal).
#include "refusal/diagnose.hpp"
#include "refusal/environment.hpp"
#include "refusal/facts.hpp"
#include "refusal/remedies.hpp"
#include "refusal/rules.hpp"
#include "support/catch.hpp"
#include "support/scratch.hpp"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <linux/ptrace.h>

using namespace whytrace::refusal;

namespace {

namespace fs = std::filesystem;

std::string status(int pid, const char* more = "") {
    const std::string n = std::to_string(pid);
    return "Name:\tprog\nState:\tS (sleeping)\nTgid:\t" + n + "\nPid:\t" + n +
           "\nPPid:\t1\nTracerPid:\t0\nUid:\t1000\t1000\t1000\t1000\n" + "Gid:\t1000\t1000\t1000\t1000\nNSpid:\t" + n +
           "\nVmSize:\t100 kB\nCapPrm:\t0000000000000000\nCapEff:\t0000000000000000\n" + "Seccomp:\t0\n" + more;
}

/// A root with us as 100 and another process of ours as 200.
class fake_system {
  public:
    fake_system() {
        for (const int pid : {100, 200}) {
            const std::string directory = "/proc/" + std::to_string(pid);
            write(directory + "/status", status(pid));
            write(directory + "/uid_map", "         0          0 4294967295\n");
        }
    }
    void write(const std::string& path, const std::string& text) const {
        const std::string file = root_.directory() + path;
        fs::create_directories(fs::path(file).parent_path());
        std::ofstream(file) << text;
    }
    tree root() const { return tree(root_.directory()); }
    facts about(pid_t target) const { return collect(root(), 100, {target, false}); }

  private:
    whytrace::test::scratch root_;
};

/// The kernel refuses ATTACH with `error`; READ passes, or does not.
bool rules_out(const finding& f, mechanism m) {
    return std::ranges::any_of(f.ruled_out, [m](const judged& j) { return j.who == m; });
}

answers refusing(int error, bool read) {
    answers a;
    a.requests.push_back({"PTRACE_SEIZE", PTRACE_SEIZE, returned(ESRCH), {filter_verdict::allows, 0, {}}});
    a.seize = returned(error);
    a.seize_child = a.trace_me = a.exists = returned(0);
    a.read_exe = returned(read ? 0 : EACCES);
    a.compare = returned(read ? 0 : EPERM);
    a.read_memory = returned(EPERM);
    a.open_mem = returned(EACCES);
    a.landlock_layers = returned(16);
    return a;
}

finding find(const fake_system& system, const answers& a, pid_t target = 200) {
    const facts f = system.about(target);
    return explain({f, a});
}

std::string nothing(std::string_view) { return ""; }

}  // namespace

TEST_CASE("Yama by its file, each scope") {
    const fake_system system;
    answers a = refusing(EPERM, true);
    a.yama = returned(0);
    for (const char* scope : {"1\n", "2\n", "3\n"}) {
        system.write("/proc/sys/kernel/yama/ptrace_scope", scope);
        INFO(scope);
        CHECK(find(system, a).who == mechanism::yama);
        CHECK(find(system, a).confidence == confidence::proved);
        CHECK(find(system, a).predicted == EPERM);
    }
}

TEST_CASE("Yama by its behaviour, where its file is hidden") {
    const fake_system system;
    answers a = refusing(EPERM, true);
    a.yama = returned(0);
    CHECK(find(system, a).who == mechanism::yama);
    CHECK(find(system, a).confidence == confidence::likely);
}

TEST_CASE("Yama 1 does not matter for a process that descends from us") {
    const fake_system system;
    system.write("/proc/sys/kernel/yama/ptrace_scope", "1\n");
    system.write("/proc/200/status", status(200, "") + "");
    std::string child = status(200);
    child.replace(child.find("PPid:\t1"), 7, "PPid:\t100");
    system.write("/proc/200/status", child);
    CHECK(system.about(200).descendant);
    const finding f = find(system, refusing(EPERM, true));
    CHECK(f.who != mechanism::yama);
}

TEST_CASE("AppArmor by its label") {
    const fake_system system;
    system.write("/proc/100/attr/current", "docker-default (enforce)\n");
    system.write("/proc/200/attr/current", "docker-default (enforce)\n");
    const finding f = find(system, refusing(EACCES, false));
    CHECK(f.who == mechanism::apparmor);
    CHECK(f.confidence == confidence::proved);
    CHECK(f.predicted == EACCES);
}

TEST_CASE("AppArmor that confines nobody is not blamed for an EPERM") {
    const fake_system system;
    system.write("/proc/100/attr/current", "unconfined\n");
    system.write("/proc/200/attr/current", "unconfined\n");
    system.write("/proc/sys/kernel/yama/ptrace_scope", "1\n");
    const finding f = find(system, refusing(EPERM, true));
    CHECK(f.who == mechanism::yama);
}

TEST_CASE("SELinux by its contexts, and its boolean") {
    const fake_system system;
    for (const char* who : {"100", "200"})
        system.write("/proc/" + std::string(who) + "/attr/current", "system_u:system_r:container_t:s0:c1,c2");
    system.write("/sys/fs/selinux/enforce", "1");
    SECTION("policy") { CHECK(find(system, refusing(EACCES, false)).because.find("policy") != std::string::npos); }
    SECTION("boolean") {
        system.write("/sys/fs/selinux/booleans/deny_ptrace", "1 1");
        CHECK(find(system, refusing(EACCES, false)).because.find("deny_ptrace") != std::string::npos);
    }
    CHECK(find(system, refusing(EACCES, false)).who == mechanism::selinux);
}

TEST_CASE("a permissive SELinux refuses nothing") {
    const fake_system system;
    system.write("/proc/100/attr/current", "system_u:system_r:container_t:s0:c1,c2");
    system.write("/sys/fs/selinux/enforce", "0");
    CHECK(find(system, refusing(EACCES, false)).who == mechanism::unknown);
}

TEST_CASE("Smack by its file system and label") {
    const fake_system system;
    system.write("/sys/fs/smackfs/ptrace", "0");
    system.write("/proc/100/attr/current", "User");
    CHECK(find(system, refusing(EACCES, false)).who == mechanism::smack);
}

TEST_CASE("BPF security programs: what is left when the kernel runs them and nothing else objects") {
    const fake_system system;
    const auto word = [](const finding& f) { return f.seen.empty() ? std::string() : f.seen.front().value; };
    const auto list = [&](const char* modules) { system.write("/sys/kernel/security/lsm", modules); };
    answers a = refusing(EPERM, true);
    a.yama = returned(EINVAL);
    a.bpf_programs = returned(-EPERM);
    SECTION("an ordinary user cannot list them") {
        list("capability,landlock,bpf");
        const finding f = find(system, a);
        CHECK(f.who == mechanism::bpf_lsm);
        CHECK(f.confidence == confidence::likely);
        CHECK(f.because.find("if any are loaded") != std::string::npos);
        CHECK(word(f) == "EPERM");
    }
    SECTION("root sees two of them") {
        list("capability,landlock,bpf");
        a.bpf_programs = returned(2);
        const finding f = find(system, a);
        CHECK(f.who == mechanism::bpf_lsm);
        CHECK(f.confidence == confidence::likely);  // which of them is at the hook is not seen
        CHECK(word(f) == "2 programs");
    }
    SECTION("one that answers with another errno") {
        list("capability,landlock,bpf");
        a.bpf_programs = returned(1);
        a.seize = returned(EACCES);
        const finding f = find(system, a);
        CHECK(f.who == mechanism::bpf_lsm);
        CHECK(f.predicted == EACCES);
    }
    SECTION("none is loaded") {
        list("capability,landlock,bpf");
        a.bpf_programs = returned(0);
        CHECK(find(system, a).who == mechanism::unknown);
        CHECK(rules_out(find(system, a), mechanism::bpf_lsm));
    }
    SECTION("the kernel does not run them") {
        list("capability,landlock");
        CHECK(find(system, a).who == mechanism::unknown);
        CHECK(rules_out(find(system, a), mechanism::bpf_lsm));
    }
    SECTION("which modules there are is not to be seen: no more than a possibility") {
        CHECK(find(system, a).who == mechanism::unknown);
        CHECK_FALSE(rules_out(find(system, a), mechanism::bpf_lsm));
    }
    SECTION("another mechanism objects: that one is it, and a program may refuse next") {
        list("capability,landlock,bpf");
        a = refusing(EPERM, false);
        a.landlock_layers = returned(landlock_layer_limit - 1);
        CHECK(find(system, a).who == mechanism::landlock);
        CHECK_FALSE(rules_out(find(system, a), mechanism::bpf_lsm));
    }
}

TEST_CASE("a label behind a filter is not ruled out") {
    const fake_system system;
    system.write("/proc/100/attr/current", "docker-default (enforce)\n");
    system.write("/proc/200/attr/current", "docker-default (enforce)\n");
    std::string filtered = status(100);
    filtered.replace(filtered.find("Seccomp:\t0"), 10, "Seccomp:\t2");
    system.write("/proc/100/status", filtered);
    answers a = refusing(EPERM, false);
    a.requests[0].plain = returned(EPERM);
    a.requests[0].filters = {filter_verdict::fails, EPERM, {}};
    const finding f = find(system, a);
    CHECK(f.who == mechanism::seccomp);
    CHECK(std::ranges::any_of(f.undetermined, [](const judged& j) { return j.who == mechanism::apparmor; }));
}

TEST_CASE("a process that hidepid hides from us") {
    const fake_system system;
    answers a = refusing(EPERM, false);
    a.exists = returned(EPERM);
    const finding f = find(system, a, 300);
    CHECK(f.who == mechanism::credentials);
    CHECK(f.confidence == confidence::proved);
}

TEST_CASE("a pid of a container, looked for outside") {
    const fake_system system;
    std::string inner = status(200);
    inner.replace(inner.find("NSpid:\t200"), 10, "NSpid:\t200\t7");
    system.write("/proc/200/status", inner);
    answers a = refusing(ESRCH, false);
    a.exists = returned(ESRCH);
    const finding f = find(system, a, 7);
    CHECK(f.who == mechanism::pid_namespace);
    CHECK(f.because.find("200") != std::string::npos);
}

TEST_CASE("places by their signs") {
    struct row {
        const char *path, *text;
        place where;
    };
    const row rows[] = {
        {"/run/.containerenv", "engine=\"podman\"\nrootless=1\n", place::podman_rootless},
        {"/proc/self/mountinfo", "1 2 0:5 /bus /proc/bus ro,nosuid - proc proc rw\n", place::oci},
        {"/run/.containerenv", "engine=\"podman\"\n", place::podman},
        {"/proc/self/cgroup", "0::/system.slice/docker-1234.scope\n12:pids:/docker/1234\n", place::docker},
        {"/proc/self/mountinfo", "1 2 8:1 /var/lib/docker/containers/1/hostname /etc/hostname rw\n", place::docker},
        {"/proc/self/mountinfo", "1 2 8:1 /x /y rw - ext4 /var/lib/kubelet/pods/1/etc-hosts rw\n", place::kubernetes},
        {"/proc/self/mountinfo", "1 2 8:1 /var/lib/kubelet/pods/1/containers/debugger-x7/2 /dev/termination-log rw\n",
         place::kubernetes_ephemeral},
        {"/proc/self/cgroup", "0::/system.slice/cri-containerd-12.scope\n", place::containerd},
        {"/proc/self/cgroup", "0::/crio-12.scope\n", place::crio},
        {"/proc/self/cgroup", "0::/system.slice/nginx.service\n", place::systemd_service},
        {"/proc/self/cgroup", "12:pids:/lxc/box\n", place::lxc},
        {"/run/systemd/container", "systemd-nspawn\n", place::nspawn},
        {"/.flatpak-info", "[Application]\n", place::flatpak},
        {"/run/firejail/mnt/x", "", place::firejail},
        {"/proc/1/comm", "bwrap\n", place::bubblewrap},
        {"/proc/version", "Linux version 4.19.0-gvisor #1 SMP Sun Jan 10 15:06:54 PST 2016\n", place::gvisor},
        {"/proc/version", "Linux version 4.4.0-19041-Microsoft (x)\n", place::wsl1},
        {"/proc/version", "Linux version 5.15.90.1-microsoft-standard-WSL2 (x)\n", place::wsl2},
        {"/proc/cpuinfo", "vendor_id : VirtualApple\n", place::rosetta},
        {"/proc/cpuinfo", "flags : fpu hypervisor sse\n", place::vm},
        {"/proc/self/maps", "00400000-00500000 r-xp 0 08:01 1 /usr/bin/qemu-aarch64-static\n", place::qemu_user},
        {"/etc/hostname", "host\n", place::plain_host},
    };
    for (const row& r : rows) {
        const fake_system system;
        system.write(r.path, r.text);
        INFO(r.path << ": " << r.text);
        CHECK(look_around(system.root(), nothing).where == r.where);
    }
}

TEST_CASE("a sign that may be left over does not decide against a strong one") {
    const fake_system system;
    system.write("/.dockerenv", "");
    CHECK(look_around(system.root(), nothing).where == place::docker);
    system.write("/proc/cpuinfo", "flags : hypervisor\n");
    CHECK(look_around(system.root(), nothing).where == place::vm);
    CHECK(look_around(system.root(), nothing).signs.size() == 2);
}

TEST_CASE("places by variables") {
    const fake_system system;
    const auto in = [&](variables get) { return look_around(system.root(), get).where; };
    CHECK(in([](std::string_view n) { return std::string(n == "SNAP_NAME" ? "code" : ""); }) == place::snap);
    CHECK(in([](std::string_view n) { return std::string(n == "container" ? "lxc" : ""); }) == place::lxc);
    CHECK(in([](std::string_view n) { return std::string(n == "container" ? "podman" : ""); }) == place::podman);
    CHECK(in([](std::string_view n) { return std::string(n == "KUBERNETES_SERVICE_HOST" ? "10.0.0.1" : ""); }) ==
          place::kubernetes);
}

TEST_CASE("no wide remedy stands before a narrower one, and every mechanism has some") {
    constexpr std::string_view wide[] = {"unconfined", "Unconfined", "ptrace_scope=0", "--privileged", "label=disable"};
    const auto is_wide = [&](const remedy& r) {
        return std::ranges::any_of(wide, [&](std::string_view w) { return r.what.find(w) != std::string::npos; });
    };
    for (std::size_t m = 0; m < mechanism_count - 1; ++m)
        for (std::size_t p = 0; p <= static_cast<std::size_t>(place::vm); ++p) {
            const auto all = remedies_for(static_cast<mechanism>(m), static_cast<place>(p), 200, {});
            INFO(mechanism_names[m] << " in place " << p);
            CHECK_FALSE(all.empty());
            if (!all.empty()) CHECK_FALSE(is_wide(all.front()));
            for (const remedy& r : all) CHECK_FALSE(r.who.empty());
        }
}

namespace {

/// Of a world in which everything that others name is called `name`.
finding named(const std::string& name) {
    const fake_system system;
    std::string target = status(200);
    target.replace(target.find("prog"), 4, name.substr(0, name.find('\n')));
    system.write("/proc/200/status", target);
    for (const char* who : {"100", "200"}) system.write("/proc/" + std::string(who) + "/attr/current", name);
    system.write("/proc/self/cgroup", "0::/docker/" + name + "\n");
    finding f = find(system, refusing(EACCES, false));
    const environment here = look_around(system.root(), nothing);
    f.environment = here.name;
    f.environment_signs = here.signs;
    f.program = {{"/tmp/" + name, name, name}};
    f.remedies = remedies_for(*f.who, here.where, 200, {});
    return f;
}

std::string remedies_in(const finding& f) {
    std::string all;
    for (const remedy& r : f.remedies) all += r.who + '|' + r.where + '|' + r.what + '|' + r.scope + '\n';
    return all;
}

}  // namespace

TEST_CASE("hostile names: no report has one of their bytes raw, and no remedy, which somebody may paste into a shell, "
          "has any") {
    const finding f = named("\x1b[31m\xc2\x9b\xe2\x80\xae\xff\x7f$(id)`id`'\"\\; (enforce)\n");
    REQUIRE(f.target);
    CHECK(f.target->comm.starts_with("\x1b[31m"));
    CHECK(f.environment == "Docker container");
    for (const std::string& text : {report(f, detail::screen, 80, false), report(f, detail::full, 80, false), json(f)})
        CHECK(std::ranges::all_of(text, [](char c) { return c == '\n' || (c >= ' ' && c < '\x7f'); }));
    CHECK(remedies_in(f) == remedies_in(named("docker-default (enforce)\n")));
}
