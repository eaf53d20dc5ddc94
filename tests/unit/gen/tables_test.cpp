// What the generator makes of descriptions: layouts and registers on four ABIs, sets, switches, operands, entries.
// Not here: wrong input (errors_test.cpp), the walk over the tables (tests of src/decode).
// The hard part: none; the expected offsets are those of the C structs.
#include "support/catch.hpp"
#include "world.hpp"

#include "gen/emit.hpp"

#include <filesystem>
#include <unistd.h>

using namespace whytrace;
using namespace whytrace::gen;
using four = std::array<std::uint16_t, abi_count>;
using names = std::vector<std::string_view>;

TEST_CASE("layouts follow C on each ABI") {
    const world w{R"(
struct mixed { a u8, b u64, c u16, d long, e addr, f [3] u8, g u32 }
struct event { events u32, data u64 }
struct event2 packed { events u32, data u64 }
struct holder { first u8, inner event, list [2] event, last u16 }
struct both { a u32, b long }
struct both @i386,arm { b long, a u32, c u64 }
)"};
    REQUIRE(w.errors().empty());
    //                                                    x86_64 aarch64 i386 arm
    CHECK(w.field("mixed", "b").offset == four{8, 8, 4, 8});
    CHECK(w.field("mixed", "c").offset == four{16, 16, 12, 16});
    CHECK(w.field("mixed", "d").offset == four{24, 24, 16, 20});
    CHECK(w.field("mixed", "e").offset == four{32, 32, 20, 24});
    CHECK(w.field("mixed", "f").offset == four{40, 40, 24, 28});
    CHECK(w.field("mixed", "g").offset == four{44, 44, 28, 32});
    CHECK(w.structure("mixed").size == four{48, 48, 32, 40});
    CHECK(w.structure("mixed").align == four{8, 8, 4, 8});
    CHECK(w.structure("event").size == four{16, 16, 12, 16});
    CHECK(w.structure("event2").size == four{12, 12, 12, 12});
    CHECK(w.field("holder", "inner").offset == four{8, 8, 4, 8});
    CHECK(w.field("holder", "list").offset == four{24, 24, 16, 24});
    CHECK(w.field("holder", "last").offset == four{56, 56, 40, 56});
    CHECK(w.field("both", "a").offset == four{0, 0, 0, 0});
    CHECK(w.field("both", "a", abi::arm).offset[3] == 4);
    CHECK(w.structure("both").fields == four{2, 2, 3, 3});
    CHECK(w.structure("both").size == four{16, 16, 16, 16});
}

TEST_CASE("fields are shown in the written order and lie where @ says, others behind the one before") {
    const world w{"struct s { late u64 @16, b u32, early u8 @0, c u32, _ [3] u8, end u8 }"};
    REQUIRE(w.errors().empty());
    CHECK(w.field("s", "late").offset[0] == 16);
    CHECK(w.field("s", "b").offset[0] == 24);
    CHECK(w.field("s", "c").offset[0] == 4);
    CHECK(w.field("s", "end").offset[0] == 11);
    CHECK(w.structure("s").fields[0] == 5);
    CHECK(w.structure("s").size[0] == 32);
}

TEST_CASE("a union lies where the strictest of its arms may, and takes the largest one's room") {
    const world w{R"(
struct s { kind u16, switch kind { A { x u16, y u32 } B C { z u64 } else { _ [20] byte, w u8 } }, behind u8 }
struct outer { _ u32, _ inline s, more u8 }
)"};
    REQUIRE(w.errors().empty());
    const auto& s = w.structure("s");
    REQUIRE(s.fields == four{3, 3, 3, 3});
    const auto& variant = w.out.fields[s.first_field[0] + 1];
    CHECK(variant.offset == four{8, 8, 4, 8});
    CHECK(w.field("s", "behind").offset == four{29, 29, 25, 29});
    const auto& selection = w.out.selections[w.out.types[variant.type].ref];
    CHECK(selection.of.kind == schema::operand_kind::field);
    CHECK(selection.of.value == s.first_field[0]);
    CHECK(selection.labels == four{3, 3, 3, 3});
    CHECK(selection.otherwise != 0);
    const auto& arm = w.out.arms[w.out.labels[selection.first_label[0]].arm];  // A
    REQUIRE(arm.fields == 2);
    CHECK(w.out.fields[arm.first_field].offset == four{8, 8, 4, 8});
    CHECK(w.out.fields[arm.first_field + 1].offset == four{12, 12, 8, 12});

    const auto& outer = w.structure("outer");
    CHECK(outer.fields[0] == 4);
    CHECK(w.field("outer", "kind").offset == four{8, 8, 4, 8});
    CHECK(w.field("outer", "more").offset[2] == 32);
    const auto& spliced = w.out.fields[outer.first_field[0] + 1];
    CHECK(w.out.selections[w.out.types[spliced.type].ref].of.value == outer.first_field[0]);
}

