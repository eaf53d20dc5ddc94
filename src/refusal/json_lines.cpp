// See json_lines.hpp.
// Not here: meanings.
// The hard part: when a value is told, the iterator stands right behind it; a number's end is only known one character later.
#include "refusal/json_lines.hpp"

#include "whytrace/error.hpp"

#include <algorithm>
#include <iterator>
#include <vector>

namespace whytrace::refusal {

namespace {

using nlohmann::json;

class counting_iterator {
  public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    counting_iterator(const char* at, const char** reached) : at_(at), reached_(reached) {}
    reference operator*() const { return *at_; }
    counting_iterator& operator++() {
        ++at_;
        if (reached_) *reached_ = at_;
        return *this;
    }
    counting_iterator operator++(int) {
        const auto before = *this;
        ++*this;
        return before;
    }
    bool operator==(const counting_iterator& other) const { return at_ == other.at_; }
    bool operator!=(const counting_iterator& other) const { return at_ != other.at_; }

  private:
    const char* at_;
    const char** reached_;
};

struct position {
    int line = 1, column = 1;
};

position position_of(const std::string& text, std::size_t offset) {
    position p;
    for (std::size_t i = 0; i < std::min(offset, text.size()); ++i) {
        if (text[i] == '\n') {
            ++p.line;
            p.column = 1;
        } else {
            ++p.column;
        }
    }
    return p;
}

/// Builds the value as the library does, and notes where each part was.
class builder {
  public:
    builder(located_json& out, const std::string& name, const std::string& text, const char* const& reached)
        : out_(out), name_(name), text_(text), reached_(reached), inner_(out.value, true) {}

    bool null() { return note() && inner_.null(); }
    bool boolean(bool v) { return note() && inner_.boolean(v); }
    bool number_integer(json::number_integer_t v) { return note() && inner_.number_integer(v); }
    bool number_unsigned(json::number_unsigned_t v) { return note() && inner_.number_unsigned(v); }
    bool number_float(json::number_float_t v, const std::string& s) { return note() && inner_.number_float(v, s); }
    bool string(std::string& v) { return note() && inner_.string(v); }
    bool binary(json::binary_t& v) { return inner_.binary(v); }
    bool start_object(std::size_t n) { return note() && open(false) && inner_.start_object(n); }
    bool start_array(std::size_t n) { return note() && open(true) && inner_.start_array(n); }
    bool end_object() { return close() && inner_.end_object(); }
    bool end_array() { return close() && inner_.end_array(); }
    bool key(std::string& k) {
        path_.back().key = k;
        return inner_.key(k);
    }
    template <class Exception> bool parse_error(std::size_t, const std::string&, const Exception& e) {
        const auto p = position_of(text_, static_cast<std::size_t>(reached_ - text_.data()));
        std::string what = e.what();
        if (const auto at = what.find("syntax error"); at != what.npos) what.erase(0, at);
        const std::string where = pointer();
        throw system_failure(name_ + ":" + std::to_string(p.line) + ":" + std::to_string(p.column) + ": " + what +
                             (where.empty() ? "" : " (in " + where + ")"));
    }

  private:
    struct level {
        bool array;
        std::size_t index = 0;
        std::string key{};
    };

    std::string pointer() const {
        std::string p;
        for (const level& l : path_) p += "/" + (l.array ? std::to_string(l.index) : l.key);
        return p;
    }
    bool note() {
        if (!path_.empty() && path_.back().array && !first_) ++path_.back().index;
        first_ = false;
        const auto offset = static_cast<std::size_t>(reached_ - text_.data());
        out_.lines[pointer()] = position_of(text_, offset == 0 ? 0 : offset - 1).line;
        return true;
    }
    bool open(bool array) {
        path_.push_back({array});
        first_ = true;
        return true;
    }
    bool close() {
        path_.pop_back();
        first_ = false;
        return true;
    }

    located_json& out_;
    const std::string &name_, &text_;
    const char* const& reached_;
    nlohmann::detail::json_sax_dom_parser<json> inner_;
    std::vector<level> path_;
    bool first_ = false;  // the next value is the first of its array
};

}  // namespace

int located_json::line_of(const std::string& pointer) const {
    const auto found = lines.find(pointer);
    return found == lines.end() ? 1 : found->second;
}

located_json parse_json(const std::string& name, const std::string& text) {
    located_json result;
    const char* reached = text.data();
    builder b(result, name, text, reached);
    json::sax_parse(counting_iterator(text.data(), &reached), counting_iterator(text.data() + text.size(), nullptr),
                    &b);
    return result;
}

}  // namespace whytrace::refusal
