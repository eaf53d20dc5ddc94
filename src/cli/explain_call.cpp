// Explaining system calls, and the variants of those that are many calls in one.
// Not here: other names (explain.cpp).
// The hard part: one screen. A call with few commands tells what each of them takes, one with hundreds names them.
#include "cli/explain_parts.hpp"

#include "describe/describe.hpp"
#include "text/format.hpp"
#include "whytrace/decoder.hpp"

#include <algorithm>
#include <fmt/ranges.h>
#include <iterator>
#include <linux/ioctl.h>
#include <optional>
#include <utility>

namespace whytrace::cli {

namespace {

constexpr std::size_t room = 96;  // columns
constexpr std::size_t most_members = 60, most_variants = 32;

std::vector<std::string> numbers_of(std::string_view name) {
    std::vector<std::string> all;
    for (std::size_t a = 0; a < abi_count; ++a)
        if (const auto nr = call_number(static_cast<abi>(a), name))
            all.push_back(fmt::format("{} {}", abi_names[a], *nr));
    return all;
}

std::optional<std::pair<abi, std::uint64_t>> find_call(std::string_view name) {
    for (std::size_t a = 0; a < abi_count; ++a)
        if (const auto nr = call_number(static_cast<abi>(a), name)) return std::pair{static_cast<abi>(a), *nr};
    return std::nullopt;
}

void append_fields(std::string& out, std::string_view indent, const std::vector<decode::described_field>& fields) {
    std::size_t widest = 0;
    for (const auto& f : fields) widest = std::max(widest, f.name.size());
    for (const auto& f : fields) out += fmt::format("{}{:<{}}  {}\n", indent, f.name, widest, f.type);
    const auto points = [&](std::string_view direction) {
        return std::ranges::any_of(fields, [&](const auto& f) { return f.type.starts_with(direction); });
    };
    std::vector<std::string_view> legend;
    if (points("in ")) legend.emplace_back("in: read at the entry");
    if (points("out ")) legend.emplace_back("out: the kernel writes it");
    if (points("inout ")) legend.emplace_back("inout: read, and written to");
    if (!legend.empty()) out += fmt::format("{}({})\n", indent, fmt::join(legend, "; "));
}

void append_members(std::string& out, const decode::described_field& f) {
    std::vector<std::string> members;
    for (const auto& [member, value] : decode::members_of(f.set))
        members.push_back(fmt::format("{}={:#x}", member, value));
    if (members.size() > most_members) {
        members.resize(most_members);
        members.emplace_back("...");
    }
    append_list(out, fmt::format("{} ({}):", f.name, f.set), members);
}

void append_structure(std::string& out, const decode::described_field& f) {
    const auto s = decode::structure_named(f.structure);
    if (!s) return;
    std::vector<std::string> fields;
    for (const auto& field : s->fields)
        fields.push_back(fmt::format("{} {}{}", field.name.empty() ? "..." : field.name, field.type,
                                     &field == &s->fields.back() ? "" : ","));
    append_list(out, fmt::format("{} (struct {}):", f.name, f.structure), fields);
}

/// The variants of a call, one a line: what chooses them, what they take.
void append_variants(std::string& out, const std::vector<decode::described_variant>& variants, std::size_t arguments,
                     std::string_view result, std::string_view set) {
    const auto members = decode::members_of(set);
    for (const auto& v : variants) {
        std::vector<std::string> names, takes;
        for (const auto name : v.chosen.front().values) {
            const auto known = std::ranges::find(members, name, [](const auto& m) { return m.first; });
            names.push_back(known == members.end() ? std::string(name) : fmt::format("{}={:#x}", name, known->second));
        }
        for (std::size_t i = arguments; i < v.arguments.size(); ++i)
            takes.push_back(fmt::format("{} {}", v.arguments[i].name, v.arguments[i].type));
        if (v.result != result) takes.push_back("returns " + v.result);
        if (takes.empty()) takes.emplace_back("nothing more");
        out += fmt::format("    {:<40}  {}\n", names.empty() ? "others" : fmt::format("{}", fmt::join(names, " ")),
                           fmt::join(takes, ", "));
    }
}

}  // namespace

void append_list(std::string& out, std::string_view title, const std::vector<std::string>& words) {
    if (words.empty()) return;
    const std::string indent(4, ' ');
    out += fmt::format("  {}\n", title);
    std::string line = indent;
    for (const auto& word : words) {
        if (line.size() + word.size() + 1 > room && line.size() > indent.size()) {
            out += line + '\n';
            line = indent;
        }
        line += (line.size() > indent.size() ? " " : "") + word;
    }
    out += line + '\n';
}

bool explain_call(std::string& out, std::string_view name) {
    const auto found = find_call(name);
    if (!found) return false;
    const auto [a, nr] = *found;
    const auto summary = call_summary(a, nr);
    out += fmt::format("{}: a system call{}{}\n", name, summary.empty() ? "" : ": ", summary);
    out += fmt::format("  number: {}\n", fmt::join(numbers_of(name), ", "));
    const auto arguments = decode::arguments_of(a, nr);
    const auto result = decode::result_type(a, nr);
    append_fields(out, "  ", arguments);
    const auto variants = decode::variants_of(a, nr);
    const auto chooser = variants.empty() ? std::string_view() : variants.front().chosen.front().argument;
    const bool told = !variants.empty() && variants.size() <= most_variants;
    if (!variants.empty())
        out += fmt::format("  ...  more, by the value of {}{}\n", chooser,
                           told ? ":" : "; --explain one of its names below to see which");
    for (const auto& f : arguments)
        if (told && f.name == chooser) append_variants(out, variants, arguments.size(), result, f.set);
    if (!call_is_described(a, nr)) out += "  its arguments are not described: six hexadecimal numbers are shown\n";
    out += fmt::format("  returns {}\n", result);
    std::vector<std::string> shown_by{std::string(name)};
    for (std::size_t bit = 0; bit < class_names().size(); ++bit)
        if (call_classes(a, nr) >> bit & 1) shown_by.push_back('%' + std::string(class_names()[bit]));
    out += fmt::format("  shown by -e trace={}\n", fmt::join(shown_by, " or "));
    for (const auto& f : arguments)
        if (!told || f.name != chooser) append_members(out, f);
    out += fmt::format("  more: man 2 {}\n", name);
    return true;
}

void explain_command_number(std::string& out, std::uint64_t number) {
    constexpr std::string_view ways[] = {"", "the kernel reads", "the kernel writes", "the kernel reads and writes"};
    const auto way = ways[_IOC_DIR(number)];
    out += fmt::format("  its argument is not described; by its number{} (ioctl type {:#x}, number {})\n",
                       way.empty() ? ", it has none or an old form"
                                   : fmt::format(", {} {} bytes where it points", way, _IOC_SIZE(number)),
                       _IOC_TYPE(number), _IOC_NR(number));
}

void explain_variants(std::string& out, std::string_view constant) {
    for (const auto& v : decode::variants_chosen_by(constant)) {
        std::vector<std::string> shown;
        for (const auto& argument : v.arguments) {
            const auto choice =
                std::ranges::find(v.chosen, argument.name, &decode::described_variant::choice::argument);
            const bool chosen = choice != v.chosen.end() && !choice->values.empty();
            const bool here = chosen && std::ranges::find(choice->values, constant) != choice->values.end();
            shown.push_back(chosen ? fmt::format("{} = {}", argument.name, here ? constant : choice->values.front())
                                   : std::string(argument.name));
        }
        out += fmt::format("  {}({}) returns {}\n", v.call, fmt::join(shown, ", "), v.result);
        std::vector<decode::described_field> free;
        std::ranges::copy_if(v.arguments, std::back_inserter(free), [&](const auto& f) {
            const auto choice = std::ranges::find(v.chosen, f.name, &decode::described_variant::choice::argument);
            return choice == v.chosen.end() || choice->values.empty();
        });
        append_fields(out, "    ", free);
        for (const auto& f : free) {
            append_members(out, f);
            append_structure(out, f);
        }
        out += fmt::format("  shown by -e trace={}\n  more: man 2 {}\n", v.call, v.call);
    }
}

}  // namespace whytrace::cli
