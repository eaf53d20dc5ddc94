// What --narrate says in plain words, each once.
// Not here: when (narrate.cpp).
// The hard part: every sentence is ptrace(2)'s, said shorter.
#include "output/narrate.hpp"

namespace whytrace::output {

namespace {

struct entry {
    topic about;
    std::array<std::string_view, 4> text;
};

constexpr entry sentences[] = {
    {topic::seize,
     {"The child was forked a moment ago and waits on a pipe. PTRACE_SEIZE makes us its tracer and does not stop it.",
      "PTRACE_O_TRACESYSGOOD, one of the options, is what SIGTRAP|0x80 below comes from: without it a syscall-stop",
      "would look exactly like a SIGTRAP that the program got from somewhere else."}},
    {topic::traceme, {"The child has asked for it itself, with PTRACE_TRACEME, and has stopped itself."}},
    {topic::interrupt,
     {"Only a task that is stopped can be told to run \"to the next system call\". So it is stopped."}},
    {topic::interrupted,
     {"The 32 bits of a status: 0x7f in the lowest byte means stopped, the next byte is a signal, the rest an event."}},
    {topic::resume, {"PTRACE_SYSCALL lets the task run and stops it when it enters a system call, or leaves one."}},
    {topic::resume_filtered,
     {"Few calls are wanted, so a seccomp filter is in the program: all others run without a stop. PTRACE_CONT does "
      "not",
      "ask for syscall-stops; the filter makes stops of its own."}},
    {topic::entry_stop,
     {"The kernel stops the task at the door: the call is not made yet. SIGTRAP|0x80 says syscall-stop."}},
    {topic::entry,
     {"Entry and exit have the same status; the kernel knows which one it is, so it is asked. At the entry there are",
      "the number and six arguments, as they lie in the registers: numbers, and addresses in the program's memory."}},
    {topic::reading,
     {"The string is not in the registers, only its address is. It was read from the program's memory, now, because",
      "after the call it may be gone (execve replaces all memory)."}},
    {topic::to_exit, {"Now the kernel makes the call. The same request again, and the next stop is the exit."}},
    {topic::exit_stop, {"Every call stops twice: once at its entry, once at its exit. That is why tracing is slow."}},
    {topic::exit,
     {"At the exit there is the result, and whatever the kernel wrote to the program's memory can be read. The",
      "arguments may be overwritten by then: on aarch64 the result takes the first one's register."}},
    {topic::exec_event,
     {"PTRACE_O_TRACEEXEC: the old program is gone and the new one has not run an instruction. The message is the id",
      "that the task had before: another one if a thread that is not the leader called execve."}},
    {topic::no_return, {"This call does not return, so it has no exit stop: the next news is the end of the task."}},
    {topic::ended, {"Not stopped but over: nothing can be asked of it any more. waitpid has released it."}},
    {topic::killed, {"A signal ended it; the lowest seven bits are its number. Bit 7 would mean that it left a core."}},
    {topic::birth,
     {"PTRACE_O_TRACEFORK, VFORK and CLONE: a child is born traced, with our options, and stops by itself. The message",
      "is its id. Its first stop may come before this one or after it: nothing orders two tasks."}},
    {topic::newborn,
     {"A task's first stop: nobody had to seize or stop it. It has not run an instruction of the program yet."}},
    {topic::signal,
     {"A signal-delivery-stop: the signal has not arrived yet. We are asked first, and nothing happens to the program",
      "until we say so."}},
    {topic::delivery, {"The signal is delivered by naming it here. A tracer that says 0 has eaten it."}},
    {topic::group_stop,
     {"A group-stop: the signal has been delivered and stops all threads of the process (Ctrl-Z, SIGSTOP)."}},
    {topic::continued,
     {"The group-stop is over: SIGCONT has ended it. The signal itself has a stop of its own, as any other."}},
    {topic::listen,
     {"PTRACE_LISTEN leaves it stopped, as its parent expects, and still tells us when SIGCONT ends that. "
      "PTRACE_SYSCALL",
      "would make it run on, and job control would not work under a tracer."}},
    {topic::seccomp,
     {"A seccomp filter of ours picked this call out; others do not stop at all, which costs nothing."}},
    {topic::registers,
     {"Without PTRACE_GET_SYSCALL_INFO the number and the arguments are taken from the registers. Nothing there says",
      "whether this is an entry or an exit: that must be remembered, stop by stop."}},
    {topic::change, {"A tracer may change what it sees: this is how -e inject= does it."}},
    {topic::detach, {"The task goes on without us, as if nothing had been."}},
};

}  // namespace

std::span<const std::string_view> words_about(topic t) {
    for (const entry& e : sentences) {
        if (e.about != t) continue;
        std::size_t count = 0;
        while (count < e.text.size() && !e.text[count].empty()) ++count;
        return std::span(e.text).first(count);
    }
    return {};
}

}  // namespace whytrace::output
