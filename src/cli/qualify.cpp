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
    {"decode-fds decode-fd", qualify_fds},
    {"decode-pids decode-pid", qualify_pids},
    {"read reads r", qualify_reads},
    {"write writes w", qualify_writes},
    {"inject", qualify_inject},
    {"fault", qualify_fault},
};

bool lists(std::string_view names, std::string_view name) {
    while (!names.empty()) {
        const auto one = names.substr(0, names.find(' '));
        if (one == name) return true;
        names.remove_prefix(std::min(names.size(), one.size() + 1));
    }
    return false;
}

std::bitset<256> signal_of(std::string_view token) {
    std::bitset<256> set;
    unsigned n = 0;
    const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), n);
    if (error == std::errc{} && end == token.data() + token.size() && n < set.size()) return set.set(n);
    if (const auto named = signal_number(token)) return set.set(static_cast<std::size_t>(*named));
    throw system_failure("invalid signal '" + std::string(token) + "'");
}

descriptor_set descriptors_of(std::string_view value) {
    const auto [inverted, rest] = split_inversion(value);
    if (rest == "all" || rest == "none") return {{}, inverted == (rest == "none")};
    descriptor_set set{{}, inverted};
    const auto tokens = split_list(rest);
    if (tokens.empty()) throw system_failure("invalid descriptor '" + std::string(rest) + "'");
    for (const auto token : tokens) {
        int fd = 0;
        const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), fd);
        if (error != std::errc{} || end != token.data() + token.size() || fd < 0)
            throw system_failure("invalid descriptor '" + std::string(token) + "'");
        set.listed.push_back(fd);
    }
    return set;
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

void qualify_pids(draft& d, std::string_view value) {
    static constexpr word words[] = {{"comm", 1}};
    d.decode.comms = d.lines.comms = parse_words(value, words, "decode-pids") != 0;
}

void qualify_reads(draft& d, std::string_view value) { d.decode.dumped_reads = descriptors_of(value); }
void qualify_writes(draft& d, std::string_view value) { d.decode.dumped_writes = descriptors_of(value); }
void qualify_inject(draft& d, std::string_view value) { d.injections.push_back(parse_inject(value, d.warnings)); }
void qualify_fault(draft& d, std::string_view value) { d.injections.push_back(parse_fault(value, d.warnings)); }

}  // namespace whytrace::cli
