// Source lines by libdw.
// Not here: a build without it (source_lines_none.cpp).
// Nothing hard here: one session for each file, opened when the first address in it is asked for.
#include "stack/source_lines.hpp"
#include "stack/unwinder.hpp"

#include <elfutils/libdwfl.h>
#include <map>

namespace whytrace::stack {

struct source_lines::state {
    struct session {
        Dwfl* dwfl = nullptr;
        Dwfl_Module* module = nullptr;
        GElf_Addr bias = 0;
    };
    std::map<const image*, session> sessions;
    Dwfl_Callbacks callbacks{};
};

source_lines::source_lines() : state_(std::make_unique<state>()) {
    state_->callbacks.find_elf = dwfl_build_id_find_elf;
    state_->callbacks.find_debuginfo = dwfl_standard_find_debuginfo;
    state_->callbacks.section_address = dwfl_offline_section_address;
}

source_lines::~source_lines() {
    for (const auto& [file, s] : state_->sessions) dwfl_end(s.dwfl);
}

source_lines::place source_lines::find(const image& file, std::uint64_t address) {
    const auto [at, is_new] = state_->sessions.try_emplace(&file);
    auto& s = at->second;
    if (is_new && !file.path().empty() && (s.dwfl = dwfl_begin(&state_->callbacks)) != nullptr) {
        s.module = dwfl_report_offline(s.dwfl, file.path().c_str(), file.path().c_str(), -1);
        dwfl_report_end(s.dwfl, nullptr, nullptr);
        if (s.module) dwfl_module_getdwarf(s.module, &s.bias);
    }
    if (!s.module) return {};
    Dwfl_Line* const line = dwfl_module_getsrc(s.module, address + s.bias);
    int number = 0;
    const char* const name = line ? dwfl_lineinfo(line, nullptr, &number, nullptr, nullptr, nullptr) : nullptr;
    return name ? place{name, static_cast<std::uint32_t>(number)} : place{};
}

std::string_view source_library() { return "libdw"; }

}  // namespace whytrace::stack
