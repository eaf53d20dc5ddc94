// What both halves of the parser (declarations, fields and types) stand on: the place among the tokens, and what may come there.
// Not here: the grammar.
// The hard part: none.
#pragma once

#include "ast.hpp"
#include "scanner.hpp"

#include <string>

namespace whytrace::gen {

/// Thrown at the first problem of a declaration, after it has been reported: the parser goes on with the next one.
struct malformed {};

class cursor {
  public:
    cursor(const std::vector<token>& tokens, diagnostics& problems) : at_(tokens.data()), problems_(problems) {}

    const token& peek() const { return *at_; }
    const token& take() { return at_->kind == token_kind::end ? *at_ : *at_++; }
    bool at_end() const { return at_->kind == token_kind::end; }

    bool is(std::string_view text) const {
        return (at_->kind == token_kind::name || at_->kind == token_kind::symbol) && at_->text == text;
    }
    bool is_name() const { return at_->kind == token_kind::name; }
    bool accept(std::string_view text) { return is(text) && (++at_, true); }
    void expect(std::string_view text) {
        if (!accept(text)) fail("expected '" + std::string{text} + "'");
    }
    ast::name name(std::string_view what) {
        if (!is_name()) fail("expected " + std::string{what});
        const token& t = take();
        return {t.text, t.at};
    }
    ast::value value(std::string_view what) {
        if (at_->kind != token_kind::number) {
            const auto n = name(what);
            return {n.text, n.at, {}};
        }
        const token& t = take();
        return {t.text, t.at, t.number};
    }
    std::uint64_t number(std::string_view what) {
        if (at_->kind != token_kind::number) fail("expected " + std::string{what});
        return take().number;
    }

    [[noreturn]] void fail(std::string message) { fail(*at_, std::move(message)); }
    [[noreturn]] void fail(const token& t, std::string message) {
        problems_.error(t.at, std::move(message));
        throw malformed{};
    }
    void report(const location& at, std::string message) { problems_.error(at, std::move(message)); }

  private:
    const token* at_;
    diagnostics& problems_;
};

/// MASK: names or numbers joined by '|'.
std::vector<ast::value> parse_mask(cursor& c);
ast::type parse_type(cursor& c);
std::vector<ast::value> parse_parameters(cursor& c);
/// Up to `closing`, which is taken. `open`: may end in "...", which sets it.
std::vector<ast::field> parse_fields(cursor& c, std::string_view closing, bool* open = nullptr,
                                     location* open_at = nullptr);
/// Behind the word `switch`. Arms have fields in ( ) in calls, in { } in structures.
ast::selection parse_switch(cursor& c, bool in_call);
/// Arms up to '}', which is taken.
std::vector<ast::arm> parse_arms(cursor& c, bool in_call);
/// What may follow the fields of a call or arm: result, note, switch.
void parse_tail(cursor& c, ast::arm& a);

}  // namespace whytrace::gen
