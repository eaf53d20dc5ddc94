// Network interfaces: ioctl's SIOC commands, and netlink's messages with their attributes.
// Not here: the lines that are expected: expected/interfaces.lines.
// The hard part: what netlink answers differs from machine to machine, so it is asked, and not heard (answers.cpp).
#include "tracees/calls/netlink.hpp"

#include <arpa/inet.h>
#include <linux/genetlink.h>
#include <linux/inet_diag.h>
#include <linux/neighbour.h>
#include <linux/sock_diag.h>
#include <linux/sockios.h>
#include <linux/unix_diag.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/ioctl.h>

using namespace calls;

static void commands() {
    section();
    const int fd = socket(AF_INET, SOCK_DGRAM, 0);
    const auto request = [&](unsigned long command, int where) {
        std::memset(page, 0, 64);
        std::strcpy(page, "lo");
        sys(SYS_ioctl, where, command, page);
    };
    for (unsigned long command = 0x8910; command <= 0x8935; ++command) request(command, bad_fd);
    for (const unsigned long command :
         {0x8936UL, 0x8937UL, 0x8938UL, 0x893eUL, 0x8940UL, 0x8941UL, 0x8942UL, 0x8943UL, 0x8946UL, 0x8947UL, 0x8948UL,
          0x8949UL, 0x894aUL, 0x894bUL, 0x8953UL, 0x8954UL, 0x8955UL, 0x8960UL, 0x8961UL, 0x8962UL, 0x8970UL, 0x8971UL,
          0x8980UL, 0x8981UL, 0x8982UL, 0x8983UL, 0x8990UL, 0x8991UL, 0x8992UL, 0x8993UL, 0x8994UL, 0x8995UL, 0x89a0UL,
          0x89a1UL, 0x89a2UL, 0x89a3UL, 0x89b0UL, 0x89b1UL, 0x89e0UL, 0x89f0UL, 0x89f5UL, 0x89ffUL, 0x8901UL, 0x8902UL,
          0x8903UL, 0x8904UL, 0x8905UL, 0x8906UL, 0x8907UL, 0x890bUL, 0x890cUL, 0x890dUL})
        request(command, bad_fd);
    for (const unsigned long command :
         {SIOCGIFFLAGS, SIOCGIFADDR, SIOCGIFNETMASK, SIOCGIFBRDADDR, SIOCGIFDSTADDR, SIOCGIFMTU, SIOCGIFMETRIC,
          SIOCGIFHWADDR, SIOCGIFINDEX, SIOCGIFTXQLEN, SIOCGIFMAP})
        request(command, fd);
    ifreq by_index{};
    by_index.ifr_ifindex = 1;
    sys(SYS_ioctl, fd, SIOCGIFNAME, put(by_index));
    sys(SYS_ioctl, fd, SIOCGIFADDR, nowhere);
    sys(SYS_ioctl, fd, SIOCSIFADDR, nullptr);
    ifconf list{};
    list.ifc_len = 400, list.ifc_buf = page + 1024;
    sys(SYS_ioctl, fd, SIOCGIFCONF, put(list));
    list.ifc_buf = nullptr;
    sys(SYS_ioctl, fd, SIOCGIFCONF, put(list));
    sys(SYS_ioctl, bad_fd, SIOCGIFCONF, put(list));
    sys(SYS_ioctl, fd, SIOCGIFCONF, nowhere);
}

