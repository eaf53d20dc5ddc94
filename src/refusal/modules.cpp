// See modules.hpp; lsm_list_modules(2), bpf(2).
// Not here: labels (facts.cpp).
// The hard part: headers of build machines are older than the kernels that we run on, so numbers stand here.
#include "refusal/modules.hpp"

#include <array>
#include <cerrno>
#include <linux/bpf.h>
#include <string_view>
#include <sys/syscall.h>
#include <unistd.h>

namespace whytrace::refusal {

namespace {

constexpr long lsm_list_modules = 461;  // the same on every architecture

// linux/lsm.h: LSM_ID_CAPABILITY is 100, and so on.
constexpr std::uint64_t first_id = 100;
constexpr std::array<std::string_view, 14> names{"capability", "selinux", "smack",     "tomoyo",   "apparmor",
                                                 "yama",       "loadpin", "safesetid", "lockdown", "bpf",
                                                 "landlock",   "ima",     "evm",       "ipe"};

int module_bits() {
    std::array<std::uint64_t, 64> ids{};
    std::uint32_t size = sizeof ids;
    const long count = ::syscall(lsm_list_modules, ids.data(), &size, 0);
    if (count < 0) return -errno;
    int bits = 0;
    for (long i = 0; i < count; ++i)
        if (const std::uint64_t n = ids[static_cast<std::size_t>(i)] - first_id; n < names.size()) bits |= 1 << n;
    return bits;
}

long bpf(int command, bpf_attr& attributes) { return ::syscall(SYS_bpf, command, &attributes, sizeof attributes); }

/// The type of a loaded program; -1 if it is gone or may not be asked.
int type_of(std::uint32_t id) {
    bpf_attr by_id{};
    by_id.prog_id = id;
    const long fd = bpf(BPF_PROG_GET_FD_BY_ID, by_id);
    if (fd < 0) return -1;
    bpf_prog_info info{};
    bpf_attr about{};
    about.info.bpf_fd = static_cast<std::uint32_t>(fd);
    about.info.info_len = sizeof info;
    about.info.info = reinterpret_cast<std::uint64_t>(&info);
    const long done = bpf(BPF_OBJ_GET_INFO_BY_FD, about);
    ::close(static_cast<int>(fd));
    return done < 0 ? -1 : static_cast<int>(info.type);
}

int count_lsm_programs() {
    int count = 0;
    for (std::uint32_t id = 0;;) {
        bpf_attr next{};
        next.start_id = id;
        if (bpf(BPF_PROG_GET_NEXT_ID, next) < 0) return errno == ENOENT ? count : -errno;
        id = next.next_id;
        count += type_of(id) == BPF_PROG_TYPE_LSM;
    }
}

}  // namespace

question security_modules() { return module_bits; }

std::string module_words(const answer& a) {
    std::string words;
    if (a.how != answer::kind::returned || a.error <= 0) return words;
    for (std::size_t i = 0; i < names.size(); ++i)
        if ((a.error >> i & 1) != 0) words += (words.empty() ? "" : ",") + std::string(names[i]);
    return words;
}

question bpf_security_programs() { return count_lsm_programs; }

}  // namespace whytrace::refusal
