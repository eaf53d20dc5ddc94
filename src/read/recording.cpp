// Reading recordings with RapidJSON: in place, iteratively, into memory that is used again for each line.
// Not here: what the objects mean (fill.cpp).
// The hard part: a file whose writer was killed, and a file that is something else.
#include "read/recording.hpp"

#include "output/json.hpp"
#include "read/fill.hpp"
#include "read/lines.hpp"
#include "text/format.hpp"
#include "whytrace/error.hpp"

#include <cstddef>
#include <rapidjson/error/en.h>
#include <vector>

namespace whytrace::read {

namespace {

using pool = rapidjson::MemoryPoolAllocator<>;

constexpr std::size_t usual_line = 1 << 18;  // memory for the values of all but the longest lines

}  // namespace

struct recording::parser {
    explicit parser(const std::string& name)
        : input(name), room(usual_line), memory(room.data(), room.size(), usual_line) {}

    lines input;
    std::vector<char> room;
    pool memory;
    name_store names;
};

recording::recording(const std::string& name)
    : name_(name == "-" ? "stdin" : name), parser_(std::make_unique<parser>(name)) {}

recording::~recording() = default;

bool recording::next(entry& e, const detail_chooser& wanted) {
    auto& p = *parser_;
    while (const auto line = p.input.next()) {
        if (line->empty()) continue;
        p.memory.Clear();
        rapidjson::GenericDocument<rapidjson::UTF8<>, pool> document(&p.memory);
        document.ParseInsitu<rapidjson::kParseInsituFlag | rapidjson::kParseIterativeFlag>(line->data());
        if (document.HasParseError()) {
            if (!p.input.whole() && p.input.number() > 1) {  // the writer got no further
                cut_ = line->size();
                return false;
            }
            throw system_failure(fmt::format("{}: line {}: {} Is this a recording of --format=json?", name_,
                                             p.input.number(), rapidjson::GetParseError_En(document.GetParseError())));
        }
        try {
            fill(e, document, p.names, wanted);
        } catch (const strange& s) {
            throw system_failure(fmt::format("{}: line {}: {}", name_, p.input.number(), s.what()));
        }
        if (e.what == entry::event::start) {
            open_ended_ = true;
            if (e.schema > output::schema_version)
                throw system_failure(fmt::format("{}: line {}: written by a later version (schema {}, here {})", name_,
                                                 p.input.number(), e.schema, output::schema_version));
        }
        if (e.what == entry::event::end) open_ended_ = false;
        if (e.what != entry::event::other) return true;
    }
    return false;
}

}  // namespace whytrace::read
