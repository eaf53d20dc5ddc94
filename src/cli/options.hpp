// Everything that the command line says, as plain data.
// Not here: how it is said (table.cpp, parse.cpp).
// Nothing hard here.
#pragma once

#include "cli/call_set.hpp"
#include "cli/inject.hpp"
#include "cli/tips.hpp"
#include "cli/words.hpp"
#include "output/line_style.hpp"
#include "output/summary.hpp"
#include "whytrace/decoder.hpp"
#include "whytrace/tracer.hpp"

#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace whytrace::cli {

/// What is done instead of tracing.
enum class task : std::uint8_t {
    trace,
    version,
    help,
    help_all,
    help_option,
    man,
    bash,
    zsh,
    fish,
    list,
    explain,
    explain_line,
    schema,
    diagnose,
    explain_refusal,
    reproduce,
    check_profile,
    merge,
};

/// What the trace looks like.
enum class shape : std::uint8_t { text, json, perfetto, folded, folded_count };

enum class colours : std::uint8_t { by_itself, always, never };  // --color

/// Whether calls are counted, and whether the trace is shown besides.
enum class counting : std::uint8_t { no, only, too };  // -c, -C

/// Messages that -q and -e quiet= suppress; bits.
namespace quiet {
inline constexpr std::uint64_t attach = 1, exit = 2, path_resolution = 4, personality = 8, thread_execve = 16, all = 31;
}

/// How calls may end, for -e status=, -z and -Z; bits.
namespace status {
inline constexpr std::uint64_t successful = 1, failed = 2, unfinished = 4, unavailable = 8, detached = 16, all = 31;
}

/// --seccomp-bpf.
enum class filtering : std::uint8_t { automatic, on, off };

/// Stacks behind each call and signal.
enum class stacks : std::uint8_t { none, symbols, source };  // -k, -kk

/// --narrate: what the tracer does, with or without explanations.
enum class narration : std::uint8_t { none, full, brief };

struct options {
    cli::task task = cli::task::trace;
    std::string subject;  ///< of the task: a mechanism, a recipe, an option; the name of a profile or of files to merge
    std::string name;     ///< argv[0] as typed: the prefix of messages
    std::vector<std::string> typed;  ///< the options as they stand on the command line
    bool whole_report = false;       ///< --diagnose=full
    launch_request program;          ///< argv is empty if there is none
    std::vector<pid_t> pids;

    tracer_options tracer;
    decode_options decode;
    output::line_style lines;
    cli::colours colours = cli::colours::by_itself;
    cli::counting counting = cli::counting::no;
    output::summary_style summary;

    call_set calls = call_set::everything();
    call_set abbreviated = call_set::everything();
    call_set dereferenced = call_set::everything();
    call_set raw = call_set::nothing();
    std::bitset<256> signals = ~std::bitset<256>{};
    std::uint64_t status = cli::status::all;
    std::uint64_t quiet = 0;
    std::vector<injection> injections;
    bool quiet_given = false;
    std::string question;  ///< of --explain and --explain-line
    cli::narration narrate = cli::narration::none;
    cli::stacks stacks = cli::stacks::none;
    std::size_t frame_limit = 256;

    cli::shape shape = cli::shape::text;
    std::optional<std::string> output;  ///< none: standard error, or standard output for what programs read
    std::optional<std::string> read;    ///< a recording, instead of a program or processes
    std::optional<std::string> record;  ///< a recording is written there as well
    bool append = false;
    bool separate = false;  ///< a file for each task
    bool debug = false;
    cli::filtering filter = filtering::automatic;
    std::vector<std::string> paths;                     ///< -P: only calls that concern one of these
    std::optional<number_set> dump_read, dump_written;  ///< -e read=, write=: descriptors whose data is shown
    bool kvm = false;                                   ///< -e kvm=vcpu
    bool namespaces = false;                            ///< -e namespace=new
    std::optional<number_set> descriptors;              ///< --trace-fds: only calls that concern one of these
    bool detach_on_exec = false;                        ///< -b execve
    std::uint32_t call_limit = 0;       ///< --syscall-limit: the trace ends after so many calls; 0: never
    std::optional<tip_choice> tips;     ///< --tips
    std::vector<std::string> warnings;  ///< said before anything else happens

    /// A format for programs, or a recording: times, names and whatever else is known go with every record.
    bool wants_everything() const { return shape != cli::shape::text || record; }
    /// What calls look like is of interest to nobody.
    bool only_counts() const { return counting == cli::counting::only && !record; }
    /// Whether a call may be shown; and whether every one may.
    bool wants(abi a, std::uint64_t nr) const { return calls.contains(a, nr); }
    bool wants_all_calls() const { return calls.is_everything(); }
    bool to_command() const { return output && (output->starts_with('|') || output->starts_with('!')); }
};

}  // namespace whytrace::cli
