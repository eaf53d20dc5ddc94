// So many threads at a time, each with a few calls, that end together. threads COUNT
// Not a test of anything: bench.sh looks at the memory that a tracer needs for them.
// Hard part: small stacks, and a start that does not depend on how fast each one is traced.

#include <cstdio>
#include <cstdlib>
#include <pthread.h>
#include <unistd.h>
#include <vector>

namespace {

pthread_barrier_t all_there;

void* wait_for_all(void*) {
    for (int i = 0; i < 4; ++i) close(1000);
    pthread_barrier_wait(&all_there);
    return nullptr;
}

}  // namespace

int main(int count, char** arguments) {
    const int threads = count == 2 ? std::atoi(arguments[1]) : 0;
    if (threads <= 0) {
        std::fputs("threads COUNT\n", stderr);
        return 2;
    }
    pthread_barrier_init(&all_there, nullptr, static_cast<unsigned>(threads));
    pthread_attr_t small;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 64 * 1024);
    std::vector<pthread_t> all(static_cast<std::size_t>(threads));
    for (auto& thread : all)
        if (pthread_create(&thread, &small, wait_for_all, nullptr) != 0) std::abort();
    for (const auto thread : all) pthread_join(thread, nullptr);
}
