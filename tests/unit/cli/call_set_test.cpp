// Sets of calls: strace's grammar of -e trace=.
// Not here: options (options_test.cpp).
// Nothing hard here; numbers are taken from the tables, so that the tests hold on every machine.
#include "cli/call_set.hpp"
#include "whytrace/decoder.hpp"
#include "whytrace/error.hpp"

#include "support/catch.hpp"

#include <string>

using namespace whytrace;
using cli::call_set;

namespace {

const abi wide = cli::machine_abis()[0], narrow = cli::machine_abis()[1];

bool has(const call_set& set, std::string_view name, abi a = wide) {
    return set.contains(a, call_number(a, name).value());
}

std::string said(const std::string& text) {
    try {
        call_set::parse(text);
    } catch (const std::exception& e) { return e.what(); }
    return "nothing";
}

}  // namespace

TEST_CASE("every call is found by its name, in each ABI") {
    for (std::size_t i = 0; i < abi_count; ++i) {
        const auto a = static_cast<abi>(i);
        std::size_t calls = 0;
        for (std::uint64_t nr = 0; nr < call_limit(a); ++nr) {
            const auto name = call_name(a, nr);
            if (name.empty()) continue;
            INFO(name << " on " << abi_names[i]);
            CHECK(call_number(a, name) == nr);
            ++calls;
        }
        CHECK(calls > 300);
        CHECK_FALSE(call_number(a, "").has_value());
        CHECK_FALSE(call_number(a, "zzz").has_value());
        CHECK_FALSE(call_number(a, "reads").has_value());
    }
}

TEST_CASE("names, on both ABIs of the machine") {
    const auto set = call_set::parse("openat,close");
    CHECK((has(set, "openat") && has(set, "close") && has(set, "openat", narrow) && has(set, "close", narrow)));
    CHECK_FALSE(has(set, "read"));
    CHECK_FALSE(set.contains(wide, 100000));
    CHECK(has(call_set::parse("mmap2"), "mmap2", narrow));  // 32-bit programs only
    CHECK(has(call_set::parse(",read,,"), "read"));
}

TEST_CASE("all, none, and their opposites") {
    CHECK(call_set::parse("all").is_everything());
    CHECK(call_set::parse("!none").is_everything());
    CHECK(call_set::parse("none").is_nothing());
    CHECK(call_set::parse("!all").is_nothing());
    CHECK(call_set::parse("all").contains(wide, 100000));
}

TEST_CASE("! inverts the whole set, twice is not at all") {
    const auto set = call_set::parse("!openat,close");
    CHECK_FALSE((has(set, "openat") || has(set, "close")));
    CHECK(has(set, "read"));
    CHECK(set.contains(wide, 100000));
    CHECK(has(call_set::parse("!!openat"), "openat"));
    CHECK_FALSE(has(call_set::parse("!!openat"), "read"));
}

TEST_CASE("numbers") {
    const auto nr = call_number(wide, "close").value();
    CHECK(has(call_set::parse(std::to_string(nr)), "close"));
    CHECK(has(call_set::parse(std::to_string(nr) + "@64"), "close"));
    CHECK(said("99999") == "invalid system call '99999'");
    CHECK(said("0x3") == "invalid system call '0x3'");
    CHECK(said("-3") == "invalid system call '-3'");
}

TEST_CASE("regular expressions are not anchored, and may end in a slash") {
    const auto set = call_set::parse("/^(open|close)");
    CHECK((has(set, "openat") && has(set, "close")));
    CHECK_FALSE(has(set, "read"));
    CHECK(has(call_set::parse("/pena"), "openat"));
    CHECK(has(call_set::parse("/^openat$/"), "openat"));
    CHECK_FALSE(has(call_set::parse("/^openat$/"), "openat2"));
    CHECK(said("/[/") == "regcomp: [/: Unmatched [, [^, [:, [., or [=");
    CHECK(said("/^nosuch") == "invalid system call '/^nosuch'");
}

TEST_CASE("classes, in any case, and the old ones without %") {
    CHECK(has(call_set::parse("%file"), "openat"));
    CHECK(has(call_set::parse("%FILE"), "openat"));
    CHECK(has(call_set::parse("file"), "openat"));
    CHECK_FALSE(has(call_set::parse("%file"), "read"));
    CHECK(has(call_set::parse("%desc,%process"), "read"));
    CHECK(said("%nosuch") == "invalid system call '%nosuch'");
    CHECK(said("creds") == "invalid system call 'creds'");
}

TEST_CASE("? forgives what is not known") {
    CHECK(call_set::parse("?nosuch").is_nothing());
    CHECK(call_set::parse("?%nosuch,?/^nosuch,?99999").is_nothing());
    CHECK(has(call_set::parse("?read"), "read"));
    CHECK(call_set::parse("!?nosuch").is_everything());
    CHECK(said("?x,y") == "invalid system call 'y'");
}

TEST_CASE("@ names one ABI") {
    const auto set = call_set::parse("read@64,write@32");
    CHECK((has(set, "read") && !has(set, "read", narrow) && !has(set, "write") && has(set, "write", narrow)));
    CHECK(has(call_set::parse("%file@32"), "openat", narrow));
    CHECK_FALSE(has(call_set::parse("%file@32"), "openat"));
    CHECK(said("read@99") == "incorrect personality designator '99' in qualification 'read@99'");
    CHECK(said("@64") == "invalid system call '@64'");
}

TEST_CASE("what is no set") {
    CHECK(said("") == "invalid system call ''");
    CHECK(said("all,none") == "invalid system call 'none'");
    CHECK(said("openat,!close") == "invalid system call '!close'");
    CHECK(said("openat nosuch") == "invalid system call 'openat nosuch'");
}
