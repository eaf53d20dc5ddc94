// The manual page, in man(7)'s macros.
// Not here: help for the terminal (help.cpp).
// Nothing hard here; what troff would take for its own (backslashes, hyphens, dots at the start of a line) is escaped.
#include "cli/help.hpp"
#include "text/format.hpp"
#include "whytrace/version.hpp"

#include <iterator>

namespace whytrace::cli {

namespace {

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '\\')
            out += "\\e";
        else if (c == '-')
            out += "\\-";
        else if (c == '\'' || c == '"')
            out += c == '"' ? "\\(dq" : "\\(aq";
        else
            out += c;
    }
    return out;
}

void append_row(std::string& out, const option_row& row) {
    out += fmt::format(".TP\n.B {}\n", escaped(spelling(row)));
    for (std::string_view rest = row.aliases; !rest.empty();) {
        const auto alias = rest.substr(0, rest.find(' '));
        out += fmt::format(".TQ\n.B \\-\\-{}\n", escaped(alias));
        rest.remove_prefix(std::min(rest.size(), alias.size() + 1));
    }
    out += fmt::format("{}.\n.br\n.I {}\n", escaped(row.help), escaped(row.example));
}

constexpr std::string_view description = R"(.SH DESCRIPTION
.B whytrace
runs a program, or attaches to one that runs, and shows its system calls and signals in the words of
.BR strace (1).
The program keeps its standard input, output and error, its exit status and its fatal signal; whytrace ends the same way.
If
.BR ptrace (2)
is refused, whytrace says which mechanism refused it, how that is known, and what helps.
)";

constexpr std::string_view sets = R"(.SH SETS
.TP
.BI \-e\  [ trace= ] SET
Names and numbers of calls, classes (%file %desc %process %network %signal %ipc %memory %creds %stat %fstat %pure %clock \(el) and
/regular expressions/, separated by commas; a leading ! inverts the set, ? before a name allows that it is unknown, @64 or @32 behind
it means the calls of 64\-bit or 32\-bit programs only. The last \-e trace= holds.
.TP
.BI \-e\ signal= SET
Names, with or without SIG, and numbers.
.TP
.BI \-e\ status= SET
successful, failed, unfinished, unavailable, detached.
.TP
.BI \-e\ quiet= SET
attach, exit, path\-resolution, personality, thread\-execve.
.TP
.BI \-e\ decode\-fds= SET
path, socket, dev, eventfd, pidfd, signalfd.
.TP
.BI \-e\ decode\-pids= SET
comm, pidns.
.TP
.BI \-e\ trace\-fds= SET ,\ read= SET ,\ write= SET
Numbers of descriptors: whose calls are shown, whose data is shown.
.TP
.BI \-e\ kvm= vcpu
Why virtual processors stop.
.TP
.BI \-e\ abbrev= SET ,\ verbose= SET ,\ raw= SET
Sets of calls, as for trace=.
.PP
all and none are sets too.
.SH COLOURS
STRACE_COLORS changes the colours of parts of a line: syscall, call, argname, argval, const, comment, punct, retval, error, each with an
SGR sequence: STRACE_COLORS="syscall=1;33:error=1;31". With NO_COLOR set there are none, unless \-\-color=always is given.
.SH EXIT STATUS
That of the program, or its fatal signal; 1 if whytrace itself could not do what it was asked.
.SH SEE ALSO
.BR strace (1),
.BR ptrace (2)
)";

}  // namespace

std::string manual_page() {
    std::string out = fmt::format(".TH WHYTRACE 1 \"\" \"whytrace {}\" \"User Commands\"\n", version());
    out += ".SH NAME\nwhytrace \\- a small strace that says why\n.SH SYNOPSIS\n.B whytrace\n[\\fIOPTIONS\\fR] "
           "\\fIPROGRAM\\fR "
           "[\\fIARGUMENTS\\fR]\n.br\n.B whytrace\n[\\fIOPTIONS\\fR] \\-p \\fIPID\\fR\n";
    out += description;
    out += ".PP\nLong options may be abbreviated as in strace, except those that are not strace\\(aqs own:\n";
    std::string ours;
    for (const auto& row : option_table())
        if (row.ours) ours += fmt::format("{}\\-\\-{}", ours.empty() ? "" : ", ", escaped(row.name));
    out += ours + ".\n";
    out += ".SH OPTIONS\n";
    for (std::size_t g = 0; g < std::size(group_titles); ++g) {
        out += fmt::format(".SS {}\n", group_titles[g]);
        for (const auto& row : option_table())
            if (static_cast<std::size_t>(row.in) == g) append_row(out, row);
    }
    out += manual_of_refusals();
    out += sets;
    return out;
}

}  // namespace whytrace::cli
