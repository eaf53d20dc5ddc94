// The grammar of fields, types, conditions and switches.
// Not here: declarations (parser.cpp), what the names refer to.
// The hard part: a line break ends a field, so modifiers stand on the line of what they modify; elsewhere it is a blank.
#include "cursor.hpp"

namespace whytrace::gen {
namespace {

ast::type parse_plain_type(cursor& c);

ast::type parse_array(cursor& c, const location& at) {
    ast::type t{};
    t.form = ast::type_form::array;
    t.at = at;
    const token& count = c.peek();
    t.size = c.value("a number, a name, ret, null or rest");
    if (count.text == "ret") t.count = ast::count_form::result;
    if (count.text == "null") t.count = ast::count_form::null;
    if (count.text == "rest") t.count = ast::count_form::rest;
    c.expect("]");
    t.inner = std::make_unique<ast::type>(parse_plain_type(c));
    return t;
}

ast::type parse_via(cursor& c, const location& at, std::unique_ptr<ast::type> layout) {
    ast::type t{};
    t.form = ast::type_form::via;
    t.at = at;
    t.named = c.name("the name of a function");
    if (c.is("(") && !c.peek().starts_line) t.parameters = parse_parameters(c);
    t.inner = std::move(layout);
    return t;
}

// A type without the `via` that may follow it.
ast::type parse_plain_type(cursor& c) {
    const location at = c.peek().at;
    if (c.accept("[")) return parse_array(c, at);
    if (c.accept("via")) return parse_via(c, at, nullptr);
    for (const auto direction : {"in", "out", "inout", "ptr"})
        if (c.accept(direction)) {
            ast::type t{};
            t.form = ast::type_form::pointer;
            t.at = at;
            t.named = {direction, at};
            t.inner = std::make_unique<ast::type>(parse_type(c));
            return t;
        }
    ast::type t{};
    t.at = at;
    t.named = c.name("a type");
    if (c.accept(":")) t.width = c.name("an integer type");
    return t;
}

ast::condition parse_condition(cursor& c) {
    ast::condition result{};
    result.of = c.name("the name of a field or argument");
    if (c.accept("&")) result.mask = parse_mask(c);
    const bool inverted = c.accept("not");
    if (inverted && !c.is("in")) c.fail("expected 'in' after 'not'");
    if (!c.accept("in")) return result;
    result.test = inverted ? ast::test::not_in : ast::test::in;
    c.expect("(");
    do result.list.push_back(c.value("a constant"));
    while (c.accept(","));
    c.expect(")");
    return result;
}

ast::when parse_when(cursor& c) {
    if (c.accept("success")) return ast::when::success;
    if (c.accept("any")) return ast::when::any;
    if (c.accept("nonzero")) return ast::when::nonzero;
    if (c.accept("interrupted")) return ast::when::interrupted;
    c.fail("expected success, nonzero, any or interrupted");
}

void parse_modifiers(cursor& c, ast::field& f) {
    while (!c.peek().starts_line) {
        if (c.accept("@")) {
            f.position = c.value("a register or a byte offset");
            if (!f.position->number) c.report(f.position->at, "expected a number");
        } else if (c.accept("sized")) {
            f.sized = c.value("a number or the name of a field or argument");
        } else if (c.accept("limit")) {
            f.limit = c.value("a number or the name of a field or argument");
        } else if (c.accept("if")) {
            f.condition = parse_condition(c);
        } else if (c.accept("on")) {
            f.on = parse_when(c);
        } else if (c.accept("verbose")) {
            f.verbose = true;
        } else if (c.accept("named")) {
            f.named_argument = true;
        } else if (c.accept("bare")) {
            f.bare = true;
        } else {
            return;
        }
    }
}

ast::field parse_field(cursor& c, bool in_call) {
    ast::field f{};
    if (!in_call && c.is("switch")) {
        c.take();
        f.selection = std::make_unique<ast::selection>(parse_switch(c, false));
        return f;
    }
    f.named = c.name("a field");
    if (!in_call && f.named.text == "_" && c.accept("inline")) {
        f.spliced = c.name("a struct");
    } else {
        f.type = parse_type(c);
    }
    parse_modifiers(c, f);
    return f;
}

}  // namespace

std::vector<ast::value> parse_mask(cursor& c) {
    std::vector<ast::value> parts;
    do parts.push_back(c.value("a constant"));
    while (c.accept("|"));
    return parts;
}

std::vector<ast::value> parse_parameters(cursor& c) {
    std::vector<ast::value> values;
    c.expect("(");
    while (!c.accept(")")) {
        values.push_back(c.value("a number or the name of a field or argument"));
        if (!c.is(")")) c.expect(",");
    }
    return values;
}

ast::type parse_type(cursor& c) {
    auto t = parse_plain_type(c);
    if (t.form == ast::type_form::via || t.form == ast::type_form::pointer || c.peek().starts_line || !c.is("via"))
        return t;
    const location at = c.take().at;
    return parse_via(c, at, std::make_unique<ast::type>(std::move(t)));
}

std::vector<ast::field> parse_fields(cursor& c, std::string_view closing, bool* open, location* open_at) {
    std::vector<ast::field> fields;
    while (!c.accept(closing)) {
        if (open != nullptr && c.is("...")) {
            *open = true;
            *open_at = c.take().at;
            c.expect(closing);
            break;
        }
        fields.push_back(parse_field(c, open != nullptr));
        const bool comma = c.accept(",");
        if (!comma && !c.is(closing) && !c.peek().starts_line)
            c.fail("expected ',', '" + std::string{closing} + "' or a new line after a field");
    }
    return fields;
}

ast::selection parse_switch(cursor& c, bool in_call) {
    ast::selection s{};
    s.of = c.name("the name of a field or argument");
    if (c.accept("&")) s.mask = parse_mask(c);
    c.expect("{");
    s.arms = parse_arms(c, in_call);
    return s;
}

std::vector<ast::arm> parse_arms(cursor& c, bool in_call) {
    std::vector<ast::arm> arms;
    while (!c.accept("}")) {
        ast::arm a{};
        a.at = c.peek().at;
        if (!c.accept("else")) {
            do a.labels.push_back(c.name("a constant, 'else' or '}'"));
            while (c.is_name() && !c.is("else"));
        }
        c.expect(in_call ? "(" : "{");
        if (in_call) {
            a.fields = parse_fields(c, ")", &a.open, &a.open_at);
            parse_tail(c, a);
        } else {
            a.fields = parse_fields(c, "}");
        }
        arms.push_back(std::move(a));
    }
    return arms;
}

void parse_tail(cursor& c, ast::arm& a) {
    if (c.accept("->")) a.returns = parse_type(c);
    if (c.accept("note")) {
        a.note.emplace();
        if (c.peek().kind == token_kind::text) a.note->word = c.take().text;
        a.note->type = parse_type(c);
    }
    if (c.is("switch")) {
        c.take();
        a.next = std::make_unique<ast::selection>(parse_switch(c, true));
    }
}

}  // namespace whytrace::gen
