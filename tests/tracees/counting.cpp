// Counts in its calls, from 10000 on, until a byte comes on stdin; then it prints how far it came.
// Nothing hard here: a trace must have the numbers without a gap.
#include "tracees/tracee.hpp"

#include <poll.h>

int main() {
    dprintf(STDOUT_FILENO, "ready\n");
    int number = 10000;
    for (pollfd p{STDIN_FILENO, POLLIN, 0}; poll(&p, 1, 0) == 0; number++) mark(number);
    dprintf(STDOUT_FILENO, "%d\n", number);
}
