// Writing what stands before a line.
// Not here: the line itself (text.cpp).
// Nothing hard here; the local time is kept for a second, since localtime(3) is slow.
#include "output/leader.hpp"

#include "text/format.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <iterator>

namespace whytrace::output {

namespace {

constexpr std::int64_t ns_per_s = 1'000'000'000;

}  // namespace

void append_seconds(std::string& out, std::int64_t ns, precision digits, int width) {
    const auto to = std::back_inserter(out);
    fmt::format_to(to, "{:>{}}", ns / ns_per_s, width);
    const int shown = static_cast<int>(digits);
    if (shown == 0) return;
    std::int64_t fraction = ns % ns_per_s;
    for (int i = shown; i < 9; ++i) fraction /= 10;
    fmt::format_to(to, ".{:0{}}", fraction, shown);
}

void leader::append(std::string& out, const origin& from) {
    append_id(out, from);
    if (from.context) fmt::format_to(std::back_inserter(out), "[{}] ", *from.context);
    if (style_.absolute != time_form::none) append_time_of_day(out, from.at.wall);
    if (style_.relative) append_relative(out, from.at.steady);
    if (style_.number) fmt::format_to(std::back_inserter(out), "[{:4}] ", from.nr);
    if (style_.instruction_pointer) {
        if (from.ip_known)
            fmt::format_to(std::back_inserter(out), "[{:016x}] ", from.ip);
        else
            out += "[????????????????] ";
    }
}

void leader::append_id(std::string& out, const origin& from) const {
    const bool brackets = style_.tids == ids::if_crowded;
    if (style_.tids == ids::never || (brackets && !from.crowded)) return;
    const auto to = std::back_inserter(out);
    if (brackets)
        fmt::format_to(to, "[pid {:5}", from.tid);
    else
        fmt::format_to(to, "{:<{}}", from.tid, style_.comms ? 0 : 5);
    if (style_.comms) {  // the program's own words, so escaped
        out += '<';
        append_escaped(out, from.comm.text(), style_.values.strings, "<>");
        out += '>';
    }
    out += brackets ? "] " : " ";
}

void leader::append_time_of_day(std::string& out, std::int64_t wall) {
    if (style_.absolute == time_form::unix) {
        append_seconds(out, wall, style_.absolute_digits);
    } else {
        if (const std::int64_t second = wall / ns_per_s; second != second_) {
            const auto t = static_cast<std::time_t>(second_ = second);
            std::tm local{};
            localtime_r(&t, &local);
            std::array<char, 16> text;
            clock_.assign(text.data(), std::strftime(text.data(), text.size(), "%T", &local));
        }
        out += clock_;
        const std::size_t whole = out.size();
        append_seconds(out, wall % ns_per_s, style_.absolute_digits);  // "0.123": the zero goes
        out.erase(whole, 1);
    }
    out += ' ';
}

void leader::append_relative(std::string& out, std::int64_t steady) {
    // A whole call is shown behind those that began after it, and ended before.
    const std::int64_t since = previous_ ? std::max<std::int64_t>(steady - *previous_, 0) : 0;
    previous_ = steady;
    const bool second_time = style_.absolute != time_form::none;
    if (second_time) out += "(+";
    append_seconds(out, since, *style_.relative, 6);
    out += second_time ? ") " : " ";
}

}  // namespace whytrace::output
