// The pages of a trace: one for all tasks, or one file for each (-ff), with what is unfinished on each.
// Not here: what is written on them (text.cpp), how bytes leave (sink.cpp).
// The hard part: a line that is open on a page, and calls held back from it, belong to the page; a page may end before its calls.
#pragma once

#include "output/record.hpp"
#include "output/sink.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <sys/types.h>
#include <unordered_map>
#include <vector>

namespace whytrace::output {

/// What a page has.
struct tally {
    std::uint64_t calls{}, failed{}, signals{}, tasks{};
};

struct channel {
    explicit channel(std::unique_ptr<sink> s) : to(std::move(s)) {}

    /// How many are held up to `f`, itself included; 0 if it is not held.
    std::size_t held_through(const flight& f) const;
    /// A pause more for all that are held: how many of the oldest have had enough. A page of each format counts for itself.
    std::size_t age(std::uint8_t flight::*pauses);
    /// The oldest so many are held no longer.
    void let_go(std::size_t count) { held.erase(held.begin(), held.begin() + static_cast<std::ptrdiff_t>(count)); }

    std::unique_ptr<sink> to;
    flight* open = nullptr;     ///< the call whose line has no end yet
    std::vector<flight*> held;  ///< entered and not shown yet, oldest first
    bool begun = false;         ///< a format with a beginning has written it
    tally counted;              ///< for formats that end with counts
};

class channels {
  public:
    using opener = std::function<std::unique_ptr<sink>(pid_t)>;

    explicit channels(std::unique_ptr<sink> shared) : shared_(std::make_unique<channel>(std::move(shared))) {}
    explicit channels(opener open) : open_(std::move(open)) {}

    channel& of(pid_t tid) { return shared_ ? *shared_ : own(tid); }
    /// A page for each task.
    bool separate() const { return !shared_; }
    /// The page of a task that is gone is closed, if it was its own.
    void close(pid_t tid) { own_.erase(tid); }

    template <class F> void each(F&& f) {
        if (shared_) f(*shared_);
        for (auto& [tid, c] : own_) f(c);
    }

  private:
    channel& own(pid_t tid);

    std::unique_ptr<channel> shared_;
    opener open_;
    std::unordered_map<pid_t, channel> own_;
};

}  // namespace whytrace::output
