// Reading /proc/PID/maps.
// Not here: when (unwinder.cpp).
// Nothing hard here.
#include "stack/maps.hpp"

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <memory>

namespace whytrace::stack {

namespace {

struct closer {
    void operator()(std::FILE* f) const { std::fclose(f); }
    void operator()(char* line) const { std::free(line); }
};

}  // namespace

std::vector<mapping> executable_mappings(pid_t pid) {
    std::vector<mapping> maps;
    const std::string name = "/proc/" + std::to_string(pid) + "/maps";
    const std::unique_ptr<std::FILE, closer> file(std::fopen(name.c_str(), "re"));
    char* line = nullptr;
    std::size_t capacity = 0;
    while (file) {
        const ssize_t size = getline(&line, &capacity, file.get());
        if (size <= 0) break;
        mapping m;
        char rights[5], device[16];
        int path = 0;
        if (std::sscanf(line, "%" SCNx64 "-%" SCNx64 " %4s %" SCNx64 " %15s %" SCNu64 " %n", &m.start, &m.end, rights,
                        &m.offset, device, &m.inode, &path) < 6 ||
            rights[2] != 'x' || path == 0)
            continue;
        m.device = device;
        m.path.assign(line + path, static_cast<std::size_t>(size - path));
        if (m.path.ends_with('\n')) m.path.pop_back();
        maps.push_back(std::move(m));
    }
    const std::unique_ptr<char, closer> freed(line);
    return maps;
}

const mapping* find(const std::vector<mapping>& maps, std::uint64_t address) {
    auto after = std::ranges::upper_bound(maps, address, {}, &mapping::start);
    if (after == maps.begin()) return nullptr;
    --after;
    return after->contains(address) ? &*after : nullptr;
}

}  // namespace whytrace::stack
