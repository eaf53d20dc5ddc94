// ioctl(2): the commands of terminals, block and loop devices, file systems, interfaces, tun, random, rtc, evdev, HID, DRM, USB, video,
// device mapper, KVM, perf, userfaultfd, seccomp notifications, namespaces and watchdogs.
// Not here: the lines that are expected: expected/ioctls.lines.
// The hard part: commands by number, so that neither old nor missing headers matter; the descriptor is wrong, so nothing happens.
#include "tracees/calls/calls.hpp"

using namespace calls;

namespace {

constexpr unsigned long none = 0, write_ = 1, read_ = 2, both = 3;
constexpr unsigned long ioc(unsigned long direction, unsigned long type, unsigned long number, unsigned long size) {
    return direction << 30 | size << 16 | type << 8 | number;
}

void forms(unsigned long command) {
    for (std::uint32_t i = 0; i < 64; ++i) *reinterpret_cast<std::uint32_t*>(page + 4 * i) = i % 7;
    sys(SYS_ioctl, bad_fd, command, page), sys(SYS_ioctl, bad_fd, command, nowhere),
        sys(SYS_ioctl, bad_fd, command, nullptr), sys(SYS_ioctl, bad_fd, command, page_end - 2);
    std::memset(page, 0xff, 256);
    sys(SYS_ioctl, bad_fd, command, page);
}

constexpr unsigned long terminals[] = {0x5401,
                                       0x5402,
                                       0x5403,
                                       0x5404,
                                       0x5405,
                                       0x5406,
                                       0x5407,
                                       0x5408,
                                       0x5409,
                                       0x540a,
                                       0x540b,
                                       0x540c,
                                       0x540d,
                                       0x540e,
                                       0x540f,
                                       0x5410,
                                       0x5411,
                                       0x5412,
                                       0x5413,
                                       0x5414,
                                       0x5415,
                                       0x5416,
                                       0x5417,
                                       0x5418,
                                       0x5419,
                                       0x541a,
                                       0x541b,
                                       0x541c,
                                       0x541d,
                                       0x541e,
                                       0x541f,
                                       0x5420,
                                       0x5421,
                                       0x5422,
                                       0x5423,
                                       0x5424,
                                       0x5425,
                                       0x5427,
                                       0x5428,
                                       0x5429,
                                       0x542e,
                                       0x542f,
                                       0x5432,
                                       0x5433,
                                       0x5437,
                                       0x5450,
                                       0x5451,
                                       0x5452,
                                       0x545d,
                                       0x5460,
                                       ioc(read_, 'T', 0x2a, 44),
                                       ioc(write_, 'T', 0x2b, 44),
                                       ioc(read_, 'T', 0x30, 4),
                                       ioc(write_, 'T', 0x31, 4),
                                       ioc(read_, 'T', 0x38, 4),
                                       ioc(none, 'T', 0x41, 0)};
constexpr unsigned long blocks[] = {0x125d,
                                    0x125e,
                                    0x125f,
                                    0x1260,
                                    0x1261,
                                    0x1262,
                                    0x1263,
                                    0x1264,
                                    0x1265,
                                    0x1266,
                                    0x1267,
                                    0x1268,
                                    0x1269,
                                    0x126a,
                                    ioc(read_, 0x12, 112, 8),
                                    ioc(write_, 0x12, 113, 8),
                                    ioc(read_, 0x12, 114, 8),
                                    ioc(both, 0x12, 115, 72),
                                    0x1274,
                                    0x1275,
                                    0x1276,
                                    0x1277,
                                    0x1278,
                                    0x1279,
                                    0x127a,
                                    0x127b,
                                    0x127c,
                                    0x127d,
                                    0x127e,
                                    0x127f,
                                    ioc(read_, 0x12, 128, 8),
                                    ioc(read_, 0x12, 130, 4),
                                    ioc(read_, 0x12, 132, 4),
                                    ioc(read_, 0x12, 133, 4),
                                    ioc(none, 0x12, 136, 0)};
constexpr unsigned long loops[] = {0x4c00, 0x4c01, 0x4c02, 0x4c03, 0x4c04, 0x4c05, 0x4c06,
                                   0x4c07, 0x4c08, 0x4c09, 0x4c0a, 0x4c80, 0x4c81, 0x4c82};
constexpr unsigned long files[] = {1,
                                   2,
                                   ioc(read_, 'f', 1, 8),
                                   ioc(write_, 'f', 2, 8),
                                   ioc(read_, 'v', 1, 8),
                                   ioc(write_, 'v', 2, 8),
                                   ioc(read_, 'X', 31, 28),
                                   ioc(write_, 'X', 32, 28),
                                   ioc(both, 'f', 11, 32),
                                   ioc(both, 'X', 119, 4),
                                   ioc(both, 'X', 120, 4),
                                   ioc(both, 'X', 121, 24),
                                   ioc(write_, 0x94, 9, 4),
                                   ioc(write_, 0x94, 13, 32),
                                   ioc(both, 0x94, 54, 24),
                                   ioc(read_, 0x94, 49, 256),
                                   ioc(write_, 0x94, 50, 256),
                                   ioc(read_, 0x15, 0, 17),
                                   ioc(read_, 0x15, 1, 128)};
constexpr unsigned long protection[] = {ioc(read_, 'f', 19, 12),    ioc(write_, 'f', 20, 16), ioc(write_, 'f', 21, 12),
                                        ioc(both, 'f', 22, 9),      ioc(both, 'f', 23, 80),   ioc(both, 'f', 24, 64),
                                        ioc(both, 'f', 25, 64),     ioc(both, 'f', 26, 128),  ioc(read_, 'f', 27, 16),
                                        ioc(write_, 'f', 133, 128), ioc(both, 'f', 134, 4),   ioc(both, 'f', 135, 40)};
constexpr unsigned long interfaces[] = {
    0x8901, 0x8902, 0x8903, 0x8904, 0x8905, 0x8906, 0x8907, 0x890b, 0x890c, 0x890d, 0x8910, 0x8911, 0x8912, 0x8913,
    0x8914, 0x8915, 0x8916, 0x8917, 0x8918, 0x8919, 0x891a, 0x891b, 0x891c, 0x891d, 0x891e, 0x891f, 0x8920, 0x8921,
    0x8922, 0x8923, 0x8924, 0x8925, 0x8926, 0x8927, 0x8929, 0x8930, 0x8931, 0x8932, 0x8933, 0x8934, 0x8935, 0x8936,
    0x8937, 0x8938, 0x8940, 0x8941, 0x8942, 0x8943, 0x8946, 0x8947, 0x8948, 0x8949, 0x894b, 0x894c, 0x8953, 0x8954,
    0x8955, 0x8960, 0x8961, 0x8962, 0x8970, 0x8971, 0x8980, 0x8981, 0x8982, 0x8983, 0x8990, 0x8991, 0x8992, 0x8993,
    0x8994, 0x8995, 0x89a0, 0x89a1, 0x89a2, 0x89a3, 0x89b0, 0x89b1, 0x89e0, 0x89f0, 0x89ff};
constexpr unsigned long tunnels[] = {ioc(write_, 'T', 200, 4), ioc(write_, 'T', 201, 4),  ioc(write_, 'T', 202, 4),
                                     ioc(write_, 'T', 203, 4), ioc(write_, 'T', 204, 4),  ioc(write_, 'T', 205, 4),
                                     ioc(write_, 'T', 206, 4), ioc(read_, 'T', 207, 4),   ioc(write_, 'T', 208, 4),
                                     ioc(write_, 'T', 209, 4), ioc(read_, 'T', 210, 4),   ioc(read_, 'T', 211, 4),
                                     ioc(write_, 'T', 212, 4), ioc(write_, 'T', 213, 16), ioc(write_, 'T', 214, 16),
                                     ioc(read_, 'T', 215, 4),  ioc(write_, 'T', 216, 4),  ioc(write_, 'T', 217, 4),
                                     ioc(read_, 'T', 219, 16), ioc(write_, 'T', 226, 4),  ioc(read_, 'T', 227, 4)};
constexpr unsigned long randoms[] = {ioc(read_, 'R', 0, 4),  ioc(write_, 'R', 1, 4), ioc(read_, 'R', 2, 8),
                                     ioc(write_, 'R', 3, 8), ioc(none, 'R', 4, 0),   ioc(none, 'R', 6, 0),
                                     ioc(none, 'R', 7, 0)};
constexpr unsigned long clocks[] = {0x7001,
                                    0x7002,
                                    0x7003,
                                    0x7004,
                                    0x7005,
                                    0x7006,
                                    ioc(write_, 'p', 7, 36),
                                    ioc(read_, 'p', 8, 36),
                                    ioc(read_, 'p', 9, 36),
                                    ioc(write_, 'p', 10, 36),
                                    ioc(read_, 'p', 11, 8),
                                    ioc(write_, 'p', 12, 8),
                                    ioc(read_, 'p', 13, 8),
                                    ioc(write_, 'p', 14, 8),
                                    ioc(write_, 'p', 15, 40),
                                    ioc(read_, 'p', 16, 40),
                                    ioc(read_, 'p', 17, 32),
                                    ioc(write_, 'p', 18, 32),
                                    ioc(read_, 'p', 19, 4),
                                    0x7014};
constexpr unsigned long inputs[] = {
    ioc(read_, 'E', 1, 4),     ioc(read_, 'E', 2, 8),     ioc(read_, 'E', 3, 8),      ioc(write_, 'E', 3, 8),
    ioc(read_, 'E', 4, 8),     ioc(read_, 'E', 4, 40),    ioc(write_, 'E', 4, 8),     ioc(read_, 'E', 6, 64),
    ioc(read_, 'E', 7, 64),    ioc(read_, 'E', 8, 64),    ioc(read_, 'E', 9, 8),      ioc(read_, 'E', 10, 68),
    ioc(read_, 'E', 0x18, 32), ioc(read_, 'E', 0x19, 8),  ioc(read_, 'E', 0x1a, 8),   ioc(read_, 'E', 0x1b, 8),
    ioc(read_, 'E', 0x20, 8),  ioc(read_, 'E', 0x21, 96), ioc(read_, 'E', 0x22, 8),   ioc(read_, 'E', 0x23, 8),
    ioc(read_, 'E', 0x31, 8),  ioc(read_, 'E', 0x40, 24), ioc(write_, 'E', 0x80, 48), ioc(write_, 'E', 0x81, 4),
    ioc(read_, 'E', 0x84, 4),  ioc(write_, 'E', 0x90, 4), ioc(write_, 'E', 0x91, 4),  ioc(write_, 'E', 0xa0, 4),
    ioc(write_, 'E', 0xc0, 24)};
constexpr unsigned long machines[] = {0xae00,
                                      0xae01,
                                      0xae02,
                                      0xae03,
                                      0xae04,
                                      ioc(both, 0xae, 5, 8),
                                      0xae41,
                                      0xae42,
                                      0xae47,
                                      0xae60,
                                      0xae80,
                                      ioc(write_, 0xae, 0x46, 32),
                                      ioc(read_, 0xae, 0x81, 144),
                                      ioc(write_, 0xae, 0x82, 144),
                                      ioc(read_, 0xae, 0x83, 312),
                                      ioc(write_, 0xae, 0x84, 312),
                                      ioc(write_, 0xae, 0x86, 4),
                                      ioc(both, 0xae, 0x88, 8),
                                      ioc(write_, 0xae, 0x89, 8),
                                      ioc(write_, 0xae, 0x90, 8),
                                      ioc(write_, 0xae, 0x61, 8),
                                      ioc(write_, 0xae, 0x76, 32),
                                      ioc(write_, 0xae, 0x79, 64),
                                      ioc(both, 0xae, 0xe0, 12),
                                      0xae9a,
                                      ioc(write_, 0xae, 0xa3, 104),
                                      ioc(read_, 0xae, 0x98, 4),
                                      ioc(write_, 0xae, 0x99, 4)};
constexpr unsigned long counters[] = {0x2400,
                                      0x2401,
                                      0x2402,
                                      0x2403,
                                      ioc(write_, '$', 4, 8),
                                      0x2405,
                                      ioc(write_, '$', 6, 8),
                                      ioc(read_, '$', 7, 8),
                                      ioc(write_, '$', 8, 4),
                                      ioc(write_, '$', 9, 4),
                                      ioc(both, '$', 10, 8),
                                      ioc(write_, '$', 11, 8)};
constexpr unsigned long faults[] = {ioc(both, 0xaa, 0x3f, 24), ioc(both, 0xaa, 0, 32), ioc(read_, 0xaa, 1, 16),
                                    ioc(read_, 0xaa, 2, 16),   ioc(both, 0xaa, 3, 40), ioc(both, 0xaa, 4, 32),
                                    ioc(both, 0xaa, 5, 40),    ioc(both, 0xaa, 6, 24), ioc(both, 0xaa, 7, 32),
                                    ioc(both, 0xaa, 8, 32),    ioc(none, 0xaa, 0, 0)};
constexpr unsigned long notifications[] = {ioc(both, '!', 0, 80), ioc(both, '!', 1, 24),   ioc(write_, '!', 2, 8),
                                           ioc(read_, '!', 2, 8), ioc(write_, '!', 3, 24), ioc(write_, '!', 4, 8)};
constexpr unsigned long namespaces[] = {0xb701,
                                        0xb702,
                                        0xb703,
                                        0xb704,
                                        ioc(read_, 0xb7, 5, 8),
                                        ioc(read_, 0xb7, 6, 4),
                                        ioc(read_, 0xb7, 7, 4),
                                        ioc(read_, 0xb7, 8, 4),
                                        ioc(read_, 0xb7, 9, 4),
                                        ioc(read_, 0xb7, 10, 16),
                                        ioc(read_, 0xb7, 11, 16),
                                        ioc(read_, 0xb7, 12, 16),
                                        ioc(read_, 0xb7, 13, 8)};
constexpr unsigned long watchdogs[] = {ioc(read_, 'W', 0, 40), ioc(read_, 'W', 1, 4), ioc(read_, 'W', 2, 4),
                                       ioc(read_, 'W', 3, 4),  ioc(read_, 'W', 4, 4), ioc(read_, 'W', 5, 4),
                                       ioc(both, 'W', 6, 4),   ioc(read_, 'W', 7, 4), ioc(both, 'W', 8, 4),
                                       ioc(read_, 'W', 9, 4),  ioc(read_, 'W', 10, 4)};
constexpr unsigned long by_name[] = {ioc(read_, 'H', 1, 4),
                                     ioc(read_, 'H', 2, 4),
                                     ioc(read_, 'H', 3, 8),
                                     ioc(read_, 'H', 4, 64),
                                     ioc(both, 'H', 6, 8),
                                     ioc(both, 'd', 0, 64),
                                     ioc(both, 'd', 2, 24),
                                     ioc(write_, 'd', 9, 8),
                                     ioc(both, 'd', 0x0c, 16),
                                     ioc(none, 'd', 0x1e, 0),
                                     ioc(both, 'd', 0xa0, 64),
                                     ioc(both, 'd', 0xa7, 80),
                                     ioc(both, 'd', 0xb0, 24),
                                     ioc(both, 'U', 0, 24),
                                     ioc(read_, 'U', 2, 24),
                                     ioc(read_, 'U', 15, 4),
                                     ioc(none, 'U', 20, 0),
                                     ioc(read_, 'V', 0, 104),
                                     ioc(both, 'V', 2, 64),
                                     ioc(both, 'V', 4, 208),
                                     ioc(both, 'V', 8, 20),
                                     ioc(both, 'V', 15, 88),
                                     ioc(write_, 'V', 18, 4),
                                     ioc(both, 0xfd, 0, 312),
                                     ioc(both, 0xfd, 1, 312),
                                     ioc(both, 0xfd, 3, 312),
                                     ioc(both, 0xfd, 9, 312),
                                     ioc(both, 0xfd, 14, 312),
                                     0x2285,
                                     0x2282,
                                     0x5310,
                                     0x4b3a,
                                     0x4b46,
                                     0x5600,
                                     0x5603};
constexpr unsigned long unknown[] = {
    0, 0xffffffff, 0x8008abcd, 0x12345678, ioc(both, 0xfe, 0xff, 0x3fff), ioc(none, 0, 0, 5), 0x100005401};

template <std::size_t N> void all(const unsigned long (&commands)[N]) {
    for (const unsigned long command : commands) forms(command);
}

/// What succeeds: on a terminal, a pipe, a file, a namespace.
void successes() {
    section();
    const int master = (int)sys(SYS_openat, -100, text("/dev/ptmx"), 2),
              random = (int)sys(SYS_openat, -100, text("/dev/urandom"), 0),
              file = (int)sys(SYS_memfd_create, text("x"), 0),
              space = (int)sys(SYS_openat, -100, text("/proc/self/ns/uts"), 0);
    for (const unsigned long command :
         {0x5401ul, 0x5413ul, 0x540ful, 0x541bul, 0x80045430ul, 0x80045439ul, 0x5411ul, 0x80045438ul, 0x5424ul})
        std::memset(page, 0, 64), sys(SYS_ioctl, master, command, page);
    sys(SYS_ioctl, master, 0x40045431, put(0)), sys(SYS_ioctl, master, 0x5414, put(0x00500018ul)),
        sys(SYS_ioctl, random, 0x80045200, page), sys(SYS_ioctl, file, 0x5421, put(1)), sys(SYS_ioctl, file, 0x5451, 0),
        sys(SYS_ioctl, space, 0xb701, 0), sys(SYS_ioctl, space, 0xb703, 0), sys(SYS_ioctl, file, 2, page),
        sys(SYS_ioctl, file, 0x80086601, page), sys(SYS_ioctl, file, 0x801c581f, page);
    const int socket = (int)sys(SYS_socket, 2, 2, 0);
    std::memset(page, 0, 64);
    for (const unsigned long command : {0x8913ul, 0x8915ul, 0x8921ul, 0x8927ul, 0x8933ul, 0x8942ul, 0x8970ul, 0x891dul})
        std::memset(page, 0, 64), text("lo"), sys(SYS_ioctl, socket, command, page);
    const struct {
        int length;
        char* buffer;
    } list{400, page + 256};
    sys(SYS_ioctl, socket, 0x8912, put(list));
}

}  // namespace

int main() {
    prepare();
    all(terminals), all(blocks), all(loops), all(files), all(protection), all(interfaces), all(tunnels), all(randoms),
        all(clocks), all(inputs), all(machines), all(counters), all(faults), all(notifications), all(namespaces),
        all(watchdogs), all(by_name), all(unknown);
    successes();
}
