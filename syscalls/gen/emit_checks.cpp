// static_asserts that compare the tables with the headers of the machine that builds: numbers, constants, layouts.
// Not here: which headers (headers.tbl).
// The hard part: a header may lack anything. A constant is compared if it is a macro there, a struct if it is complete there, a
// field if the struct has it; only the column of the ABI that is compiled for is compared.
#include "emit.hpp"

#include <algorithm>
#include <sstream>
#include <string>

namespace whytrace::gen {
namespace {

constexpr std::string_view prologue = R"(// Made by syscalls/gen from syscalls/. Not for editing.
#include <cstddef>

#if defined(__x86_64__)
#define HERE(x86_64, aarch64, i386, arm) x86_64
#elif defined(__aarch64__)
#define HERE(x86_64, aarch64, i386, arm) aarch64
#elif defined(__i386__)
#define HERE(x86_64, aarch64, i386, arm) i386
#elif defined(__arm__)
#define HERE(x86_64, aarch64, i386, arm) arm
#endif

namespace {

// Negative numbers and masks with the highest of 32 bits set have two forms.
constexpr bool same(unsigned long long header, unsigned long long table) {
    const auto high = [](unsigned long long v) { return v >> 32 == 0 || v >> 31 == 0x1ffffffff; };
    return header == table || (high(header) && high(table) && header << 32 == table << 32);
}

}  // namespace

)";

constexpr std::string_view probe = R"(
template <class T>
concept complete = requires { sizeof(T); };

)";

void include(std::ostream& text, std::string_view header) {
    text << "#if __has_include(<" << header << ">)\n#include <" << header << ">\n#endif\n";
}

std::string columns(const per_abi& values) {
    std::ostringstream text;
    text << "HERE(";
    for (std::size_t a = 0; a < abi_count; ++a) {
        if (values[a])
            text << *values[a] << "u";
        else
            text << "0xbad0bad0bad0bad0";  // the ABI has none: equal to nothing that a header has
        text << (a + 1 < abi_count ? ", " : ")");
    }
    return text.str();
}

// In arrays the size counts; elsewhere a description may leave out its end, or know more fields than an old header.
bool is_element(const output& out, std::uint32_t structure) {
    return std::any_of(out.types.begin(), out.types.end(), [&](const schema::type& t) {
        if (t.kind != schema::type_kind::array) return false;
        const auto& element = out.types[t.ref];
        return element.kind == schema::type_kind::structure && element.ref == structure;
    });
}

// What is reserved shrinks as the kernel takes of it: it begins where we say behind the field that was taken last.
bool is_reserve(std::string_view field) {
    return field.find("resv") != field.npos || field.find("reserved") != field.npos;
}

void check_structure(std::ostream& text, const output& out, std::uint32_t index) {
    const auto& s = out.structures[index];
    const bool exact = is_element(out, index);
    const std::string_view name = out.names.data() + s.name;
    text << "template <class T>\nconstexpr bool " << name << "_agrees() {\n    if constexpr (complete<T>) {\n";
    for (std::size_t a = 0; a < abi_count; ++a) {
        if (s.size[a] == 0) continue;
        text << "#if HERE(" << (a == 0) << ", " << (a == 1) << ", " << (a == 2) << ", " << (a == 3) << ")\n";
        std::string_view before;
        for (std::uint32_t i = 0; i < s.fields[a]; ++i) {
            const auto& f = out.fields[s.first_field[a] + i];
            if (f.name == 0) continue;
            const std::string_view field = out.names.data() + f.name;
            text << "        if constexpr (requires(T t) { t." << field << "; ";
            if (is_reserve(field) && !before.empty()) text << "t." << before << "; ";
            text << "})\n            static_assert(offsetof(T, " << field << ") == " << f.offset[a] << ");\n";
            before = field;
        }
        if (exact) text << "        static_assert(sizeof(T) == " << s.size[a] << ");\n";
        text << "#endif\n";
    }
    text << "    }\n    return true;\n}\nstatic_assert(" << name << "_agrees<struct " << name << ">());\n\n";
}

