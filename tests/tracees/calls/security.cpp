// Credentials' edges, capabilities, seccomp, landlock, security modules.
// Not here: the lines that are expected: expected/security.lines. Options of prctl are in prctl.cpp.
// The hard part: a filter that allows everything is installed last; nothing else may succeed that would change the rest.
#include "tracees/calls/calls.hpp"

#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>

using namespace calls;

namespace {

void capabilities() {
    section();
    const unsigned versions[] = {0x19980330, 0x20071026, 0x20080522, 7};
    for (const unsigned version : versions) {
        const unsigned header[] = {version, 0}, other[] = {version, 0x7ffffff0},
                       sets[] = {1, 0xffffffff, 0, 3, 0x1ff, 0xffffffff};
        sys(SYS_capget, put(header), page + 64), sys(SYS_capget, put(header), nullptr),
            sys(SYS_capget, put(header), nowhere), sys(SYS_capget, put(other), page + 64),
            sys(SYS_capget, put(header), page_end - 12);
        sys(SYS_capset, put(other), put(sets, 64)), sys(SYS_capset, put(other), nowhere),
            sys(SYS_capset, put(other), nullptr), sys(SYS_capset, put(other), page_end - 12);
    }
    sys(SYS_capget, nullptr, page), sys(SYS_capget, nowhere, nowhere), sys(SYS_capset, nowhere, page),
        sys(SYS_capget, page_end - 4, page);
}

void filters() {
    section();
    const sock_filter code[] = {{0x20, 0, 0, 4}, {0x15, 1, 0, 0xc000003e},
                                {6, 0, 0, 0},    {6, 0, 0, 0x50001},
                                {0x87, 0, 0, 5}, {0xb1, 0, 0, 3},
                                {7, 0, 0, 0},    {0x84, 0, 0, 0},
                                {0x94, 1, 2, 3}, {0xffff, 255, 255, 0xffffffff},
                                {0x80, 0, 0, 0}, {0x16, 0, 0, 0},
                                {0x1c, 0, 0, 7}, {6, 0, 0, 0x7fc00000}};
    struct {
        unsigned short length;
        const sock_filter* filter;
    } program{14, nullptr};
    program.filter = reinterpret_cast<sock_filter*>(std::memcpy(page + 256, code, sizeof code));
    sys(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, put(program)),
        sys(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0x3f, put(program)),
        sys(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0xff00, put(program)),
        sys(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 8, nowhere), sys(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, nullptr),
        sys(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, page_end - 8);
    program.filter = reinterpret_cast<sock_filter*>(page_end - 12),
    sys(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, put(program)), program.filter = nullptr,
    sys(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, put(program)), program.length = 0,
    sys(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, put(program));
    sys(SYS_seccomp, SECCOMP_SET_MODE_STRICT, 1, nullptr), sys(SYS_seccomp, SECCOMP_SET_MODE_STRICT, 0, nowhere);
    for (const unsigned action :
         {0x80000000u, 0u, 0x30000u, 0x50000u, 0x7fc00000u, 0x7ff00000u, 0x7ffc0000u, 0x7fff0000u, 0x12340000u, 5u})
        sys(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, put(action));
    sys(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 1, nowhere), sys(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, nullptr),
        sys(SYS_seccomp, SECCOMP_GET_NOTIF_SIZES, 0, page), sys(SYS_seccomp, SECCOMP_GET_NOTIF_SIZES, 0, nowhere),
        sys(SYS_seccomp, SECCOMP_GET_NOTIF_SIZES, 7, page), sys(SYS_seccomp, 99, 1, nowhere),
        sys(SYS_seccomp, -1, -1, nullptr);
}

void rules() {
    section();
    const std::uint64_t rules[4] = {3, 1, 1, 0}, all[4] = {~0ull, ~0ull, ~0ull, ~0ull};
    sys(SYS_landlock_create_ruleset, nullptr, 0, 1), sys(SYS_landlock_create_ruleset, nullptr, 0, 2),
        sys(SYS_landlock_create_ruleset, put(rules), 8, 0), sys(SYS_landlock_create_ruleset, put(all), 8, 0),
        sys(SYS_landlock_create_ruleset, put(rules), 7, 0), sys(SYS_landlock_create_ruleset, nowhere, 8, 0),
        sys(SYS_landlock_create_ruleset, put(rules), 8, -1), sys(SYS_landlock_create_ruleset, put(rules), 0, 0),
        sys(SYS_landlock_create_ruleset, page_end - 4, 8, 0);
    struct __attribute__((packed)) {
        std::uint64_t access;
        std::int32_t fd;
    } beneath{5, -1};
    sys(SYS_landlock_add_rule, bad_fd, LANDLOCK_RULE_PATH_BENEATH, put(beneath), 0),
        sys(SYS_landlock_add_rule, bad_fd, LANDLOCK_RULE_PATH_BENEATH, nowhere, 5),
        sys(SYS_landlock_add_rule, bad_fd, LANDLOCK_RULE_PATH_BENEATH, page_end - 8, 0),
        beneath.access = ~0ull, sys(SYS_landlock_add_rule, 77, LANDLOCK_RULE_PATH_BENEATH, put(beneath), -1),
        sys(SYS_landlock_add_rule, bad_fd, 99, put(beneath), 0), sys(SYS_landlock_add_rule, bad_fd, 1, nullptr, 0);
    sys(SYS_landlock_restrict_self, bad_fd, 0), sys(SYS_landlock_restrict_self, bad_fd, -1),
        sys(SYS_landlock_restrict_self, 0, 0), sys(SYS_landlock_restrict_self, 77, 5);
}

void modules() {
    section();
    for (const long number : {459L, 460L, 461L}) {
        const std::uint64_t context[4] = {100, 0, 33, 1}, size = 64;
        sys(number, number == 461 ? (long)page : 100, put(context, 128), put(size, 256), 0),
            sys(number, 100, nowhere, nowhere, 1), sys(number, -1, nullptr, nullptr, -1),
            sys(number, 0, page + 128, page_end - 2, 0);
    }
}

void filter_at_last() {
    section();
    sys(SYS_prctl, 38, 1, 0, 0, 0);
    const sock_filter code[] = {{6, 0, 0, 0x7fff0000}};
    struct {
        unsigned short length;
        const sock_filter* filter;
    } program{1, put(code[0], 256)};
    sys(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, put(program)), sys(SYS_prctl, 21), sys(SYS_prctl, 22, 2, put(program)),
        sys(SYS_prctl, 39, 0, 0, 0, 0);
}

}  // namespace

int main() {
    prepare();
    capabilities();
    filters();
    rules();
    modules();
    filter_at_last();
}
