// Prints all that a program inherits, so that two runs can be compared: descriptors, environment, arguments, signal mask
// and dispositions, affinity, scheduling, limits, ids, session, process group, terminal, directory, umask, securebits.
// Not here: what differs from run to run by nature (pid, times), and what ptrace itself shows (TracerPid).
// Nothing hard here; it is linked as it is, so the list of descriptors holds none of libc's own.
#include "tracees/tracee.hpp"

#include <cstring>
#include <initializer_list>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <termios.h>

extern char** environ;

namespace {

void descriptors() {
    for (int fd = 0; fd < 1024; fd++) {
        char path[64], target[512];
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
        const ssize_t size = readlink(path, target, sizeof target - 1);
        if (size < 0) continue;
        target[size] = '\0';
        // A pipe's number differs from run to run, that it is a pipe does not.
        if (char* number = strchr(target, '[')) *number = '\0';
        printf("fd %d %s\n", fd, fd < 3 ? "" : target);
    }
}

void status() {
    FILE* file = fopen("/proc/self/status", "r");
    require(file);
    char line[4096];
    while (fgets(line, sizeof line, file))
        for (const char* name :
             {"Name:",       "Umask:",  "Uid:",        "Gid:",     "Groups:",          "SigQ:",         "SigPnd:",
              "ShdPnd:",     "SigBlk:", "SigIgn:",     "SigCgt:",  "CapInh:",          "CapPrm:",       "CapEff:",
              "CapBnd:",     "CapAmb:", "NoNewPrivs:", "Seccomp:", "Seccomp_filters:", "Cpus_allowed:", "Mems_allowed:",
              "THP_enabled:"})
            if (strncmp(line, name, strlen(name)) == 0 && strncmp(line, "SigQ:", 5) != 0) fputs(line, stdout);
    fclose(file);
}

void limits() {
    for (int resource = 0; resource < RLIM_NLIMITS; resource++) {
        rlimit limit;
        require(getrlimit(static_cast<__rlimit_resource>(resource), &limit) == 0);
        printf("limit %d %lx %lx\n", resource, limit.rlim_cur, limit.rlim_max);
    }
}

void session() {
    // Relative to us: whether we lead our group and session, and whether the terminal, if there is one, is our group's.
    printf("leads group %d, leads session %d\n", getpgrp() == getpid(), getsid(0) == getpid());
    const pid_t foreground = tcgetpgrp(STDIN_FILENO);
    printf("terminal %d, in its foreground %d\n", isatty(STDIN_FILENO), foreground == getpgrp());
}

}  // namespace

int main(int argc, char** argv) {
    for (int i = 0; i < argc; i++) printf("arg %s\n", argv[i]);
    for (char** variable = environ; *variable; variable++) printf("env %s\n", *variable);
    descriptors();
    status();
    limits();
    session();
    cpu_set_t cpus;
    require(sched_getaffinity(0, sizeof cpus, &cpus) == 0);
    printf("cpus %d, policy %d, nice %d\n", CPU_COUNT(&cpus), sched_getscheduler(0), getpriority(PRIO_PROCESS, 0));
    int signal = -1;
    prctl(PR_GET_PDEATHSIG, &signal);
    printf("parent death signal %d, dumpable %d, securebits %d\n", signal, prctl(PR_GET_DUMPABLE),
           prctl(PR_GET_SECUREBITS));
    char directory[4096];
    printf("directory %s\n", getcwd(directory, sizeof directory));
}