bool excluded(const check_group& group, std::string_view name) {
    for (const auto word : group.headers)
        if (word.starts_with('-') && word.substr(1) == name) return true;
    return false;
}

void check_constants(std::ostream& text, const std::map<std::string_view, per_abi>& constants,
                     const check_group& group) {
    for (const auto& [name, values] : constants) {
        if (excluded(group, name)) continue;
        text << "#ifdef " << name << "\nstatic_assert(same((unsigned long long)(" << name << "), " << columns(values)
             << "));\n#endif\n";
    }
}

std::string area_checks(const output& out, const check_group& group, std::uint32_t file) {
    std::ostringstream text;
    text << prologue;
    for (const auto header : group.headers)
        if (!header.starts_with('-')) include(text, header);
    text << '\n';
    if (const auto used = out.used_constants.find(file); used != out.used_constants.end())
        check_constants(text, used->second, group);
    const auto declared = out.declared_structures.find(file);
    if (declared == out.declared_structures.end()) return text.str();
    std::ostringstream forward, checks;
    for (const auto index : declared->second) {
        const std::string_view name = out.names.data() + out.structures[index].name;
        if (excluded(group, name)) continue;
        forward << "struct " << name << ";\n";
        check_structure(checks, out, index);
    }
    text << '\n' << forward.str() << probe << "namespace {\n\n" << checks.str() << "}  // namespace\n";
    return text.str();
}

std::string number_checks(const std::vector<call_number>& numbers, std::string_view includes) {
    std::ostringstream text;
    text << prologue << includes << '\n';
    for (const auto& row : numbers)
        text << "#ifdef __NR_" << row.name << "\nstatic_assert(same(__NR_" << row.name << ", " << columns(row.numbers)
             << "));\n#endif\n";
    return text.str();
}

// The numbers of one ABI, whatever is compiled for.
std::vector<call_number> column(const tables& known, abi a) {
    auto numbers = known.numbers;
    for (auto& row : numbers) row.numbers.fill(row.numbers[static_cast<std::size_t>(a)]);
    return numbers;
}

// asm-generic/unistd.h has what a new 64-bit architecture gets; arm64 asks for these besides (arch/arm64/include/uapi/asm/unistd.h).
constexpr std::string_view generic = R"(#if HERE(1, 1, 0, 0)
#define __ARCH_WANT_RENAMEAT
#define __ARCH_WANT_NEW_STAT
#define __ARCH_WANT_SET_GET_RLIMIT
#define __ARCH_WANT_TIME32_SYSCALLS
#define __ARCH_WANT_SYS_CLONE3
#define __ARCH_WANT_MEMFD_SECRET
#include <asm-generic/unistd.h>
#endif
)";
constexpr std::string_view i386 = "#if __has_include(<asm/unistd_32.h>)\n#include <asm/unistd_32.h>\n#endif\n";

}  // namespace

void emit_checks(const output& out, const tables& known, const sources& inputs, const std::filesystem::path& folder) {
    std::filesystem::create_directories(folder / "checks");
    for (std::size_t i = 0; i < known.checks.size(); ++i) {
        const auto& group = known.checks[i];
        for (std::uint32_t file = 0; file < inputs.size(); ++file)
            if (std::filesystem::path{inputs.path(file)}.filename() == std::string{group.area} + ".sys")
                write_if_changed(folder / "checks" / (std::to_string(i + 1) + ".cpp"), area_checks(out, group, file));
    }
    const auto write = [&](const char* name, const std::string& text) {
        write_if_changed(folder / "checks" / name, text);
    };
    write("numbers.cpp", number_checks(known.numbers, "#include <asm/unistd.h>\n"));
    write("numbers_aarch64.cpp", number_checks(column(known, abi::aarch64), generic));
    write("numbers_i386.cpp", number_checks(column(known, abi::i386), i386));
}

}  // namespace whytrace::gen
