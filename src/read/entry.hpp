// One object of a recording, as the records of a trace have it: times, ids, the call, its values.
// Not here: which of them are shown, and how calls are put together (src/cli/replay.cpp).
// Nothing hard here.
#pragma once

#include "output/record.hpp"
#include "whytrace/call.hpp"
#include "whytrace/event.hpp"
#include "whytrace/frame.hpp"
#include "whytrace/value.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace whytrace::read {

struct entry {
    enum class event : std::uint8_t {
        start,
        enter,
        syscall,
        waits,
        moved,
        signal,
        stop,
        exited,
        killed,
        superseded,
        mode,
        attach,
        fork,
        exec,
        detach,
        end,
        other
    };
    enum class ending : std::uint8_t { returned, lost, detached };

    event what{event::other};
    output::origin from;  ///< of a call: as of its entry

    // enter, syscall
    whytrace::call call;
    bool raw{};
    output::alteration altered;
    std::string dump;
    value_tree tree;
    value_tree whole;      ///< the arguments with all that is recorded of them, if wanted
    bool resumed{};        ///< its beginning is an object of its own
    output::origin after;  ///< as of its end
    ending end{};
    result outcome;

    // The others, by their names in the schema.
    int signal{}, code{};
    bool core{};
    fork_kind kind{};
    pid_t other{};  ///< moved: to; superseded: by; fork: parent; exec: former
    birth how{};
    whytrace::abi mode{};
    std::uint32_t info{};  ///< signal: node in `tree`
    std::string program;
    std::vector<frame> stack;  ///< its names live as long as the recording

    // start
    int schema{};
    bool follow{}, launched{}, descriptors{};
};

}  // namespace whytrace::read
