// --narrate: what a reader must be able to learn from it alone, and how long it may get.
// Not here: each sentence.
// Nothing hard here.
#include "support/catch.hpp"
#include "support/proc.hpp"
#include "support/tracer.hpp"

#include <algorithm>
#include <filesystem>

using namespace whytrace::test;

namespace {

std::string narrated(std::vector<std::string> words) {
    const scratch here;
    words.insert(words.begin(), {"-o", here.path("t")});
    const result r = run(tracer(words));
    INFO(r.err);
    CHECK(r.ending == "exited with 0");
    return read_file(here.path("t"));
}

bool has(const std::string& text, const std::string& line) { return text.find(line) != std::string::npos; }

}  // namespace

TEST_CASE("option --narrate true answers the questions of a beginner, on 150 lines at most") {
    const std::string text = narrated({"--narrate", "true"});
    INFO(text);
    CHECK(std::ranges::count(text, '\n') <= 150);
    // How many stops does a call cost?
    CHECK(has(text, "Every call stops twice: once at its entry, once at its exit."));
    // How does the entry differ from the exit?
    CHECK(has(text, "Entry and exit have the same status; the kernel knows which one it is, so it is asked."));
    CHECK(has(text, "At the exit there is the result"));
    // Where does the string come from?
    CHECK(has(text, "It was read from the program's memory"));
    CHECK(has(text, "true\\0"));
    CHECK(has(text, "  | process_vm_readv 0x"));
    // What is SYSGOOD for?
    CHECK(has(
        text,
        "PTRACE_O_TRACESYSGOOD, one of the options, is what SIGTRAP|0x80 below comes from: without it a syscall-stop"));
    CHECK(has(text, "would look exactly like a SIGTRAP"));
    CHECK(has(text, "PTRACE_EVENT_EXEC"));
    CHECK(has(text, "  | as above: entry"));
    CHECK(has(text, "In all: "));
    CHECK(text.find('\033') == std::string::npos);
}

TEST_CASE("option --narrate=brief leaves the sentences out and nothing else") {
    const std::string text = narrated({"--narrate=brief", "true"});
    CHECK_FALSE(has(text, "Every call stops twice"));
    CHECK(has(text, "  | PTRACE_GET_SYSCALL_INFO         entry of execve"));
    CHECK(has(text, "stopped by SIGTRAP|0x80: a syscall-stop"));
}

TEST_CASE("children, signals and group-stops are told, each explained once") {
    if (run({"sh", "-c", "command -v python3"}).ending != "exited with 0") skip("no python3");
    const std::string text =
        narrated({"--narrate", "-f", "-e", "trace=kill,wait4,clone,clone3,fork,vfork", "python3", "-c",
                  "import os, signal\n"
                  "child = os.fork()\n"
                  "if child == 0: os.kill(os.getpid(), signal.SIGSTOP); os._exit(0)\n"
                  "os.waitpid(child, os.WUNTRACED); os.kill(child, signal.SIGCONT); os.waitpid(child, 0)"});
    INFO(text);
    for (const char* told : {"PTRACE_LISTEN", "PTRACE_EVENT_FORK", "the event's message ", "a group-stop",
                             "is about to be delivered", "PTRACE_GETSIGINFO", "run on, and take SIGSTOP",
                             "A tracer that says 0 has eaten it.", "it has exited with 0", "a child is born traced"})
        CHECK((has(text, told) || (std::string(told) == "PTRACE_EVENT_FORK" && has(text, "PTRACE_EVENT_CLONE"))));
    const std::string sentence = "A signal-delivery-stop";
    CHECK(text.find(sentence) == text.rfind(sentence));
}

