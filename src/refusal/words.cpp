// See words.hpp.
// Not here: sentences.
// The hard part: none.
#include "refusal/words.hpp"

#include "refusal/oracle.hpp"

#include <array>
#include <cstring>

namespace whytrace::refusal {

namespace {

// linux/capability.h, by number.
constexpr std::array<std::string_view, 41> capability_names{"CHOWN",
                                                            "DAC_OVERRIDE",
                                                            "DAC_READ_SEARCH",
                                                            "FOWNER",
                                                            "FSETID",
                                                            "KILL",
                                                            "SETGID",
                                                            "SETUID",
                                                            "SETPCAP",
                                                            "LINUX_IMMUTABLE",
                                                            "NET_BIND_SERVICE",
                                                            "NET_BROADCAST",
                                                            "NET_ADMIN",
                                                            "NET_RAW",
                                                            "IPC_LOCK",
                                                            "IPC_OWNER",
                                                            "SYS_MODULE",
                                                            "SYS_RAWIO",
                                                            "SYS_CHROOT",
                                                            "SYS_PTRACE",
                                                            "SYS_PACCT",
                                                            "SYS_ADMIN",
                                                            "SYS_BOOT",
                                                            "SYS_NICE",
                                                            "SYS_RESOURCE",
                                                            "SYS_TIME",
                                                            "SYS_TTY_CONFIG",
                                                            "MKNOD",
                                                            "LEASE",
                                                            "AUDIT_WRITE",
                                                            "AUDIT_CONTROL",
                                                            "SETFCAP",
                                                            "MAC_OVERRIDE",
                                                            "MAC_ADMIN",
                                                            "SYSLOG",
                                                            "WAKE_ALARM",
                                                            "BLOCK_SUSPEND",
                                                            "AUDIT_READ",
                                                            "PERFMON",
                                                            "BPF",
                                                            "CHECKPOINT_RESTORE"};

}  // namespace

std::string errno_word(int error) {
    if (error == pretended) return "success, but nothing happened";
    if (error == not_installed) return "no filter could be added";
    if (error == notified) return "it came to our own listener";
    if (const char* name = ::strerrorname_np(error)) return name;
    return "errno " + std::to_string(error);
}

std::optional<int> errno_named(std::string_view name) {
    constexpr int most = 200;  // more than Linux has
    for (int e = 1; e < most; ++e)
        if (const char* known = ::strerrorname_np(e); known && name == known) return e;
    return std::nullopt;
}

std::string answer_word(const answer& a) {
    switch (a.how) {
    case answer::kind::returned: return a.error == 0 ? "success" : errno_word(a.error);
    case answer::kind::trapped: return "SIGSYS (trapped)";
    case answer::kind::killed: return "killed by SIGSYS";
    case answer::kind::silent: return "no answer in time";
    case answer::kind::failed: return "the probe failed";
    case answer::kind::not_asked: break;
    }
    return "not asked";
}

std::string capability_words(std::uint64_t set, int most) {
    std::string words;
    int left_out = 0, shown = 0;
    constexpr std::uint64_t known = (1ull << capability_names.size()) - 1;
    if ((set & known) == known) return "all capabilities";
    for (int c = 0; c < 64; ++c) {
        if ((set >> c & 1) == 0) continue;
        if (shown == most) {
            ++left_out;
            continue;
        }
        ++shown;
        if (!words.empty()) words += ", ";
        words += static_cast<std::size_t>(c) < capability_names.size()
                     ? "CAP_" + std::string(capability_names[static_cast<std::size_t>(c)])
                     : "capability " + std::to_string(c);
    }
    if (left_out > 0) words += " and " + std::to_string(left_out) + " more";
    return words.empty() ? "none" : words;
}

}  // namespace whytrace::refusal
