// Sinks: what is buffered and what is not, and what a failure costs.
// Not here: what is written.
// Nothing hard here.
#include "output/sink.hpp"
#include "support/scratch.hpp"

#include "support/catch.hpp"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <unistd.h>

using namespace whytrace::output;

namespace {

std::string contents(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

struct failures {
    int count = 0;
    int error = 0;
    std::string name;
    sink::failure teller() {
        return [this](const std::string& n, int e) { ++count, error = e, name = n; };
    }
};

}  // namespace

TEST_CASE("a file is written by large pieces, on request and at the end") {
    whytrace::test::scratch folder;
    const std::string path = folder.path("trace");
    failures f;
    {
        const auto file = open_file(path, false, f.teller());
        REQUIRE(file);
        file->write("one\n");
        CHECK(contents(path).empty());
        CHECK(file->unflushed());
        file->flush();
        CHECK(contents(path) == "one\n");
        CHECK_FALSE(file->unflushed());
        file->write("two\n");
        flush_all_files();
        CHECK(contents(path) == "one\ntwo\n");
        file->write("three\n");
    }
    CHECK(contents(path) == "one\ntwo\nthree\n");
    CHECK(f.count == 0);
}

TEST_CASE("pieces larger than the buffer arrive whole and in order") {
    whytrace::test::scratch folder;
    const std::string path = folder.path("trace"), big(300'000, 'x');
    {
        const auto file = open_file(path, false, {});
        file->write("first\n");
        file->write(big);
        file->write("last\n");
    }
    CHECK(contents(path) == "first\n" + big + "last\n");
}

TEST_CASE("a file may be appended to") {
    whytrace::test::scratch folder;
    const std::string path = folder.path("trace");
    open_file(path, false, {})->write("one\n");
    open_file(path, true, {})->write("two\n");
    CHECK(contents(path) == "one\ntwo\n");
    open_file(path, false, {})->write("three\n");
    CHECK(contents(path) == "three\n");
}

TEST_CASE("a file that cannot be opened is told by errno") {
    CHECK(open_file("/nonexistent/trace", false, {}) == nullptr);
    CHECK(errno == ENOENT);
}

TEST_CASE("a full disk is told once") {
    failures f;
    const auto file = open_file("/dev/full", false, f.teller());
    REQUIRE(file);
    for (int i = 0; i < 3; ++i) {
        file->write("line\n");
        file->flush();
    }
    CHECK(f.count == 1);
    CHECK(f.error == ENOSPC);
    CHECK(f.name == "/dev/full");
}

TEST_CASE("a reader that went away is told once") {
    std::signal(SIGPIPE, SIG_IGN);
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    close(ends[0]);
    failures f;
    direct_sink pipe(ends[1], true, "pipe", f.teller());
    pipe.write("one\n");
    pipe.write("two\n");
    CHECK(f.count == 1);
    CHECK(f.error == EPIPE);
}

TEST_CASE("a pipe that is full and non-blocking is waited for") {
    int ends[2];
    REQUIRE(pipe2(ends, O_NONBLOCK) == 0);
    const std::string big(200'000, 'x');  // more than a pipe holds: pipe(7)
    if (fork() == 0) {
        direct_sink(ends[1], true, "pipe", {}).write(big);
        _exit(0);
    }
    close(ends[1]);
    fcntl(ends[0], F_SETFL, 0);
    std::string got;
    char piece[4096];
    for (ssize_t n; (n = read(ends[0], piece, sizeof piece)) > 0;) got.append(piece, static_cast<std::size_t>(n));
    close(ends[0]);
    CHECK(got == big);
}

TEST_CASE("a command reads the trace, and is waited for") {
    whytrace::test::scratch folder;
    const std::string path = folder.path("out");
    { command_sink("|tr a-z A-Z > " + path, {}).write("hello\n"); }
    CHECK(contents(path) == "HELLO\n");
}
