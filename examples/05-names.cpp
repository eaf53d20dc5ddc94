// Lesson 5: from numbers to names: a tracer that shows calls. A table of names and types, and one loop over it.
// Not here: four thousand flags and structures; that is what syscalls/ is for.
// The hard part: the table must say what an argument is, or the printing ends up in one function per call.
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <linux/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

enum class kind { none, number, address, path };
struct row {
    long nr;
    const char* name;
    kind arguments[3];
};
constexpr row table[] = {
    // a new call is a line
    {SYS_openat, "openat", {kind::number, kind::path, kind::number}},
    {SYS_close, "close", {kind::number}},
    {SYS_chdir, "chdir", {kind::path}},
    {SYS_getppid, "getppid", {}},
};

long request(long what, pid_t tid, unsigned long addr, unsigned long data) {
    return syscall(SYS_ptrace, what, tid, addr, data);
}

void show(pid_t child, kind k, unsigned long long value) {
    char text[256] = "";
    const iovec here{text, sizeof text - 1}, there{reinterpret_cast<void*>(value), sizeof text - 1};
    switch (k) {
    case kind::none: break;
    case kind::number: std::printf("%d", static_cast<int>(value)); break;
    case kind::address: std::printf("%#llx", value); break;
    case kind::path:
        process_vm_readv(child, &here, 1, &there, 1, 0);
        std::printf("\"%s\"", text);
        break;
    }
}

void show_entry(pid_t child, const ptrace_syscall_info& info) {
    for (const row& r : table) {
        if (static_cast<unsigned long long>(r.nr) != info.entry.nr) continue;
        std::printf("%s(", r.name);
        for (int i = 0; i < 3 && r.arguments[i] != kind::none; ++i) {
            if (i > 0) std::printf(", ");
            show(child, r.arguments[i], info.entry.args[i]);
        }
        std::printf(")");
        return;
    }
    std::printf("syscall_%llu(...)", static_cast<unsigned long long>(info.entry.nr));
}

}  // namespace

int main() {
    std::setvbuf(stdout, nullptr, _IONBF, 0);
    const pid_t child = fork();
    if (child == 0) {
        request(PTRACE_TRACEME, 0, 0, 0);
        raise(SIGSTOP);
        syscall(SYS_chdir, "/");
        syscall(SYS_close, syscall(SYS_openat, AT_FDCWD, "/dev/null", O_RDONLY) == 0 ? 0 : 99);
        syscall(SYS_openat, AT_FDCWD, "/nonexistent", O_RDONLY);
        syscall(SYS_sync);
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    request(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACESYSGOOD);
    for (bool shown = false;;) {
        request(PTRACE_SYSCALL, child, 0, 0);
        waitpid(child, &status, 0);
        if (WIFEXITED(status)) break;
        ptrace_syscall_info info{};
        request(PTRACE_GET_SYSCALL_INFO, child, sizeof info, reinterpret_cast<unsigned long>(&info));
        if (info.op == PTRACE_SYSCALL_INFO_ENTRY && info.entry.nr != SYS_exit_group) {
            show_entry(child, info);
            shown = true;
        } else if (info.op == PTRACE_SYSCALL_INFO_EXIT && shown) {
            if (info.exit.is_error)
                std::printf(" = -1 (%s)\n", std::strerror(static_cast<int>(-info.exit.rval)));
            else
                std::printf(" = %lld\n", static_cast<long long>(info.exit.rval));
        }
    }
}