TEST_CASE("64-bit arguments take register pairs on 32-bit ABIs") {
    const world w{R"(
read(fd fd, offset i64, whence u32)
wide(fd fd, _ u32, length i64, last u32)
clone(stack addr @1, flags ulong @0, tls addr @4, more addr)
)"};
    REQUIRE(w.errors().empty());
    const auto at = [&](std::string_view call, std::size_t i) {
        return w.out.fields[w.form(call).first_field + i].offset;
    };
    CHECK(at("read", 1) == four{1, 1, 1, 2});
    CHECK(at("read", 2) == four{2, 2, 3, 4});
    CHECK(w.form("wide").fields == 3);
    CHECK(at("wide", 1) == four{2, 2, 2, 2});
    CHECK(at("wide", 2) == four{3, 3, 4, 4});
    CHECK(at("clone", 0) == four{1, 1, 1, 1});
    CHECK(at("clone", 3) == four{5, 5, 5, 5});
}

TEST_CASE("sets are sorted as enums, ordered as flags, and one list where all ABIs agree") {
    const world w{R"(
enum e "E_???" { C A DIFFERENT X86_ONLY B MINUS }
flags f "F_???" { AB C B A X86_ONLY value MASK { M2 M1 ZERO } HIGH value 0xf i32 }
enum same { A B C OWN = 7 }
extend same { M1 }
)"};
    REQUIRE(w.errors().empty());
    CHECK(w.members("e") == names{"A", "B", "C", "DIFFERENT", "X86_ONLY", "MINUS"});
    CHECK(w.members("e", abi::aarch64) == names{"A", "B", "C", "DIFFERENT", "MINUS"});
    const auto& e = w.out.sets[w.type("e").ref];
    CHECK(e.first[0] == e.first[2]);
    CHECK(e.first[1] == e.first[3]);
    CHECK(e.first[0] != e.first[1]);
    CHECK(w.name(e.unknown) == "E_???");
    CHECK(w.members("f") == names{"AB", "C", "B", "A", "X86_ONLY", "HIGH"});
    const auto& f = w.out.sets[w.type("f").ref];
    REQUIRE(f.groups == 2);
    const auto& group = w.out.groups[f.first_group[0]];
    CHECK(group.mask == 0xf0);
    CHECK(group.position == 5);
    CHECK(w.out.groups[f.first_group[1]].position == 4);  // X86_ONLY is not there
    CHECK(w.out.sets[group.set].size == four{3, 3, 3, 3});
    CHECK(w.name(w.out.sets[group.set].unknown) == "F_???");
    CHECK(w.out.groups[f.first_group[0] + 1].type != 0);
    CHECK(w.members("same") == names{"A", "B", "C", "OWN", "M1"});
    const auto& same = w.out.sets[w.type("same").ref];
    CHECK(same.first[0] == same.first[3]);
}

TEST_CASE("a set takes over the members of another, and its own hide those of the same value") {
    const world w{R"(
enum base { A B C }
enum more { base MINE = 2 M1 }
)"};
    REQUIRE(w.errors().empty());
    const auto& more = w.out.sets[w.type("more").ref];
    CHECK(more.size == four{5, 5, 5, 5});
    CHECK(w.members("more") == names{"A", "MINE", "B", "C", "M1"});
}

