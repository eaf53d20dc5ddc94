// The library's face: one object that owns the loop.
// Not here: anything that traces.
// The hard part: whatever happens between launch and run, nobody stays behind stopped.
#include "whytrace/tracer.hpp"

#include "trace/attach.hpp"
#include "trace/launch.hpp"
#include "trace/loop.hpp"
#include "trace/ptrace.hpp"
#include "trace/wait.hpp"

#include <sys/resource.h>
#include <unistd.h>

namespace whytrace {

struct tracer::state {
    state(tracer_options o, listener& l) : options(o), loop(options, l) {}

    tracer_options options;
    trace::loop loop;
    std::unique_ptr<trace::program> program;
    trace::launched launched;
};

tracer::tracer(tracer_options options, listener& l) : state_(std::make_unique<state>(options, l)) {
    trace::observer = options.observer;
    trace::measures_cpu_time = options.cpu_times;
}

tracer::~tracer() {
    if (state_->launched.release >= 0) ::close(state_->launched.release);
    if (state_->loop.tasks().size() > 0) state_->loop.abandon();
    trace::observer = nullptr;
}

void tracer::launch(const launch_request& request) {
    auto& s = *state_;
    s.program = std::make_unique<trace::program>(request);
    const auto filter = s.loop.filter();
    s.launched = trace::launch({*s.program, s.options, s.loop.ptrace_options(), filter, s.loop.signals()});
    s.loop.tasks().exec_path = s.launched.exec_path;
    auto& t = s.loop.tasks().add(s.launched.pid, s.launched.pid, 0, birth::launched);
    t.launching = trace::launch_phase::preparing;
    t.seized = !s.options.traceme || s.options.background != daemonize::no;
    t.arrived = t.stopped = true;
    s.loop.tasks().children_silent = !s.options.follow;
}

// From the first attachment on, a fatal signal lets go of everybody in order.
std::optional<refused> tracer::attach(pid_t pid) {
    state_->loop.signals().install();
    return trace::attach(state_->loop, pid, state_->options.follow);
}

// A fatal signal is not to meet a tracer without handlers that has a running program.
outcome tracer::run() {
    auto& s = *state_;
    s.loop.signals().install();
    if (s.launched.release >= 0) {
        trace::let_run(s.launched.release);
        ::close(s.launched.release);
        s.launched.release = -1;
        s.loop.begin(s.launched.pid);
    }
    return s.loop.run();
}

void tracer::serve() { state_->loop.serve(); }

memory& tracer::memory_of(pid_t tid) {
    state_->loop.memory().of(tid);
    return state_->loop.memory();
}

std::size_t tracer::write_memory(pid_t tid, std::uint64_t to, std::span<const std::byte> bytes) {
    state_->loop.memory().of(tid);
    return state_->loop.memory().write(to, bytes);
}

std::optional<std::uint64_t> tracer::instruction_pointer(pid_t tid) { return state_->loop.instruction_pointer(tid); }

std::chrono::nanoseconds tracer::processor_time() const { return state_->loop.processor_time(); }

std::size_t tracer::tasks() const { return state_->loop.tasks().told(); }

void tracer::alarm_after(std::chrono::milliseconds delay) { state_->loop.alarm_after(delay); }

void tracer::leave() { state_->loop.leave(); }

void tracer::stop(int signal) { trace::own_signals::set_fatal(signal); }

void end_like(const outcome& o) {
    if (o.signal != 0) {
        const rlimit no_core{0, 0};  // the core, if any, is the program's
        ::setrlimit(RLIMIT_CORE, &no_core);
        std::signal(o.signal, SIG_DFL);
        sigset_t only;
        ::sigemptyset(&only);
        ::sigaddset(&only, o.signal);
        ::sigprocmask(SIG_UNBLOCK, &only, nullptr);
        ::kill(::getpid(), o.signal);
        // Still here: PID 1 of a container, which the kernel spares, or a signal that does not end a process.
        ::_exit(128 + o.signal);
    }
    ::_exit(o.exit_code);
}

}  // namespace whytrace
