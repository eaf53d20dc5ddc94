// The manual page's part about refusals: the options' meaning together, the JSON, and two whole answers.
// Not here: the report's wording (src/refusal).
// The hard part: the examples are real. A test runs their commands and compares (tests/refusal/command_line_test.cpp).
#include "cli/help.hpp"

#include <fmt/format.h>
#include <string_view>

namespace whytrace::cli {

namespace {

constexpr std::string_view text = R"(.SH WHEN TRACING IS REFUSED
A launch or an attachment that is refused at the start is told in strace's words, followed by a report; whytrace ends with 1. A refusal
later, of a thread or of memory after an exec, is one notice, and the trace goes on.
.PP
.B \-\-diagnose
asks without tracing: about a child of whytrace's own (it says what is special about the file of PROGRAM, which is not run), or about the
process of
.BR \-p ;
with
.B \-\-traceme
about PTRACE_TRACEME instead of PTRACE_SEIZE. Exit status: 0 allowed, 1 refused, 2 could not tell, or wrong usage.
.PP
As JSON
.RB ( \-\-json )
every key is always there:
.BR verdict
(allowed, refused, unknown),
.B mechanism
(null, or seccomp, emulator, kernel_support, no_such_process, pid_namespace, kernel_thread, self, credentials, dumpable, user_namespace,
capabilities, yama, landlock, apparmor, selinux, smack, bpf_lsm, zombie, already_traced, unknown),
.B confidence
(null, proved, likely),
.BR because ,
.BR request ,
.B errno
(of the kernel or the filter, by name, or null),
.B predicted
(what the facts say that it must be),
.B requests
(what a tracer needs, with the answer to each),
.B target
(null, or pid and comm),
.BR evidence ,
.BR ruled_out ,
.BR undetermined ,
.B contributing
(what would refuse next),
.B remedies
(narrowest first),
.BR hypotheses ,
.B profile
(whose seccomp filter it looks like),
.B program
(what is special about the program's file), and
.BR environment .
)";

constexpr std::string_view allowed_answer = R"json({
  "verdict": "allowed",
  "mechanism": null,
  "confidence": null,
  "because": "",
  "request": "PTRACE_SEIZE",
  "errno": null,
  "predicted": null,
  "requests": [
    {"request":"PTRACE_TRACEME","answer":"success"},
    {"request":"PTRACE_SEIZE","answer":"success"},
    {"request":"PTRACE_ATTACH","answer":"reaches the kernel"},
    {"request":"PTRACE_INTERRUPT","answer":"reaches the kernel"},
    {"request":"PTRACE_SETOPTIONS","answer":"reaches the kernel"},
    {"request":"PTRACE_SYSCALL","answer":"reaches the kernel"},
    {"request":"PTRACE_LISTEN","answer":"reaches the kernel"},
    {"request":"PTRACE_GET_SYSCALL_INFO","answer":"reaches the kernel"},
    {"request":"PTRACE_GETREGSET","answer":"reaches the kernel"},
    {"request":"PTRACE_GETEVENTMSG","answer":"reaches the kernel"},
    {"request":"PTRACE_GETSIGINFO","answer":"reaches the kernel"},
    {"request":"PTRACE_PEEKDATA","answer":"reaches the kernel"},
    {"request":"PTRACE_DETACH","answer":"reaches the kernel"},
    {"request":"process_vm_readv","answer":"reaches the kernel"}],
  "target": null,
  "evidence": [],
  "ruled_out": [
    {"mechanism":"seccomp","because":"no filter is installed (/proc/self/status, Seccomp: 0)"},
    {"mechanism":"emulator","because":"PTRACE_SEIZE of a pid that cannot exist = ESRCH, as a Linux that knows it answers"},
    {"mechanism":"kernel_support","because":"PTRACE_SEIZE of a pid that cannot exist = ESRCH, as a Linux that knows it answers"},
    {"mechanism":"pid_namespace","because":"the target is a child of ours, alive, in our pid namespace"},
    {"mechanism":"no_such_process","because":"the target is a child of ours, alive, in our pid namespace"},
    {"mechanism":"kernel_thread","because":"the target is a child of ours, alive, in our pid namespace"},
    {"mechanism":"self","because":"the target is a child of ours, alive, in our pid namespace"},
    {"mechanism":"credentials","because":"the request succeeded, which needs the same ids, dumpable flag and capabilities"},
    {"mechanism":"dumpable","because":"the request succeeded, which needs the same ids, dumpable flag and capabilities"},
    {"mechanism":"user_namespace","because":"a child of ours has our own ids, user namespace, capabilities and Landlock domain: nobody needs CAP_SYS_PTRACE for it"},
    {"mechanism":"capabilities","because":"a child of ours has our own ids, user namespace, capabilities and Landlock domain: nobody needs CAP_SYS_PTRACE for it"},
    {"mechanism":"yama","because":"not among the kernel's security modules (capability,lockdown,bpf,landlock)"},
    {"mechanism":"landlock","because":"a child of ours has our own ids, user namespace, capabilities and Landlock domain: nobody needs CAP_SYS_PTRACE for it"},
    {"mechanism":"apparmor","because":"not among the kernel's security modules (capability,lockdown,bpf,landlock)"},
    {"mechanism":"selinux","because":"not among the kernel's security modules (capability,lockdown,bpf,landlock)"},
    {"mechanism":"smack","because":"not among the kernel's security modules (capability,lockdown,bpf,landlock)"},
    {"mechanism":"bpf_lsm","because":"the access check, of which its hook is a part, is passed"},
    {"mechanism":"zombie","because":"the target is a child of ours, alive, in our pid namespace"},
    {"mechanism":"already_traced","because":"the request succeeded: nobody takes our children from us"}],
  "undetermined": [],
  "contributing": [],
  "remedies": [],
  "hypotheses": [],
  "profile": "",
  "program": [],
  "environment": {"name":"virtual machine","signs":[{"source":"/.dockerenv","value":"exists","meaning":"Docker container"},{"source":"/proc/cpuinfo","value":"hypervisor","meaning":"virtual machine"}]}
}
)json";