TEST_CASE("a switch sorts its labels per ABI, adds them to the enum, and its arms go on with the arguments") {
    const world w{R"(
enum command { ZERO }
type checked = command via check
read(fd fd, cmd checked, ...) -> i32 switch cmd & MASK {
  M2 DIFFERENT (count u32, data in [count] byte) -> fd
  M1           (sub u32, ...) switch sub { HIGH (p addr if fd) else () }
}
extend read { B (late addr) }
)"};
    REQUIRE(w.errors().empty());
    const auto& form = w.form("read");
    CHECK(form.fields == 2);
    const auto& s = w.out.selections[form.selection];
    CHECK(s.of.kind == schema::operand_kind::argument);
    CHECK(s.of.value == 1);
    CHECK(w.out.values[s.mask] == std::array<std::uint64_t, 4>{0xf0, 0xf0, 0xf0, 0xf0});
    REQUIRE(s.labels == four{4, 3, 4, 3});  // on arm DIFFERENT has the value of M1
    CHECK(s.otherwise == 0);
    CHECK(w.out.labels[s.first_label[0]].value == 2);
    CHECK(w.out.labels[s.first_label[0] + 3].value == 0x20);
    CHECK(w.members("command") == names{"ZERO", "B", "DIFFERENT", "M1", "M2"});  // X86_ONLY has the value of M2
    CHECK(w.members("command", abi::arm).size() == 5);                           // a via function may show both names
    const auto& arm = w.out.arms[w.out.labels[s.first_label[0] + 3].arm];        // M2
    REQUIRE(arm.fields == 2);
    CHECK(arm.returns != 0);
    const auto& data = w.out.types[w.out.fields[arm.first_field + 1].type];
    REQUIRE(data.kind == schema::type_kind::pointer);
    const auto& array = w.out.types[data.ref];
    CHECK(array.n.kind == schema::operand_kind::argument);
    CHECK(array.n.value == 2);
    CHECK(w.out.fields[arm.first_field + 1].offset[0] == 3);
    const auto& nested = w.out.arms[w.out.labels[s.first_label[0] + 2].arm];  // M1
    const auto& inner = w.out.selections[nested.next];
    CHECK(inner.of.value == 2);
    CHECK(w.out.labels[inner.first_label[0]].value == 0x80000000);
    const auto& p = w.out.fields[w.out.arms[w.out.labels[inner.first_label[0]].arm].first_field];
    const auto& condition = w.out.conditions[p.condition];
    CHECK(condition.kind == schema::condition_kind::bits);
    CHECK(condition.of.value == 0);
    CHECK(condition.mask == 0);  // all bits
}

TEST_CASE("labels and lists are cut to the width of what they are compared with") {
    const world w{R"(
enum wide_enum { A }
read(a wide_enum:u16, b i32, ...) switch a { MINUS () else () }
open(b i32, c addr if b in (MINUS, A), d addr if b not in (X86_ONLY, A))
)"};
    REQUIRE(w.errors().empty());
    const auto& s = w.out.selections[w.form("read").selection];
    CHECK(w.out.labels[s.first_label[0]].value == 0xffff);
    const auto first = w.form("open").first_field;
    const auto& in = w.out.conditions[w.out.fields[first + 1].condition];
    CHECK(in.kind == schema::condition_kind::one_of);
    REQUIRE(in.size == 2);
    CHECK(w.out.values[in.first][0] == 0xffffffff);
    const auto& not_in = w.out.conditions[w.out.fields[first + 2].condition];
    CHECK(not_in.kind == schema::condition_kind::not_one_of);
    CHECK(w.out.values[not_in.first] == std::array<std::uint64_t, 4>{32, ~std::uint64_t{}, 32, ~std::uint64_t{}});
}

TEST_CASE("fields refer to each other and to arguments of the call that leads to them") {
    const world w{R"(
struct vector { base ptr [size] byte, size usize, kind u32 if flags & A, tail via show(size, flags, ret) }
read(fd fd, flags u32, list in [fd] vector limit ret)
open(fd fd, flags u32, one out vector sized 8 on any)
)"};
    REQUIRE(w.errors().empty());
    const auto first = w.structure("vector").first_field[0];
    const auto& base = w.out.types[w.out.types[w.out.fields[first].type].ref];
    CHECK(base.n.kind == schema::operand_kind::field);
    CHECK(base.n.value == first + 1);
    const auto& condition = w.out.conditions[w.out.fields[first + 2].condition];
    CHECK(condition.of.kind == schema::operand_kind::argument);
    CHECK(condition.of.value == 1);
    const auto& via = w.out.types[w.out.fields[first + 3].type];
    REQUIRE(via.params_size == 3);
    CHECK(w.out.customs[via.ref] == "show");
    CHECK(w.out.operands[via.params].kind == schema::operand_kind::field);
    CHECK(w.out.operands[via.params + 1].kind == schema::operand_kind::argument);
    CHECK(w.out.operands[via.params + 2].kind == schema::operand_kind::result);
    CHECK(w.out.fields[w.form("read").first_field + 2].limit.kind == schema::operand_kind::result);
    const auto& one = w.out.fields[w.form("open").first_field + 2];
    CHECK(one.size.value == 8);
    CHECK(one.read == schema::when::any);

    const world other{R"(
struct s { kind u32 if flags }
read(flags u32, list in s)
open(fd fd, flags u32, list in s)
)"};
    CHECK(other.errors() == "2: the calls that use this struct have the argument 'flags' at different places\n");
}

