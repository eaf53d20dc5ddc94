// Opening a task's own page when it first has something to say, and which of a page's calls are held back.
// Not here: files (sink.cpp); how a call that is held no longer is shown (text.cpp, json_calls.cpp).
// Nothing hard here.
#include "output/channels.hpp"

#include <algorithm>

namespace whytrace::output {

std::size_t channel::held_through(const flight& f) const {
    const auto at = std::ranges::find(held, &f);
    return at == held.end() ? 0 : static_cast<std::size_t>(at - held.begin()) + 1;
}

std::size_t channel::age(std::uint8_t flight::*pauses) {
    for (flight* f : held) ++(f->*pauses);
    const auto young = std::ranges::find_if(held, [=](const flight* f) { return f->*pauses < pauses_held; });
    return static_cast<std::size_t>(young - held.begin());
}

channel& channels::own(pid_t tid) {
    const auto found = own_.find(tid);
    return found != own_.end() ? found->second : own_.emplace(tid, channel(open_(tid))).first->second;
}

}  // namespace whytrace::output
