// The program: from the command line to a trace. The only place that catches exceptions.
// Not here: options (the table), tracing, decoding, output. This file wires them.
// The hard part: every way out ends as the traced program did, and leaves nothing of it stopped.
#include "whytrace/version.hpp"

#include <cstdio>

int main() {
    const auto version = whytrace::version();
    std::printf("whytrace -- version %.*s\n", static_cast<int>(version.size()), version.data());
}
