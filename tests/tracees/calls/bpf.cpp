// bpf(2): every command, with attributes of several sizes. perf_event_open(2): attributes of every size and kind.
// Not here: the lines that are expected: expected/bpf.lines.
// The hard part: no command may change anything: numbers of programs, maps and types are wrong, and the structure's tail is not zero.
#include "tracees/calls/calls.hpp"

using namespace calls;

namespace {

void fill(unsigned char byte, std::size_t size) { std::memset(page, byte, size); }

void commands() {
    section();
    for (long command = 0; command < 41; ++command) {
        std::memset(page, 0, page_size);
        if (command > 31) {  // strace 6.1 does not take these apart
            sys(SYS_bpf, command, page, 72), sys(SYS_bpf, command, nullptr, 64), sys(SYS_bpf, command, nowhere, 64),
                sys(SYS_bpf, command, page, 4);
            continue;
        }
        sys(SYS_bpf, command, page, 0), sys(SYS_bpf, command, nullptr, 64), sys(SYS_bpf, command, nowhere, 64),
            sys(SYS_bpf, command, page_end - 8, 64);
        // Each field has a number of its own, and each pointer leads nowhere.
        for (std::uint32_t i = 0; i < 64; ++i) *reinterpret_cast<std::uint32_t*>(page + 4 * i) = 0x1000 + i;
        for (const long size : {4, 12, 20, 36, 48, 72, 128, 144, 152, 256}) sys(SYS_bpf, command, page, size);
        fill(0xff, 64);
        sys(SYS_bpf, command, page, 64);
    }
    sys(SYS_bpf, 99, page, 5), sys(SYS_bpf, -1, nowhere, 0), sys(SYS_bpf, 0x100000000, page, -1),
        sys(SYS_bpf, 99, nullptr, 5000);
}

void maps() {
    section();
    struct {
        std::uint32_t type, key, value, entries, flags, inner, node;
        char name[16];
        std::uint32_t index, btf, key_type, value_type, more;
        std::uint64_t extra;
    } map{2, 4, 8, 1, 0, 0, 0, "a-map", 0, 0, 0, 0, 0, 0};
    const long fd = sys(SYS_bpf, 0, put(map), 48);
    map.type = 99, map.flags = 0x7fffffff, map.node = 3, std::memset(map.name, 'x', 16), sys(SYS_bpf, 0, put(map), 72),
    map.flags = 4, sys(SYS_bpf, 0, put(map), 72), map.index = 1, sys(SYS_bpf, 0, put(map), 72);
    struct {
        std::uint32_t fd, padding;
        std::uint64_t key, value, flags;
    } element{(std::uint32_t)fd, 0, (std::uint64_t)page + 512, (std::uint64_t)page + 520, 0};
    for (const long command : {1, 2, 3, 4, 21}) {
        element.flags = command == 2 ? 7 : 0;
        sys(SYS_bpf, command, put(element), 32);
        element.flags = 4, sys(SYS_bpf, command, put(element), 32), element.flags = -1,
        sys(SYS_bpf, command, put(element), 40), element.flags = 0, sys(SYS_bpf, command, put(element), 24);
    }
    struct {
        std::uint64_t path;
        std::uint32_t fd, flags;
    } pin{(std::uint64_t)text("/no/such/path", 512), (std::uint32_t)fd, 0x18};
    sys(SYS_bpf, 6, put(pin), 16), sys(SYS_bpf, 7, put(pin), 16), pin.path = 0, sys(SYS_bpf, 6, put(pin), 12),
                                                                  pin.path = 0x20005000, sys(SYS_bpf, 7, put(pin), 16);
    struct {
        std::uint32_t fd, size;
        std::uint64_t info;
    } info{(std::uint32_t)fd, 80, (std::uint64_t)page + 512};
    std::memset(page + 512, 0, 256), sys(SYS_bpf, 15, put(info), 16), info.size = 7, sys(SYS_bpf, 15, put(info), 16),
                                                                      info.fd = -1, sys(SYS_bpf, 15, put(info), 16);
}

void programs() {
    section();
    struct {
        std::uint8_t code, registers;
        std::int16_t offset;
        std::int32_t value;
    } instructions[3] = {{0xb7, 0, 0, 0}, {0x95, 0, 0, 0}, {0x85, 0x21, -5, 77}};
    struct {
        std::uint32_t type, count;
        std::uint64_t instructions, license;
        std::uint32_t level, size;
        std::uint64_t log;
        std::uint32_t version, flags;
        char name[16];
        std::uint32_t index, attach;
        std::uint32_t btf, record;
        std::uint64_t functions;
        std::uint32_t function_count, line_record;
        std::uint64_t lines;
        std::uint32_t line_count, id, other, pad;
        std::uint64_t array;
    } program{};
    put(instructions, 512), text("GPL", 600), std::memset(page + 700, 0, 64);
    program.type = 99, program.count = 3, program.instructions = (std::uint64_t)page + 512,
    program.license = (std::uint64_t)page + 600, program.level = 1, program.size = 64,
    program.log = (std::uint64_t)page + 700, program.version = 0x060102, program.flags = 0xff, program.attach = 5;
    std::strcpy(program.name, "a-name");
    for (const long size : {36, 40, 48, 64, 68, 72, 112, 120, 128, 144}) sys(SYS_bpf, 5, put(program), size);
    program.instructions = 0x20005000, program.license = 0, program.log = 0x20005000, sys(SYS_bpf, 5, put(program), 72),
    program.count = 0, program.instructions = 0, program.type = 1, sys(SYS_bpf, 5, put(program), 48);
    // A socket filter that lets nothing pass, and that no socket has.
    program.count = 2, program.instructions = (std::uint64_t)page + 512, program.license = (std::uint64_t)page + 600,
    program.flags = 0, program.log = 0, program.level = 0, program.size = 0;
    const struct {
        std::uint32_t fd, size;
        std::uint64_t info;
    } info{(std::uint32_t)sys(SYS_bpf, 5, put(program), 48), 256, (std::uint64_t)page + 1024};
    std::memset(page + 1024, 0, 256), sys(SYS_bpf, 15, put(info), 16);
}

struct attributes {
    std::uint32_t type, size;
    std::uint64_t config, period, sample_type, read_format, bits;
    std::uint32_t wakeup, breakpoint;
    std::uint64_t address, length, branches, registers;
    std::uint32_t stack;
    std::int32_t clock;
    std::uint64_t interrupted;
    std::uint32_t watermark;
    std::uint16_t depth, reserved;
    std::uint32_t aux, reserved3;
    std::uint64_t signal, config3, later;
};

void counters() {
    section();
    attributes a{};
    a.type = 99;
    for (const std::uint32_t size :
         {0u, 64u, 72u, 80u, 96u, 104u, 112u, 120u, 128u, 136u, 144u, 63u, 32u, 100u, 0xffffffffu})
        a.size = size, sys(SYS_perf_event_open, put(a), 0, -1, -1, 8);
    a = {99, 144, 1, 2, ~0ull, ~0ull, ~0ull, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19};
    sys(SYS_perf_event_open, put(a), -1, 0, 5, -1), a.size = 128, sys(SYS_perf_event_open, put(a), 1, 1, bad_fd, 0xf0);
    for (std::uint32_t type = 0; type < 8; ++type) {
        for (const std::uint64_t config : {0ull, 1ull, 5ull, 9ull, 0x10203ull, 0x7070707ull, 0x1122334455667788ull}) {
            a = {}, a.type = type, a.size = 96, a.config = config, a.read_format = 0x8000, a.breakpoint = 3,
            a.address = 0x1000, a.length = 4;
            sys(SYS_perf_event_open, put(a), 0, -1, -1, 0);
        }
    }
    for (int bit = 0; bit < 40; bit += 3)
        a = {}, a.type = 99, a.size = 112, a.bits = 1ull << bit, sys(SYS_perf_event_open, put(a), 0, -1, -1, 0);
    sys(SYS_perf_event_open, nowhere, 0, 0, 0, 0), sys(SYS_perf_event_open, nullptr, 0, 0, 0, 0),
        sys(SYS_perf_event_open, page_end - 32, 0, 0, 0, 0), a.size = 112, std::memcpy(page_end - 64, &a, 64),
                                                             sys(SYS_perf_event_open, page_end - 64, 0, 0, 0, 0);
}

}  // namespace

int main() {
    prepare();
    commands();
    maps();
    programs();
    std::memset(page, 0, page_size);
    counters();
}
