// --explain and --explain-line: the facts that a reader asks for are in the answer, and a misspelt name finds its neighbour.
// Not here: where the facts come from (unit/gen).
// Nothing hard here.
#include "cli/explain.hpp"
#include "support/catch.hpp"
#include "whytrace/error.hpp"

#include <algorithm>

using whytrace::cli::explanation;
using whytrace::cli::line_explanation;

namespace {

bool says(const std::string& text, std::initializer_list<std::string_view> all) {
    return std::ranges::all_of(all, [&](std::string_view one) { return text.find(one) != text.npos; });
}

std::string complaint(std::string_view name) {
    try {
        return explanation(name);
    } catch (const whytrace::system_failure& e) { return e.what(); }
}

}  // namespace

TEST_CASE("a system call: numbers, arguments, classes, flags with values") {
    const auto text = explanation("openat");
    INFO(text);
    CHECK(says(text, {"x86_64 257", "aarch64 56", "dfd", "dirfd", "filename", "path", "open_flags", "returns fd",
                      "%file", "%desc", "O_CLOEXEC=0x80000", "man 2 openat"}));
    CHECK(std::ranges::count(text, '\n') < 24);
}

TEST_CASE("a call that is many: a few commands with what each takes, hundreds by name") {
    const auto text = explanation("fcntl");
    INFO(text);
    CHECK(says(text, {"more, by the value of cmd:", "F_SETLK=0x6 F_SETLKW=0x7", "arg in struct flock", "returns pid",
                      "F_GETFL=0x3", "returns x32 (flags open_flags)", "others"}));
    for (const auto* name : {"fcntl", "ioctl", "prctl", "bpf", "keyctl", "ptrace", "futex"}) {
        INFO(name);
        CHECK(std::ranges::count(explanation(name), '\n') <= 45);
    }
    CHECK(says(explanation("ioctl"), {"more, by the value of cmd; --explain one of its names below"}));
}

TEST_CASE("a command of such a call: what chooses it, arguments with directions, the value of each architecture") {
    const auto lock = explanation("F_GETLK");
    INFO(lock);
    CHECK(says(lock, {"0x5 (5) everywhere", "fcntl(fd, cmd = F_GETLK, arg) returns long", "arg  out struct flock_owner",
                      "(out: the kernel writes it)", "l_pid pid", "man 2 fcntl"}));
    CHECK(says(explanation("TIOCGWINSZ"), {"ioctl(fd, cmd = TIOCGWINSZ, arg)", "out struct winsize", "ws_row u16"}));
    CHECK(says(explanation("PR_SET_PTRACER"), {"prctl(option = PR_SET_PTRACER, arg2)", "0x59616d61"}));
    CHECK(says(explanation("F_SETFL"), {"arg  flags open_flags", "O_APPEND=0x400"}));
    CHECK(says(explanation("PR_SET_MM_MAP"), {"prctl(option = PR_SET_MM, arg2 = PR_SET_MM_MAP, arg3, arg4, arg5)"}));
    CHECK(says(explanation("SNDRV_TIMER_IOCTL_NEXT_DEVICE"),
               {"not described", "the kernel reads and writes 20 bytes", "ioctl type 0x54, number 1"}));
    CHECK(explanation("O_CLOEXEC").find("returns") == std::string::npos);  // it chooses nothing
}

TEST_CASE("signals, errnos, constants, structures and classes") {
    CHECK(says(explanation("SIGCHLD"), {"signal 17", "is ignored"}));
    CHECK(says(explanation("sigkill"), {"SIGKILL", "cannot be handled"}));
    CHECK(says(explanation("ENOENT"), {"error number 2", "No such file or directory"}));
    CHECK(says(explanation("O_CLOEXEC"), {"0x80000", "openat", "pipe2"}));
    CHECK(says(explanation("O_DIRECTORY"), {"x86_64 0x10000", "aarch64 0x4000"}));
    CHECK(says(explanation("TIOCGWINSZ"), {"0x5413", "ioctl"}));
    CHECK(says(explanation("struct iovec"), {"x86_64 16", "i386 8", "iov_base", "iov_len"}));
    CHECK(says(explanation("%file"), {"openat", "statx"}));
    CHECK(says(explanation("stat"), {"a system call", "struct stat"}));
}

TEST_CASE("nothing of this name: what is close") {
    CHECK(complaint("opnat") == "nothing is called 'opnat'; did you mean openat?");
    CHECK(complaint("SIGCHILD").find("SIGCHLD") != std::string::npos);
    CHECK(complaint("O_CLOEXECC").find("O_CLOEXEC") != std::string::npos);
    CHECK(complaint("o_cloexec").find("O_CLOEXEC") != std::string::npos);
    CHECK(complaint("chldd") == "nothing is called 'chldd'; did you mean SIGCHLD?");
    CHECK(complaint("ENOENTT") == "nothing is called 'ENOENTT'; did you mean ENOENT?");
    CHECK(complaint("TIOCGWINSX") == "nothing is called 'TIOCGWINSX'; did you mean TIOCGWINSZ?");
    CHECK(complaint("struct iovex") == "nothing is called 'struct iovex'; did you mean iovec?");
    CHECK(complaint("%fiel") == "nothing is called '%fiel'; did you mean %file?");
    CHECK(complaint("opne_flags").find("open_flags") != std::string::npos);
    CHECK(complaint("zzzzzzzzzzzzzzz") == "nothing is called 'zzzzzzzzzzzzzzz'");
}

TEST_CASE("a line is taken apart") {
    CHECK(says(
        line_explanation("openat(AT_FDCWD, \"a, b)\", O_RDONLY|O_CLOEXEC) = -1 ENOENT (No such file or directory)"),
        {"open a file", "filename", "\"a, b)\"", "O_CLOEXEC is 0x80000", "error 2: No such file or directory"}));
    CHECK(says(line_explanation("[pid  123] 12:01:02 read(3</x>, \"r\"..., 4096) = 29 (INJECTED) <0.000021>"),
               {"in front", "3</x>", "count", "4096", "= 29", "(INJECTED)", "<0.000021>"}));
    CHECK(says(line_explanation("poll([{fd=3, events=POLLIN}], 1, 1000 <unfinished ...>"),
               {"other lines come before its end"}));
    CHECK(says(line_explanation("<... poll resumed>) = 0 (Timeout)"), {"further up", "= 0"}));
    CHECK(says(line_explanation("--- SIGCHLD {si_signo=SIGCHLD} ---"), {"signal 17"}));
    CHECK(says(line_explanation("+++ exited with 0 +++"), {"exit code"}));
    CHECK(says(line_explanation("exit_group(0) = ?"), {"did not come back"}));
    CHECK_THROWS_AS(line_explanation("hello"), whytrace::system_failure);
    CHECK_THROWS_WITH(line_explanation("opnat(AT_FDCWD) = 3"),
                      "this is no line of a trace that I know: 'opnat(AT_FDCWD) = 3'; did you mean openat?");
}
