// The tables as C++ source.
// Not here: static_asserts (emit_checks.cpp).
// The hard part: braces only, no constructors, no pointers: what the compiler makes of it is read-only data without relocations.
#include "emit.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace whytrace::gen {
namespace {

constexpr std::string_view begin = "// Made by syscalls/gen from syscalls/. Not for editing.\n";

/// Collects the text of one file.
class writer {
  public:
    writer() { text_ << begin; }

    template <class T> writer& operator<<(const T& t) { return text_ << t, *this; }

    writer& operator<<(const schema::operand& o) {
        if (o.kind == schema::operand_kind::none) return *this << "{}";
        return *this << "{operand_kind(" << static_cast<int>(o.kind) << ")," << o.value << '}';
    }

    template <class T> writer& operator<<(const std::array<T, abi_count>& a) {
        *this << '{';
        for (const auto v : a) *this << +v << (sizeof v == 8 ? "u," : ",");
        return *this << '}';
    }

    /// extern const T NAME[] = {rows}; each row by `put`.
    template <class Rows, class Put>
    void table(std::string_view type, std::string_view name, const Rows& rows, Put put) {
        declared_ << "extern const " << type << ' ' << name << '[' << std::max<std::size_t>(rows.size(), 1) << "];\n";
        *this << "const " << type << ' ' << name << '[' << std::max<std::size_t>(rows.size(), 1) << "] = {\n";
        std::size_t i = 0;
        for (const auto& row : rows) {
            *this << '{';
            put(row);
            *this << (++i % 8 == 0 ? "},\n" : "},");
        }
        *this << "};\n\n";
    }

    std::string text() const { return text_.str(); }
    std::string declared() const { return declared_.str(); }

