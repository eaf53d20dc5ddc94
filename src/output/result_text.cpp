// Writing results.
// Not here: the call before it (text.cpp).
// The hard part: the kernel's own restart codes, which no program ever sees: the call has not ended but will be made again.
#include "output/result_text.hpp"

#include "text/format.hpp"

#include <algorithm>
#include <cstring>
#include <iterator>

namespace whytrace::output {

namespace {

struct restart {
    int error;
    std::string_view name, text;
};
/// include/linux/errno.h of the kernel; signal(7), "Interruption of system calls and library functions by signal handlers".
constexpr restart restarts[] = {
    {512, "ERESTARTSYS", "To be restarted if SA_RESTART is set"},
    {513, "ERESTARTNOINTR", "To be restarted"},
    {514, "ERESTARTNOHAND", "To be restarted if no handler"},
    {516, "ERESTART_RESTARTBLOCK", "Interrupted by signal"},
};

void append_error(std::string& out, int error, bool raw) {
    const auto to = std::back_inserter(out);
    const auto* const again = std::ranges::find(restarts, error, &restart::error);
    if (again == std::end(restarts)) {
        if (const auto name = errno_name(error); !name.empty())
            fmt::format_to(to, "-1 {} ({})", name, std::strerror(error));
        else
            fmt::format_to(to, "-1 (errno {})", error);
    } else if (raw) {
        fmt::format_to(to, "-1 {} ({})", again->name, std::strerror(error));
    } else {
        fmt::format_to(to, "? {} ({})", again->name, again->text);
    }
}

void append_alterations(std::string& out, const alteration& a) {
    if (a.arguments)
        out += a.result ? " (INJECTED: args, retval)" : " (INJECTED: args)";
    else if (a.result)
        out += " (INJECTED)";
    if (a.delayed) out += " (DELAYED)";
}

}  // namespace

void append_result(std::string& out, const flight& f, const result& r, const value_style& style) {
    const auto to = std::back_inserter(out);
    if (r.is_error) {
        append_error(out, r.error(), f.style.raw);
    } else if (f.style.raw) {
        const auto value = static_cast<std::uint64_t>(r.value);
        if (value != 0) out += "0x";
        fmt::format_to(to, "{:x}", word_size(f.what.abi) == 4 ? value & 0xffffffffU : value);
    } else if (f.tree->returned != 0) {
        append_value(out, *f.tree, f.tree->returned, style);
    } else {
        fmt::format_to(to, "{}", word_size(f.what.abi) == 4 ? static_cast<std::int32_t>(r.value) : r.value);
    }
    if (f.tree->note != 0) {
        out += " (";
        if (const auto word = f.tree->nodes[f.tree->note].name; !word.empty()) (out += word) += ' ';  // "flags O_RDWR"
        auto own = style;
        // One name for the number that stands in front of it already.
        if (f.tree->nodes[f.tree->note].kind == value_kind::symbol) own.names = constants::abbreviated;
        append_value(out, *f.tree, f.tree->note, own);
        out += ')';
    }
    append_alterations(out, f.altered);
}

}  // namespace whytrace::output