static void route_messages() {
    section();
    netlink_fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
    const unsigned one = 1;
    const unsigned char address[] = {127, 0, 0, 1}, six[16] = {0xfe, 0x80}, hardware[] = {0, 1, 2, 3, 4, 5};
    ifinfomsg link{};
    link.ifi_family = AF_UNSPEC, link.ifi_index = 1, link.ifi_flags = IFF_UP;
    const unsigned short dump = NLM_F_REQUEST | NLM_F_DUMP;
    send(message(RTM_GETLINK, dump, &link, sizeof link, {}));
    send(message(RTM_GETLINK, NLM_F_REQUEST, &link, sizeof link, {{IFLA_EXT_MASK, &one, 4}}));
    send(message(RTM_GETLINK, NLM_F_REQUEST, &link, sizeof link, {{IFLA_IFNAME, "lo", 3}}));
    send(message(RTM_GETLINK, 0, &link, sizeof link,
                 {{IFLA_ADDRESS, hardware, 6},
                  {IFLA_BROADCAST, hardware, 6},
                  {IFLA_MTU, &one, 4},
                  {IFLA_LINK, &one, 4},
                  {IFLA_QDISC, "noop", 5},
                  {IFLA_OPERSTATE, &one, 1},
                  {99, &one, 4}}));
    send(message(RTM_GETLINK, dump, &link, 4, {}));
    send(message(RTM_GETLINK, dump, &link, 0, {}));
    ifaddrmsg addr{AF_INET, 8, IFA_F_PERMANENT, RT_SCOPE_HOST, 1};
    send(message(RTM_GETADDR, dump, &addr, sizeof addr, {}));
    send(message(RTM_GETADDR, 0, &addr, sizeof addr,
                 {{IFA_ADDRESS, address, 4}, {IFA_LOCAL, address, 4}, {IFA_LABEL, "lo", 3}, {IFA_FLAGS, &one, 4}}));
    addr.ifa_family = AF_INET6;
    send(message(RTM_GETADDR, 0, &addr, sizeof addr, {{IFA_ADDRESS, six, 16}}));
    rtmsg route{};
    route.rtm_family = AF_INET, route.rtm_table = RT_TABLE_MAIN, route.rtm_protocol = RTPROT_KERNEL,
    route.rtm_scope = RT_SCOPE_LINK, route.rtm_type = RTN_UNICAST, route.rtm_flags = RTM_F_CLONED;
    send(message(RTM_GETROUTE, dump, &route, sizeof route, {}));
    send(message(RTM_GETROUTE, 0, &route, sizeof route,
                 {{RTA_DST, address, 4},
                  {RTA_OIF, &one, 4},
                  {RTA_GATEWAY, address, 4},
                  {RTA_PRIORITY, &one, 4},
                  {RTA_TABLE, &one, 4},
                  {RTA_PREFSRC, address, 4}}));
    ndmsg neighbour{};
    neighbour.ndm_family = AF_INET, neighbour.ndm_ifindex = 1, neighbour.ndm_state = NUD_REACHABLE,
    neighbour.ndm_flags = NTF_ROUTER, neighbour.ndm_type = RTN_LOCAL;
    send(message(RTM_GETNEIGH, dump, &neighbour, sizeof neighbour, {}));
    send(message(RTM_GETNEIGH, 0, &neighbour, sizeof neighbour, {{NDA_DST, address, 4}, {NDA_LLADDR, hardware, 6}}));
    rtgenmsg generic{AF_UNSPEC};
    for (const unsigned short type : {RTM_GETLINK, RTM_GETADDR, RTM_GETROUTE, RTM_GETRULE, RTM_GETNEIGH, RTM_GETQDISC})
        send(message(type, dump, &generic, sizeof generic, {}));
    sys(SYS_sendto, netlink_fd, put(nlmsghdr{16, NLMSG_NOOP, 0, 0, 0}), 16, MSG_DONTWAIT, nullptr, 0);
    sys(SYS_sendto, netlink_fd, put(nlmsghdr{20, NLMSG_ERROR, NLM_F_CAPPED, 0, 0}), 20, MSG_DONTWAIT, nullptr, 0);
    sys(SYS_sendto, netlink_fd, put(nlmsghdr{20, NLMSG_DONE, 0, 0, 0}), 20, MSG_DONTWAIT, nullptr, 0);
    sys(SYS_sendto, netlink_fd, put(nlmsghdr{8, RTM_GETLINK, 1, 2, 3}), 16, MSG_DONTWAIT, nullptr, 0);
    sys(SYS_sendto, netlink_fd, put(nlmsghdr{100, 0x7777, 0xffff, 2, 3}), 20, MSG_DONTWAIT, nullptr, 0);
    const iovec vector{page, 16};
    sockaddr_nl to{};
    to.nl_family = AF_NETLINK;
    put(to, 2048);
    msghdr header{};
    header.msg_name = page + 2048, header.msg_namelen = 12, header.msg_iov = put(vector, 2100), header.msg_iovlen = 1;
    sys(SYS_sendmsg, netlink_fd, put(header, 2200), MSG_DONTWAIT);
}

static void other_protocols() {
    section();
    netlink_fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_GENERIC);
    const genlmsghdr generic{CTRL_CMD_GETFAMILY, 1, 0};
    send(message(GENL_ID_CTRL, NLM_F_REQUEST, &generic, sizeof generic, {{CTRL_ATTR_FAMILY_NAME, "nlctrl", 7}}));
    send(message(GENL_ID_CTRL, NLM_F_REQUEST | NLM_F_DUMP, &generic, sizeof generic, {}));
    send(message(0x21, NLM_F_REQUEST, &generic, sizeof generic, {}));
    netlink_fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_SOCK_DIAG);
    inet_diag_req_v2 inet{};
    inet.sdiag_family = AF_INET, inet.sdiag_protocol = IPPROTO_TCP, inet.idiag_ext = 1, inet.idiag_states = 0xfff;
    send(message(SOCK_DIAG_BY_FAMILY, NLM_F_REQUEST | NLM_F_DUMP, &inet, sizeof inet, {}));
    unix_diag_req local{};
    local.sdiag_family = AF_UNIX, local.udiag_states = 0xff, local.udiag_show = UDIAG_SHOW_NAME | UDIAG_SHOW_PEER;
    send(message(SOCK_DIAG_BY_FAMILY, NLM_F_REQUEST | NLM_F_DUMP, &local, sizeof local, {}));
    for (const int protocol : {NETLINK_AUDIT, NETLINK_KOBJECT_UEVENT, NETLINK_NETFILTER, NETLINK_XFRM, NETLINK_CRYPTO,
                               NETLINK_SELINUX, NETLINK_USERSOCK}) {
        netlink_fd = socket(AF_NETLINK, SOCK_RAW, protocol);
        for (const unsigned short type : {16, 1000, 1300, 0x501})
            send(message(type, NLM_F_REQUEST | NLM_F_ACK | 0x300, "abcd", 4, {}));
    }
}

int main() {
    prepare();
    commands();
    route_messages();
    other_protocols();
}
