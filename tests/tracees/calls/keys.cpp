// Keys: every command of keyctl(2), and the two calls that make keys.
// Not here: the lines that are expected: expected/keys.lines.
// The hard part: serial numbers are random, so what would succeed is done with the special keyrings, or fails.
#include "tracees/calls/calls.hpp"

using namespace calls;

int main() {
    prepare();
    section();
    sys(SYS_add_key, text("user"), text("name", 64), text("secret", 128), 6, -77);
    sys(SYS_add_key, text("nosuchtype"), text("name", 64), nullptr, 0, -1);
    sys(SYS_add_key, nowhere, nowhere, nowhere, 5, -2), sys(SYS_add_key, nullptr, nullptr, nullptr, -1, 0),
        sys(SYS_add_key, text("user"), text("n", 64), page_end - 4, 8, 1);
    sys(SYS_request_key, text("user"), text("nosuchname", 64), nullptr, -3);
    sys(SYS_request_key, text("nosuchtype"), nowhere, nowhere, 12345),
        sys(SYS_request_key, nullptr, text("x", 64), text("info", 128), -9),
        sys(SYS_request_key, text("user"), text("nosuch", 64),
            text("a call-out text longer than thirty-two bytes", 128), 0);
    struct {
        const void* in;
        unsigned long length;
    } vector[2] = {{page + 640, 5}, {page + 700, 3}};
    struct {
        std::uint32_t private_key, prime, base;
    } dh{1, 2, 3};
    struct {
        const char *hash, *other;
        std::uint32_t other_length, spare[8];
    } kdf{text("sha1", 800), text("other", 820), 5, {}};
    struct {
        std::uint32_t key, in, out, spare[7];
    } pkey{7, 5, 9, {}};
    text("hello", 640), text("abc", 700);
    for (long command = 0; command < 36; ++command) {
        text("a-text", 256), text("another-text", 320), text("info", 384);
        const long key = command == 1 || command == 18 ? 12345678 : -77;
        // Never a success: no such key, or an address that cannot be read.
        sys(SYS_keyctl, command, key, nowhere, nowhere, nowhere);
        sys(SYS_keyctl, command, key, page + 256, page + 320, -3);
        sys(SYS_keyctl, command, -9, nullptr, nullptr, nullptr);
        sys(SYS_keyctl, command, 0x7fffffff, 5, 6, 7);
    }
    for (const long command : {-1L, 99L, 0x100000002L}) sys(SYS_keyctl, command, 1, 2, 3, 4);
    sys(SYS_keyctl, 20, -77, put(vector), 2, -2), sys(SYS_keyctl, 20, -77, page_end - 16, 2, -2);
    sys(SYS_keyctl, 23, put(dh), page + 512, 16, nullptr), sys(SYS_keyctl, 23, put(dh), page + 512, 16, put(kdf, 64)),
        sys(SYS_keyctl, 23, page_end - 8, page + 512, 16, page_end - 8);
    sys(SYS_keyctl, 24, 7, 0, page + 256, page + 512), sys(SYS_keyctl, 24, 7, 5, page + 256, nowhere);
    for (const long command : {25, 26, 27, 28})
        sys(SYS_keyctl, command, put(pkey), page + 256, page + 640, page + 900),
            sys(SYS_keyctl, command, nowhere, nowhere, nowhere, nowhere),
            sys(SYS_keyctl, command, page_end - 8, nullptr, page + 640, page + 640);
    sys(SYS_keyctl, 31, page + 512, 8), sys(SYS_keyctl, 31, page + 512, 3), sys(SYS_keyctl, 31, nowhere, 8);
    sys(SYS_keyctl, 5, -77, 0x3f3f0000), sys(SYS_keyctl, 5, -77, 0x3f3f3f3f), sys(SYS_keyctl, 5, -77, 0xc0c0c0c0),
        sys(SYS_keyctl, 14, 0), sys(SYS_keyctl, 14, 7), sys(SYS_keyctl, 14, -1), sys(SYS_keyctl, 14, 99);
    sys(SYS_keyctl, 13, -77, 5, 128, -3), sys(SYS_keyctl, 19, -77, 5, 99, -3), sys(SYS_keyctl, 4, -77, -1, 0),
        sys(SYS_keyctl, 4, -77, 1000, -1), sys(SYS_keyctl, 29, -77, -4, 0), sys(SYS_keyctl, 29, -77, -4, 1),
        sys(SYS_keyctl, 30, -77, -4, -5, 1), sys(SYS_keyctl, 30, -77, -4, -5, 9);
}
