// let_in PROGRAM...: runs the program after it was opened to every tracer (prctl(2), PR_SET_PTRACER), which Yama remembers beyond execve.
// Not here: what Yama does then (refusals.sh).
// Nothing hard here.
#include <sys/prctl.h>
#include <unistd.h>

int main(int argc, char** argv) {
    if (argc < 2 || prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0) != 0) return 1;
    execvp(argv[1], argv + 1);
    return 1;
}
