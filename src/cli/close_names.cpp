// "did you mean": names that are close to one that nothing has.
// Not here: what is done with them (explain.cpp, explain_line.cpp).
// The hard part: what everybody leaves out (SIG, %, "struct", capitals) is no difference.
#include "cli/explain_parts.hpp"
#include "describe/describe.hpp"
#include "whytrace/decoder.hpp"

#include <algorithm>
#include <cctype>
#include <numeric>
#include <string>
#include <utility>

namespace whytrace::cli {

namespace {

std::size_t distance(std::string_view a, std::string_view b, std::vector<std::size_t>& row) {  // Levenshtein's
    row.resize(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j)
            diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1])}));
    }
    return row.back();
}

std::string in_capitals(std::string_view name) {
    std::string text;
    for (const char c : name) text += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return text;
}

class measure {
  public:
    explicit measure(std::string_view wanted) : wanted_(in_capitals(wanted)) {}

    /// How far a name is from what was asked for; what is farther than `most` need not be measured.
    std::size_t operator()(std::string_view name, std::size_t most) {
        const auto candidate = in_capitals(name);
        std::size_t best = to(candidate, most);
        for (const std::string_view prefix : {"%", "SIG"})
            if (candidate.starts_with(prefix) && !wanted_.starts_with(prefix))
                best = std::min(best, to(std::string_view(candidate).substr(prefix.size()), most));
        return best;
    }

  private:
    std::size_t to(std::string_view candidate, std::size_t most) {
        const auto longer = std::max(candidate.size(), wanted_.size()),
                   shorter = std::min(candidate.size(), wanted_.size());
        return longer - shorter > most ? longer : distance(wanted_, candidate, row_);
    }

    std::string wanted_;
    std::vector<std::size_t> row_;
};

std::vector<std::string> everything() {
    std::vector<std::string> all;
    for (std::size_t a = 0; a < abi_count; ++a)
        for (std::uint64_t place = 0; place < call_limit(static_cast<abi>(a)); ++place)
            all.emplace_back(call_name(static_cast<abi>(a), call_at(static_cast<abi>(a), place)));
    for (const auto n : decode::all_names()) all.emplace_back(n);
    for (int n = 1; n < 600; ++n) all.emplace_back(errno_name(n));
    for (int n = 1; n < 65; ++n) all.emplace_back(signal_name(n));
    for (const auto n : class_names()) all.push_back('%' + std::string(n));
    std::ranges::sort(all);
    all.erase(std::ranges::unique(all).begin(), all.end());
    std::erase(all, "");
    return all;
}

}  // namespace

std::vector<std::string> close_names(std::string_view name) {
    constexpr std::size_t most = 5;
    if (name.starts_with("struct ")) name.remove_prefix(7);
    measure far_from(name);
    std::size_t best = std::min<std::size_t>(3, 1 + name.size() / 3);
    std::vector<std::string> close;
    for (const auto& candidate : everything()) {
        if (name.starts_with('%') && !candidate.starts_with('%')) continue;
        const auto far = far_from(candidate, best);
        if (far > best) continue;
        if (far < best) close.clear();
        best = far;
        if (close.size() < most) close.push_back(candidate);
    }
    return close;
}

}  // namespace whytrace::cli
