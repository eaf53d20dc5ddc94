// Strings of the tracee: paths, NUL-terminated text, buffers.
// Not here: escaping (src/output).
// The hard part: reading only what is needed without one request a byte, and never past a page that is not there.
#include "decode/walker.hpp"

#include "decode/contexts.hpp"
#include "decode/phrase.hpp"

#include <algorithm>

namespace whytrace::decode {

namespace {

constexpr std::size_t path_limit = 4095;   // PATH_MAX without its NUL
constexpr std::uint64_t first_read = 256;  // most paths are shorter
constexpr std::uint64_t step = 1 << 16;    // of a long buffer: room for it is made as it proves readable
constexpr std::uint64_t page = 4096;

}  // namespace

void walker::show_string(std::uint64_t address, std::uint64_t count, bool hex) {
    const auto size = take_limited(count);
    const auto shown = std::min<std::uint64_t>(size, options_.string_limit);
    const auto needed = std::min(size, shown + 1);  // as in strace, the byte behind a cut one must be readable, too
    const auto start = out_.here();
    auto& n = out_.append(value_kind::string);
    n.hex = hex;
    n.limited = true;
    n.truncated = shown < size;
    n.number = size;
    out_.begin_text(n);
    for (std::uint64_t done = 0; done < needed && !exhausted();) {
        const auto wanted = std::min(needed - done, step);
        if (read(address + done, out_.more_room(wanted)) != wanted) {
            out_.rollback(start);
            out_.address(address);
            return;
        }
        done += wanted;
    }
    out_.end_text(n, std::min<std::size_t>(shown, out_.text_size() - n.text));
}

void walker::bytes_in(std::span<const std::byte> bytes, bool hex) {
    const auto shown = std::min(bytes.size(), options_.string_limit);
    auto& n = out_.string(bytes.first(shown), shown < bytes.size());
    n.hex = hex;
    n.limited = true;
    n.number = bytes.size();
}

/// A string in a field of fixed size, whose last byte is the NUL's: without one the string is cut.
void walker::characters(std::span<const std::byte> bytes) {
    const auto nul = std::ranges::find(bytes, std::byte{});
    const bool cut = nul == bytes.end() && !bytes.empty();
    out_.string({bytes.begin(), cut ? nul - 1 : nul}, cut);
}

void walker::characters_at(std::uint64_t address, std::uint64_t count) {
    std::array<std::byte, page> buffer;
    const auto wanted =
        std::min<std::uint64_t>(count, std::min<std::uint64_t>(page, options_.string_limit + std::uint64_t{1}));
    const auto bytes = std::span<const std::byte>{buffer}.first(read(address, std::span{buffer}.first(wanted)));
    const auto nul = std::ranges::find(bytes, std::byte{});
    if (nul == bytes.end() && bytes.size() < wanted) {
        out_.address(address);
        return;
    }
    text_in(bytes);
}

/// Up to its NUL, cut to -s; it goes on where none is.
void walker::text_in(std::span<const std::byte> bytes) {
    const auto size = static_cast<std::size_t>(std::ranges::find(bytes, std::byte{}) - bytes.begin());
    const auto shown = std::min<std::size_t>(size, options_.string_limit);
    out_.string(bytes.first(shown), size == bytes.size() || shown < size).limited = true;
}

void walker::terminated_at(std::uint64_t address, bool path) {
    const std::uint64_t limit = path ? path_limit : options_.string_limit;
    const auto start = out_.here();
    const bool with_context = path && options_.contexts != contexts::none;
    const auto position = with_context ? std::optional(out_.open(value_kind::string)) : std::nullopt;
    auto& n = position ? out_.node(*position) : out_.append(value_kind::string);
    n.path = path;
    n.limited = !path;
    out_.begin_text(n);
    std::uint64_t done = 0;
    for (auto wanted = std::min(limit + 1, first_read); done <= limit && !exhausted();) {
        const auto room = out_.more_room(wanted);
        const auto bytes = room.first(read(address + done, room));
        const auto nul = std::ranges::find(bytes, std::byte{});
        if (nul != bytes.end()) {
            out_.end_text(n, done + static_cast<std::uint64_t>(nul - bytes.begin()));
            if (position) {
                show_context_of_path(std::string(out_.tree().text_of(n)));
                out_.close(*position);
            }
            return;
        }
        if (bytes.size() < wanted) {
            out_.rollback(start);
            out_.address(address);
            return;
        }
        done += wanted;
        wanted = std::min(limit + 1 - done, page - ((address + done) & (page - 1)));
    }
    n.truncated = true;
    out_.end_text(n, std::min(limit, done));
    if (position) return out_.close(*position);
    if (options_.recording) n.number = length_of(address, done);
}

/// As the task itself would find it; of names relative to another folder than its working one nothing is known here.
void walker::show_context_of_path(std::string_view path) {
    if (path.empty()) return;
    const std::string file =
        "/proc/" + std::to_string(tid()) + (path[0] == '/' ? "/root" : "/cwd/") + std::string(path);
    const auto context = file_context(file.c_str(), options_.contexts);
    if (context.empty()) return;
    phrase text;
    text << " [" << context << "]";
    out_.verbatim(text);
}

/// Of a string whose NUL is not among its first `known` bytes; 0 if it cannot be read or goes on for longer than an argument may (execve(2)).
std::uint64_t walker::length_of(std::uint64_t address, std::uint64_t known) {
    constexpr std::uint64_t longest = 1 << 17;
    std::array<std::byte, page> buffer;
    while (known < longest) {
        const auto wanted = std::span{buffer}.first(page - ((address + known) & (page - 1)));
        const auto bytes = wanted.first(read(address + known, wanted));
        const auto nul = std::ranges::find(bytes, std::byte{});
        if (nul != bytes.end()) return known + static_cast<std::uint64_t>(nul - bytes.begin());
        if (bytes.size() < wanted.size()) return 0;
        known += bytes.size();
    }
    return 0;
}

}  // namespace whytrace::decode
