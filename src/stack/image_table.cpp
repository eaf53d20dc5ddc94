// The search table of a file that has .eh_frame alone, as static programs do: where each function's entry is.
// Not here: the tables that linkers make (image.cpp).
// The hard part: .eh_frame is a list without an index, whose entries say in their own way how their addresses are written (LSB,
// "The .eh_frame section").
#include "stack/image.hpp"

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

namespace whytrace::stack {

namespace {

/// Reads the section from one place on; out of bounds it reads nothing.
class cursor {
  public:
    cursor(const image::section& s, std::uint64_t at) : section_(s), at_(at) {}

    std::uint64_t at() const { return at_; }
    bool good() const { return good_; }
    template <class T> T take() {
        T value{};
        const auto position = section_.address + at_;
        good_ = good_ && section_.contains(position, sizeof value);
        if (good_) std::memcpy(&value, section_.bytes.data() + at_, sizeof value);
        at_ += sizeof value;
        return value;
    }
    std::uint64_t leb128() {
        std::uint64_t value = 0;
        for (unsigned shift = 0; good_ && shift < 64; shift += 7) {
            const auto byte = take<std::uint8_t>();
            value |= std::uint64_t{byte & 0x7fu} << shift;
            if (!(byte & 0x80)) break;
        }
        return value;
    }

  private:
    const image::section& section_;
    std::uint64_t at_;
    bool good_ = true;
};

/// The form of addresses in the entries of a CIE ('R' of its augmentation); 0: plain words.
std::optional<std::uint8_t> address_form(const image::section& s, std::uint64_t cie) {
    cursor c(s, cie + 8);
    c.take<std::uint8_t>();  // version
    std::string augmentation;
    for (char letter = c.take<char>(); c.good() && letter != '\0' && augmentation.size() < 8; letter = c.take<char>())
        augmentation += letter;
    if (!augmentation.starts_with('z')) return augmentation.empty() ? std::optional<std::uint8_t>(0) : std::nullopt;
    c.leb128();  // code alignment
    c.leb128();  // data alignment
    c.leb128();  // return address column
    c.leb128();  // size of what follows
    for (const char letter : augmentation) {
        if (letter == 'R') return c.good() ? std::optional(c.take<std::uint8_t>()) : std::nullopt;
        if (letter == 'L') c.take<std::uint8_t>();
        if (letter == 'P') {
            const auto form = c.take<std::uint8_t>() & 0x0f;
            form == 0x0b || form == 0x03 ? void(c.take<std::uint32_t>()) : void(c.take<std::uint64_t>());
        }
    }
    return 0;
}

}  // namespace

void image::make_table() {
    std::vector<std::pair<std::int32_t, std::int32_t>> entries;
    std::uint64_t known_cie = ~std::uint64_t{};
    std::optional<std::uint8_t> form;
    const auto relative = [this](std::uint64_t a) { return static_cast<std::int64_t>(a - frames_.address); };
    for (std::uint64_t at = 0; at + 8 < frames_.bytes.size();) {
        cursor c(frames_, at);
        const auto length = c.take<std::uint32_t>();
        if (length == 0 || length == 0xffffffff) break;  // the end; the 64-bit form, which nobody writes
        const auto id_at = c.at();
        const auto id = c.take<std::uint32_t>();
        if (id != 0 && id <= id_at) {
            if (std::exchange(known_cie, id_at - id) != id_at - id) form = address_form(frames_, known_cie);
            const auto field = frames_.address + c.at();
            std::optional<std::uint64_t> begin;
            if (form == 0x1b) begin = field + static_cast<std::uint64_t>(std::int64_t{c.take<std::int32_t>()});
            if (form == 0x00) begin = c.take<std::uint64_t>();
            if (begin && c.good() && std::in_range<std::int32_t>(relative(*begin)) && std::in_range<std::int32_t>(at))
                entries.emplace_back(static_cast<std::int32_t>(relative(*begin)), static_cast<std::int32_t>(at));
        }
        at = id_at + length;
    }
    std::ranges::sort(entries);
    made_.address = made_up;
    made_.bytes.resize(entries.size() * sizeof entries[0]);
    static_assert(sizeof entries[0] == 8);
    if (entries.empty()) return;
    std::memcpy(made_.bytes.data(), entries.data(), made_.bytes.size());
    table_ = {frames_.address, made_up, made_.bytes.size()};
}

}  // namespace whytrace::stack
