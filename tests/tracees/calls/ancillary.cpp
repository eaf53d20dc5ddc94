// Control messages of every level and type, and the addresses of all families that there are.
// Not here: the lines that are expected: expected/ancillary.lines; nor messages as such (net.cpp).
// The hard part: nothing may be sent, so the descriptor is none.
#include "tracees/calls/calls.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

using namespace calls;

namespace {

struct level {
    int number, last;
};
constexpr level levels[] = {{SOL_SOCKET, 85},   {IPPROTO_IP, 52}, {IPPROTO_IPV6, 80}, {IPPROTO_TCP, 37},
                            {IPPROTO_UDP, 105}, {263, 24},        {IPPROTO_SCTP, 9},  {279, 6},
                            {282, 3},           {77, 1}};
constexpr std::size_t sizes[] = {4, 8, 16, 20, 48};

/// A message at the page's start with one control message, whose data are `size` bytes, each with a value of its own.
void with_control(int level_number, int type, std::size_t size, bool family) {
    std::memset(page, 0, 512);
    auto* const control = reinterpret_cast<cmsghdr*>(page + 128);
    control->cmsg_len = CMSG_LEN(size), control->cmsg_level = level_number, control->cmsg_type = type;
    for (std::size_t i = 0; i < size; ++i) CMSG_DATA(control)[i] = static_cast<unsigned char>(i + 1);
    if (family) CMSG_DATA(control)[0] = AF_INET6, CMSG_DATA(control)[1] = 0;
    msghdr message{};
    message.msg_control = control, message.msg_controllen = CMSG_SPACE(size);
    sys(SYS_sendmsg, bad_fd, put(message), 0);
}

void control_messages() {
    section();
    for (const auto& l : levels) {
        for (int type = 0; type <= l.last; ++type) {
            for (const auto size : sizes) with_control(l.number, type, size, false);
            with_control(l.number, type, 28, true);
        }
    }
}

/// Several in one message, and one whose length is not true.
void control_lists() {
    section();
    std::memset(page, 0, 512);
    msghdr message{};
    message.msg_control = page + 128, message.msg_controllen = 2 * CMSG_SPACE(4);
    auto* one = reinterpret_cast<cmsghdr*>(page + 128);
    for (const int type : {52 /* IPV6_HOPLIMIT */, 67 /* IPV6_TCLASS */}) {
        one->cmsg_len = CMSG_LEN(4), one->cmsg_level = IPPROTO_IPV6, one->cmsg_type = type;
        *CMSG_DATA(one) = 64;
        one = reinterpret_cast<cmsghdr*>(reinterpret_cast<char*>(one) + CMSG_SPACE(4));
    }
    sys(SYS_sendmsg, bad_fd, put(message), 0);
    for (const std::size_t length : {std::size_t{0}, std::size_t{7}, CMSG_LEN(0), CMSG_LEN(2), CMSG_LEN(200)}) {
        reinterpret_cast<cmsghdr*>(page + 128)->cmsg_len = length;
        sys(SYS_sendmsg, bad_fd, put(message), 0);
    }
}

void addresses() {
    section();
    for (int family = 0; family < 48; ++family) {
        for (const long size : {2, 4, 6, 8, 12, 14, 16, 20, 28, 72}) {
            for (int i = 0; i < 128; ++i) page[i] = static_cast<char>(i % 48 + 0x40);
            page[0] = static_cast<char>(family), page[1] = 0;
            sys(SYS_connect, bad_fd, page, size);
            std::memset(page + 2, 0, 126);
            sys(SYS_bind, bad_fd, page, size);
        }
    }
}

/// AX.25: call signs are shifted by one bit, and their last byte has the number of the station.
void call_signs() {
    section();
    struct {
        unsigned short family;
        unsigned char call[7];
        int digis;
        unsigned char digipeaters[8][7];
    } ax25{AF_AX25, {}, 0, {}};
    const auto sign = [](unsigned char* to, const char* name, int station) {
        for (int i = 0; i < 6; ++i) to[i] = static_cast<unsigned char>((name[i] != 0 ? name[i] : ' ') << 1);
        to[6] = static_cast<unsigned char>(station << 1);
    };
    sign(ax25.call, "LINUX\0", 1);
    sys(SYS_bind, bad_fd, put(ax25), 16), sys(SYS_bind, bad_fd, put(ax25), 72);
    for (int i = 0; i < 8; ++i) sign(ax25.digipeaters[i], "RELAY\0", i);
    for (const int digis : {1, 2, 8, 9, -1})
        ax25.digis = digis, sys(SYS_bind, bad_fd, put(ax25), 72), sys(SYS_bind, bad_fd, put(ax25), 23);
    sign(ax25.call, "A B C!", 15), sys(SYS_bind, bad_fd, put(ax25), 16);
    sign(ax25.call, "\0\0\0\0\0", 0), sys(SYS_bind, bad_fd, put(ax25), 16);
    std::memset(ax25.call, 0, 7), sys(SYS_bind, bad_fd, put(ax25), 16);
}

}  // namespace

int main() {
    prepare();
    control_messages();
    control_lists();
    addresses();
    call_signs();
}