TEST_CASE("what repeats is folded, and every stop of fork, wait, signal and exit is told") {
    const std::string text = narrated({"--narrate", "-f", "sh", "-c", "sleep 0.1 & wait"});
    INFO(text);
    CHECK(std::ranges::count(text, '\n') < 200);
    for (const char* told :
         {"a child is born traced", "PTRACE_EVENT_STOP: its first stop", "PTRACE_EVENT_EXEC", "wait4(-1, ",
          "SIGCHLD is about to be delivered", "run on, and take SIGCHLD", "it does not come back",
          "it has exited with 0", " more of ", "more, as above: ", "  | as above: waitpid = "})
        CHECK(has(text, told));
    // The second task's exit and both of the first one's are lines of their own.
    const auto count = [&](std::string_view part) {
        std::size_t n = 0;
        for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++n;
        return n;
    };
    CHECK(count("exit_group(0)") == 2);
    CHECK(count("+++ exited with 0 +++") == 2);
    CHECK(count("execve(") == 2);
    // All the calls are there, as a line or in the sum of a row.
    std::size_t calls = 0;
    for (std::size_t at = 0, end = 0; (end = text.find('\n', at)) != text.npos; at = end + 1) {
        const auto line = text.substr(at, end - at);
        if (const auto more = line.find(" more");
            line.starts_with("  | ") && more != line.npos && line.find(", as above: ") != line.npos)
            calls += std::stoul(line.substr(4));
        else if (line.find(" = ") != line.npos && !line.starts_with("  |"))
            ++calls;
    }
    CHECK(has(text, "In all: " + std::to_string(calls) + " calls, "));
}

TEST_CASE("events are told, also those of calls that are not shown") {
    for (const char* const how : {"--seccomp-bpf=off", "--seccomp-bpf=on", "--registers"}) {
        const std::string text = narrated({"--narrate", "-f", how, "-e", "trace=exit_group", "-e", "signal=none", "sh",
                                           "-c", "sh -c 'exit 3' & wait; exit 0"});
        INFO(text);
        CHECK((has(text, "PTRACE_EVENT_FORK") || has(text, "PTRACE_EVENT_VFORK") || has(text, "PTRACE_EVENT_CLONE")));
        CHECK(has(text, "the event's message "));
        CHECK(has(text, "PTRACE_EVENT_EXEC"));
        CHECK(std::ranges::count(text, '\n') < 80);
    }
}

TEST_CASE("without PTRACE_GET_SYSCALL_INFO entries and exits are told apart, too") {
    const std::string text = narrated({"--narrate", "--registers", "-e", "trace=openat,close", "true"});
    INFO(text);
    CHECK(has(text, "calls that are not shown came before"));
    CHECK(has(text, "its registers, at the entry of a call"));
    CHECK(has(text, "run on to the exit of this call"));
    CHECK(has(text, "its registers, at the exit of a call"));
    CHECK(std::ranges::count(text, '\n') < 60);
}

TEST_CASE("with a file for each task, each has its own story to the end") {
    const scratch here;
    const result r = run(tracer({"--narrate=brief", "-ff", "-o", here.path("t"), "sh", "-c", "true & wait"}));
    INFO(r.err);
    CHECK(r.ending == "exited with 0");
    std::size_t files = 0, launched = 0, born = 0;
    for (const auto& entry : std::filesystem::directory_iterator(here.path("."))) {
        const std::string text = read_file(entry.path());
        INFO(entry.path() << '\n' << text);
        ++files;
        launched += has(text, "PTRACE_SEIZE");
        born += has(text, "its first stop");
        CHECK(has(text, "it has exited with 0"));
    }
    CHECK(files == 2);
    CHECK(launched == 1);
    CHECK(born == 1);
}

TEST_CASE("in colour on a terminal, unless its owner does not want any") {
    const auto shown = [](const std::string& refused) {
        return run(program{.argv = tracer({"--narrate=brief", "true"}),
                           .terminal = true,
                           .environment = {{"TERM", "xterm"}, {"NO_COLOR", refused}}})
            .out;
    };
    CHECK(has(shown(""), "\033[2m  | PTRACE_SEIZE"));
    CHECK_FALSE(has(shown("1"), "\033["));
}

TEST_CASE("not together with what shows the same or nothing of it") {
    CHECK(run({tracer_file(), "--narrate", "--format=json", "true"}).ending == "exited with 1");
    CHECK(run({tracer_file(), "--narrate=x", "true"}).err.find("invalid --narrate argument: 'x'") != std::string::npos);
}
