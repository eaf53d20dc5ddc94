// The manual page's part about refusals: the options' meaning together, the JSON, and two whole answers.
// Not here: the report's wording (src/refusal).
// The hard part: the examples are true. The rules themselves make them, and a test runs their commands and compares
// (tests/refusal/command_line_test.cpp).
#include "cli/help.hpp"
#include "refusal/diagnose.hpp"
#include "refusal/example.hpp"
#include "refusal/mechanism.hpp"
#include "text/format.hpp"

#include <fmt/ranges.h>
#include <string_view>

namespace whytrace::cli {

namespace {

constexpr std::string_view text = R"(.SH WHEN TRACING IS REFUSED
A launch or an attachment that is refused at the start is told in strace's words, followed by a report; whytrace ends with 1. A refusal
later, of a thread or of memory after an exec, is one notice, and the trace goes on.
.PP
.B \-\-diagnose
asks without tracing: about a child of whytrace's own (it says what is special about the file of PROGRAM, which is not run), or about the
process of
.BR \-p ;
with
.B \-\-traceme
about PTRACE_TRACEME instead of PTRACE_SEIZE. Exit status: 0 allowed, 1 refused, 2 could not tell, or wrong usage.
The report is made for one screen: the verdict, its proof, what people suspect in a container and what is true of it, the narrowest
remedies, what would refuse next, what is unclear, what is ruled out and why, and where this is.
.B \-\-diagnose=full
adds the wider remedies, every sign of the place, and the answer to each request that a trace needs.
.PP
As JSON
.RB ( \-\-json )
every key is always there:
.BR verdict
(allowed, refused, unknown),
.B mechanism
(null, or {}),
.B confidence
(null, proved, likely),
.BR because ,
.BR request ,
.B errno
(of the kernel or the filter, by name, or null),
.B predicted
(what the facts say that it must be),
.B requests
(what a tracer needs, with the answer to each),
.B target
(null, or pid and comm),
.BR evidence ,
.BR ruled_out ,
.BR undetermined ,
.B contributing
(what would refuse next),
.B remedies
(narrowest first),
.BR hypotheses ,
.B profile
(whose seccomp filter it looks like),
.B program
(what is special about the program's file), and
.BR environment .
)";

/// Lines as they are: in troff a backslash is written as \\e, and a line may not begin with a dot or a quote.
std::string verbatim(std::string_view lines) {
    std::string out;
    for (const char c : lines)
        out += c == '\\' ? std::string("\\e") : c == '-' ? std::string("\\-") : std::string(1, c);
    return out;
}

std::string example(std::string_view title, std::string_view command, std::string_view answer) {
    return fmt::format(".SS {}\n.EX\n$ {}\n{}\n.EE\n", title, verbatim(command), verbatim(answer));
}

}  // namespace

std::string manual_of_refusals() {
    using namespace refusal;
    return fmt::format(text, fmt::join(mechanism_names, ", ")) +
           example("Allowed", "whytrace --diagnose --json", json(allowed_example())) +
           example("Refused", "whytrace --reproduce=seccomp whytrace --diagnose --json", json(refused_example()));
}

}  // namespace whytrace::cli
