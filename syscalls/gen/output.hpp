// The finished tables, as they are emitted: the vectors behind schema::tables, and what the headers and the checks need beside them.
// Not here: how they come about (lower*.cpp), how they are written down (emit.cpp).
// The hard part: equal things are stored once, so additions go through functions that look for what is there.
#pragma once

#include "decode/schema.hpp"
#include "tables.hpp"

#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace whytrace::gen {

namespace schema = decode::schema;

class output {
  public:
    output();

    std::string names;
    std::vector<schema::type> types;  // types[0]: none; then the named ones, by name; then the others
    std::vector<schema::field> fields;
    std::vector<schema::operand> operands;
    std::vector<schema::condition> conditions;
    std::vector<std::array<std::uint64_t, abi_count>> values;  // values[0]: all bits
    std::vector<schema::arm> arms;
    std::vector<schema::label> labels;
    std::vector<schema::selection> selections;
    std::vector<schema::structure> structures;
    std::vector<schema::constant> constants;
    std::vector<schema::group> groups;
    std::vector<schema::constant_set> sets;
    std::vector<schema::call_form> forms;
    std::vector<schema::call_entry> entries;
    std::array<std::vector<schema::number_row>, abi_count> numbers;
    std::vector<std::string_view> customs;
    std::vector<std::string_view> classes;

    /// For types.hpp.
    std::map<std::string_view, std::uint32_t> named_types;
    /// For the checks, by .sys file: the constants that it uses, the structures that it declares.
    std::map<std::uint32_t, std::map<std::string_view, per_abi>> used_constants;
    std::map<std::uint32_t, std::vector<std::uint32_t>> declared_structures;

    schema::name_ref name(std::string_view text);
    std::uint32_t type(const schema::type& t);
    std::uint32_t custom(std::string_view function);
    std::uint32_t parameters(const std::vector<schema::operand>& list);
    std::uint32_t condition(const schema::condition& c);
    std::uint32_t value(const std::array<std::uint64_t, abi_count>& v);
    std::uint32_t value_list(const std::vector<std::array<std::uint64_t, abi_count>>& list);
    std::uint32_t constant_list(const std::vector<schema::constant>& list);
    std::uint32_t group_list(const std::vector<schema::group>& list);

    /// The tables as the walker sees them, without functions: for the tests.
    schema::tables view() const;

  private:
    std::unordered_map<std::string_view, schema::name_ref> name_index_;
    std::map<std::array<std::uint64_t, 6>, std::uint32_t> type_index_, condition_index_;
    std::map<std::array<std::uint64_t, abi_count>, std::uint32_t> value_index_;
    std::map<std::vector<std::uint64_t>, std::uint32_t> list_index_, parameter_index_;
    std::map<std::vector<std::array<std::uint64_t, 4>>, std::uint32_t> constant_index_, group_index_;
    std::unordered_map<std::string_view, std::uint32_t> custom_index_;
};

}  // namespace whytrace::gen
