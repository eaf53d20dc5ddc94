// wait: the status of a child, as the macros of wait(2) take it apart.
// Not here: waitid's siginfo (siginfo.cpp).
// The hard part: a call that found no child (result 0) has written nothing.
#include "decode/custom.hpp"
#include "decode/phrase.hpp"
#include "decode/types.hpp"
#include "decode/via.hpp"

namespace whytrace::decode::custom {
namespace {

void append_signal(phrase& text, unsigned number) {
    const auto name = signal_name(static_cast<int>(number));
    name.empty() ? text.decimal(number) : text << name;
}

/// ptrace(2): a stop with an event has it above the status proper.
void append_event(walker& w, phrase& text, unsigned event) {
    (text << "|").named(w.name_of(types::ptrace_event, event), event, "PTRACE_EVENT_???") << "<<16";
}

phrase wait_status(walker& w, std::uint32_t status) {
    const unsigned low = status & 0x7f, high = status >> 8 & 0xff;
    phrase text;
    if (status == 0xffff) {
        text << "{WIFCONTINUED(s)}";
    } else if (low == 0x7f) {
        append_signal(text << "{WIFSTOPPED(s) && WSTOPSIG(s) == ", high & 0x7f);
        if ((high & 0x80) != 0) text << " | 0x80";
        text << "}";
        if (status >> 16 != 0) append_event(w, text, status >> 16);
    } else if (low == 0) {
        (text << "{WIFEXITED(s) && WEXITSTATUS(s) == ").decimal(high) << "}";
    } else {
        append_signal(text << "{WIFSIGNALED(s) && WTERMSIG(s) == ", low);
        text << ((status & 0x80) != 0 ? " && WCOREDUMP(s)}" : "}");
    }
    return text;
}

}  // namespace

void wait_status_pointer(walker& w, const subject& s) {
    const auto status = w.result() != 0 && w.style().dereference ? w.load<std::uint32_t>(s.address) : std::nullopt;
    if (!status) {
        w.out().address(s.address);
        return;
    }
    const auto array = w.out().open(value_kind::array);
    auto& n = w.out().symbol(*status, wait_status(w, *status));
    n.width = 4;
    n.notation = true;
    w.out().close(array);
}

}  // namespace whytrace::decode::custom