  private:
    std::ostringstream text_, declared_;
};

constexpr std::string_view open_namespace =
    "#include \"decode/tables.hpp\"\n\nnamespace whytrace::decode::schema {\n\n";
constexpr std::string_view close_namespace = "}  // namespace whytrace::decode::schema\n";

template <class E> std::string value(std::string_view type, E e) {
    return std::string{type} + '(' + std::to_string(static_cast<int>(e)) + ')';
}

void put_types(writer& w, const output& out) {
    w.table("type", "all_types", out.types, [&](const schema::type& t) {
        w << value("type_kind", t.kind) << ',' << +t.width << ',' << +t.base << ',' << t.is_signed << ','
          << value("direction", t.dir) << ',' << value("count_kind", t.count) << ',' << t.params_size << ',' << t.ref
          << ',' << t.n << ',' << t.params;
    });
    w.table("field", "all_fields", out.fields, [&](const schema::field& f) {
        w << f.name << ',' << f.type << ',' << f.condition << ',' << f.size << ',' << f.limit << ','
          << value("when", f.read) << ',' << f.verbose << ',' << f.named << ',' << f.bare << ',' << f.offset;
    });
    w.table("operand", "all_operands", out.operands,
            [&](const schema::operand& o) { w << value("operand_kind", o.kind) << ',' << o.value; });
    w.table("condition", "all_conditions", out.conditions, [&](const schema::condition& c) {
        w << value("condition_kind", c.kind) << ',' << c.of << ',' << c.size << ',' << c.mask << ',' << c.first;
    });
    w.table("std::array<std::uint64_t, abi_count>", "all_values", out.values, [&](const auto& v) { w << v; });
    w.table("structure", "all_structures", out.structures, [&](const schema::structure& s) {
        w << s.name << ',' << s.first_field << ',' << s.fields << ',' << s.size << ',' << s.align << ',' << s.min << ','
          << s.filled << ',' << s.exact;
    });
}

void put_calls(writer& w, const output& out) {
    w.table("arm", "all_arms", out.arms, [&](const schema::arm& a) {
        w << a.first_field << ',' << a.fields << ',' << a.returns << ',' << a.note << ',' << a.note_word << ','
          << a.next;
    });
    w.table("label", "all_labels", out.labels, [&](const schema::label& l) { w << l.value << "u," << l.arm; });
    w.table("selection", "all_selections", out.selections, [&](const schema::selection& s) {
        w << s.of << ',' << s.mask << ',' << s.otherwise << ',' << s.first_label << ',' << s.labels;
    });
    w.table("call_form", "all_forms", out.forms, [&](const schema::call_form& f) {
        w << f.first_field << ',' << f.fields << ',' << f.returns << ',' << f.note << ',' << f.note_word << ','
          << f.selection << ',' << f.summary;
    });
    w.table("call_entry", "all_entries", out.entries,
            [&](const schema::call_entry& e) { w << e.name << ',' << e.form << ',' << e.classes << 'u'; });
    w.table("std::string_view", "all_classes", out.classes, [&](std::string_view name) { w << '"' << name << '"'; });
    for (std::size_t i = 0; i < abi_count; ++i)
        w.table("number_row", "numbers_" + std::string{abi_names[i]}, out.numbers[i],
                [&](const schema::number_row& r) { w << r.nr << ',' << r.entry; });
}

void put_constants(writer& w, const output& out) {
    w.table("constant", "all_constants", out.constants,
            [&](const schema::constant& c) { w << c.name << ',' << c.low << "u," << c.high << 'u'; });
    w.table("group", "all_groups", out.groups,
            [&](const schema::group& g) { w << g.mask << "u," << g.set << ',' << g.type << ',' << g.position; });
    w.table("constant_set", "all_sets", out.sets, [&](const schema::constant_set& s) {
        w << s.name << ',' << s.unknown << ',' << s.first << ',' << s.size << ',' << s.first_group << ',' << +s.groups;
    });
}

std::string escaped(std::string_view text) {
    std::string result;
    for (const char c : text) {
        if (c == '"' || c == '\\' || c == '?') result += '\\';
        result += c;
    }
    return result;
}

std::string names(const output& out) {
    writer w;
    w << open_namespace << "const char all_names[" << out.names.size() + 1 << "] =\n";
    for (std::size_t at = 0; at < out.names.size();) {
        const std::string_view name = out.names.data() + at;
        w << "    \"" << escaped(name) << "\\0\"\n";
        at += name.size() + 1;
    }
    w << ";\n\n" << close_namespace;
    return w.text();
}

std::string generated(const output& out) {
    writer w;
    w << "#include \"decode/tables.hpp\"\n#include \"decode/via.hpp\"\n\nnamespace whytrace::decode::schema "
         "{\nnamespace {\n\n";
    w << "constexpr custom_function all_customs[] = {\n";
    for (const auto name : out.customs) w << "    custom::" << name << ",\n";
    w << "    nullptr};\n\n}  // namespace\n\nconstinit const tables generated{\n    .names = {all_names, sizeof "
         "all_names - 1},\n";
    for (const auto* name : {"types", "fields", "operands", "conditions", "values", "arms", "labels", "selections",
                             "structures", "constants", "groups", "sets", "forms", "entries"})
        w << "    ." << name << " = all_" << name << ",\n";
    w << "    .numbers = {numbers_x86_64, numbers_aarch64, numbers_i386, numbers_arm},\n";
    w << "    .customs = {all_customs, " << out.customs.size() << "},\n";
    w << "    .classes = {all_classes, " << out.classes.size() << "},\n};\n\n" << close_namespace;
    return w.text();
}

std::string types_header(const output& out) {
    writer w;
    w << "#pragma once\n\n#include \"decode/walker.hpp\"\n\nnamespace whytrace::decode::types {\n\n";
    for (const auto& [name, index] : out.named_types)
        w << "inline constexpr type_ref " << name << '{' << index << "};\n";
    w << "\n}  // namespace whytrace::decode::types\n";
    return w.text();
}

// A function that no description names is an error where it is defined; one that is not defined, where all is linked.
std::string via_header(const output& out) {
    auto sorted = out.customs;
    std::sort(sorted.begin(), sorted.end());
    writer w;
    w << "#pragma once\n\n#include \"decode/custom.hpp\"\n\n#pragma GCC diagnostic error "
         "\"-Wmissing-declarations\"\n\n";
    w << "namespace whytrace::decode::custom {\n\n";
    for (const auto name : sorted) w << "void " << name << "(walker& w, const subject& s);\n";
    w << "\n}  // namespace whytrace::decode::custom\n";
    return w.text();
}

}  // namespace

void write_if_changed(const std::filesystem::path& file, const std::string& text) {
    std::ostringstream old;
    if (std::ifstream in{file, std::ios::binary}; in) old << in.rdbuf();
    if (old.str() == text && !text.empty()) return;
    std::ofstream result{file, std::ios::binary};
    result << text;
    if (!result.flush()) throw std::runtime_error{file.string() + ": cannot be written"};
}

void emit(const output& out, const std::filesystem::path& folder) {
    writer types, calls, constants;
    for (auto* w : {&types, &calls, &constants}) *w << open_namespace;
    put_types(types, out);
    put_calls(calls, out);
    put_constants(constants, out);
    for (auto* w : {&types, &calls, &constants}) *w << close_namespace;

    writer header;
    header << "#pragma once\n\n#include \"decode/schema.hpp\"\n\nnamespace whytrace::decode::schema {\n\n";
    header << "extern const char all_names[" << out.names.size() + 1 << "];\n";
    header << types.declared() << calls.declared() << constants.declared() << '\n' << close_namespace;

    write_if_changed(folder / "decode/tables.hpp", header.text());
    write_if_changed(folder / "decode/types.hpp", types_header(out));
    write_if_changed(folder / "decode/via.hpp", via_header(out));
    write_if_changed(folder / "types.cpp", types.text());
    write_if_changed(folder / "calls.cpp", calls.text());
    write_if_changed(folder / "constants.cpp", constants.text());
    write_if_changed(folder / "names.cpp", names(out));
    write_if_changed(folder / "generated.cpp", generated(out));
}

}  // namespace whytrace::gen
