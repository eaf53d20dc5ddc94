// libunwind's accessors, ours instead of libunwind-ptrace's: they call ptrace themselves, a word at a time.
// Not here: which frames are shown (unwinder.cpp).
// The hard part: dwarf_search_unwind_table is exported for tools that bring tables of their own (perf does), but in no header.
#include "stack/space.hpp"

#include <algorithm>
#include <cstring>
#include <libunwind.h>

extern "C" int UNW_OBJ(dwarf_search_unwind_table)(unw_addr_space_t as, unw_word_t ip, unw_dyn_info_t* di,
                                                  unw_proc_info_t* pi, int need_unwind_info, void* arg);

namespace whytrace::stack {

namespace {

// An honest walk of 256 frames asks a few thousand times, with empty caches tens of thousands.
constexpr std::size_t most_questions = 400'000;

space& of(void* arg) { return *static_cast<space*>(arg); }

}  // namespace

struct space::callbacks {
    static int find_proc_info(unw_addr_space_t as, unw_word_t ip, unw_proc_info_t* pi, int need, void* arg) {
        space& s = of(arg);
        const code_mapping* m = s.find(ip, *s.images_);
        if (!m || !m->file || !m->file->table()) return -UNW_ENOINFO;
        s.current_ = m;
        const auto& table = m->file->table();
        unw_dyn_info_t info{};
        info.start_ip = m->where.start;
        info.end_ip = m->where.end;
        info.format = UNW_INFO_FORMAT_REMOTE_TABLE;
        info.u.rti.segbase = table.base + m->bias;
        info.u.rti.table_data = table.address == image::made_up ? table.address : table.address + m->bias;
        info.u.rti.table_len = table.bytes / sizeof(unw_word_t);
        return UNW_OBJ(dwarf_search_unwind_table)(as, ip, &info, pi, need, arg);
    }
    static void put_unwind_info(unw_addr_space_t, unw_proc_info_t*, void*) {}
    static int get_dyn_info_list_addr(unw_addr_space_t, unw_word_t*, void*) { return -UNW_ENOINFO; }
    static int access_mem(unw_addr_space_t, unw_word_t address, unw_word_t* value, int write, void* arg) {
        std::uint64_t word = 0;
        if (write || !of(arg).read_word(address, word)) return -UNW_EINVAL;
        *value = word;
        return 0;
    }
    static int access_reg(unw_addr_space_t, unw_regnum_t number, unw_word_t* value, int write, void* arg) {
        // libunwind numbers registers as DWARF does.
        const auto found = arch::native::dwarf_register(*of(arg).registers_, number);
        if (write || !found) return -UNW_EBADREG;
        *value = *found;
        return 0;
    }
    static int access_fpreg(unw_addr_space_t, unw_regnum_t, unw_fpreg_t*, int, void*) { return -UNW_EBADREG; }
    static int resume(unw_addr_space_t, unw_cursor_t*, void*) { return -UNW_EINVAL; }
    static int get_proc_name(unw_addr_space_t, unw_word_t, char*, std::size_t, unw_word_t*, void*) {
        return -UNW_ENOINFO;
    }
};

struct space::engine {
    engine() : as(unw_create_addr_space(&accessors, 0)) {
        unw_set_caching_policy(as, UNW_CACHE_GLOBAL);
        unw_set_cache_size(as, 2048, 0);
    }
    ~engine() { unw_destroy_addr_space(as); }
    engine(const engine&) = delete;
    engine& operator=(const engine&) = delete;

    unw_accessors_t accessors = make_accessors();
    unw_addr_space_t as;

    static unw_accessors_t make_accessors() {
        unw_accessors_t a{};
        a.find_proc_info = callbacks::find_proc_info;
        a.put_unwind_info = callbacks::put_unwind_info;
        a.get_dyn_info_list_addr = callbacks::get_dyn_info_list_addr;
        a.access_mem = callbacks::access_mem;
        a.access_reg = callbacks::access_reg;
        a.access_fpreg = callbacks::access_fpreg;
        a.resume = callbacks::resume;
        a.get_proc_name = callbacks::get_proc_name;
        return a;
    }
};

space::space(std::vector<mapping> maps) : engine_(std::make_unique<engine>()) { grow(std::move(maps)); }
space::~space() = default;

void space::grow(std::vector<mapping> maps) {
    std::vector<code_mapping> code(maps.size());
    for (std::size_t i = 0; i < maps.size(); ++i) {
        const auto known = std::ranges::find(code_, maps[i], &code_mapping::where);
        if (known != code_.end()) code[i] = *known;
        code[i].where = maps[i];
    }
    code_ = std::move(code);
    maps_ = std::move(maps);
    current_ = nullptr;
}

const code_mapping* space::find(std::uint64_t address, const finder& images) {
    const mapping* m = stack::find(maps_, address);
    if (!m) return nullptr;
    code_mapping& c = code_[static_cast<std::size_t>(m - maps_.data())];
    if (!c.looked_up) {
        c.looked_up = true;
        c.file = images(c.where);
        if (c.file) c.bias = c.where.start - c.file->address_of(c.where.offset);
    }
    return &c;
}

const std::vector<std::uint64_t>& space::walk(const arch::native::registers& r, memory& m, const finder& images,
                                              std::size_t limit) {
    found_.clear();
    registers_ = &r;
    memory_ = &m;
    images_ = &images;
    questions_ = 0;
    piece_start_ = arch::native::sp(r);
    piece_size_ = m.read(piece_start_, piece_);
    unw_cursor_t cursor;
    if (unw_init_remote(&cursor, engine_->as, this) != 0) return found_;
    while (found_.size() < limit) {
        unw_word_t ip = 0;
        if (unw_get_reg(&cursor, UNW_REG_IP, &ip) != 0 || ip == 0) break;
        found_.push_back(ip);
        if (!stack::find(maps_, ip) || unw_step(&cursor) <= 0) break;
    }
    return found_;
}

bool space::read_word(std::uint64_t address, std::uint64_t& word) {
    if (++questions_ > most_questions) return false;
    if (address - piece_start_ < piece_size_ && piece_size_ - (address - piece_start_) >= sizeof word) {
        std::memcpy(&word, piece_.data() + (address - piece_start_), sizeof word);
        return true;
    }
    if (current_ && current_->file) {
        const auto inside = address >= image::made_up ? address : address - current_->bias;
        if (const auto* s = current_->file->data(inside, sizeof word)) {
            std::memcpy(&word, s->bytes.data() + (inside - s->address), sizeof word);
            return true;
        }
        // The last bytes of a table, which libunwind reads by words.
        if (const auto* s = current_->file->data(inside, 1)) {
            word = 0;
            std::memcpy(&word, s->bytes.data() + (inside - s->address), s->bytes.size() - (inside - s->address));
            return true;
        }
    }
    return read_memory(address, word);
}

bool space::read_memory(std::uint64_t address, std::uint64_t& word) {
    return memory_->read(address, std::as_writable_bytes(std::span(&word, 1))) == sizeof word;
}

}  // namespace whytrace::stack