constexpr std::string_view refused_answer = R"json({
  "verdict": "refused",
  "mechanism": "seccomp",
  "confidence": "proved",
  "because": "a seccomp filter answers PTRACE_SEIZE with EPERM (SECCOMP_RET_ERRNO); the kernel is never asked",
  "request": "PTRACE_SEIZE",
  "errno": "EPERM",
  "predicted": "EPERM",
  "requests": [
    {"request":"PTRACE_TRACEME","answer":"EPERM"},
    {"request":"PTRACE_SEIZE","answer":"EPERM"},
    {"request":"PTRACE_ATTACH","answer":"EPERM"},
    {"request":"PTRACE_INTERRUPT","answer":"EPERM"},
    {"request":"PTRACE_SETOPTIONS","answer":"EPERM"},
    {"request":"PTRACE_SYSCALL","answer":"EPERM"},
    {"request":"PTRACE_LISTEN","answer":"EPERM"},
    {"request":"PTRACE_GET_SYSCALL_INFO","answer":"EPERM"},
    {"request":"PTRACE_GETREGSET","answer":"EPERM"},
    {"request":"PTRACE_GETEVENTMSG","answer":"EPERM"},
    {"request":"PTRACE_GETSIGINFO","answer":"EPERM"},
    {"request":"PTRACE_PEEKDATA","answer":"EPERM"},
    {"request":"PTRACE_DETACH","answer":"EPERM"},
    {"request":"process_vm_readv","answer":"reaches the kernel"}],
  "target": null,
  "evidence": [
    {"source":"/proc/self/status Seccomp","value":"2, Seccomp_filters: 1","meaning":"this process carries seccomp filters"},
    {"source":"ptrace(PTRACE_SEIZE) of a pid that cannot exist","value":"EPERM","meaning":"a kernel that is asked looks the task up first and says ESRCH"},
    {"source":"the same below a filter of our own that says USER_NOTIF","value":"EPERM","meaning":"ENOSYS unless an older filter has a stronger verdict; the kernel never sees the call"}],
  "ruled_out": [
    {"mechanism":"emulator","because":"it is the filter that answers, not what runs this program"},
    {"mechanism":"pid_namespace","because":"the target is a child of ours, alive, in our pid namespace"},
    {"mechanism":"no_such_process","because":"the target is a child of ours, alive, in our pid namespace"},
    {"mechanism":"kernel_thread","because":"the target is a child of ours, alive, in our pid namespace"},
    {"mechanism":"self","because":"the target is a child of ours, alive, in our pid namespace"},
    {"mechanism":"credentials","because":"its memory could be opened, which takes the same access check"},
    {"mechanism":"dumpable","because":"its memory could be opened, which takes the same access check"},
    {"mechanism":"user_namespace","because":"a child of ours has our own ids, user namespace, capabilities and Landlock domain: nobody needs CAP_SYS_PTRACE for it"},
    {"mechanism":"capabilities","because":"a child of ours has our own ids, user namespace, capabilities and Landlock domain: nobody needs CAP_SYS_PTRACE for it"},
    {"mechanism":"yama","because":"not among the kernel's security modules (capability,lockdown,bpf,landlock)"},
    {"mechanism":"landlock","because":"a child of ours has our own ids, user namespace, capabilities and Landlock domain: nobody needs CAP_SYS_PTRACE for it"},
    {"mechanism":"apparmor","because":"not among the kernel's security modules (capability,lockdown,bpf,landlock)"},
    {"mechanism":"selinux","because":"not among the kernel's security modules (capability,lockdown,bpf,landlock)"},
    {"mechanism":"smack","because":"not among the kernel's security modules (capability,lockdown,bpf,landlock)"},
    {"mechanism":"bpf_lsm","because":"the access check, of which its hook is a part, is passed"},
    {"mechanism":"zombie","because":"the target is a child of ours, alive, in our pid namespace"},
    {"mechanism":"already_traced","because":"nobody that we can see traces us (TracerPid: 0)"}],
  "undetermined": [
    {"mechanism":"kernel_support","because":"the kernel is never asked"}],
  "contributing": [],
  "remedies": [
    {"who":"you","where":"outside","do":"run whytrace outside the sandbox, on the same process (its pid out there is another)","scope":"needs the rights to trace it there"}],
  "hypotheses": [],
  "profile": "",
  "program": [],
  "environment": {"name":"virtual machine","signs":[{"source":"/.dockerenv","value":"exists","meaning":"Docker container"},{"source":"/proc/cpuinfo","value":"hypervisor","meaning":"virtual machine"}]}
}
)json";

/// Lines as they are: in troff a backslash is written as \\e, and a line may not begin with a dot or a quote.
std::string verbatim(std::string_view lines) {
    std::string out;
    for (const char c : lines)
        out += c == '\\' ? std::string("\\e") : c == '-' ? std::string("\\-") : std::string(1, c);
    return out;
}

std::string example(std::string_view title, std::string_view command, std::string_view answer) {
    return fmt::format(".SS {}\n.EX\n$ {}\n{}.EE\n", title, verbatim(command), verbatim(answer));
}

}  // namespace

std::string manual_of_refusals() {
    return std::string(text) + example("Allowed", "whytrace --diagnose --json", allowed_answer) +
           example("Refused", "whytrace --reproduce=seccomp whytrace --diagnose --json", refused_answer);
}

}  // namespace whytrace::cli
