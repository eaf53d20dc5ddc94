// When something happened: read only if it will be shown, so that a plain trace costs no clock at all.
// Not here: how times are shown (leader.cpp).
// Nothing hard here: both clocks are read without entering the kernel (vdso(7)).
#pragma once

#include <cstdint>
#include <ctime>

namespace whytrace::output {

/// Nanoseconds: time of day, and since some moment in the past. Zero where nobody wants to know.
struct stamp {
    std::int64_t wall{};
    std::int64_t steady{};
};

/// Which of the two the chosen format shows.
struct clock {
    bool wall{};
    bool steady{};

    stamp now() const { return {wall ? read(CLOCK_REALTIME) : 0, steady ? read(CLOCK_MONOTONIC) : 0}; }

  private:
    static std::int64_t read(clockid_t id) {
        timespec t{};
        clock_gettime(id, &t);
        return std::int64_t{t.tv_sec} * 1'000'000'000 + t.tv_nsec;
    }
};

}  // namespace whytrace::output
