// Wrong values of every option that takes one, and options that do not go together: strace's own words, and exit status 1.
// Not here: our own options and what 7.2 says in other words (bad_input_test.cpp).
// Nothing hard here: both are asked.
#include "support/catch.hpp"
#include "support/side_by_side.hpp"
#include "support/tracer.hpp"

using namespace whytrace::test;

namespace {

const words command_lines[] = {
    {"-a", "x", "true"},
    {"-a", "", "true"},
    {"-a", "-5", "true"},
    {"-a", "5000000000", "true"},
    {"--columns=", "true"},
    {"-b", "x", "true"},
    {"-e", "trace=x", "true"},
    {"-e", "x=y", "true"},
    {"-e", "", "true"},
    {"-e", "trace=", "true"},
    {"-e", "trace=,", "true"},
    {"-e", "!", "true"},
    {"-e", "trace=!", "true"},
    {"-e", "trace=%x", "true"},
    {"-e", "trace=open,x", "true"},
    {"-e", "trace=/[", "true"},
    {"-e", "trace=read@x", "true"},
    {"-e", "trace=read@", "true"},
    {"-e", "trace=read@33", "true"},
    {"-e", "trace=99999", "true"},
    {"-e", "trace=-1", "true"},
    {"-e", "trace=1x", "true"},
    {"-e", "trace=?", "true"},
    {"-e", "trace=?x", "-e", "signal=none", "-qqq", "true"},
    {"-e", "signal=x", "true"},
    {"-e", "signal=", "true"},
    {"-e", "signal=-1", "true"},
    {"-e", "signal=256", "true"},
    {"-e", "signal=sigfoo", "true"},
    {"-e", "signal=1x", "true"},
    {"-e", "abbrev=x", "true"},
    {"-e", "verbose=x", "true"},
    {"-e", "raw=x", "true"},
    {"-e", "a=x", "true"},
    {"-e", "v=", "true"},
    {"-e", "read=x", "true"},
    {"-e", "write=x", "true"},
    {"-e", "read=-1", "true"},
    {"-e", "read=", "true"},
    {"--read=x", "true"},
    {"--read=1x", "true"},
    {"--read", "x", "true"},
    {"--read=", "true"},
    {"--read=!x", "true"},
    {"--read=2147483648", "true"},
    {"--read=3"},
    {"--read=all"},
    {"--rea=3", "-e", "none", "true"},
    {"-e", "write=1x", "true"},
    {"-e", "status=x", "true"},
    {"-e", "status=", "true"},
    {"-e", "quiet=x", "true"},
    {"-e", "quiet=", "true"},
    {"-e", "q=all,x", "true"},
    {"-e", "kvm=x", "true"},
    {"-e", "kvm=", "true"},
    {"-e", "decode-fds=x", "true"},
    {"-e", "decode-fds=", "true"},
    {"-e", "decode-pids=x", "true"},
    {"-e", "inject=", "true"},
    {"-e", "inject=x", "true"},
    {"-e", "inject=close", "true"},
    {"-e", "inject=close:x", "true"},
    {"-e", "inject=close:error=x", "true"},
    {"-e", "inject=close:retval=", "true"},
    {"-e", "inject=close:error=EIO:error=EIO", "true"},
    {"-e", "inject=close:error=EIO:when=0", "true"},
    {"-e", "inject=close:error=EIO:when=1..0", "true"},
    {"-e", "inject=close:signal=x", "true"},
    {"-e", "inject=close:delay_enter=x", "true"},
    {"-e", "inject=close:delay_exit=-1", "true"},
    {"-e", "inject=close:syscall=x", "true"},
    {"-e", "inject=close:syscall=open", "true"},
    {"-e", "inject=close:poke_enter=x", "true"},
    {"-e", "inject=close:poke_enter=@arg1=1", "true"},
    {"-e", "inject=close:poke_enter=@arg9=11", "true"},
    {"-e", "fault=", "true"},
    {"-e", "fault=x", "true"},
    {"-e", "fault=close:x", "true"},
    {"-e", "fault=close:when=x", "true"},
    {"-e", "fault=close:error=9999", "true"},
    {"--inject=x:error=EIO", "true"},
    {"--fault=close:retval=x", "true"},
    {"-E", "", "-e", "none", "true"},
    {"-E", "=", "-e", "none", "true"},
    {"-E", "=x", "-e", "none", "true"},
    {"-I", "x", "true"},
    {"-I", "0", "true"},
    {"-I", "5", "true"},
    {"-I", "", "true"},
    {"--interruptible=foo", "true"},
    {"-o", "", "true"},
    {"-o", "/nosuch/x", "true"},
    {"-o", "/", "true"},
    {"-O", "x", "true"},
    {"-O", "", "true"},
    {"-p", "x"},
    {"-p", "0"},
    {"-p", "-1"},
    {"-p", "1x"},
    {"-p", ""},
    {"-p", ","},
    {"-p", "1,x"},
    {"-s", "x", "true"},
    {"-s", "-1", "true"},
    {"-s", "", "true"},
    {"-s", "99999999999", "true"},
    {"-s", "2147483648", "true"},
    {"-s", "1073741824", "-e", "none", "true"},
    {"--string-limit=", "true"},
    {"-S", "x", "true"},
    {"-u", "", "true"},
    {"-U", "x", "true"},
    {"-X", "x", "true"},
    {"-X", "", "true"},
    {"--const-print-style=foo", "true"},
    {"--daemonize=x", "true"},
    {"--daemonize=", "true"},
    {"--strings-in-hex=x", "true"},
    {"--strings-in-hex=", "true"},
    {"--absolute-timestamps=x", "true"},
    {"--absolute-timestamps=", "-e", "none", "true"},
    {"--absolute-timestamps=ns,x", "true"},
    {"--absolute-timestamps=format:x", "true"},
    {"--timestamps=precision:x", "true"},
    {"--relative-timestamps=x", "true"},
    {"--syscall-times=x", "true"},
    {"--quiet=x", "true"},
    {"--quiet=", "true"},
    {"--decode-fds=x", "true"},
    {"--decode-pids=x", "true"},
    {"--signal=x", "true"},
    {"--signals=", "true"},
    {"--status=x", "true"},
    {"--raw=x", "true"},
    {"--abbrev=", "true"},
    {"--verbose=x", "true"},
    {"--kvm=x", "true"},
    {"--trace=x", "true"},
    {"--trace=", "true"},
    {"--detach-on=x", "true"},
    {"--tips=x", "true"},
    {"--nosuch", "true"},
    {"--nosuch=1", "true"},
    {"--str=5", "true"},
    {"--follow-forks=1", "true"},
    {"--output"},
    {"-z=1", "true"},
    {"-J", "true"},
    {"-e"},
    {"-fJ", "true"},
    {"--summary-sort-by=x", "true"},
    {"-DDDD", "true"},
    {"-D"},
    {"-f"},
    {"-Dp1"},
    {"-ff", "-o", "|cat", "true"},
    {"-t", "--timestamps", "true"},
    {"-qqqq", "-e", "none", "true"},
    {"-yyy", "-e", "none", "true"},
    {"-xxx", "-e", "none", "true"},
    {"-ZZ", "-z", "-e", "none", "true"},
};

// What strace warns of and goes on; and what it stops at.
const words warnings[] = {
    {"-F"}, {"-z", "-Z"}, {"-A"},       {"-S", "calls"}, {"-P", "/usr/.."},  {"-e", "inject=close:retval=5000000000"},
    {"-f"}, {"-i", "-c"}, {"-k", "-c"}, {"-y", "-c"},    {"-T", "-r", "-c"},
};
const words errors[] = {
    {"-D", "-D", "-D", "-D"},
    {"-c", "-C"},
    {"-c", "-ff", "-o", "/dev/null"},
    {"-U", "calls"},
    {"-w"},
    {"-ff", "-o", "|cat"},
    {"-f", "--follow-forks"},
    {"-ff", "--output-separately"},
    {"-q", "--quiet"},
    {"-D", "--daemonize"},
    {"-t", "--timestamps=unix"},
    {"-x", "--strings-in-hex"},
    {"-y", "--decode-fds"},
    {"-u", "nosuch"},
    {"-o", "/nosuch/x"},
    {"-I", "9"},
    {"-S", "x"},
    {"--nosuch"},
    {"--interruptible=x"},
    {"-X", "x"},
};

words joined(words one, const words& other) {
    one.insert(one.end(), other.begin(), other.end());
    return one;
}

}  // namespace

TEST_CASE("of several mistakes the same one is named, behind the same warnings") {
    need_strace();
    const words program = {"-e", "none", "true"};
    for (const words& error : errors) {
        for (const words& warning : warnings) CHECK(parting(joined(joined(error, warning), program)) == "");
        // Ours looks for a user, and opens files, when everything else is in order.
        for (const words& other : errors)
            if (&error < &other && other[0] != "-u" && other[0] != "-o")
                CHECK(parting(joined(joined(other, error), program)) == "");
    }
}

TEST_CASE("wrong values are answered as strace answers them") {
    need_strace();
    for (const words& arguments : command_lines) {
        if (strace_is_newer() && arguments == words{"-p", ","}) continue;  // later ones take it for no process at all
        const auto difference = parting(arguments);
        CHECK(difference == "");
    }
}
