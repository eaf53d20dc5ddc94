// See filter.hpp; seccomp(2) and linux/filter.h name everything.
// Not here: what for.
// The hard part: jumps count the instructions that they skip, so each row is laid out as a block of known length.
#include "refusal/filter.hpp"

#include <bit>
#include <cerrno>
#include <cstddef>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <vector>

namespace whytrace::refusal {

namespace {

static_assert(std::endian::native == std::endian::little, "the lower half of an argument comes first");

constexpr sock_filter load(std::size_t offset) {
    return BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset));
}
constexpr sock_filter unless_equal_skip(std::uint32_t value, std::uint8_t skipped) {
    return BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, skipped);
}
constexpr sock_filter answer_with(std::uint32_t action) { return BPF_STMT(BPF_RET | BPF_K, action); }

void append(std::vector<sock_filter>& program, const filter_row& row) {
    const auto nr = static_cast<std::uint32_t>(row.nr);
    program.push_back(load(offsetof(seccomp_data, nr)));
    if (!row.first_argument) {
        program.push_back(unless_equal_skip(nr, 1));
    } else {
        program.push_back(unless_equal_skip(nr, 3));
        program.push_back(load(offsetof(seccomp_data, args)));
        program.push_back(unless_equal_skip(*row.first_argument, 1));
    }
    program.push_back(answer_with(row.action));
}

}  // namespace

int add_filter(std::span<const filter_row> rows, unsigned flags) {
    std::vector<sock_filter> program;
    for (const filter_row& row : rows) append(program, row);
    program.push_back(answer_with(SECCOMP_RET_ALLOW));
    const sock_fprog whole{static_cast<unsigned short>(program.size()), program.data()};
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -errno;
    const long got = ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &whole);
    return got < 0 ? -errno : static_cast<int>(got);
}

}  // namespace whytrace::refusal
