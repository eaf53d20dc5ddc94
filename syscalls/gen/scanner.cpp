// From the text of a .sys file to tokens.
// Not here: what they mean (parser).
// The hard part: none.
#include "scanner.hpp"

#include <array>
#include <charconv>

namespace whytrace::gen {
namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_word(char c) { return is_digit(c) || c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

constexpr std::array<std::string_view, 14> symbols{"...", "->", "(", ")", "{", "}", "[",
                                                   "]",   ",",  ":", "&", "|", "=", "@"};

class scanner {
  public:
    scanner(const sources& s, std::uint32_t file, diagnostics& problems)
        : text_(s.text(file)), file_(file), problems_(problems) {}

    std::vector<token> run() {
        tokens_.reserve(text_.size() / 4);
        while (skip_blanks()) next();
        add(token_kind::end, 0);
        return std::move(tokens_);
    }

  private:
    bool skip_blanks() {
        for (; at_ < text_.size(); ++at_) {
            const char c = text_[at_];
            if (c == '\n')
                line_start_ = at_ + 1, fresh_ = true;
            else if (c == '#')
                at_ = std::min(text_.find('\n', at_), text_.size()) - 1;
            else if (c != ' ' && c != '\t' && c != '\r')
                return true;
        }
        return false;
    }

    location here(std::size_t size) const {
        return {file_, static_cast<std::uint32_t>(at_), static_cast<std::uint32_t>(size)};
    }

    token& add(token_kind kind, std::size_t size) {
        tokens_.push_back({kind, fresh_, fresh_ && at_ == line_start_, text_.substr(at_, size), 0, here(size)});
        at_ += size;
        fresh_ = false;
        return tokens_.back();
    }

    void next() {
        const char c = text_[at_];
        if (is_digit(c) || (c == '-' && at_ + 1 < text_.size() && is_digit(text_[at_ + 1]))) return number();
        if (is_word(c)) return void(add(token_kind::name, word_size(0)));
        if (c == '"') return string();
        for (const auto symbol : symbols)
            if (text_.substr(at_).starts_with(symbol)) return void(add(token_kind::symbol, symbol.size()));
        problems_.error(here(1), "unexpected character");
        ++at_;
    }

    std::size_t word_size(std::size_t from) const {
        std::size_t size = from;
        while (at_ + size < text_.size() && is_word(text_[at_ + size])) ++size;
        return size;
    }

    void number() {
        const bool negative = text_[at_] == '-';
        auto& t = add(token_kind::number, word_size(negative ? 1 : 0));
        auto digits = t.text.substr(negative ? 1 : 0);
        int base = 10;
        if (digits.starts_with("0x") || digits.starts_with("0X"))
            base = 16, digits.remove_prefix(2);
        else if (digits.size() > 1 && digits[0] == '0')
            base = 8;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), t.number, base);
        if (error != std::errc{} || end != digits.data() + digits.size())
            problems_.error(t.at, "'" + std::string{t.text} + "' is not a number");
        if (negative) t.number = -t.number;
    }

    void string() {
        const auto end = text_.find_first_of("\"\n", at_ + 1);
        const std::size_t size = std::min(end, text_.size()) - at_;
        if (end == std::string_view::npos || text_[end] == '\n') {
            problems_.error(here(1), "no closing quote on this line");
            add(token_kind::text, size).text.remove_prefix(1);
            return;
        }
        auto& t = add(token_kind::text, size + 1);
        t.text = t.text.substr(1, t.text.size() - 2);
    }

    std::string_view text_;
    std::uint32_t file_;
    diagnostics& problems_;
    std::vector<token> tokens_;
    std::size_t at_{}, line_start_{};
    bool fresh_{true};
};

}  // namespace

std::vector<token> scan(const sources& s, std::uint32_t file, diagnostics& problems) {
    return scanner{s, file, problems}.run();
}

}  // namespace whytrace::gen
