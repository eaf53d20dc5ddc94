// Input files, positions in them, problems and suggestions.
// Not here: what makes a problem (parser, checks).
// The hard part: the edit distance with a bound, so that 15,000 candidates cost nothing.
#include "source.hpp"

#include <algorithm>
#include <fstream>
#include <ostream>
#include <sstream>
#include <stdexcept>

namespace whytrace::gen {

std::uint32_t sources::load(const std::string& path) {
    std::ifstream in{path, std::ios::binary};
    if (!in) throw std::runtime_error{path + ": cannot be read"};
    std::ostringstream text;
    text << in.rdbuf();
    return add(path, std::move(text).str());
}

std::uint32_t sources::add(std::string path, std::string text) {
    files_.push_back({std::move(path), std::move(text)});
    return static_cast<std::uint32_t>(files_.size() - 1);
}

sources::place sources::find(const location& at) const {
    const auto all = text(at.file);
    const std::size_t offset = std::min<std::size_t>(at.offset, all.size());
    const auto begin = offset == 0 ? std::string_view::npos : all.rfind('\n', offset - 1);
    const std::size_t start = begin == std::string_view::npos ? 0 : begin + 1;
    const auto line = 1 + std::count(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(start), '\n');
    return {static_cast<std::size_t>(line), offset - start + 1, all.substr(start, all.find('\n', start) - start)};
}

void diagnostics::error(const location& at, std::string message) {
    for (const auto& p : problems_)  // what four ABIs have in common is said once
        if (p.at.file == at.file && p.at.offset == at.offset && p.message == message) return;
    problems_.push_back({at, std::move(message)});
}

std::vector<diagnostics::problem> diagnostics::sorted() const {
    auto all = problems_;
    std::stable_sort(all.begin(), all.end(), [](const problem& a, const problem& b) {
        return a.at.file != b.at.file ? a.at.file < b.at.file : a.at.offset < b.at.offset;
    });
    return all;
}

void diagnostics::print(std::ostream& out) const {
    for (const auto& p : sorted()) {
        const auto where = sources_.find(p.at);
        out << sources_.path(p.at.file) << ':' << where.line << ':' << where.column << ": error: " << p.message << '\n';
        out << "    " << where.content << "\n    ";
        for (const char c : where.content.substr(0, where.column - 1)) out << (c == '\t' ? '\t' : ' ');
        const std::size_t rest = where.content.size() - std::min(where.content.size(), where.column);
        out << '^' << std::string(std::min<std::size_t>(p.at.size - 1, rest), '~') << '\n';
    }
}

std::vector<std::pair<std::size_t, std::string>> diagnostics::list(std::uint32_t file) const {
    std::vector<std::pair<std::size_t, std::string>> lines;
    for (const auto& p : sorted())
        if (p.at.file == file) lines.emplace_back(sources_.find(p.at).line, p.message);
    return lines;
}

nearest::nearest(std::string_view wanted)
    : wanted_(wanted), distance_(std::min<std::size_t>(4, 1 + (wanted.size() + 1) / 4)), row_(wanted.size() + 1),
      previous_(wanted.size() + 1), before_(wanted.size() + 1) {}

// Optimal string alignment: insertions, deletions, replacements and swaps of neighbours.
void nearest::consider(std::string_view candidate) {
    const std::size_t n = wanted_.size();
    if (candidate.size() + distance_ <= n || n + distance_ <= candidate.size()) return;
    for (std::size_t j = 0; j <= n; ++j) row_[j] = j;
    for (std::size_t i = 1; i <= candidate.size(); ++i) {
        std::swap(before_, previous_);
        std::swap(previous_, row_);
        row_[0] = i;
        std::size_t least = i;
        for (std::size_t j = 1; j <= n; ++j) {
            const std::size_t differs = candidate[i - 1] != wanted_[j - 1];
            row_[j] = std::min({previous_[j] + 1, row_[j - 1] + 1, previous_[j - 1] + differs});
            if (i > 1 && j > 1 && candidate[i - 1] == wanted_[j - 2] && candidate[i - 2] == wanted_[j - 1])
                row_[j] = std::min(row_[j], before_[j - 2] + 1);
            least = std::min(least, row_[j]);
        }
        if (least >= distance_) return;
    }
    if (row_[n] < distance_ && row_[n] > 0) {
        distance_ = row_[n];
        best_ = candidate;
    }
}

std::string nearest::hint() const {
    if (best_.empty()) return {};
    return "; did you mean '" + std::string{best_} + "'?";
}

}  // namespace whytrace::gen
