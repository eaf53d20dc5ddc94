// JSON text: commas, numbers that a double cannot hold, and bytes that may be anything.
// Not here: values and events.
// Nothing hard here.
#include "output/json_writer.hpp"

#include "support/catch.hpp"

#include <cstdint>
#include <limits>

using namespace whytrace::output;

namespace {

std::string bytes(std::string_view b) {
    std::string out;
    json_writer{out}.bytes(b);
    return out;
}

template <class T> std::string number(T n) {
    std::string out;
    json_writer{out}.number(n);
    return out;
}

}  // namespace

TEST_CASE("commas come by themselves") {
    std::string out;
    json_writer w{out};
    for (int i = 0; i < 2; ++i) {
        w.begin_object();
        w.key("a").number(1);
        w.key("b").begin_array();
        w.number(1), w.null(), w.boolean(true), w.word("x");
        w.begin_object(), w.end_object();
        w.end_array();
        w.key("c").hexadecimal(255);
        w.end_object();
        w.end_line();
    }
    const std::string one = R"({"a":1,"b":[1,null,true,"x",{}],"c":"0xff"})";
    CHECK(out == one + "\n" + one + "\n");
}

TEST_CASE("numbers that a double cannot hold are strings") {
    CHECK(number(std::int64_t{9007199254740992}) == "9007199254740992");
    CHECK(number(std::int64_t{9007199254740993}) == "\"9007199254740993\"");
    CHECK(number(std::int64_t{-9007199254740992}) == "-9007199254740992");
    CHECK(number(std::numeric_limits<std::int64_t>::min()) == "\"-9223372036854775808\"");
    CHECK(number(std::numeric_limits<std::uint64_t>::max()) == "\"18446744073709551615\"");
}

TEST_CASE("what is UTF-8 becomes ASCII") {
    CHECK(bytes("") == R"("")");
    CHECK(bytes("a \"b\" \\ \n\t") == R"("a \"b\" \\ \n\t")");
    CHECK(bytes("\x1b[31m\x7f") == R"("\u001b[31m\u007f")");
    CHECK(bytes(std::string_view("a\0b", 3)) == R"("a\u0000b")");
    CHECK(bytes("\xc3\xa9\xe2\x82\xac\xf0\x9f\x90\xa7") == R"("\u00e9\u20ac\ud83d\udc27")");
    CHECK(bytes("\xf4\x8f\xbf\xbf") == R"("\udbff\udfff")");
}

TEST_CASE("what is not UTF-8 is kept as it is") {
    CHECK(bytes("\xff") == R"({"base64":"/w=="})");
    CHECK(bytes("ab\x80") == R"({"base64":"YWKA"})");
    CHECK(bytes("a\xc3") == R"({"base64":"YcM="})");
    CHECK(bytes("\xc0\x80") == R"({"base64":"wIA="})");              // longer than needed
    CHECK(bytes("\xe0\x80\x80") == R"({"base64":"4ICA"})");          // the same
    CHECK(bytes("\xed\xa0\x80") == R"({"base64":"7aCA"})");          // half of a pair
    CHECK(bytes("\xf4\x90\x80\x80") == R"({"base64":"9JCAgA=="})");  // beyond the last character
    CHECK(bytes("\xf8\x88\x80\x80\x80") == R"({"base64":"+IiAgIA="})");
}
