// A program with a seccomp filter of its own. filters MODE: what its filter answers to getppid.
// Not here: the tracer's filter.
#include "tracee.hpp"

#include <cstddef>
#include <cstring>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/wait.h>

namespace {

void answer_getppid(unsigned with) {
    sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getppid, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, with),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const sock_fprog program{4, code};
    require(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
    require(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0);
}

}  // namespace

int main(int, char** arguments) {
    const bool traces = std::strcmp(arguments[1], "trace") == 0;
    expect_mark(1001);
    answer_getppid(traces ? SECCOMP_RET_TRACE | 7u : SECCOMP_RET_ERRNO | EXDEV);
    // A tracer is not there, as far as the program knows: its calls fail with ENOSYS (seccomp(2)).
    const char* result = traces ? "-1 ENOSYS (Function not implemented)" : "-1 EXDEV (Invalid cross-device link)";
    expect(tid(), "getppid() = %s", result);
    require(syscall(SYS_getppid) == -1 && errno == (traces ? ENOSYS : EXDEV));
    expect_mark(1002);
    const pid_t child = fork();
    if (child == 0) {
        expect(tid(), "getppid() = %s", result);
        require(syscall(SYS_getppid) == -1 && errno == (traces ? ENOSYS : EXDEV));
        expect_mark(1003);
        _exit(0);
    }
    int status;
    require(waitpid(child, &status, 0) == child && status == 0);
    expect_mark(1004);
    return 0;
}
