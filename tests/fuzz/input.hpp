// What a fuzzer's input is taken apart with, and the two checks that every fuzzer of a printer makes.
// Not here: the fuzzers.
// Nothing hard: an input that is at its end yields zeros, so that every input means something.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <sys/mman.h>
#include <unistd.h>

namespace whytrace::fuzz {

class input {
  public:
    input(const std::uint8_t* data, std::size_t size) : at_(data), left_(size) {}

    template <class T> T take() {
        T value{};
        const std::size_t size = std::min(sizeof value, left_);
        if (size > 0) std::memcpy(&value, at_, size);
        skip(size);
        return value;
    }
    std::uint8_t byte() { return take<std::uint8_t>(); }
    bool flag() { return byte() & 1; }
    std::string_view rest() const { return {reinterpret_cast<const char*>(at_), left_}; }

  private:
    void skip(std::size_t size) { at_ += size, left_ -= size; }

    const std::uint8_t* at_;
    std::size_t left_;
};

[[noreturn]] inline void fail(const char* what, std::string_view text) {
    std::fprintf(stderr, "%s:\n%.*s\n", what, static_cast<int>(text.size()), text.data());
    std::abort();
}

/// Nothing of a tracee reaches a terminal raw.
inline void must_be_printable(std::string_view text) {
    const auto harmless = [](unsigned char c) { return c == '\n' || (c >= ' ' && c < 0x7f); };
    if (!std::all_of(text.begin(), text.end(), harmless)) fail("raw bytes in the output", text);
}

/// The bytes as a file without a name, for what reads files: its path, good for as long as it lives.
class memory_file {
  public:
    explicit memory_file(std::string_view bytes) : fd_(::memfd_create("fuzz", MFD_CLOEXEC)) {
        if (fd_ < 0 || ::write(fd_, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size())) std::abort();
    }
    ~memory_file() { ::close(fd_); }
    memory_file(const memory_file&) = delete;
    memory_file& operator=(const memory_file&) = delete;
    std::string path() const { return "/proc/self/fd/" + std::to_string(fd_); }

  private:
    int fd_;
};

}  // namespace whytrace::fuzz
