// The .tbl files.
// Not here: the .sys files (parser).
// The hard part: none.
#include "tables.hpp"

#include <charconv>
#include <string>

namespace whytrace::gen {
namespace {

struct word {
    std::string_view text;
    location at;
};

// Calls `row` with the words of each line that has any.
template <class F> void each_row(const sources& s, std::uint32_t file, F row) {
    const auto text = s.text(file);
    std::vector<word> words;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::size_t stop = std::min(text.find('#', at), end);
        words.clear();
        while (at < stop) {
            at = std::min(text.find_first_not_of(" \t\r", at), stop);
            const std::size_t next = std::min(text.find_first_of(" \t\r\n#", at), stop);
            if (next > at)
                words.push_back({text.substr(at, next - at),
                                 {file, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(next - at)}});
            at = next;
        }
        if (!words.empty()) row(words);
        at = end + 1;
    }
}

std::optional<std::uint64_t> number(const word& w, diagnostics& problems) {
    auto digits = w.text;
    if (digits == "-") return {};
    const bool negative = digits.starts_with('-');
    if (negative) digits.remove_prefix(1);
    int base = 10;
    if (digits.starts_with("0x"))
        base = 16, digits.remove_prefix(2);
    else if (digits.size() > 1 && digits[0] == '0')
        base = 8;
    std::uint64_t value{};
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
    if (error != std::errc{} || end != digits.data() + digits.size() || digits.empty()) {
        problems.error(w.at, "'" + std::string{w.text} + "' is not a number");
        return {};
    }
    return negative ? -value : value;
}

per_abi columns(const std::vector<word>& words, diagnostics& problems) {
    per_abi values;
    for (std::size_t i = 0; i < abi_count; ++i) values[i] = number(words[1 + i], problems);
    return values;
}

}  // namespace

void tables::read_numbers(const sources& s, std::uint32_t file, diagnostics& problems) {
    std::array<std::unordered_map<std::uint64_t, std::string_view>, abi_count> taken;
    each_row(s, file, [&](const std::vector<word>& words) {
        if (words.size() != 1 + abi_count)
            return problems.error(words[0].at, "expected a name and four numbers (x86_64 aarch64 i386 arm)");
        call_number row{words[0].text, words[0].at, columns(words, problems)};
        for (std::size_t i = 0; i < abi_count; ++i)
            if (row.numbers[i]) {
                const auto [other, fresh] = taken[i].try_emplace(*row.numbers[i], row.name);
                if (!fresh)
                    problems.error(words[1 + i].at, "the number is that of '" + std::string{other->second} + "'");
            }
        if (!by_name_.try_emplace(row.name, numbers.size()).second)
            return problems.error(row.at, "'" + std::string{row.name} + "' is there twice");
        numbers.push_back(row);
    });
}

const call_number* tables::find_call(std::string_view name) const {
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? nullptr : &numbers[found->second];
}

void tables::read_constants(const sources& s, std::uint32_t file, diagnostics& problems) {
    each_row(s, file, [&](const std::vector<word>& words) {
        per_abi values;
        if (words.size() == 2)
            values.fill(number(words[1], problems));
        else if (words.size() == 1 + abi_count)
            values = columns(words, problems);
        else
            return problems.error(words[0].at, "expected a name and one value or four (x86_64 aarch64 i386 arm)");
        if (!constants.try_emplace(words[0].text, values).second)
            problems.error(words[0].at, "'" + std::string{words[0].text} + "' is there twice");
    });
}

// A row that does not begin with '%' goes on with the class before it.
void tables::read_classes(const sources& s, std::uint32_t file, diagnostics& problems) {
    each_row(s, file, [&](const std::vector<word>& words) {
        auto name = words[0].text;
        const bool begins = name.starts_with('%');
        if (begins ? !name.ends_with(':') || name.size() < 3 : classes.empty())
            return problems.error(words[0].at, "expected '%class:' and the names of its calls");
        if (begins) classes.push_back({name.substr(1, name.size() - 2), {}});
        if (classes.size() > 64) problems.error(words[0].at, "more than 64 classes");
        for (std::size_t i = begins ? 1 : 0; i < words.size(); ++i) {
            classes.back().calls.emplace_back(words[i].text, words[i].at);
            if (find_call(words[i].text) != nullptr) continue;
            nearest hint{words[i].text};
            for (const auto& n : numbers) hint.consider(n.name);
            problems.error(words[i].at, "no call has this name" + hint.hint());
        }
    });
}

void tables::read_headers(const sources& s, std::uint32_t file, diagnostics& problems) {
    each_row(s, file, [&](const std::vector<word>& words) {
        auto area = words[0].text;
        if (!area.ends_with(':') || words.size() < 2) return problems.error(words[0].at, "expected 'area: headers'");
        area.remove_suffix(1);
        check_group row{area, words[0].at, {}};
        for (std::size_t i = 1; i < words.size(); ++i) row.headers.push_back(words[i].text);
        checks.push_back(std::move(row));
    });
}

}  // namespace whytrace::gen
