// Meets every kind of stop that a tracer can give it, checks each call, prints a line a step, and ends with 3. Arguments: a FILE that it
// writes and reads; "wait": says so and waits for the driver first, so that one can attach; "child": ends with 5.
// The hard part: nothing may be left of it if it is told to end in the middle; and if its tracer is killed by SIGKILL the kernel loses a
// signal that is being delivered, which it reports.
#include "tracees/tracee.hpp"

#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <pthread.h>
#include <sys/wait.h>

namespace {

const char* own_file;
const char* file;
volatile sig_atomic_t signals;

void report(const char* line) {
    require(write(STDOUT_FILENO, line, strlen(line)) == static_cast<ssize_t>(strlen(line)));
}

void must_end(pid_t child, int code) {
    int status;
    require(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == code);
}

void files() {
    const int fd = open(file, O_RDWR | O_CREAT | O_TRUNC, 0600);
    char byte;
    require(fd >= 0 && write(fd, "x", 1) == 1 && pread(fd, &byte, 1, 0) == 1 && byte == 'x' && close(fd) == 0);
}

void many_calls() {
    for (int i = 0; i < 20; i++) mark(1000 + i);
}

void handle(int) { signals = signals + 1; }

void signal_delivery() {
    signals = 0;
    signal(SIGUSR1, handle);
    require(raise(SIGUSR1) == 0);
    if (signals != 1) report("lost\n");
}

void fork_and_exec() {
    const pid_t child = fork();
    require(child >= 0);
    if (child == 0) {
        execl(own_file, own_file, "child", nullptr);
        _exit(98);
    }
    must_end(child, 5);
}

void vfork_and_exec() {
    const pid_t child = vfork();
    require(child >= 0);
    if (child == 0) {
        execl(own_file, own_file, "child", nullptr);
        _exit(98);
    }
    must_end(child, 5);
}

void* end_at_once(void*) { return nullptr; }

void thread() {
    pthread_t t;
    void* result = &t;
    require(pthread_create(&t, nullptr, end_at_once, nullptr) == 0);
    require(pthread_join(t, &result) == 0 && result == nullptr);
}

void group_stop() {
    if (!stop_and_continue()) report("lost\n");
}

void death_by_signal() {
    const pid_t child = fork();
    require(child >= 0);
    if (child == 0) raise(SIGKILL);
    int status;
    require(waitpid(child, &status, 0) == child && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

constexpr struct {
    const char* name;
    void (*play)();
} steps[] = {{"files\n", files},        {"calls\n", many_calls},      {"signal\n", signal_delivery},
             {"fork\n", fork_and_exec}, {"vfork\n", vfork_and_exec},  {"thread\n", thread},
             {"stopped\n", group_stop}, {"killed\n", death_by_signal}};

}  // namespace

int main(int argc, char** argv) {
    require(argc > 1);
    own_file = argv[0];
    file = argv[1];
    if (strcmp(file, "child") == 0) return 5;
    if (argc > 2) {
        report("ready\n");
        wait_for_driver();
    }
    for (const auto& step : steps) {
        step.play();
        report(step.name);
    }
    return 3;
}
