// From declarations to tables: what each name refers to, where everything lies, what is wrong with it.
// Not here: the grammar (parser), what the tables look like in C++ (emit.cpp).
// The hard part: the order. Sets need the labels of switches, layouts need all structures, calls need all types; see run().
#pragma once

#include "ast.hpp"
#include "output.hpp"
#include "tables.hpp"

#include <list>
#include <map>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace whytrace::gen {

/// A built-in type as the walker sees it as an argument; null if there is none of this name.
const schema::type* find_builtin(std::string_view name);

class lowering {
  public:
    lowering(const ast::file& declared, const tables& known, diagnostics& problems)
        : ast_(declared), known_(known), problems_(problems) {}

    output run();

  private:
    using index = std::uint32_t;
    using abi_values = std::array<std::uint64_t, abi_count>;

    // What the name of a type stands for.
    struct type_symbol {
        location at;
        const ast::set* set{};
        std::vector<const ast::structure*> structures;  // one for each list of ABIs
        const ast::type_name* alias{};
        index type{}, ref{};  // ref: among sets or structures
        bool in_progress{}, done{};
    };
    struct set_addition {
        std::vector<const ast::member*> members;  // of `extend`
        std::vector<ast::name> labels;            // of switches
        bool shown_by_code{};                     // a via function chooses among names of one value
    };
    struct call_symbol {
        location at;
        std::vector<const ast::call*> declarations;
        std::vector<const ast::arm*> arms;  // of `extend`
    };

    // Names that operands may use.
    struct visible {
        std::string_view name;
        schema::operand operand;
        const ast::type* type;
        bool conditional{};
    };
    struct scope {
        std::vector<visible> names;
        const scope* outer{};
        const ast::structure* structure{};
    };

    // A call that leads to a structure, with the arguments that are there by then.
    struct user {
        struct argument {
            std::string_view name;
            const ast::type* type;
        };
        const ast::call* call;
        std::vector<argument> arguments;
    };

    // The fields of a structure as written, hidden ones included.
    struct placed;
    struct placed_arm {
        std::vector<placed> fields;
        const ast::arm* arm{};
        index first{}, count{};
    };
    struct placed {
        const ast::field* field{};
        index type{};
        std::optional<index> entry;    // in fields; hidden ones have none
        std::vector<placed_arm> arms;  // of a switch
        std::vector<placed> spliced;   // of `inline`
    };
    struct body {
        const ast::structure* declared{};
        std::uint8_t abis{};
        std::vector<placed> fields;
    };
    struct extent {
        std::uint64_t size{}, align{1};
    };
    struct shape {
        extent value;
        bool in_progress{}, done{};
    };
    using registers = std::array<unsigned, abi_count>;

    // lower.cpp
    void declare_types();
    void declare_calls();
    void apply_extensions();
    void name_types();
    void add_labels();
    void add_labels(const std::vector<ast::field>& fields, const ast::selection& s);
    void add_labels(const ast::arm& a, std::vector<const ast::field*> outer);
    void label_enum(const ast::type* selector, const std::vector<const ast::arm*>& arms);
    bool is_plain(const ast::type* selector) const;
    static std::vector<const ast::arm*> arms_of(const ast::selection& s);
    std::uint8_t abis_of(const std::vector<ast::abi_list>& all, std::size_t which, const ast::name& n);
    void error(const location& at, std::string message) { problems_.error(at, std::move(message)); }

    // lower_values.cpp
    const per_abi* constant(std::string_view name, const location& at);
    per_abi value_of(const ast::value& v);
    abi_values mask_of(const std::vector<ast::value>& mask);
    index condition(const ast::condition& c, const scope& s);
    schema::operand operand(const ast::value& v, const scope& s);
    const visible* find(const ast::name& n, const scope& s);
    index selection(const ast::selection& written, const std::vector<const ast::arm*>& arms, index first_arm,
                    const scope& s);
    void sort_labels(schema::selection& s, const std::vector<const ast::arm*>& arms, index first_arm,
                     const ast::type* selector);
    std::uint64_t cut(std::uint64_t value, const ast::type* selector, std::size_t abi);

