// A program that does to its tracer what it can: `hostile SCENE`.
// Not here: the scenes. What an honest program does at worst is in the other tracees.
// The hard part: a scene must end the same way without a tracer, under a slow one, and as any user.
#include "tracees/hostile/scenes.hpp"

#include <cstring>
#include <sys/wait.h>

namespace {

constexpr struct {
    const char* name;
    int (*play)(int step);
} scenes[] = {
    {"racing", racing},
    {"bytes", bytes},
    {"lengths", lengths},
    {"addresses", addresses},
    {"forks", forks},
    {"threads", threads},
    {"execs", execs},
    {"leaders", leaders},
    {"clones", clones},
    {"bomb", bomb},
    {"storm", storm},
    {"stops", stops},
    {"kills", kills},
    {"tracing", tracing},
    {"filters", filters},
    {"mixed", mixed},
    {"identity", identity},
    {"namespaces", namespaces},
    {"descriptors", descriptors},
    {"binary", binary},
};

}  // namespace

void play_again(const char* program, const char* scene, int step) {
    char number[12];
    snprintf(number, sizeof number, "%d", step);
    execl(program, "hostile", scene, number, nullptr);
}

int status_of(pid_t child) {
    int status = 0;
    require(child > 0 && waitpid(child, &status, __WALL) == child);
    return status;
}

int main(int argc, char** argv) {
    require(argc > 1);
    alarm(60);  // a scene that hangs is killed by SIGALRM
    for (const auto& s : scenes)
        if (strcmp(s.name, argv[1]) == 0) return s.play(argc > 2 ? atoi(argv[2]) : 0);
    return 98;
}
