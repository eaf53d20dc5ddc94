// Attributes of netlink messages that hold structures or further attributes: routes over several hops, kinds of links, lists of settings.
// Not here: the lines that are expected: expected/attributes.lines; nor messages as such (interfaces.cpp).
// The hard part: attributes nest, and each has its length in front of it; what is sent here asks for nothing that exists.
#include "tracees/calls/calls.hpp"

#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if_arp.h>
#include <netinet/in.h>
#include <sys/socket.h>

using namespace calls;

namespace {

/// Bytes that are written one after the other; an attribute's length is known when it ends.
struct message {
    unsigned at = 0;

    void add(const void* data, unsigned size) {
        std::memcpy(page + at, data, size);
        at += NLMSG_ALIGN(size);
    }
    template <class T> void fixed(const T& value) { add(&value, sizeof value); }

    unsigned open(unsigned short type) {
        const unsigned start = at;
        fixed(rtattr{4, type});
        return start;
    }
    void close(unsigned start) {
        const auto length = static_cast<unsigned short>(at - start);
        std::memcpy(page + start, &length, sizeof length);
    }
    /// An attribute of `size` bytes, of which each has a value of its own.
    void bytes(unsigned short type, unsigned size) {
        unsigned char data[512];
        for (unsigned i = 0; i < size; ++i) data[i] = static_cast<unsigned char>(i + 1);
        const auto length = static_cast<unsigned short>(4 + size);
        fixed(rtattr{length, type});
        add(data, size);
    }
    void text(unsigned short type, const char* value) {
        fixed(rtattr{static_cast<unsigned short>(5 + std::strlen(value)), type});
        add(value, static_cast<unsigned>(std::strlen(value)) + 1);
    }
};

int netlink;

template <class T> message begin(unsigned short type, const T& fixed) {
    std::memset(page, 0, page_size);
    message m;
    m.fixed(nlmsghdr{0, type, 0, 1, 0});
    m.fixed(fixed);
    return m;
}

void send(message& m) {
    std::memcpy(page, &m.at, sizeof m.at);
    sys(SYS_sendto, netlink, page, m.at, MSG_DONTWAIT, nullptr, 0);
}

/// Every attribute within one of a message's, which may lie in others, in each size that a value may have, and too short.
template <class T>
void every_within(unsigned short type, const T& fixed, std::initializer_list<unsigned short> outer, unsigned short last,
                  const char* kind = nullptr) {
    for (unsigned short one = 0; one <= last; ++one) {
        for (const unsigned size : {1U, 2U, 4U, 8U, 36U}) {
            auto m = begin(type, fixed);
            unsigned starts[8], depth = 0;
            for (const auto name : outer) {
                if (depth == outer.size() - 1 && kind != nullptr)
                    m.text(name == IFLA_INFO_SLAVE_DATA ? IFLA_INFO_SLAVE_KIND : IFLA_INFO_KIND, kind);
                starts[depth++] = m.open(name);
            }
            m.bytes(one, size);
            while (depth-- > 0) m.close(starts[depth]);
            send(m);
        }
    }
}

/// The same of the attributes of the message itself.
template <class T> void every(unsigned short type, const T& fixed, unsigned short last) {
    every_within(type, fixed, {}, last);
}

void routes() {
    section();
    rtmsg route{};
    route.rtm_family = AF_INET, route.rtm_table = RT_TABLE_MAIN;
    every(RTM_NEWROUTE, route, 32);
    every_within(RTM_NEWROUTE, route, {RTA_METRICS}, 18);
    auto m = begin(RTM_NEWROUTE, route);
    const auto hops = m.open(RTA_MULTIPATH);
    for (unsigned char hop = 1; hop < 4; ++hop) {
        const auto start = m.at;
        m.fixed(rtnexthop{8, static_cast<unsigned char>(hop == 2 ? 0xff : hop), hop, 1});
        if (hop != 1) m.bytes(RTA_GATEWAY, 4);
        if (hop == 3) m.bytes(RTA_FLOW, 4);
        m.close(start);
    }
    m.close(hops);
    send(m);
}

void links() {
    section();
    ifinfomsg link{};
    link.ifi_index = 1, link.ifi_type = ARPHRD_ETHER;
    every(RTM_NEWLINK, link, 68);
    every_within(RTM_NEWLINK, link, {IFLA_LINKINFO}, 6);
    constexpr struct {
        const char* name;
        unsigned short last;
    } kinds[] = {{"bridge", 51},  {"bond", 33}, {"vlan", 6},   {"vxlan", 35},  {"veth", 2}, {"tun", 10},
                 {"macvlan", 10}, {"gre", 1},   {"ipvlan", 3}, {"geneve", 16}, {"vrf", 2},  {"can", 1}};
    for (const auto& kind : kinds)
        every_within(RTM_NEWLINK, link, {IFLA_LINKINFO, IFLA_INFO_DATA}, kind.last, kind.name);
    every_within(RTM_NEWLINK, link, {IFLA_AF_SPEC, AF_INET}, 2);
    every_within(RTM_NEWLINK, link, {IFLA_AF_SPEC, AF_INET6}, 10);
    every_within(RTM_NEWLINK, link, {IFLA_XDP}, 9);
    every_within(RTM_NEWLINK, link, {IFLA_VF_PORTS}, 2);
    every_within(RTM_NEWLINK, link, {IFLA_VF_PORTS, IFLA_VF_PORT}, 8);
    every_within(RTM_NEWLINK, link, {IFLA_VFINFO_LIST, IFLA_VF_INFO}, 14);
    every_within(RTM_NEWLINK, link, {IFLA_VFINFO_LIST, IFLA_VF_INFO, 8}, 9);
    every_within(RTM_NEWLINK, link, {IFLA_VFINFO_LIST, IFLA_VF_INFO, 12}, 2);
    every_within(RTM_NEWLINK, link, {IFLA_AF_SPEC, AF_BRIDGE}, 8);
    every_within(RTM_NEWLINK, link, {IFLA_AF_SPEC}, 30);
    every_within(RTM_NEWLINK, link, {IFLA_LINKINFO, IFLA_INFO_SLAVE_DATA}, 45, "bridge");
    every_within(RTM_NEWLINK, link, {IFLA_PROTO_DOWN_REASON}, 3);
    link.ifi_family = AF_BRIDGE;
    every_within(RTM_NEWLINK, link, {IFLA_PROTINFO}, 45);
    every_within(RTM_NEWLINK, link, {IFLA_AF_SPEC}, 8);
    link.ifi_family = AF_UNSPEC;
    every_within(RTM_NEWLINK, link, {IFLA_VFINFO_LIST}, 2);
    every_within(RTM_NEWLINK, link, {IFLA_PORT_SELF}, 8);
    every_within(RTM_NEWLINK, link, {IFLA_PROTINFO}, 40);
    for (const unsigned short family : {(unsigned short)AF_INET, (unsigned short)AF_INET6}) {
        for (const unsigned short list : {1, 2, 3, 6}) {
            for (const unsigned size : {4U, 16U, 132U, 240U, 256U}) {
                auto m = begin(RTM_NEWLINK, link);
                const auto specific = m.open(IFLA_AF_SPEC), of_family = m.open(family);
                m.bytes(list, size);
                m.close(of_family), m.close(specific);
                send(m);
            }
        }
    }
}

void others() {
    section();
    every(RTM_NEWADDR, ifaddrmsg{AF_INET, 8, 0, 0, 1}, 12);
    ndmsg neighbour{};
    neighbour.ndm_family = AF_INET;
    every(RTM_NEWNEIGH, neighbour, 18);
    rtmsg rule{};
    rule.rtm_family = AF_INET;
    every(RTM_NEWRULE, rule, 31);
    tcmsg traffic{};
    every(RTM_NEWQDISC, traffic, 16);
    every_within(RTM_NEWQDISC, traffic, {TCA_STATS2}, 8);
    every_within(RTM_NEWQDISC, traffic, {TCA_STAB}, 3);
    every_within(RTM_NEWQDISC, traffic, {TCA_OPTIONS}, 12);
}

}  // namespace

int main() {
    prepare();
    netlink = static_cast<int>(sys(SYS_socket, AF_NETLINK, SOCK_RAW, NETLINK_ROUTE));
    routes();
    links();
    others();
}
