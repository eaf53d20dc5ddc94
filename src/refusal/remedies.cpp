// The table of remedies.
// Not here: anything else.
// The hard part: see remedies.hpp. "%p" in a text is the target's pid.
#include "refusal/remedies.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace whytrace::refusal {

namespace {

enum class about : std::uint8_t { any, child, target };  // launching, attaching, or both

struct row {
    mechanism who;
    std::optional<place> where;  // none: anywhere
    about what;
    std::string_view actor, scene, text, scope;
    bool circumstances::*only = nullptr;  // of no use elsewhere
};

constexpr std::string_view you = "you", starter = "whoever starts it", admin = "the administrator",
                           author = "the program's author";

constexpr row rows[] = {
    // seccomp: one rule of the profile, then none of it.
    {mechanism::seccomp, place::docker, about::any, starter, "docker run", "--cap-add=SYS_PTRACE",
     "ptrace and its relatives; root in it may trace all users"},
    {mechanism::seccomp, place::docker, about::any, starter, "compose.yaml", "cap_add: [SYS_PTRACE]", "the same"},
    {mechanism::seccomp, place::docker, about::any, starter, "docker run",
     "--security-opt seccomp=FILE.json, the default profile and a rule that allows ptrace", "ptrace alone"},
    {mechanism::seccomp, place::docker, about::any, admin, "the Docker host",
     "Docker 19.03 or later on Linux 4.8 or later: its default profile allows ptrace", "all containers of that host"},
    {mechanism::seccomp, place::docker, about::any, starter, "docker run", "--security-opt seccomp=unconfined",
     "every system call is allowed in this container"},
    {mechanism::seccomp, place::podman, about::any, starter, "podman run", "--cap-add=SYS_PTRACE",
     "the profile then allows ptrace and its relatives"},
    {mechanism::seccomp, place::podman, about::any, starter, "podman run", "--security-opt seccomp=unconfined",
     "every system call is allowed in this container"},
    {mechanism::seccomp, place::podman_rootless, about::any, starter, "podman run", "--cap-add=SYS_PTRACE",
     "the profile then allows ptrace and its relatives, within your own user namespace"},
    {mechanism::seccomp, place::podman_rootless, about::any, starter, "podman run", "--security-opt seccomp=unconfined",
     "every system call is allowed in this container"},
    {mechanism::seccomp, place::kubernetes, about::any, starter, "the pod's YAML",
     "securityContext: {capabilities: {add: [SYS_PTRACE]}}",
     "the runtime's profile then allows ptrace and its relatives in this container"},
    {mechanism::seccomp, place::kubernetes, about::any, you, "kubectl",
     "kubectl debug --profile=general -it POD --image=IMAGE --target=CONTAINER",
     "an ephemeral container with SYS_PTRACE beside the pod's own"},
    {mechanism::seccomp, place::kubernetes, about::any, starter, "the pod's YAML",
     "securityContext: {seccompProfile: {type: Unconfined}}", "every system call is allowed in this container"},
    {mechanism::seccomp, place::containerd, about::any, starter, "nerdctl run", "--cap-add=SYS_PTRACE",
     "the profile then allows ptrace and its relatives"},
    {mechanism::seccomp, place::crio, about::any, starter, "the pod's YAML",
     "securityContext: {capabilities: {add: [SYS_PTRACE]}}",
     "the runtime's profile then allows ptrace and its relatives"},
    {mechanism::seccomp, place::nspawn, about::any, starter, "systemd-nspawn", "--system-call-filter=ptrace",
     "ptrace alone"},
    {mechanism::seccomp, place::systemd_service, about::any, admin, "a drop-in (systemctl edit SERVICE)",
     "[Service]\\nSystemCallFilter=ptrace process_vm_readv", "these two calls for this service"},
    {mechanism::seccomp, place::flatpak, about::any, you, "flatpak", "flatpak run --devel APP",
     "ptrace and perf for this run"},
    {mechanism::seccomp, place::snap, about::any, you, "snap", "snap run --strace APP, or trace from outside",
     "nothing else"},
    {mechanism::seccomp, place::firejail, about::any, you, "firejail", "--allow-debuggers",
     "ptrace and its relatives in this sandbox"},
    {mechanism::seccomp, place::bubblewrap, about::any, starter, "bwrap", "a --seccomp program that allows ptrace",
     "what that program allows"},
    {mechanism::seccomp, place::kubernetes_ephemeral, about::any, you, "kubectl",
     "kubectl debug --profile=general (or sysadmin) -it POD --image=IMAGE --target=CONTAINER",
     "this ephemeral container gets SYS_PTRACE; the pod's own are as before"},
    {mechanism::seccomp, place::lxc, about::any, admin, "the container's configuration",
     "an own list: lxc.seccomp.profile = FILE, with ptrace allowed", "what that list allows"},
    {mechanism::seccomp, place::gvisor, about::any, starter, "runsc",
     "run the container without --oci-seccomp, or with a profile that allows ptrace", "what that profile allows"},
    {mechanism::seccomp, place::oci, about::any, starter, "config.json", "linux.seccomp: a rule that allows ptrace",
     "ptrace alone"},
    {mechanism::seccomp, std::nullopt, about::any, you, "outside", "run whytrace outside, where the pid is another",
     "nothing else"},
    // access
    {mechanism::credentials, std::nullopt, about::target, you, "shell",
     "run whytrace as the target's user (sudo -u '#UID' whytrace -p %p)", "nothing else"},
    {mechanism::credentials, place::docker, about::target, starter, "docker run",
     "--cap-add=SYS_PTRACE, and be root in the container", "root in the container can trace everybody in it"},
    {mechanism::credentials, place::podman, about::target, starter, "podman run",
     "--cap-add=SYS_PTRACE, and be root in the container", "root in the container can trace everybody in it"},
    {mechanism::credentials, place::oci, about::target, starter, "config.json",
     "process.capabilities: CAP_SYS_PTRACE, and be root in the container",
     "root in the container can trace everybody in it"},
    {mechanism::credentials, place::kubernetes_ephemeral, about::target, you, "kubectl",
     "kubectl debug --profile=general -it POD --image=IMAGE --target=CONTAINER",
     "this ephemeral container gets SYS_PTRACE"},
    {mechanism::credentials, place::kubernetes, about::target, starter, "the pod's YAML",
     "the same runAsUser for both containers", "nothing else"},
    {mechanism::credentials, std::nullopt, about::target, admin, "shell", "sudo whytrace -p %p",
     "whytrace runs as root", &circumstances::capability_in_reach},
    {mechanism::credentials, std::nullopt, about::target, admin, "shell", "setcap cap_sys_ptrace+ep whytrace",
     "every user of that file may trace everybody", &circumstances::capability_in_reach},
    {mechanism::capabilities, std::nullopt, about::target, admin, "shell", "sudo whytrace -p %p",
     "whytrace runs as root", &circumstances::capability_in_reach},
    {mechanism::capabilities, std::nullopt, about::target, admin, "shell", "setcap cap_sys_ptrace+ep whytrace",
     "every user of that file may trace everybody", &circumstances::capability_in_reach},
    {mechanism::capabilities, place::docker, about::target, starter, "docker run",
     "--cap-add=SYS_PTRACE, and be root in the container", "root in the container can trace everybody in it"},
    {mechanism::dumpable, std::nullopt, about::target, author, "the program", "prctl(PR_SET_DUMPABLE, 1) in the target",
     "its user may then read its memory"},
    {mechanism::dumpable, std::nullopt, about::target, you, "shell",
     "make the program's file readable, if it is not, and start it anew", "its users may read the file"},
    {mechanism::dumpable, std::nullopt, about::any, admin, "shell",
     "sudo whytrace (CAP_SYS_PTRACE in the target's user namespace)", "whytrace runs as root",
     &circumstances::capability_in_reach},
    {mechanism::user_namespace, std::nullopt, about::target, you, "shell",
     "run whytrace outside, in the user namespace that owns the target's", "nothing else"},
    {mechanism::user_namespace, std::nullopt, about::target, admin, "shell",
     "nsenter --user --pid --target %p whytrace -p PID", "whytrace runs in the target's namespaces"},
    // modules
    {mechanism::yama, std::nullopt, about::target, you, "shell",
     "start the program under whytrace instead of attaching to it: whytrace PROGRAM", "nothing else"},
    {mechanism::yama, std::nullopt, about::target, author, "the program",
     "prctl(PR_SET_PTRACER, PID of the tracer) in the target (not with ptrace_scope 2 or 3)", "that tracer only"},
    {mechanism::yama, std::nullopt, about::any, admin, "shell", "sudo whytrace -p %p (ptrace_scope 1 and 2)",
     "whytrace runs as root", &circumstances::capability_in_reach},
    {mechanism::yama, std::nullopt, about::any, admin, "the host's shell",
     "sysctl kernel.yama.ptrace_scope=0 (from 1 or 2; 3 lasts until the next start)",
     "every process of the machine may then trace its user's others"},
    {mechanism::landlock, std::nullopt, about::target, you, "shell",
     "start whytrace outside the Landlock sandbox, or start the target inside it", "nothing else"},
    {mechanism::apparmor, place::docker, about::any, starter, "docker run",
     "--security-opt apparmor=PROFILE, one with: ptrace (trace, tracedby, read, readby) peer=PROFILE,",
     "tracing among processes of that profile"},
    {mechanism::apparmor, place::docker, about::any, starter, "docker run", "--security-opt apparmor=unconfined",
     "AppArmor no longer confines this container"},
    {mechanism::apparmor, std::nullopt, about::any, admin, "/etc/apparmor.d",
     "add to the profile: ptrace (trace, tracedby, read, readby) peer=PROFILE,",
     "tracing among processes of that profile"},
    {mechanism::selinux, std::nullopt, about::any, admin, "shell", "setsebool deny_ptrace 0",
     "domains may trace as their policy says", &circumstances::deny_ptrace},
    {mechanism::selinux, std::nullopt, about::any, admin, "the policy",
     "a module with: allow DOMAIN TARGET_DOMAIN:process ptrace; (audit2allow writes it)", "these two domains",
     &circumstances::no_deny_ptrace},
    {mechanism::selinux, place::podman, about::any, starter, "podman run", "--security-opt label=disable",
     "SELinux no longer separates this container"},
    {mechanism::selinux, place::docker, about::any, starter, "docker run", "--security-opt label=disable",
     "SELinux no longer separates this container"},
    {mechanism::smack, std::nullopt, about::any, admin, "shell", "a rule for the two labels, or /smack/ptrace",
     "what the rule says"},
    {mechanism::bpf_lsm, std::nullopt, about::any, admin, "the host",
     "ask which BPF security programs are loaded (bpftool prog list, type lsm)", ""},
    // the target
    {mechanism::already_traced, std::nullopt, about::any, you, "shell", "end or detach the other tracer",
     "nothing else"},
    {mechanism::kernel_thread, std::nullopt, about::target, admin, "shell",
     "a kernel thread makes no system calls: use perf or ftrace", ""},
    {mechanism::self, std::nullopt, about::target, you, "shell", "name another process", ""},
    {mechanism::zombie, std::nullopt, about::target, you, "shell", "trace its parent, which has yet to wait for it",
     ""},
    {mechanism::no_such_process, std::nullopt, about::target, you, "shell", "look for the process again: pgrep -a NAME",
     ""},
    {mechanism::pid_namespace, std::nullopt, about::target, starter, "docker run",
     "--pid=container:NAME, or --pid=host", "the processes of that namespace become visible"},
    {mechanism::pid_namespace, std::nullopt, about::target, starter, "the pod's YAML", "shareProcessNamespace: true",
     "the pod's containers see each other's processes"},
    // the ground
    {mechanism::emulator, place::qemu_user, about::any, starter, "docker run",
     "an image of this machine's own architecture (--platform)", "nothing else"},
    {mechanism::emulator, place::rosetta, about::any, starter, "docker run", "--platform linux/arm64", "nothing else"},
    {mechanism::emulator, std::nullopt, about::any, you, "shell",
     "run the program on a Linux kernel, without the emulator", ""},
    {mechanism::kernel_support, place::wsl1, about::any, you, "Windows", "wsl --set-version DISTRIBUTION 2",
     "a real Linux kernel"},
    {mechanism::kernel_support, std::nullopt, about::any, you, "shell", "whytrace --traceme PROGRAM",
     "job control of the traced program is not promised"},
};

std::string with_pid(std::string_view text, pid_t pid) {
    std::string s(text);
    if (const std::size_t at = s.find("%p"); at != std::string::npos)
        s.replace(at, 2, pid > 0 ? std::to_string(pid) : "PID");
    return s;
}

}  // namespace

std::vector<remedy> remedies_for(mechanism who, place where, pid_t pid, const circumstances& here) {
    std::vector<remedy> found;
    const auto take = [&](std::optional<place> wanted) {
        for (const row& r : rows) {
            const bool fits = r.what == about::any || (r.what == about::target) == (pid > 0);
            const bool helps = r.only == nullptr || here.*r.only;
            if (r.who == who && r.where == wanted && fits && helps)
                found.push_back(
                    {std::string(r.actor), std::string(r.scene), with_pid(r.text, pid), std::string(r.scope)});
        }
    };
    // An ephemeral container is in a pod, and what helps there may help here.
    const bool in_pod = where == place::kubernetes_ephemeral;
    // For credentials and capabilities, to act as another user is narrower than to open a container.
    const bool general_first =
        who == mechanism::credentials || who == mechanism::capabilities || who == mechanism::selinux;
    if (general_first) take(std::nullopt);
    take(where);
    if (in_pod) take(place::kubernetes);
    if (!general_first) take(std::nullopt);
    return found;
}

}  // namespace whytrace::refusal
