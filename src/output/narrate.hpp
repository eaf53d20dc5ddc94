// --narrate: below each line of the trace, what the tracer did to get it.
// Not here: the lines (text.cpp), the sentences (narrate_words.cpp), how a step reads (narrate_steps.cpp).
// The hard part: steps happen while lines are not there yet, and several tasks at a time; so each task's steps are kept until a line of
// its own is shown. What repeats is told once: a story that was told in full is one line from then on, and calls of which a story was
// told are counted after the first of a row (narrate_folds.cpp).
#pragma once

#include "output/channels.hpp"
#include "output/record.hpp"
#include "output/text.hpp"
#include "whytrace/tracer.hpp"

#include <array>
#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <sys/types.h>
#include <unordered_map>
#include <vector>

namespace whytrace::output {

inline constexpr std::string_view dim = "2", blue = "34";  // SGR, console_codes(4)

/// What the reader is told about in plain words, when it first appears.
enum class topic : std::uint8_t {
    seize,
    traceme,
    interrupt,
    interrupted,
    resume,
    resume_filtered,
    entry_stop,
    entry,
    reading,
    to_exit,
    exit_stop,
    exit,
    exec_event,
    no_return,
    ended,
    killed,
    birth,
    newborn,
    signal,
    delivery,
    group_stop,
    continued,
    listen,
    seccomp,
    registers,
    change,
    detach,
    count,
};

struct step {
    enum class kind : char {
        resume = 'c',
        deliver = 'd',
        stop = 'w',
        filtered = 'f',
        entry = 'e',
        exit = 'x',
        read = 'r',
        signal = 'n',
        event = 'v',
        end = 'q',
        other = 'o',
    };
    kind what = kind::other;
    std::string did;      ///< the request or call
    std::string meaning;  ///< what came of it
    std::string brief;    ///< in a folded story; empty: not mentioned there
    std::uint32_t bytes{};
    topic about = topic::count;
};

class narrator final : public format, public ptrace_observer {
  public:
    struct style {
        bool brief = false;  ///< no sentences
        bool colour = false;
    };
    narrator(const line_style& lines, style s, channels& pages) : text_(lines, pages), style_(s), pages_(pages) {}

    void show(const record& r) override;
    bool unsettled() override { return text_.unsettled() || !waiting_.empty(); }

    void request(long request, pid_t tid, std::uint64_t addr, std::uint64_t data, long result, int error) override;
    void waited(pid_t tid, int status) override;
    void memory_read(pid_t tid, std::uint64_t from, std::span<const std::byte> got, std::size_t wanted) override;

  private:
    struct counted {
        std::string name;
        std::size_t calls = 0, failed = 0;
    };
    struct task {
        std::vector<step> steps;
        bool inside = false;          // of a call, as the last question told
        bool asked_to_stop = false;   // by PTRACE_INTERRUPT
        std::size_t passed_over = 0;  // calls that no line was shown of
        bool in_row = false;          // the last line was a call that had nothing new
        bool crowded = false;         // other tasks have lines, too
        std::vector<counted> folded;  // those after it
    };
    struct waiting {
        flight* f;
        int age;
    };

    step of_request(task& t, long request, std::uint64_t addr, std::uint64_t data, long result, int error);
    step of_question(task& t, const void* info);
    void tell_stop(step& s, task& t, bool born, int signal, int event);
    step of_resumption(const task& t, long request, std::uint64_t signal);
    void add(pid_t tid, step s);
    void pass_over(task& t);
    void on_end(const records::call_ended& r);
    void show_slow();
    void begin(flight* f);
    bool has_nothing_new(const records::call_ended& r);
    void fold(const records::call_ended& r);
    void unfold(pid_t tid);
    void tell(pid_t tid, std::string_view call = {});
    void tell_story(std::string& out, std::span<const step> steps);
    void tell_steps(std::string& out, std::span<const step> steps);
    void tell_folded(std::string& out, std::span<const step> steps);
    void tell_words(std::string& out, topic about);
    void tell_sum();
    std::string painted(std::string_view code, std::string_view text) const;

    text text_;
    style style_;
    channels& pages_;
    std::unordered_map<pid_t, task> tasks_;
    std::vector<waiting> waiting_;  // calls that have begun, and whose line is not there yet
    std::set<std::string> known_;   // shapes of parts that were told in full, and of each call's stories
    std::string last_folded_;       // what stands below the last line, if it was told before
    std::array<bool, static_cast<std::size_t>(topic::count)> explained_{};
    std::size_t stops_ = 0, calls_ = 0, returns_ = 0, requests_ = 0, reads_ = 0;
    pid_t last_ = 0;
};

/// The kinds of its steps, a letter each, with what kind of event; reads in a row count as one.
std::string shape_of(std::span<const step> steps);
std::size_t reads_at_start(std::span<const step> steps);
std::size_t bytes_of(std::span<const step> reads);
/// Up to and with an entry or an exit, and what was read there.
std::span<const step> first_part(std::span<const step> steps);

/// The sentences about a topic, in lines that fit a terminal.
std::span<const std::string_view> words_about(topic t);

}  // namespace whytrace::output
