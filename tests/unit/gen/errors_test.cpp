// What the generator says of wrong input: errors.sys carries the expected messages.
// Not here: what it makes of right input.
// The hard part: none.
#include "support/catch.hpp"
#include "world.hpp"

#include <fstream>
#include <map>
#include <sstream>

using namespace whytrace::gen;

namespace {

std::string read_file(const std::string& path) {
    std::ifstream in{path};
    REQUIRE(in);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

/// The messages behind "#~", by line.
std::multimap<std::size_t, std::string> expected_in(const std::string& text) {
    std::multimap<std::size_t, std::string> all;
    std::istringstream lines{text};
    std::string line;
    for (std::size_t number = 1; std::getline(lines, line); ++number) {
        if (line.starts_with('#')) continue;
        for (auto at = line.find("#~ "); at != std::string::npos;) {
            const auto next = line.find(" #~ ", at);
            all.emplace(number, line.substr(at + 3, next == std::string::npos ? next : next - at - 3));
            at = next == std::string::npos ? next : next + 1;
        }
    }
    return all;
}

}  // namespace

TEST_CASE("every problem is reported, for its line") {
    const auto text = read_file(WHYTRACE_ERRORS_SYS);
    auto expected = expected_in(text);
    REQUIRE(expected.size() > 40);
    const world w{text};
    for (const auto& [line, message] : w.problems.list(w.file)) {
        auto [at, end] = expected.equal_range(line);
        while (at != end && at->second != message) ++at;
        INFO("line " << line << ": " << message);
        CHECK(at != end);
        if (at != end) expected.erase(at);
    }
    for (const auto& [line, message] : expected) FAIL_CHECK("not reported for line " << line << ": " << message);
}

TEST_CASE("a problem is shown with its place, its line and a caret") {
    const world w{"struct s {\n\tcount u32, list ptr [cuont] i32\n}\n"};
    std::ostringstream text;
    w.problems.print(text);
    CHECK(text.str() == "test.sys:2:23: error: no field or argument here has this name; did you mean 'count'?\n"
                        "    \tcount u32, list ptr [cuont] i32\n"
                        "    \t                     ^~~~~\n");
}

TEST_CASE("a file that ends in the middle of a declaration is an error, not a crash") {
    const std::string whole =
        "read(fd fd, buf out [ret] byte if fd & A in (A, B), ...) -> fd note \"x\" via f(fd) switch fd {\n"
        "  A B (x struct_name) else ()\n} \"text\"\nflags f \"?\" { A value MASK { M1 } }\n"
        "struct struct_name @x86_64,aarch64,i386,arm packed min 4 { a i32 @4, switch a { A { b i32 } else { } } }\n";
    REQUIRE(world{whole}.errors() == "2: an argument of this type needs in, out or inout\n");
    for (std::size_t size = 1; size < whole.size(); ++size) {
        const world w{whole.substr(0, size)};
        SUCCEED();
    }
}

TEST_CASE("wrong tables are reported") {
    sources inputs;
    diagnostics problems{inputs};
    tables known;
    const auto numbers =
        inputs.add("numbers.tbl", "read 0 63 3 3\nwrite 0 64 4 4\nread 1 1 1 1\nshort 1 2\nodd x 5 5 5\n");
    known.read_numbers(inputs, numbers, problems);
    using lines = std::vector<std::pair<std::size_t, std::string>>;
    CHECK(problems.list(numbers) == lines{{2, "the number is that of 'read'"},
                                          {3, "'read' is there twice"},
                                          {4, "expected a name and four numbers (x86_64 aarch64 i386 arm)"},
                                          {5, "'x' is not a number"}});
    const auto classes = inputs.add("classes.tbl", "file: read\n%file: raed\n%desc: read\n");
    known.read_classes(inputs, classes, problems);
    CHECK(problems.list(classes) == lines{{1, "expected '%class:' and the names of its calls"},
                                          {2, "no call has this name; did you mean 'read'?"}});
    const auto constants = inputs.add("constants.tbl", "A 1\nA 2\nB 1 2\nC 0x\n");
    known.read_constants(inputs, constants, problems);
    CHECK(problems.list(constants) == lines{{2, "'A' is there twice"},
                                            {3, "expected a name and one value or four (x86_64 aarch64 i386 arm)"},
                                            {4, "'0x' is not a number"}});
}
