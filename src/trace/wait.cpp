// The only file in src/trace that calls waitpid(2) and wait4(2).
// Not here: retrying after EINTR where the signal may concern the caller.
// Nothing hard: __WALL, because threads are waited for like processes (ptrace(2), "clone children").
#include "trace/wait.hpp"

#include "trace/ptrace.hpp"

#include <cerrno>
#include <sys/resource.h>
#include <sys/wait.h>

namespace whytrace::trace {

namespace {

waited wait(pid_t which, int options) {
    waited w;
    if (measures_cpu_time) [[unlikely]] {
        rusage used{};
        w.tid = ::wait4(which, &w.status, __WALL | options, &used);
        w.processor_time =
            std::chrono::seconds(used.ru_stime.tv_sec) + std::chrono::microseconds(used.ru_stime.tv_usec);
    } else {
        w.tid = ::waitpid(which, &w.status, __WALL | options);
    }
    if (w.tid < 0) w.error = errno;
    if (w.tid > 0 && observer) [[unlikely]]
        observer->waited(w.tid, w.status);
    return w;
}

int options(blocking how) { return how == blocking::yes ? 0 : WNOHANG; }

}  // namespace

waited wait_for_any(blocking how) { return wait(-1, options(how)); }

void reap(pid_t child) {
    while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {}
}

waited wait_for(pid_t tid, blocking how) {
    waited w;
    do w = wait(tid, options(how));
    while (w.error == EINTR);
    return w;
}

}  // namespace whytrace::trace
