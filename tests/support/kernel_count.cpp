// Counting by perf_event_open(2).
// Not here: comparing with a trace.
// The hard part: the count of a task that has ended is added to its parent's, so it is read when all are gone.
#include "support/kernel_count.hpp"

#include "support/proc.hpp"

#include <cerrno>
#include <cstring>
#include <linux/perf_event.h>
#include <stdexcept>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace whytrace::test {

namespace {

/// The number of the tracepoint; empty: no tracefs.
std::string tracepoint() {
    for (const char* const where : {"/sys/kernel/tracing", "/sys/kernel/debug/tracing"})
        if (std::string id = read_file(std::string(where) + "/events/raw_syscalls/sys_enter/id"); !id.empty())
            return id;
    return "";
}

int open_counter(pid_t task) {
    perf_event_attr attributes{};
    attributes.type = PERF_TYPE_TRACEPOINT;
    attributes.size = sizeof attributes;
    attributes.config = std::stoull(tracepoint());
    attributes.inherit = 1;
    return static_cast<int>(syscall(SYS_perf_event_open, &attributes, task, -1, -1, PERF_FLAG_FD_CLOEXEC));
}

[[noreturn]] void fail(const char* what) { throw std::runtime_error(what + std::string(": ") + std::strerror(errno)); }

}  // namespace

kernel_count::kernel_count(pid_t task, std::optional<long> number) : fd_(open_counter(task)) {
    if (fd_ < 0) fail("perf_event_open");
    if (number && ioctl(fd_, PERF_EVENT_IOC_SET_FILTER, ("id == " + std::to_string(*number)).c_str()) != 0)
        fail("PERF_EVENT_IOC_SET_FILTER");
}

kernel_count::~kernel_count() { close(fd_); }

std::uint64_t kernel_count::value() const {
    std::uint64_t count = 0;
    if (read(fd_, &count, sizeof count) != sizeof count) fail("reading a counter");
    return count;
}

std::string kernel_count::refusal() {
    if (tracepoint().empty()) return "no tracepoints: /sys/kernel/tracing is not mounted, or not ours to read";
    const int fd = open_counter(getpid());
    if (fd < 0) return std::string("perf_event_open: ") + std::strerror(errno);
    close(fd);
    return "";
}

}  // namespace whytrace::test
