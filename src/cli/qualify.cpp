// The qualifiers of -e.
// Not here: sets of system calls (call_set.cpp), the grammar of the other sets (words.cpp).
// Nothing hard here.
#include "cli/qualify.hpp"

#include "cli/words.hpp"
#include "whytrace/decoder.hpp"
#include "whytrace/error.hpp"

#include <algorithm>
#include <charconv>
#include <string>

namespace whytrace::cli {

namespace {

struct qualifier {
    std::string_view names;  // separated by blanks
    void (*apply)(draft&, std::string_view);
};

constexpr qualifier qualifiers[] = {
    {"trace t", qualify_trace},
    {"abbrev a", qualify_abbrev},
    {"verbose v", qualify_verbose},
    {"raw x", qualify_raw},
    {"signal signals s", qualify_signals},
    {"status", qualify_status},
    {"quiet silent silence q", qualify_quiet},
    {"trace-fds trace-fd fds fd", qualify_descriptors},
    {"read reads r", qualify_read},
    {"write writes w", qualify_written},
    {"kvm", qualify_kvm},
    {"namespace", qualify_namespaces},
    {"secontext", qualify_contexts},
    {"decode-fds decode-fd", qualify_fds},
    {"decode-pids decode-pid", qualify_pids},
    {"inject", qualify_inject},
    {"fault", qualify_fault},
};

std::bitset<256> signal_of(std::string_view token) {
    std::bitset<256> set;
    unsigned n = 0;
    const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), n);
    if (error == std::errc{} && end == token.data() + token.size() && n < set.size()) return set.set(n);
    if (const auto named = signal_number(token)) return set.set(static_cast<std::size_t>(*named));
    throw system_failure("invalid signal '" + std::string(token) + "'");
}

}  // namespace

void qualify(draft& d, std::string_view expression) {
    if (const auto sign = expression.find('='); sign != expression.npos) {
        const auto name = expression.substr(0, sign);
        const auto found = std::ranges::find_if(qualifiers, [name](const auto& q) { return lists(q.names, name); });
        if (found != std::end(qualifiers)) return found->apply(d, expression.substr(sign + 1));
    }
    qualify_trace(d, expression);
}

void qualify_trace(draft& d, std::string_view value) { d.calls = call_set::parse(value); }
void qualify_abbrev(draft& d, std::string_view value) { d.abbreviated = call_set::parse(value); }
void qualify_verbose(draft& d, std::string_view value) { d.dereferenced = call_set::parse(value); }
void qualify_raw(draft& d, std::string_view value) { d.raw = call_set::parse(value); }

void qualify_signals(draft& d, std::string_view value) {
    const auto [inverted, rest] = split_inversion(value);
    std::bitset<256> set;
    if (rest == "all") {
        set.set();
    } else if (rest != "none") {
        const auto tokens = split_list(rest);
        if (tokens.empty()) throw system_failure("invalid signal '" + std::string(rest) + "'");
        for (const auto token : tokens) set |= signal_of(token);
    }
    d.signals = inverted ? ~set : set;
}

void qualify_status(draft& d, std::string_view value) {
    static constexpr word words[] = {{"successful", status::successful},
                                     {"failed", status::failed},
                                     {"unfinished", status::unfinished},
                                     {"unavailable", status::unavailable},
                                     {"detached", status::detached}};
    d.status = parse_words(value, words, "status");
}

void qualify_quiet(draft& d, std::string_view value) {
    static constexpr word words[] = {{"attach", quiet::attach},
                                     {"exit", quiet::exit},
                                     {"exits", quiet::exit},
                                     {"path-resolution", quiet::path_resolution},
                                     {"personality", quiet::personality},
                                     {"thread-execve", quiet::thread_execve},
                                     {"superseded", quiet::thread_execve}};
    d.quiet = parse_words(value, words, "quiet");
    d.long_quiet = true;
}

void qualify_fds(draft& d, std::string_view value) {
    using enum fd_detail;
    static constexpr auto bits = [](fd_detail f) { return static_cast<std::uint64_t>(f); };
    static constexpr word words[] = {{"path", bits(path)},   {"socket", bits(socket)},
                                     {"dev", bits(dev)},     {"eventfd", bits(eventfd)},
                                     {"pidfd", bits(pidfd)}, {"signalfd", bits(signalfd)}};
    d.decode.descriptors = static_cast<fd_detail>(parse_words(value, words, "decode-fds"));
    d.long_fds = true;
}

void read_file_or_set(draft& d, std::string_view value) {
    if (number_set::has_form(value))
        qualify_read(d, value);
    else
        d.read = value;
}

void qualify_read(draft& d, std::string_view value) { d.dump_read = number_set::parse(value, "descriptor"); }
void qualify_written(draft& d, std::string_view value) { d.dump_written = number_set::parse(value, "descriptor"); }

void qualify_kvm(draft& d, std::string_view value) {
    if (value != "vcpu") throw system_failure("invalid -e kvm= argument: '" + std::string(value) + "'");
    d.kvm = true;
}

void qualify_namespaces(draft& d, std::string_view value) {
    static constexpr word words[] = {{"new", 1}};
    d.namespaces = parse_words(value, words, "namespace") != 0;
}

// "mismatch", which asks a policy's library what a context should be, is accepted and adds nothing.
void qualify_contexts(draft& d, std::string_view value) {
    enum : std::uint64_t { full = 1, mismatch = 2 };
    static constexpr word words[] = {{"full", full}, {"mismatch", mismatch}};
    const auto chosen = parse_words(value, words, "secontext");
    d.decode.contexts = (chosen & full) != 0 ? contexts::full : contexts::type;
}

void qualify_descriptors(draft& d, std::string_view value) { d.descriptors = number_set::parse(value, "descriptor"); }

void qualify_pids(draft& d, std::string_view value) {
    enum : std::uint64_t { comm = 1, spaces = 2 };
    static constexpr word words[] = {{"comm", comm}, {"pidns", spaces}};
    const auto chosen = parse_words(value, words, "decode-pids");
    d.decode.comms = d.lines.comms = (chosen & comm) != 0;
    d.decode.pid_spaces = (chosen & spaces) != 0;
}

void qualify_inject(draft& d, std::string_view value) { d.injections.push_back(parse_inject(value, d.warnings)); }
void qualify_fault(draft& d, std::string_view value) { d.injections.push_back(parse_fault(value, d.warnings)); }

}  // namespace whytrace::cli