TEST_CASE("one name has an entry for each description, its classes, and its numbers") {
    const world w{R"(
clone(a u32) "one"
clone @i386,arm (a u32, b u32) "two"
open = clone
)"};
    REQUIRE(w.errors().empty());
    CHECK(w.form("clone").fields == 1);
    CHECK(w.form("clone", abi::aarch64).fields == 1);
    CHECK(w.form("clone", abi::arm).fields == 2);
    CHECK(w.form("open", abi::arm).fields == 2);
    CHECK(w.name(w.form("clone", abi::i386).summary) == "two");
    CHECK(w.out.numbers[0].size() == 7);
    CHECK(w.out.numbers[2].size() == 8);
    for (const auto& rows : w.out.numbers)
        for (std::size_t i = 1; i < rows.size(); ++i) CHECK(rows[i - 1].nr < rows[i].nr);
    CHECK(w.out.classes == names{"one", "two"});
    for (const auto& e : w.out.entries) {
        if (w.name(e.name) == "open") CHECK(e.classes == 3);
        if (w.name(e.name) == "wide") CHECK(e.classes == 2);
        if (w.name(e.name) == "gone") CHECK(e.form == 0);
    }
}

TEST_CASE("types") {
    const world w{R"(
type text = out string
type alias = count:x16
enum count { A }
read(a path, b out string, c in [null] string, d ptr [2] alias, e mode:u16 via show) -> none
)"};
    REQUIRE(w.errors().empty());
    const auto t = [&](std::size_t i) { return w.out.types[w.out.fields[w.form("read").first_field + i].type]; };
    CHECK(t(0).dir == schema::direction::in);
    CHECK(t(1).kind == schema::type_kind::string);
    CHECK(t(1).dir == schema::direction::out);
    const auto& list = w.out.types[t(2).ref];
    CHECK(list.count == schema::count_kind::null_terminated);
    CHECK(w.out.types[list.ref].dir == schema::direction::inherited);
    const auto& alias = w.out.types[w.out.types[t(3).ref].ref];
    CHECK(alias.kind == schema::type_kind::enumeration);
    CHECK(alias.width == 2);
    CHECK(alias.base == 16);
    CHECK(t(4).kind == schema::type_kind::custom);
    CHECK(t(4).width == 2);
    CHECK(w.out.types[t(4).n.value].kind == schema::type_kind::mode);
    CHECK(w.out.types[w.form("read").returns].kind == schema::type_kind::none);
    // Named types come first, by name: a new field or constant does not change what custom_*.cpp were compiled with.
    CHECK(w.out.named_types == std::map<std::string_view, std::uint32_t>{{"alias", 1}, {"count", 2}, {"text", 3}});
}

TEST_CASE("what has not changed is not written again") {
    const auto folder = std::filesystem::temp_directory_path() / ("whytrace_gen_test." + std::to_string(::getpid()));
    std::filesystem::create_directories(folder / "decode");
    const auto stamp = std::filesystem::file_time_type::clock::now() - std::chrono::hours{1};
    emit(world{"read(fd fd) \"text\"\nenum e { A }"}.out, folder);
    for (const auto* name : {"types.cpp", "names.cpp", "decode/types.hpp"})
        std::filesystem::last_write_time(folder / name, stamp);
    emit(world{"read(fd fd) \"other\"\nenum e { A }"}.out, folder);
    CHECK(std::filesystem::last_write_time(folder / "types.cpp") == stamp);
    CHECK(std::filesystem::last_write_time(folder / "decode/types.hpp") == stamp);
    CHECK(std::filesystem::last_write_time(folder / "names.cpp") != stamp);
    std::filesystem::remove_all(folder);
}
