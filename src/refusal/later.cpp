// See later.hpp.
// Not here: who says it (src/cli).
// The hard part: process_vm_readv(2) may be filtered where /proc/PID/mem is not; the tracer reads by either.
#include "refusal/later.hpp"

#include "refusal/diagnose.hpp"
#include "refusal/tree.hpp"
#include "text/format.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/uio.h>
#include <unistd.h>

namespace whytrace::refusal {

namespace {

bool memory_opens(pid_t pid) {
    char byte;
    const iovec local{&byte, 1}, nowhere{nullptr, 1};
    if (::process_vm_readv(pid, &local, 1, &nowhere, 1, 0) >= 0 || errno == EFAULT || errno == ESRCH) return true;
    const int fd = ::open(fmt::format("/proc/{}/mem", pid).c_str(), O_RDONLY | O_CLOEXEC);
    const bool opened = fd >= 0 || errno == ENOENT;
    if (fd >= 0) ::close(fd);
    return opened;
}

}  // namespace

std::optional<std::string> unreadable_memory(pid_t tracee) {
    if (memory_opens(tracee)) return std::nullopt;
    const tree root;
    const facts f = collect(root, ::getpid(), {tracee, false});
    if (f.target && f.target->looks_undumpable())
        return "dumpable: it is not dumpable (its file is not readable for us, or it has asked for that), and we have "
               "no "
               "CAP_SYS_PTRACE over it";
    if (f.target && f.target->uid != f.self.uid)
        return "credentials: it runs under other ids now, and we have no CAP_SYS_PTRACE";
    return "a filter or a security module refuses process_vm_readv(2) and /proc/PID/mem";
}

std::vector<unattached> unattached_threads(pid_t process) {
    const tree root;
    const std::string us = std::to_string(::getpid()), tasks = fmt::format("/proc/{}/task", process);
    const auto status = [&](pid_t tid) { return root.file(fmt::format("{}/{}/status", tasks, tid)).text; };
    std::vector<unattached> found;
    const auto threads = root.numbers_in(tasks);
    // In another pid namespace's /proc our own number is another one, and nothing can be said.
    if (std::ranges::none_of(threads, [&](pid_t tid) { return field(status(tid), "TracerPid") == us; })) return found;
    for (const pid_t tid : threads) {
        const std::string text = status(tid);
        if (text.empty() || field(text, "TracerPid") == us || field(text, "State").starts_with('Z')) continue;
        const finding f = diagnose({tid, false});
        if (f.verdict == verdict::refused && f.who)
            found.push_back({tid, fmt::format("{}: {}", name_of(*f.who), f.because)});
    }
    return found;
}

}  // namespace whytrace::refusal
