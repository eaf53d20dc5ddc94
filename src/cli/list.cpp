// `--list`: name, numbers on the four ABIs, classes, and which calls are not described yet.
// Not here: where it is known from (syscalls/).
// Nothing hard here.
#include "cli/list.hpp"

#include "text/format.hpp"
#include "whytrace/decoder.hpp"

#include <array>
#include <map>
#include <optional>

namespace whytrace::cli {

namespace {

struct row {
    std::array<std::optional<std::uint64_t>, abi_count> numbers;
    std::uint64_t classes = 0;
    bool described = false;
};

std::string classes_of(std::uint64_t bits) {
    std::string text;
    const auto names = class_names();
    for (std::size_t i = 0; i < names.size(); ++i)
        if (bits >> i & 1) text += fmt::format("{}%{}", text.empty() ? "" : ",", names[i]);
    return text;
}

}  // namespace

std::string list_of_calls() {
    std::map<std::string_view, row> rows;
    for (std::size_t i = 0; i < abi_count; ++i) {
        const auto a = static_cast<abi>(i);
        for (std::uint64_t place = 0; place < call_limit(a); ++place) {
            const auto nr = call_at(a, place);
            const auto name = call_name(a, nr);
            if (name.empty()) continue;
            row& r = rows[name];
            r.numbers[i] = nr;
            r.classes |= call_classes(a, nr);
            r.described |= call_is_described(a, nr);
        }
    }
    std::string out = fmt::format("{:<28}", "name");
    for (const auto name : abi_names) out += fmt::format("{:>8}", name);
    out += "  classes\n";
    std::size_t undescribed = 0;
    for (const auto& [name, r] : rows) {
        std::string line = fmt::format("{:<28}", name);
        for (const auto& nr : r.numbers) line += nr ? fmt::format("{:>8}", *nr) : fmt::format("{:>8}", "-");
        line += "  " + classes_of(r.classes);
        if (!r.described) {
            line += line.ends_with(' ') ? "(not described yet)" : " (not described yet)";
            ++undescribed;
        }
        line.erase(line.find_last_not_of(' ') + 1);
        out += line + '\n';
    }
    return out + fmt::format("{} calls, {} of them not described yet\n", rows.size(), undescribed);
}

}  // namespace whytrace::cli
