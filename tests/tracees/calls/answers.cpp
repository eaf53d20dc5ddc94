// What netlink answers to questions about links, addresses, routes, rules, neighbours and queues.
// Not here: lines that are expected: the answers differ from machine to machine; the same machine answers two tracers alike.
// The hard part: none; what was asked is answered before the call that asks returns.
#include "tracees/calls/netlink.hpp"

using namespace calls;

int main() {
    prepare();
    // The first socket that asks has the process's number, which would be in all answers.
    netlink_fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
    send(message(NLMSG_NOOP, 0, page, 0, {}));
    const int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
    netlink_fd = fd;
    const auto receive = [&] {
        for (int i = 0; i < 4; ++i) {
            if (sys(SYS_recvfrom, fd, page, 4096, MSG_DONTWAIT, nullptr, nullptr) <= 0) return;
        }
    };
    ifinfomsg link{};
    rtgenmsg generic{AF_INET};
    const unsigned short dump = NLM_F_REQUEST | NLM_F_DUMP;
    send(message(RTM_GETLINK, dump, &link, sizeof link, {})), receive();
    for (const unsigned short type : {RTM_GETADDR, RTM_GETROUTE, RTM_GETRULE, RTM_GETNEIGH, RTM_GETQDISC})
        send(message(type, dump, &generic, sizeof generic, {})), receive();
    send(message(RTM_DELLINK, NLM_F_REQUEST | NLM_F_ACK, &link, sizeof link, {})), receive();
}
