// The guard: waits until the pipe from the tracer ends, then gives back what is still pinned.
// Not here: when it is worth its millisecond (cpu_handoff.cpp).
// The hard part: between the tracer's death and our look, tasks go on and have children, which inherit the pin. So we look for
// them several times, for a tenth of a second.
#include "trace/guard.hpp"

#include "trace/proc.hpp"
#include "trace/wait.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include <unordered_set>
#include <vector>

namespace whytrace::trace {

namespace {

// A fork that copied the mask before we gave it back may show its child a good deal later, on a busy machine.
constexpr std::array<long, 9> pauses_ms{0, 0, 1, 2, 4, 8, 16, 32, 64};

void close_from(unsigned first) {
    if (::syscall(SYS_close_range, first, ~0u, 0) == 0) return;
    for (unsigned fd = first; fd < 1024; ++fd) ::close(static_cast<int>(fd));  // Linux before 5.9
}

void give_back_children(const pin_table& table) {
    std::vector<pin> known(table.pins.begin(), table.pins.begin() + table.count.load());
    std::unordered_set<pid_t> met;
    for (const pin& p : known) met.insert(p.tid);
    for (const long pause : pauses_ms) {
        const timespec time{0, pause * 1'000'000};
        ::nanosleep(&time, nullptr);
        for (std::size_t i = 0, end = known.size(); i < end; ++i) {
            const pin parent = known[i];
            for (const pid_t tid : relatives_of(parent.tid)) {
                if (!met.insert(tid).second) continue;
                give_back(tid, table.cpu, table.before(parent), table.everything);
                known.push_back({tid, parent.mask});
            }
        }
    }
}

[[noreturn]] void watch(int leash, pid_t tracer, const pin_table& table) {
    ::setsid();
    std::array<char, 16> name;  // the kernel's limit
    std::snprintf(name.data(), name.size(), "guards %d", tracer);
    ::prctl(PR_SET_NAME, name.data());
    ::dup2(leash, 0);
    close_from(1);
    char byte;
    while (::read(0, &byte, 1) < 0 && errno == EINTR) {}
    const std::uint32_t count = table.count.load();
    for (std::uint32_t i = 0; i < count; ++i)
        give_back(table.pins[i].tid, table.cpu, table.before(table.pins[i]), table.everything);
    if (count > 0) give_back_children(table);
    ::_exit(0);
}

}  // namespace

guard::~guard() {
    if (leash_ >= 0) ::close(leash_);
}

// A grandchild: a child would come out of the tracer's waitpid, and keep it from hearing that nobody is left. It must not
// inherit the tracer's pin: a third one on that CPU was seen to wait for seconds while the other two took turns (Linux 6.18).
void guard::start(const pin_table& table) {
    if (leash_ >= 0) return;
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return;
    sigset_t all, before;
    ::sigfillset(&all);
    ::sigprocmask(SIG_SETMASK, &all, &before);  // for the guard: what ends us does not end it
    const pid_t tracer = ::getpid();
    set_mask(0, table.own);
    const pid_t middle = ::fork();
    if (middle == 0) {
        if (::fork() != 0) ::_exit(0);
        ::close(ends[1]);
        watch(ends[0], tracer, table);
    }
    ::sigprocmask(SIG_SETMASK, &before, nullptr);
    ::close(ends[0]);
    if (middle > 0) reap(middle);
    set_mask(0, table.cpu);
    leash_ = ends[1];
}

}  // namespace whytrace::trace
