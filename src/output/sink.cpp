// Writing the bytes of a trace.
// Not here: what they say.
// The hard part: interruptions. The tracer's timer interrupts write(2), a stopped reader makes it short, and a signal may end us while
// the buffer is being filled.
#include "output/sink.hpp"

#include "whytrace/error.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

namespace whytrace::output {

namespace {

constexpr std::size_t file_capacity = 64 * 1024;

/// 0, or the errno of what stopped it.
int write_all(int fd, std::string_view bytes) noexcept {
    while (!bytes.empty()) {
        const ssize_t n = ::write(fd, bytes.data(), bytes.size());
        if (n > 0) {
            bytes.remove_prefix(static_cast<std::size_t>(n));
        } else if (n < 0 &&
                   errno == EAGAIN) {  // somebody made the descriptor non-blocking: it is shared with the program
            pollfd p{fd, POLLOUT, 0};
            poll(&p, 1, -1);
        } else if (n < 0 && errno == EINTR) {
            flush_all_files();  // a slow reader holds the tracer up: the files are not to wait with it
        } else if (n < 0) {
            return errno;
        }
    }
    return 0;
}

bool leads_nowhere(const struct stat& s) {
    return S_ISCHR(s.st_mode) && major(s.st_rdev) == 1 && minor(s.st_rdev) == 3;  // /dev/null, see null(4)
}

}  // namespace

descriptor::~descriptor() {
    if (ours_) ::close(fd_);
}

void sink::put(int fd, std::string_view bytes) {
    if (failed_) return;
    if (const int error = write_all(fd, bytes)) {
        failed_ = true;
        told_(name_, error);
    }
}

std::atomic<file_sink*> file_sink::first_{nullptr};

file_sink::file_sink(int fd, bool ours, std::size_t capacity, std::string name, failure told)
    : sink(std::move(name), std::move(told)), fd_(fd, ours), capacity_(capacity), buffer_(new char[capacity]),
      next_(first_.load()) {
    first_ = this;
}

file_sink::~file_sink() {
    flush();
    if (first_ == this) {
        first_ = next_;
    } else {
        for (file_sink* s = first_; s; s = s->next_)
            if (s->next_ == this) s->next_ = next_;
    }
}

void file_sink::write(std::string_view bytes) {
    std::size_t size = size_.load(std::memory_order_relaxed);
    if (size + bytes.size() > capacity_) {
        flush();
        size = 0;
    }
    if (bytes.size() > capacity_) {
        put(fd_.get(), bytes);
        return;
    }
    std::memcpy(buffer_.get() + size, bytes.data(), bytes.size());
    size_.store(size + bytes.size(), std::memory_order_release);
}

void file_sink::flush() {
    const std::size_t size =
        size_.exchange(0);  // first: a signal between the two loses a piece rather than writing it twice
    if (size) put(fd_.get(), {buffer_.get(), size});
}

void flush_all_files() noexcept {
    for (file_sink* s = file_sink::first_; s; s = s->next_)
        if (const std::size_t size = s->size_.exchange(0)) write_all(s->fd_.get(), {s->buffer_.get(), size});
}

command_sink::command_sink(const std::string& command, failure told) : sink(command, std::move(told)) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) throw system_failure(std::string("pipe: ") + std::strerror(errno));
    const descriptor reader(ends[0]);
    input_.emplace(ends[1]);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, reader.get(), STDIN_FILENO);
    std::string shell = "/bin/sh", option = "-c", line = command.substr(1);
    char* argv[] = {shell.data(), option.data(), line.data(), nullptr};
    const int error = posix_spawn(&pid_, shell.c_str(), &actions, nullptr, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) throw system_failure(shell + ": " + std::strerror(error));
}

command_sink::~command_sink() {
    input_.reset();                                             // end of file for the command
    while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {}  // ECHILD: the tracer's own wait has met it
}

std::unique_ptr<sink> standard_error(sink::failure told) {
    struct stat s {};
    if (fstat(STDERR_FILENO, &s) == 0 && leads_nowhere(s))
        return std::make_unique<file_sink>(STDERR_FILENO, false, file_capacity, "stderr", std::move(told));
    return std::make_unique<direct_sink>(STDERR_FILENO, false, "stderr", std::move(told));
}

std::unique_ptr<sink> standard_output(sink::failure told) {
    struct stat s {};
    if (fstat(STDOUT_FILENO, &s) == 0 && (leads_nowhere(s) || S_ISREG(s.st_mode)))
        return std::make_unique<file_sink>(STDOUT_FILENO, false, file_capacity, "stdout", std::move(told));
    return std::make_unique<direct_sink>(STDOUT_FILENO, false, "stdout", std::move(told));
}

namespace {

/// Where everybody may put a link, root does not follow one. fs.protected_symlinks, which is the same (proc_sys_fs(5)), may be off.
int link_flag(const std::string& path) {
    const auto slash = path.rfind('/');
    const std::string folder = slash == path.npos ? "." : path.substr(0, slash + 1);
    struct stat s {};
    const bool shared = stat(folder.c_str(), &s) == 0 && (s.st_mode & S_ISVTX) != 0 && (s.st_mode & S_IWOTH) != 0;
    return shared && geteuid() == 0 ? O_NOFOLLOW : 0;
}

}  // namespace

std::unique_ptr<sink> open_file(const std::string& path, bool append, sink::failure told) {
    const int how = O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY | (append ? O_APPEND : O_TRUNC);
    const int fd = open(path.c_str(), how | link_flag(path), 0666);
    if (fd < 0) return nullptr;
    struct stat s {};
    const bool streams = isatty(fd) || (fstat(fd, &s) == 0 && (S_ISFIFO(s.st_mode) || S_ISSOCK(s.st_mode)));
    if (streams) return std::make_unique<direct_sink>(fd, true, path, std::move(told));
    return std::make_unique<file_sink>(fd, true, file_capacity, path, std::move(told));
}

}  // namespace whytrace::output
