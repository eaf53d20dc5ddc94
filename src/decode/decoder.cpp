// The library's face: one stop of one call, by the generated tables.
// Not here: the walk.
// The hard part: nothing of a call is kept between its stops, so a decoder serves any number of tasks.
#include "whytrace/decoder.hpp"

#include "decode/lookup.hpp"
#include "decode/sockets.hpp"
#include "decode/walker.hpp"

namespace whytrace {

using decode::schema::generated;

decoder::decoder(decode_options options) : options_(options) {
    if (options.descriptors & fd_detail::socket) sockets_ = std::make_shared<decode::socket_table>();
}

void decoder::enter(const call& c, call_style style, pid_t tid, memory& m, value_tree& tree) const {
    tree.clear();
    decode::walker walk{generated, options_, {c, nullptr, style, tid, sockets_.get()}, m, tree};
    const auto form = decode::form_of(generated, c);
    if (form == 0) return walk.enter_undescribed();
    walk.enter(generated.forms[form]);
    walk.mark_unread();
}

void decoder::leave(const call& c, const result& r, call_style style, pid_t tid, memory& m, value_tree& tree) const {
    decode::walker walk{generated, options_, {c, &r, style, tid, sockets_.get()}, m, tree};
    if (const auto form = decode::form_of(generated, c); form != 0) walk.leave(generated.forms[form]);
    walk.mark_unread();
}

}  // namespace whytrace
