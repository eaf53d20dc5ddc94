// Any call of any ABI over any memory, decoded at its two stops: the text has no raw bytes, the JSON reads back into it.
// Not here: a tracee (tests/tracees/hostile/main.cpp).
// The hard part is the memory: a part of its pages is missing, it wraps around at the top, and what it says may change between two reads.
#include "fuzz/input.hpp"
#include "output/json_value.hpp"
#include "output/value_text.hpp"
#include "read/values.hpp"
#include "whytrace/decoder.hpp"

#include <memory>

using namespace whytrace;
using namespace whytrace::fuzz;

namespace {

class hostile_memory final : public memory {
  public:
    hostile_memory(std::string_view content, std::uint8_t missing, bool changes)
        : content_(content), missing_(missing), changes_(changes) {}

    std::size_t read(std::uint64_t from, std::span<std::byte> into) override {
        std::size_t got = 0;
        while (got < into.size() && is_there((from + got) / page)) {
            const std::size_t rest_of_page = page - (from + got) % page;
            const auto part = into.subspan(got, std::min(into.size() - got, rest_of_page));
            fill(from + got, part);
            got += part.size();
        }
        turn_ += changes_;
        return got;
    }

  private:
    static constexpr std::uint64_t page = 4096;

    bool is_there(std::uint64_t number) const {
        return number != 0 && (number * 0x9e3779b97f4a7c15u >> 56) >= missing_;
    }
    /// The content, over and over again through all of the memory.
    void fill(std::uint64_t from, std::span<std::byte> part) const {
        std::ranges::fill(part, std::byte{});
        std::size_t at = content_.empty() ? 0 : from % content_.size();
        for (std::size_t done = 0; done < part.size() && !content_.empty(); at = 0) {
            const auto piece = content_.substr(at, part.size() - done);
            std::memcpy(&part[done], piece.data(), piece.size());
            done += piece.size();
        }
        for (std::byte& b : part)
            if (turn_ != 0) b = std::byte(static_cast<std::uint8_t>(b) + turn_);
    }

    std::string_view content_;
    std::uint8_t missing_;
    bool changes_;
    std::uint8_t turn_ = 0;
};

decode_options options_from(input& in) {
    decode_options o;
    o.string_limit = std::size_t{1} << (in.byte() % 9);
    o.recording = true;
    return o;
}

std::string text_of(const value_tree& tree, output::value_style style) {
    std::string text;
    output::append_arguments(text, tree, 0, tree.args.size(), false, style);
    for (const auto node : {tree.returned, tree.note})
        if (node != 0) output::append_value(text, tree, node, style);
    return text;
}

/// The same values, by way of JSON.
value_tree read_back(const value_tree& tree, const read::detail& wanted) {
    value_tree back;
    back.clear();
    static std::unique_ptr<read::name_store> names;  // a tree's names live as long as it
    names = std::make_unique<read::name_store>();
    read::value_builder builder(back, *names, wanted);
    const auto again = [&](std::uint32_t node) -> std::uint32_t {
        if (node == 0) return 0;
        std::string line;
        output::json_writer out(line);
        output::write_value(out, tree, node);
        must_be_printable(line);
        rapidjson::Document document;
        document.Parse(line.data(), line.size());
        if (document.HasParseError()) fail("no JSON", line);
        return builder.append(document);
    };
    for (const auto node : tree.args) back.args.push_back(again(node));
    back.returned = again(tree.returned);
    back.note = again(tree.note);
    return back;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    input in(data, size);
    call c;
    c.abi = static_cast<abi>(in.byte() % 4);
    c.nr = in.take<std::uint16_t>() % (call_limit(c.abi) + 8);
    const bool narrow = c.abi == abi::i386 || c.abi == abi::arm;
    for (auto& a : c.args) a = narrow ? in.take<std::uint32_t>() : in.take<std::uint64_t>();
    result r{in.take<std::int64_t>(), false};
    r.is_error = r.value < 0 && r.value >= -4095;

    const decode_options options = options_from(in);
    const bool verbose = in.byte() % 32 == 31;  // seldom: values by the ten thousand
    const call_style style{!verbose, in.flag(), in.byte() % 8 == 7};
    const std::uint8_t shape = in.byte();
    const output::value_style shown{static_cast<output::hex_strings>(shape % 3),
                                    static_cast<output::constants>(shape / 3 % 3), (shape & 32) != 0, nullptr};
    const std::uint8_t missing = in.byte();
    const bool changes = in.flag();
    hostile_memory m(in.rest(), missing, changes);

    static value_tree tree;  // as a tracer has it: used again from call to call
    const decoder d(options);
    d.enter(c, style, 0, m, tree);
    must_be_printable(text_of(tree, shown));
    d.leave(c, r, style, 0, m, tree);
    const std::string text = text_of(tree, shown);
    must_be_printable(text);

    const read::detail wanted{style.abbreviate, options.string_limit, false, false};
    const std::string again = text_of(read_back(tree, wanted), shown);
    if (again != text) fail("JSON reads back as another text", text + "\n" + again);
    return 0;
}
