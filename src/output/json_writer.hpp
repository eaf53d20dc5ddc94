// JSON text, appended to a string: objects, numbers, and bytes that may be anything.
// Not here: what is written (json.cpp, json_value.cpp, perfetto.cpp).
// The hard part: bytes of a tracee. What is UTF-8 becomes a string of ASCII characters only, so that neither a terminal nor a parser
// can be harmed by it; anything else is {"base64": "..."}.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace whytrace::output {

/// Commas come by themselves: what was written last tells whether one is due. Nothing is allocated but the string's own room.
class json_writer {
  public:
    explicit json_writer(std::string& out) : out_(out) {}

    void begin_object() { begin('{'); }
    void end_object() { out_ += '}'; }
    void begin_array() { begin('['); }
    void end_array() { out_ += ']'; }
    void end_line() { out_ += '\n'; }
    /// `k` and `word` are our own: ASCII without quotes.
    json_writer& key(std::string_view k);
    void word(std::string_view w);
    /// Text that may need escapes. What is not UTF-8 in it becomes U+FFFD.
    void text(std::string_view t);
    /// The same without loss: a string, or {"base64": "..."}.
    void bytes(std::string_view b);
    void null() { plain("null"); }
    void boolean(bool b) { plain(b ? "true" : "false"); }
    /// A string where a double could not hold it, that is beyond 2^53.
    void number(std::int64_t n);
    void number(std::uint64_t n);
    void number(int n) { number(std::int64_t{n}); }
    /// Always a string: "1700000000000000000", "0x7ffd".
    void decimal(std::int64_t n);
    void hexadecimal(std::uint64_t n);
    /// As it stands: a number.
    void plain(std::string_view token);

  private:
    void separate();
    void begin(char bracket);
    bool escaped(std::string_view t, bool strict);
    void base64(std::string_view b);

    std::string& out_;
};

}  // namespace whytrace::output
