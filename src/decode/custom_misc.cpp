// Bit fields, numbers whose name is a comment, data whose length lies elsewhere, and messages of System V queues.
// Not here: sockets' messages (custom_message.cpp).
// Nothing hard here.
#include "decode/custom.hpp"
#include "decode/via.hpp"

namespace whytrace::decode::custom {

/// `TYPE via F(first, count)`: a bit field within a number, shown as TYPE.
void bit_field(walker& w, const subject& s) {
    w.show(s.layout, s.value >> s.params[0] & ((std::uint64_t{1} << s.params[1]) - 1));
}

/// `TYPE via F(base)`: the number, and its name as a comment, as strace shows some; in that base, or TYPE's.
void commented(walker& w, const subject& s) {
    w.show(s.layout, s.value);
    auto& n = w.out().node(w.out().last());
    if (!s.params.empty()) n.base = static_cast<std::uint8_t>(s.params[0]);
    if (n.text_size == 0) return;
    n.comment = n.text;
    n.comment_size = n.text_size;
    n.text_size = 0;
    n.kind = value_kind::integer;
}

/// `F(params, offset)`: as many bytes as a number in the structure at `params` says.
void pkey_data(walker& w, const subject& s) {
    constexpr std::uint64_t structure = 40;  // struct keyctl_pkey_params
    const auto length = w.load<std::uint32_t>(s.params[0] + s.params[1]);
    length&& w.load<std::byte>(s.params[0] + structure - 1) ? w.show_string(s.address, *length)
                                                            : static_cast<void>(w.out().address(s.address));
}

/// `F(size)`: struct msgbuf, a long and that many bytes.
void message_buffer(walker& w, const subject& s) {
    const auto type = w.style().dereference ? w.load_word(s.address) : std::nullopt;
    const auto text = s.address + w.word();
    if (!type || (s.params[0] != 0 && !w.load<std::byte>(text))) {
        w.out().address(s.address);
        return;
    }
    const auto node = w.out().open(value_kind::structure);
    w.out().name("mtype").decimal(w.word() == 8 ? static_cast<std::int64_t>(*type) : static_cast<std::int32_t>(*type),
                                  w.word());
    w.out().name("mtext");
    w.show_string(text, s.params[0]);
    w.out().close(node);
}

}  // namespace whytrace::decode::custom
