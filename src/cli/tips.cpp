// The tips.
// Not here: where they are shown (run.cpp).
// Nothing hard here.
#include "cli/tips.hpp"

#include "text/format.hpp"

#include <iterator>
#include <string_view>
#include <time.h>

namespace whytrace::cli {

namespace {

constexpr std::string_view tips[] = {
    "ptrace is refused somewhere? `whytrace --diagnose` names what refused it, with proof.",
    "Threads that talk into each other's lines? --whole-calls writes each call once, when it returns.",
    "-P FILE shows all that happens to one file, whichever descriptor it has at the moment.",
    "-yy shows both ends of a socket, and what is behind a pidfd, an eventfd or a device.",
    "-c -w --summary-chart shows where the time went, and whether a few calls were slow or all of them.",
    "-z shows only what worked, -Z only what failed.",
    "A set-uid program keeps its privileges under a tracer that is root: run it with -u USER.",
    "`whytrace --list` has every call's number on four architectures, and its classes.",
    "-ff -ttt -o FILE writes a file for each task; `whytrace --merge=FILE` makes one trace of them.",
    "--help=OPTION explains one option, with an example; --help=all has every one.",
};

constexpr std::size_t width = 60;

/// Lines of at most `width` characters, in a frame.
std::string framed(std::string_view text) {
    std::string out = "  " + std::string(width + 2, '_') + '\n';
    while (!text.empty()) {
        auto line = text.substr(0, width);
        if (line.size() < text.size() && text[width] != ' ') line = line.substr(0, line.rfind(' '));
        text.remove_prefix(line.size());
        while (text.starts_with(' ')) text.remove_prefix(1);
        out += fmt::format(" | {:<{}} |\n", line, width);
    }
    return out + " |" + std::string(width + 2, '_') + "|\n";
}

}  // namespace

std::string tip(const tip_choice& c) {
    if (c.format == tip_format::none) return {};
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    const auto any = static_cast<std::size_t>(now.tv_nsec / 1000);
    const auto text = tips[c.id.value_or(static_cast<std::uint32_t>(any % std::size(tips))) % std::size(tips)];
    return c.format == tip_format::full ? framed(text) : fmt::format("Tip: {}\n", text);
}

}  // namespace whytrace::cli
