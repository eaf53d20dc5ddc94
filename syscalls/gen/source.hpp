// The input files and what is wrong in them: text, positions, and problems with their source line and a caret.
// Not here: what makes a problem (parser, checks).
// The hard part: none; but a name that is close to the wrong one must be found among thousands without annoying guesses.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace whytrace::gen {

/// A piece of an input file.
struct location {
    std::uint32_t file{}, offset{}, size{1};
};

class sources {
  public:
    /// The whole file; throws std::runtime_error if it cannot be read.
    std::uint32_t load(const std::string& path);
    std::uint32_t add(std::string path, std::string text);

    std::string_view text(std::uint32_t file) const { return files_[file].text; }
    const std::string& path(std::uint32_t file) const { return files_[file].path; }
    std::size_t size() const { return files_.size(); }

    struct place {
        std::size_t line, column;  // both from 1
        std::string_view content;  // of the line
    };
    place find(const location& at) const;

  private:
    struct source {
        std::string path, text;
    };
    std::deque<source> files_;  // texts stay where they are: tokens point into them
};

class diagnostics {
  public:
    explicit diagnostics(const sources& s) : sources_(s) {}

    void error(const location& at, std::string message);
    bool any() const { return !problems_.empty(); }
    std::size_t count() const { return problems_.size(); }
    /// All of them in the order of the input, each with its line and a caret.
    void print(std::ostream& out) const;
    /// Without source lines: "line: message", for the tests.
    std::vector<std::pair<std::size_t, std::string>> list(std::uint32_t file) const;

  private:
    struct problem {
        location at;
        std::string message;
    };
    std::vector<problem> sorted() const;

    const sources& sources_;
    std::vector<problem> problems_;
};

/// Collects names and keeps the one nearest to `wanted`.
class nearest {
  public:
    explicit nearest(std::string_view wanted);
    void consider(std::string_view candidate);
    /// "; did you mean 'x'?" or nothing.
    std::string hint() const;

  private:
    std::string_view wanted_, best_;
    std::size_t distance_;
    std::vector<std::size_t> row_, previous_, before_;
};

}  // namespace whytrace::gen
