// Source lines by libdw.
// Not here: a build without it (source_lines_none.cpp).
// The hard part: few traces need it, and with the libraries that it needs itself it would slow every start and fill memory. So it is loaded
// when the first line is asked for, and where there is none, nothing is found.
#include "stack/source_lines.hpp"
#include "stack/unwinder.hpp"

#include <dlfcn.h>
#include <elfutils/libdwfl.h>
#include <map>

namespace whytrace::stack {

namespace {

struct library {
    decltype(dwfl_begin)* begin;
    decltype(dwfl_end)* end;
    decltype(dwfl_report_offline)* report_offline;
    decltype(dwfl_report_end)* report_end;
    decltype(dwfl_module_getdwarf)* getdwarf;
    decltype(dwfl_module_getsrc)* getsrc;
    decltype(dwfl_lineinfo)* lineinfo;
    Dwfl_Callbacks callbacks{};

    bool load() {
        handle_ = ::dlopen("libdw.so.1", RTLD_NOW | RTLD_LOCAL);
        return handle_ && get(begin, "dwfl_begin") && get(end, "dwfl_end") &&
               get(report_offline, "dwfl_report_offline") && get(report_end, "dwfl_report_end") &&
               get(getdwarf, "dwfl_module_getdwarf") && get(getsrc, "dwfl_module_getsrc") &&
               get(lineinfo, "dwfl_lineinfo") && get(callbacks.find_elf, "dwfl_build_id_find_elf") &&
               get(callbacks.find_debuginfo, "dwfl_standard_find_debuginfo") &&
               get(callbacks.section_address, "dwfl_offline_section_address");
    }

  private:
    template <class F> bool get(F*& function, const char* name) {
        function = reinterpret_cast<F*>(::dlsym(handle_, name));
        return function != nullptr;
    }

    void* handle_;
};

/// Null: it cannot be loaded.
const library* dw() {
    static library loaded;
    static const bool complete = loaded.load();
    return complete ? &loaded : nullptr;
}

}  // namespace

struct source_lines::state {
    struct session {
        Dwfl* dwfl = nullptr;
        Dwfl_Module* module = nullptr;
        GElf_Addr bias = 0;
    };
    std::map<const image*, session> sessions;
};

source_lines::source_lines() : state_(std::make_unique<state>()) {}

source_lines::~source_lines() {
    for (const auto& [file, s] : state_->sessions)
        if (s.dwfl) dw()->end(s.dwfl);
}

source_lines::place source_lines::find(const image& file, std::uint64_t address) {
    const library* const l = dw();
    if (!l) return {};
    const auto [at, is_new] = state_->sessions.try_emplace(&file);
    auto& s = at->second;
    if (is_new && !file.path().empty() && (s.dwfl = l->begin(&l->callbacks)) != nullptr) {
        s.module = l->report_offline(s.dwfl, file.path().c_str(), file.path().c_str(), -1);
        l->report_end(s.dwfl, nullptr, nullptr);
        if (s.module) l->getdwarf(s.module, &s.bias);
    }
    if (!s.module) return {};
    Dwfl_Line* const line = l->getsrc(s.module, address + s.bias);
    int number = 0;
    const char* const name = line ? l->lineinfo(line, nullptr, &number, nullptr, nullptr, nullptr) : nullptr;
    return name ? place{name, static_cast<std::uint32_t>(number)} : place{};
}

std::string_view source_library() { return dw() ? "libdw" : std::string_view{}; }

}  // namespace whytrace::stack
