// Reads /proc.
// Not here: anything that changes a process.
// Nothing hard: every file may vanish while it is read, which reads as empty.
#include "support/proc.hpp"

#include <algorithm>
#include <cstdlib>
#include <dirent.h>
#include <fcntl.h>
#include <iterator>
#include <sstream>
#include <unistd.h>

namespace whytrace::test {

namespace {

std::string task_file(pid_t tid, const char* name) { return "/proc/" + std::to_string(tid) + '/' + name; }

}  // namespace

std::string read_file(const std::string& path) {
    std::string text;
    char buffer[65536];
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);  // no stream: it throws when the task goes (ESRCH)
    if (file < 0) return text;
    for (ssize_t got; (got = read(file, buffer, sizeof buffer)) > 0;)
        text.append(buffer, static_cast<std::size_t>(got));
    close(file);
    return text;
}

std::string status_field(pid_t tid, const std::string& name) {
    const std::string text = '\n' + read_file(task_file(tid, "status"));
    std::size_t at = text.find('\n' + name + ':');
    if (at == std::string::npos) return {};
    at = text.find_first_not_of(" \t", at + name.size() + 2);
    return text.substr(at, text.find('\n', at) - at);
}

char state_of(pid_t tid) {
    const std::string state = status_field(tid, "State");
    return state.empty() ? '\0' : state[0];
}

pid_t tracer_of(pid_t tid) { return std::atoi(status_field(tid, "TracerPid").c_str()); }

std::vector<pid_t> threads_of(pid_t pid) {
    std::vector<pid_t> threads;
    if (DIR* dir = opendir(task_file(pid, "task").c_str())) {
        while (const dirent* entry = readdir(dir))
            if (const pid_t tid = std::atoi(entry->d_name)) threads.push_back(tid);
        closedir(dir);
    }
    return threads;
}

std::vector<pid_t> children_of(pid_t pid) {
    std::vector<pid_t> children;
    for (pid_t tid : threads_of(pid)) {
        std::istringstream in(read_file(task_file(pid, "task/") + std::to_string(tid) + "/children"));
        children.insert(children.end(), std::istream_iterator<pid_t>(in), {});
    }
    return children;
}

bool sleeps_in(pid_t tid, long nr) {
    // "NR ARGS…" while it sleeps in a call; "running" while it does not, or not yet.
    return state_of(tid) == 'S' && read_file(task_file(tid, "syscall")).starts_with(std::to_string(nr) + ' ');
}

bool left_alone(pid_t pid) {
    const std::vector<pid_t> threads = threads_of(pid);
    return std::ranges::all_of(threads, [](pid_t tid) {
        const char state = state_of(tid);
        return state != 'T' && state != 't' && tracer_of(tid) == 0;
    });
}

std::chrono::nanoseconds waited_for_cpu(pid_t pid) {
    std::chrono::nanoseconds all{};
    for (pid_t tid : threads_of(pid)) {
        long long running = 0, waiting = 0;
        std::istringstream(read_file(task_file(tid, "schedstat"))) >> running >> waiting;
        all += std::chrono::nanoseconds(waiting);
    }
    for (pid_t child : children_of(pid)) all += waited_for_cpu(child);
    return all;
}

std::string describe_descendants(pid_t pid) {
    std::string text;
    for (pid_t child : children_of(pid)) {
        for (pid_t tid : threads_of(child)) {
            text += std::to_string(tid) + ' ' + status_field(tid, "Name") + ": state " + status_field(tid, "State") +
                    ", tracer " + status_field(tid, "TracerPid") + ", call " + read_file(task_file(tid, "syscall"));
            if (text.back() != '\n') text += '\n';
        }
        text += describe_descendants(child);
    }
    return text;
}

}  // namespace whytrace::test
