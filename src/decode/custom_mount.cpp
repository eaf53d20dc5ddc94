// Mounts and quotas: quotactl's command, and the strings behind statmount's structure.
// Not here: what their arguments are; that is described.
// The hard part: none; offsets that lead out of what the program gave for the answer just cannot be read.
#include "decode/custom.hpp"
#include "decode/phrase.hpp"
#include "decode/types.hpp"
#include "decode/via.hpp"

namespace whytrace::decode::custom {

/// QCMD(command, kind): the kind of quota is the lowest byte (quotactl(2)).
void quota_command(walker& w, const subject& s) {
    const auto value = static_cast<std::uint32_t>(s.value);
    phrase text{"QCMD("};
    text.named(w.name_of(types::quota_name, value >> 8), value >> 8, "Q_???") << ", ";
    text.named(w.name_of(types::quota_kind, value & 0xff), value & 0xff, "???QUOTA");
    auto& n = w.out().symbol(value, text << ")");
    n.width = 4;
    n.base = 10;
}

/// A string of struct statmount: an offset into what follows the structure.
void statmount_text(walker& w, const subject& s) {
    constexpr std::uint64_t structure = 512;
    w.show(types::text, s.base + structure + static_cast<std::uint32_t>(s.value));
}

/// fanotify_mark's directory: AT_FDCWD, a descriptor, or none.
void fanotify_directory(walker& w, const subject& s) {
    if (static_cast<std::int32_t>(s.value) != -1) return w.show(types::directory, s.value);
    auto& n = w.out().symbol(0xffffffff, "FAN_NOFD");
    n.width = 4;
    n.base = 10;
    n.is_signed = true;
}

}  // namespace whytrace::decode::custom