    // users.cpp
    void find_users();
    void check_users();
    void reach(const ast::arm& a, std::vector<user::argument>& arguments, const ast::call& c);
    void reach(std::string_view type, const std::vector<user::argument>& arguments, const ast::call& c);
    const visible* argument_of_users(const ast::name& n, const scope& s);

    // lower_sets.cpp
    struct set_on_abi {
        std::vector<schema::constant> constants;
        std::vector<schema::group> groups;
    };
    void lower_sets();
    std::vector<const ast::member*> members_of(const ast::set& set, const set_addition& more);
    const ast::set* set_named(const ast::member& m) const;
    std::vector<const ast::member*> taken_over_by(const ast::set& set);
    static std::vector<ast::member> missing_labels(const std::vector<const ast::member*>& members,
                                                   const std::vector<const ast::member*>& taken_over,
                                                   const set_addition& more);
    schema::constant_set lower_set(const std::vector<const ast::member*>& members, bool is_flags,
                                   schema::name_ref unknown);
    void add_group(const ast::member& m, std::array<set_on_abi, abi_count>& all, schema::name_ref unknown);
    void check_members(const std::vector<const ast::member*>& members, bool shown_by_code);
    per_abi member_value(const ast::member& m);

    // lower_types.cpp
    enum class place : std::uint8_t { argument, nested };
    index type(const ast::type& t, const scope& s, place where);
    index named_type(const ast::type& t, place where);
    index array_type(const ast::type& t, const scope& s);
    index custom_type(const ast::type& t, const scope& s);
    index pointer_type(const ast::type& t, const scope& s);
    index resized(index type, const ast::name& width);
    void fill_alias(type_symbol& symbol);
    std::string type_hint(std::string_view name) const;
    /// Its set, through `type` and `via`.
    type_symbol* set_of(const ast::type* t);
    std::size_t scalar_width(const ast::type* t, std::size_t abi) const;

    // lower_structs.cpp
    void lower_structures();
    std::vector<placed> written_fields(const std::vector<ast::field>& fields, unsigned depth);
    std::pair<index, index> number_fields(std::vector<placed>& fields, scope& s);
    void fill_fields(std::vector<placed>& fields, const scope& s);
    void fill_variant(placed& p, const scope& s);
    void fill_field(schema::field& f, const ast::field& written, const scope& s);

    // layout.cpp
    void lay_out_structures();
    extent extent_of(index type, std::size_t abi, const location& at);
    extent extent_of_structure(index structure, std::size_t abi, const location& at);
    extent lay_out(const std::vector<placed>& fields, std::uint64_t base, std::uint64_t from, bool packed,
                   std::size_t abi);
    extent lay_out_variant(const placed& p, std::uint64_t base, std::uint64_t from, bool packed, std::size_t abi);

    // lower_calls.cpp
    void lower_calls();
    void lower_entries();
    index form_of(const ast::call& c, const std::vector<const ast::arm*>& extra, std::uint8_t abis);
    void lower_arm(const ast::arm& written, const std::vector<const ast::arm*>& extra, const scope* outer,
                   index first_argument, registers taken, std::uint8_t abis, schema::arm& into);
    void lower_switch(const ast::arm& written, const std::vector<const ast::arm*>& extra, const scope& s,
                      index first_argument, const registers& taken, std::uint8_t abis, schema::arm& into);
    void take_registers(const ast::field& f, index type, registers& taken, std::uint8_t abis, schema::field& into);
    void check_name(const ast::field& f, const scope& s, std::string message);
    bool may_be_argument(const ast::field& f, index type);
    const ast::call* declaration_of(std::string_view name, std::size_t abi, unsigned depth = 0);

    const ast::file& ast_;
    const tables& known_;
    diagnostics& problems_;
    output out_;
    std::map<std::string_view, type_symbol> types_;
    std::map<std::string_view, call_symbol> calls_;
    std::map<const ast::call*, index> forms_;
    std::map<const ast::call*, std::uint8_t> call_abis_, used_on_;
    std::unordered_map<std::string_view, set_addition> additions_;
    std::unordered_map<std::string_view, std::vector<user>> users_;  // by structure
    std::list<visible> arguments_;                                   // what argument_of_users() found
    std::vector<std::vector<body>> bodies_;                          // by structure
    std::vector<std::array<shape, abi_count>> shapes_;               // by structure
};

}  // namespace whytrace::gen
