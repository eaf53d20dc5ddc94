// Eight threads that wake each other: two pairs over futexes, two over pipes. pingpong ROUNDS
// Not a test of anything: bench.sh traces it, since two threads that take turns are the worst case for a hand-off between CPUs.
// Hard part: the futex pair must really sleep each turn, so it waits in the kernel first and does not spin.

#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace {

void futex_player(std::atomic<unsigned>& turn, unsigned mine, int rounds) {
    auto* word = reinterpret_cast<unsigned*>(&turn);
    for (int round = 0; round < rounds; ++round) {
        for (unsigned now; (now = turn.load()) % 2 != mine;)
            syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, now, nullptr, nullptr, 0);
        turn.fetch_add(1);
        syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
    }
}

// Throws the ball first if it serves, then returns it `rounds` times.
void pipe_player(int in, int out, bool serves, int rounds) {
    char ball = 'o';
    for (int round = 0; round < rounds; ++round) {
        if (!serves && read(in, &ball, 1) != 1) std::abort();
        if (write(out, &ball, 1) != 1) std::abort();
        if (serves && read(in, &ball, 1) != 1) std::abort();
    }
}

}  // namespace

int main(int count, char** arguments) {
    const int rounds = count == 2 ? std::atoi(arguments[1]) : 0;
    if (rounds <= 0) {
        std::fputs("pingpong ROUNDS\n", stderr);
        return 2;
    }
    std::array<std::atomic<unsigned>, 2> turns{};
    std::vector<std::thread> players;
    for (auto& turn : turns)
        for (unsigned mine : {0u, 1u}) players.emplace_back(futex_player, std::ref(turn), mine, rounds);
    for (int pair = 0; pair < 2; ++pair) {
        int there[2], back[2];
        if (pipe(there) != 0 || pipe(back) != 0) std::abort();
        players.emplace_back(pipe_player, back[0], there[1], true, rounds);
        players.emplace_back(pipe_player, there[0], back[1], false, rounds);
    }
    for (auto& player : players) player.join();
}
