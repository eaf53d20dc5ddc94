// Many tasks. scale threads|processes|fair COUNT, or: scale among COUNT CALLS
// Not here: what a tracer needs for them (core/scale_test.cpp).
// The hard part: "fair" never ends if the tracer serves the busy thread alone.
#include "tracee.hpp"

#include <atomic>
#include <cstring>
#include <pthread.h>
#include <sys/wait.h>
#include <vector>

namespace {

std::atomic<int> at_work;
pthread_barrier_t all_there;

void* be_there(void*) {
    for (int i = 0; i < 4; ++i) mark(1000);
    pthread_barrier_wait(&all_there);
    return nullptr;
}

void* work(void*) {
    for (int i = 0; i < 50; ++i) mark(1000);
    --at_work;
    return nullptr;
}

void* wait_for_end(void*) {
    pthread_barrier_wait(&all_there);
    return nullptr;
}

std::vector<pthread_t> start(int count, void* (*what)(void*)) {
    pthread_attr_t small;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 64 * 1024);
    std::vector<pthread_t> all(static_cast<std::size_t>(count));
    for (auto& thread : all) require(pthread_create(&thread, &small, what, nullptr) == 0);
    return all;
}

void bear(int count) {
    constexpr int at_a_time = 20;
    for (int alive = 0; count > 0 || alive > 0;) {
        for (; count > 0 && alive < at_a_time; --count, ++alive)
            if (fork() == 0) {
                mark(1000);
                _exit(0);
            }
        require(wait(nullptr) > 0);
        --alive;
    }
}

}  // namespace

int main(int, char** arguments) {
    const int count = std::atoi(arguments[2]);
    if (std::strcmp(arguments[1], "processes") == 0) {
        bear(count);
        return 0;
    }
    if (std::strcmp(arguments[1], "among") == 0) {
        pthread_barrier_init(&all_there, nullptr, static_cast<unsigned>(count) + 1);
        const auto waiting = start(count, wait_for_end);
        for (int calls = std::atoi(arguments[3]); calls > 0; --calls) mark(1000);
        pthread_barrier_wait(&all_there);
        for (const auto thread : waiting) pthread_join(thread, nullptr);
        return 0;
    }
    pthread_barrier_init(&all_there, nullptr, static_cast<unsigned>(count));
    at_work = count;
    const bool fair = std::strcmp(arguments[1], "fair") == 0;
    const auto all = start(count, fair ? work : be_there);
    while (fair && at_work > 0) mark(1001);
    for (const auto thread : all) pthread_join(thread, nullptr);
    return 0;
}
