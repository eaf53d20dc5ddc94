// Writing results.
// Not here: the call before it (text.cpp).
// The hard part: the kernel's own restart codes, which no program ever sees: the call has not ended but will be made again.
#include "output/result_text.hpp"

#include <cstring>
#include <fmt/format.h>
#include <iterator>

namespace whytrace::output {

namespace {

/// include/linux/errno.h of the kernel; signal(7), "Interruption of system calls and library functions by signal handlers".
std::string_view restart_text(int error) {
    switch (error) {
    case 512: return "? ERESTARTSYS (To be restarted if SA_RESTART is set)";
    case 513: return "? ERESTARTNOINTR (To be restarted)";
    case 514: return "? ERESTARTNOHAND (To be restarted if no handler)";
    case 516: return "? ERESTART_RESTARTBLOCK (Interrupted by signal)";
    default: return {};
    }
}

void append_error(std::string& out, int error) {
    if (const auto restart = restart_text(error); !restart.empty()) {
        out += restart;
    } else if (const auto name = errno_name(error); !name.empty()) {
        fmt::format_to(std::back_inserter(out), "-1 {} ({})", name, std::strerror(error));
    } else {
        fmt::format_to(std::back_inserter(out), "-1 (errno {})", error);
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
        append_error(out, r.error());
    } else if (f.style.raw) {
        const auto value = static_cast<std::uint64_t>(r.value);
        if (value != 0) out += "0x";
        fmt::format_to(to, "{:x}", word_size(f.what.abi) == 4 ? value & 0xffffffffU : value);
    } else if (f.tree.returned != 0) {
        append_value(out, f.tree, f.tree.returned, style);
    } else {
        fmt::format_to(to, "{}", word_size(f.what.abi) == 4 ? static_cast<std::int32_t>(r.value) : r.value);
    }
    if (f.tree.note != 0) {
        out += " (";
        if (const auto word = f.tree.nodes[f.tree.note].name; !word.empty()) (out += word) += ' ';  // "flags O_RDWR"
        auto own = style;
        // One name for the number that stands in front of it already.
        if (f.tree.nodes[f.tree.note].kind == value_kind::symbol) own.names = constants::abbreviated;
        append_value(out, f.tree, f.tree.note, own);
        out += ')';
    }
    append_alterations(out, f.altered);
}

}  // namespace whytrace::output
