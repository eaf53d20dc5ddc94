// The grammar of declarations.
// Not here: fields, types, switches (parse_fields.cpp), what the names refer to.
// The hard part: after a problem, the next declaration is the next name in the first column.
#include "parser.hpp"

#include "cursor.hpp"
#include "whytrace/abi.hpp"

#include <algorithm>

namespace whytrace::gen {
namespace {

class parser {
  public:
    parser(const std::vector<token>& tokens, diagnostics& problems, ast::file& into)
        : c_(tokens, problems), into_(into) {}

    void run() {
        while (!c_.at_end()) {
            try {
                declaration();
            } catch (const malformed&) {
                do c_.take();
                while (!c_.at_end() && !(c_.peek().at_margin && c_.is_name()));
            }
        }
    }

  private:
    void declaration() {
        const auto first = c_.name("a declaration");
        if (!c_.is_name()) return call(first);
        if (first.text == "flags" || first.text == "enum") return set(first.text == "flags");
        if (first.text == "struct") return structure();
        if (first.text == "type") return type_name();
        if (first.text == "extend") return extension();
        nearest keyword{first.text};
        for (const auto word : {"flags", "enum", "struct", "type", "extend"}) keyword.consider(word);
        c_.report(first.at,
                  "a declaration begins with a call's name and '(', or with flags, enum, struct, type or extend" +
                      keyword.hint());
        throw malformed{};
    }

    ast::abi_list abis() {
        ast::abi_list list{};
        list.at = c_.peek().at;
        if (!c_.accept("@")) return list;
        do {
            const auto n = c_.name("an ABI");
            const auto found = std::find(abi_names.begin(), abi_names.end(), n.text);
            if (found == abi_names.end()) {
                c_.report(n.at, "no ABI has this name (x86_64, aarch64, i386, arm)");
                throw malformed{};
            }
            list.bits |= static_cast<std::uint8_t>(1U << (found - abi_names.begin()));
        } while (c_.accept(","));
        return list;
    }

    void call(const ast::name& n) {
        ast::call result{};
        result.name = n;
        if (c_.accept("=")) {
            result.same_as = c_.name("the name of a call");
            into_.calls.push_back(std::move(result));
            return;
        }
        result.abis = abis();
        if (!c_.accept("(")) c_.fail("expected '(' and the fields of the call '" + std::string{n.text} + "'");
        result.body.at = n.at;
        result.body.fields = parse_fields(c_, ")", &result.body.open, &result.body.open_at);
        parse_tail(c_, result.body);
        if (c_.peek().kind == token_kind::text) result.summary = c_.take().text;
        into_.calls.push_back(std::move(result));
    }

    void set(bool is_flags) {
        ast::set result{};
        result.is_flags = is_flags;
        result.name = c_.name(is_flags ? "the name of a flag set" : "the name of an enum");
        if (c_.peek().kind == token_kind::text) result.unknown = c_.take().text;
        c_.expect("{");
        result.members = members(is_flags);
        into_.sets.push_back(std::move(result));
    }

    // Up to '}', which is taken.
    std::vector<ast::member> members(bool groups) {
        std::vector<ast::member> list;
        while (!c_.accept("}")) {
            ast::member m{};
            m.at = c_.peek().at;
            if (c_.is("value")) {
                if (!groups) c_.fail("'value' belongs into flags");
                c_.take();
                group(m);
            } else {
                m.constant = c_.value("a constant, 'value' or '}'");
                if (m.constant.number) c_.fail("expected a name: write NAME = number");
                if (c_.accept("=")) m.constant.number = c_.number("a number");
            }
            list.push_back(std::move(m));
        }
        return list;
    }

    void group(ast::member& m) {
        m.mask = parse_mask(c_);
        if (c_.accept("{"))
            m.group = members(false);
        else
            m.group_type = std::make_unique<ast::type>(parse_type(c_));
    }

    void structure() {
        ast::structure result{};
        result.name = c_.name("the name of a struct");
        result.abis = abis();
        if (c_.accept("packed")) result.packed = true;
        if (c_.accept("exact"))
            result.exact = true;
        else if (c_.accept("min"))
            result.min = c_.number("a number of bytes");
        if (c_.accept("filled")) result.filled = c_.number("a number of bytes");
        c_.expect("{");
        result.fields = parse_fields(c_, "}");
        into_.structures.push_back(std::move(result));
    }

    void type_name() {
        ast::type_name result{};
        result.name = c_.name("the name of a type");
        c_.expect("=");
        result.type = parse_type(c_);
        into_.types.push_back(std::move(result));
    }

    // Arms have brackets behind their labels; a set's members have none.
    void extension() {
        ast::extension result{};
        result.name = c_.name("the name of a call, enum or flag set");
        c_.expect("{");
        cursor ahead = c_;
        while (ahead.is_name() && !ahead.is("value")) ahead.take();
        if (ahead.is("("))
            result.arms = parse_arms(c_, true);
        else
            result.members = members(true);
        into_.extensions.push_back(std::move(result));
    }

    cursor c_;
    ast::file& into_;
};

}  // namespace

void parse(const std::vector<token>& tokens, diagnostics& problems, ast::file& into) {
    parser{tokens, problems, into}.run();
}

}  // namespace whytrace::gen
