// Where the bytes of a trace go: a terminal or pipe at once, a file by large pieces, a command through a pipe.
// Not here: what is written (text.cpp), which task has which sink (channels.hpp).
// The hard part: failure. A full disk or a reader that went away costs one message and never the traced program; and what a
// file's buffer holds must reach the file even when a signal ends us.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>

namespace whytrace::output {

/// A descriptor that is closed, if it is ours.
class descriptor {
  public:
    explicit descriptor(int fd, bool ours = true) : fd_(fd), ours_(ours) {}
    ~descriptor();
    descriptor(const descriptor&) = delete;
    descriptor& operator=(const descriptor&) = delete;
    int get() const { return fd_; }

  private:
    int fd_;
    bool ours_;
};

class sink {
  public:
    /// Told once, with the error number; nothing is written after that.
    using failure = std::function<void(const std::string& name, int error)>;

    sink(std::string name, failure told) : name_(std::move(name)), told_(std::move(told)) {}
    virtual ~sink() = default;
    sink(const sink&) = delete;
    sink& operator=(const sink&) = delete;

    virtual void write(std::string_view bytes) = 0;
    virtual void flush() {}
    /// Whether something written has not left yet.
    virtual bool unflushed() const { return false; }

  protected:
    /// All of it, over short writes and interruptions; or the failure is told.
    void put(int fd, std::string_view bytes);

  private:
    std::string name_;
    failure told_;
    bool failed_ = false;
};

/// What could not be opened, and has been told.
class no_sink final : public sink {
  public:
    no_sink() : sink({}, {}) {}
    void write(std::string_view) override {}
};

/// Every piece as it comes: terminals, pipes.
class direct_sink final : public sink {
  public:
    direct_sink(int fd, bool ours, std::string name, failure told)
        : sink(std::move(name), std::move(told)), fd_(fd, ours) {}
    void write(std::string_view bytes) override { put(fd_.get(), bytes); }

  private:
    descriptor fd_;
};

/// By large pieces. `flush_all_files` writes what is left from a signal handler.
class file_sink final : public sink {
  public:
    file_sink(int fd, bool ours, std::size_t capacity, std::string name, failure told);
    ~file_sink() override;
    void write(std::string_view bytes) override;
    void flush() override;
    bool unflushed() const override { return size_.load(std::memory_order_relaxed) != 0; }

  private:
    friend void flush_all_files() noexcept;

    descriptor fd_;
    std::size_t capacity_;
    std::unique_ptr<char[]> buffer_;
    std::atomic<std::size_t> size_{0};  // moved only after the bytes below it are in place
    file_sink* next_;                   // all that exist, for the signal handler
    static std::atomic<file_sink*> first_;
};

/// `|COMMAND` or `!COMMAND`: the standard input of `/bin/sh -c COMMAND`; the end of the sink waits for the command's.
class command_sink final : public sink {
  public:
    command_sink(const std::string& command, failure told);
    ~command_sink() override;
    void write(std::string_view bytes) override { put(input_->get(), bytes); }

  private:
    std::optional<descriptor> input_;
    pid_t pid_ = 0;
};

/// Standard error, unbuffered unless it leads nowhere.
std::unique_ptr<sink> standard_error(sink::failure told);
/// Standard output, the same way; a file by large pieces.
std::unique_ptr<sink> standard_output(sink::failure told);
/// A file to be written or appended to; null, and errno says why.
std::unique_ptr<sink> open_file(const std::string& path, bool append, sink::failure told);
/// Async-signal-safe (signal-safety(7)): for the end of the program by a signal.
void flush_all_files() noexcept;

}  // namespace whytrace::output
