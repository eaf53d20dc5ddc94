// Walking stacks, and knowing when what is known of a process is out of date.
// Not here: libunwind (space.cpp), ELF (image.cpp).
// The hard part: reading /proc/PID/maps costs more than a walk, so it is read again only if a call changed a piece of it that has code,
// or an address turns up that nothing is mapped at.
#include "stack/unwinder.hpp"

#include "stack/source_lines.hpp"
#include "stack/space.hpp"
#include "trace/ptrace.hpp"
#include "whytrace/decoder.hpp"

#include <algorithm>
#include <cstdio>
#include <elf.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace whytrace::stack {

namespace {

constexpr std::string_view vdso = "[vdso]";

struct open_file {
    int fd = -1;
    std::string path;
};

open_file opened(std::string path) {
    return {::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK), std::move(path)};
}

/// The file itself where we may (map_files asks for CAP_CHECKPOINT_RESTORE), else by its path in the program's root.
open_file open_mapped(const mapping& m, pid_t tid) {
    const std::string proc = "/proc/" + std::to_string(tid);
    struct stat s;
    if (auto by_path = opened(proc + "/root" + m.path); by_path.fd >= 0) {
        if (::fstat(by_path.fd, &s) == 0 && S_ISREG(s.st_mode) && s.st_ino == m.inode) return by_path;
        ::close(by_path.fd);
    }
    char range[64];
    std::snprintf(range, sizeof range, "/map_files/%lx-%lx", static_cast<unsigned long>(m.start),
                  static_cast<unsigned long>(m.end));
    return opened(proc + range);
}

enum class change : std::uint8_t { none, range, unknown };

/// What a call may do to mappings that exist. mmap without MAP_FIXED finds a free place.
change change_by(std::string_view name, const call& c) {
    constexpr std::uint64_t map_fixed = 0x10;
    if (name == "mmap" || name == "mmap2") return c.args[3] & map_fixed ? change::range : change::none;
    if (name == "munmap" || name == "mprotect" || name == "pkey_mprotect") return change::range;
    if (name == "mremap" || name == "remap_file_pages" || name == "shmat" || name == "shmdt") return change::unknown;
    return change::none;
}

}  // namespace

unwinder::unwinder(std::size_t limit, bool lines)
    : limit_(limit), lines_(lines ? std::make_unique<source_lines>() : nullptr) {}
unwinder::~unwinder() = default;

const std::vector<frame>& unwinder::walk(pid_t tid, pid_t tgid, memory& m) {
    frames_.clear();
    arch::native::registers r;
    r.size = sizeof r.wide;
    if (!trace::get_register_set(tid, NT_PRSTATUS, &r.wide, r.size) || !r.is_wide()) return frames_;
    space& s = space_of(tid, tgid, m);
    const space::finder images = [&](const mapping& where) { return image_of(where, tid, m); };
    bool called = false;
    for (const auto ip : s.walk(r, m, images, limit_)) {
        frames_.push_back(describe(s, ip, called, tid, m));
        called = true;
    }
    // Code that nobody told us of, as the last thing that was found: perhaps it is new.
    if (!frames_.empty() && frames_.back().file.empty()) {
        const auto before = s.maps();
        processes_[tgid].changing.push_back(tid);
        if (space_of(tid, tgid, m).maps() != before) return walk(tid, tgid, m);
    }
    return frames_;
}

void unwinder::note(pid_t tid, pid_t tgid, const call& c) {
    const auto what = change_by(call_name(c.abi, c.nr), c);
    if (what == change::none) return;
    const auto known = processes_.find(tgid);
    if (known == processes_.end() || !known->second.code) return;
    const auto& maps = known->second.code->maps();
    const auto touched = [&](const mapping& m) { return c.args[0] < m.end && c.args[0] + c.args[1] > m.start; };
    if (what == change::range && std::ranges::none_of(maps, touched)) return;
    known->second.changing.push_back(tid);
}

void unwinder::executed(pid_t former, pid_t tgid) {
    processes_.erase(former);
    processes_.erase(tgid);
}

void unwinder::forget(pid_t tid, pid_t tgid) {
    if (tid == tgid) processes_.erase(tgid);
}

space& unwinder::space_of(pid_t tid, pid_t tgid, memory& m) {
    process& p = processes_[tgid];
    const bool out_of_date = !p.changing.empty();
    // Another thread's call may not be over yet: its word counts until it walks itself.
    std::erase(p.changing, tid);
    if (!p.code || out_of_date) refresh(p, tid, m);
    return *p.code;
}

void unwinder::refresh(process& p, pid_t tid, memory&) {
    auto maps = executable_mappings(tid);
    if (p.code && p.code->maps() == maps) return;
    for (const auto& known : spaces_) {
        if (auto s = known.lock(); s && s->maps() == maps) {
            p.code = std::move(s);
            return;
        }
    }
    const bool only_more =
        p.code && p.code.use_count() == 1 &&
        std::ranges::all_of(p.code->maps(), [&](const mapping& m) { return std::ranges::find(maps, m) != maps.end(); });
    if (only_more) return p.code->grow(std::move(maps));
    std::erase_if(spaces_, [](const auto& s) { return s.expired(); });
    p.code = std::make_shared<space>(std::move(maps));
    spaces_.push_back(p.code);
}

std::shared_ptr<image> unwinder::image_of(const mapping& m, pid_t tid, memory& memory) {
    const bool from_memory = m.path == vdso;
    if (!from_memory && !m.path.starts_with('/')) return nullptr;
    auto& known = images_[m.device + ' ' + std::to_string(m.inode) + ' ' + m.path];
    if (known) return known;
    if (from_memory) {
        known = std::make_shared<image>("", [&](std::uint64_t offset, std::span<std::byte> into) {
            return offset < m.end - m.start ? memory.read(m.start + offset, into) : 0;
        });
    } else if (const auto file = open_mapped(m, tid); file.fd >= 0) {
        known = std::make_shared<image>(file.path, [&](std::uint64_t offset, std::span<std::byte> into) {
            const auto got = ::pread(file.fd, into.data(), into.size(), static_cast<off_t>(offset));
            return got > 0 ? static_cast<std::size_t>(got) : 0;
        });
        ::close(file.fd);
    }
    return known;
}

frame unwinder::describe(space& s, std::uint64_t ip, bool called, pid_t tid, memory& m) {
    const auto* where = s.find(ip, [&](const mapping& map) { return image_of(map, tid, m); });
    if (!where || where->where.path.empty()) return {{}, {}, 0, ip, {}, 0};
    frame f;
    f.file = files_.try_emplace(where->where.path, where->where.path).first->second;
    f.address = ip - where->where.start + where->where.offset;
    if (!where->file) return f;
    const auto inside = ip - where->bias;
    if (const auto* symbol = where->file->find(inside)) {
        f.symbol = symbol->readable;
        f.offset = inside - symbol->address;
    }
    // A caller's address is that of the instruction after the call, which may be another line's.
    if (lines_) {
        const auto at = lines_->find(*where->file, called ? inside - 1 : inside);
        f.source = at.file;
        f.line = at.line;
    }
    return f;
}

}  // namespace whytrace::stack
