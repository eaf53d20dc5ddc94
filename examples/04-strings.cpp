// Lesson 4: a string in another process's memory, read in three ways. PTRACE_PEEKDATA, process_vm_readv, /proc/PID/mem.
// Not here: how much of a string one should read (src/decode/strings.cpp).
// The hard part: PEEKDATA returns the word itself, so -1 may be a word or an error; errno tells, if it was cleared before.
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

const char text[] = "a string of the child's";  // fork copies it: the same address in both

std::string by_words(pid_t child, std::uintptr_t at) {
    std::string all;
    while (true) {
        errno = 0;
        const long word = ptrace(PTRACE_PEEKDATA, child, at, 0);
        if (errno != 0) return all;
        char bytes[sizeof word];
        std::memcpy(bytes, &word, sizeof word);
        for (const char c : bytes) {
            if (c == '\0') return all;
            all += c;
        }
        at += sizeof word;
    }
}

std::string at_once(pid_t child, std::uintptr_t at) {
    char buffer[64] = "";
    const iovec here{buffer, sizeof buffer - 1}, there{reinterpret_cast<void*>(at), sizeof buffer - 1};
    const ssize_t got = process_vm_readv(child, &here, 1, &there, 1, 0);
    return got > 0 ? std::string(buffer) : "(nothing)";
}

std::string from_file(pid_t child, std::uintptr_t at) {
    char buffer[64] = "";
    const int file = open(("/proc/" + std::to_string(child) + "/mem").c_str(), O_RDONLY | O_CLOEXEC);
    const ssize_t got = pread(file, buffer, sizeof buffer - 1, static_cast<off_t>(at));
    close(file);
    return got > 0 ? std::string(buffer) : "(nothing)";
}

}  // namespace

int main() {
    const pid_t child = fork();
    if (child == 0) {
        ptrace(PTRACE_TRACEME, 0, 0, 0);
        raise(SIGSTOP);
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    const auto at = reinterpret_cast<std::uintptr_t>(text);
    std::printf("PTRACE_PEEKDATA:  %s (%zu requests)\n", by_words(child, at).c_str(), sizeof text / sizeof(long));
    std::printf("process_vm_readv: %s (1 call)\n", at_once(child, at).c_str());
    std::printf("/proc/PID/mem:    %s (open once, then 1 call)\n", from_file(child, at).c_str());
    std::printf("no memory there:  %s\n", at_once(child, 16).c_str());
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
}
