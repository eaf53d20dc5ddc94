// The names that syscalls/ gives to structures, enums and sets of flags: a value carries a reference to its type's.
// Not here: names of constants (constants.cpp), of calls (calls.cpp).
// Nothing hard here.
#include "decode/schema.hpp"
#include "whytrace/decoder.hpp"

#include <unordered_map>

namespace whytrace {

using decode::schema::generated;

std::string_view type_name(std::uint32_t reference) { return generated.name(reference); }

std::uint32_t type_reference(std::string_view name) {
    static const auto references = [] {
        std::unordered_map<std::string_view, std::uint32_t> all;
        for (const auto& set : generated.sets) all.emplace(generated.name(set.name), set.name);
        for (const auto& structure : generated.structures) all.emplace(generated.name(structure.name), structure.name);
        return all;
    }();
    const auto found = references.find(name);
    return found == references.end() ? 0 : found->second;
}

}  // namespace whytrace
