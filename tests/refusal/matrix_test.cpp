// Every mechanism and every seccomp action as --reproduce makes them, as root and as a user without privilege, alone and on top of each other.
// Not here: situations made without --reproduce (worlds_test.cpp).
#include "refusal/diagnosis.hpp"
#include "refusal/worlds.hpp"
#include "support/catch.hpp"
#include "support/tracer.hpp"

#include <algorithm>

using namespace whytrace::test;

namespace {

using words = std::vector<std::string>;

enum class by { everybody, root, user };

struct row {
    words recipes;  // the first is outermost
    truth expected;
    words options{};  // of the innermost whytrace; "-p {}" asks about the recipe's target
    by whom = by::everybody;
};

const words attach{"-p", "{}"};

const row rows[] = {
    // seccomp: each action, on launching
    {{"seccomp"}, {"seccomp"}},
    {{"seccomp:errno=EACCES"}, {"seccomp", "proved", "EACCES"}},
    {{"seccomp:errno=ENOSYS"}, {"seccomp", "proved", "ENOSYS"}},
    {{"seccomp:errno=ESRCH"}, {"seccomp", "proved", "ESRCH"}},
    {{"seccomp:errno=EINVAL"}, {"seccomp", "proved", "EINVAL"}},
    {{"seccomp:errno=EIO"}, {"seccomp", "proved", "EIO"}},
    {{"seccomp:errno=200"}, {"seccomp", "proved", "errno 200"}},
    {{"seccomp:errno=0"}, {"seccomp", "proved", ""}},
    {{"seccomp:action=trap"}, {"seccomp", "proved", ""}},
    {{"seccomp:action=kill"}, {"seccomp", "proved", ""}},
    {{"seccomp:action=kill-thread"}, {"seccomp", "proved", ""}},
    {{"seccomp:action=trace"}, {"seccomp", "proved", "ENOSYS"}},
    {{"seccomp:action=notify"}, {"seccomp", "proved", ""}},
    {{"seccomp:action=notify:answer=closed"}, {"seccomp", "proved", "ENOSYS"}},
    {{"seccomp:action=notify:answer=EPERM"}, {"seccomp", "proved", "EPERM"}},
    {{"seccomp:action=notify:answer=EACCES"}, {"seccomp", "proved", "EACCES"}},
    // filters that do not matter
    {{"seccomp:action=notify:answer=continue"}, {""}},
    {{"seccomp:action=log"}, {""}},
    {{"seccomp:action=allow"}, {""}},
    {{"seccomp:call=kcmp"}, {""}},
    // by request
    {{"seccomp:request=seize"}, {"seccomp"}},
    {{"seccomp:request=traceme"}, {""}},
    {{"seccomp:request=traceme"}, {"seccomp"}, {"--traceme"}},
    {{"seccomp:request=traceme:action=trap"}, {"seccomp", "proved", ""}, {"--traceme"}},
    {{"seccomp:request=seize"}, {""}, {"--traceme"}},
    {{"seccomp:request=attach"}, {""}},
    {{"seccomp:request=getregset"}, {""}},
    {{"seccomp"}, {"seccomp"}, {"--traceme"}},
    {{"seccomp:errno=0"}, {"seccomp", "proved", ""}, {"--traceme"}},
    {{"seccomp:action=kill"}, {"seccomp", "proved", ""}, {"--traceme"}},
    {{"seccomp:action=notify:answer=EPERM"}, {"seccomp"}, {"--traceme"}},
    {{"seccomp:action=notify:answer=continue"}, {""}, {"--traceme"}},
    // profiles
    {{"docker-18.09"}, {"seccomp"}},
    {{"docker-20.10"}, {""}},
    {{"containerd-1.6"}, {"seccomp"}},
    {{"podman"}, {"seccomp"}},
    // attaching
    {{"landlock"}, {"landlock", "likely"}, attach},
    {{"landlock:layers=3"}, {"landlock", "likely"}, attach},
    {{"landlock"}, {""}},  // a child is inside
    {{"landlock"}, {""}, {"--traceme"}},
    {{"dumpable"}, {"dumpable"}, attach},
    {{"dumpable:keep=root"}, {"dumpable", "likely"}, attach, by::root},  // root's files are root's: by elimination
    {{"credentials"}, {"credentials"}, attach, by::root},
    {{"credentials:keep=root"}, {"credentials"}, attach, by::root},
    {{"capabilities"}, {"capabilities"}, attach, by::root},
    {{"capabilities:keep=root"}, {"capabilities"}, attach, by::root},
    {{"user_namespace"}, {"user_namespace"}, attach},
    {{"user_namespace"}, {""}},
    {{"pid_namespace"}, {"pid_namespace", "proved", "ESRCH"}, attach, by::root},
    {{"pid_namespace"}, {"pid_namespace", "proved", "ESRCH", {"user_namespace"}}, attach, by::user},
    {{"pid_namespace:proc=own"}, {"no_such_process", "proved", "ESRCH", {}, {"pid_namespace"}}, attach},
    {{"already_traced"}, {"already_traced"}, attach},
    {{"already_traced"}, {"already_traced"}},
    {{"already_traced"}, {"already_traced"}, {"--traceme"}},
    {{"zombie"}, {"zombie"}, attach},
    {{"kernel_thread"}, {"kernel_thread"}, attach, by::root},
    {{"kernel_thread"}, {"kernel_thread", "proved", "EPERM", {"credentials", "capabilities"}}, attach, by::user},
    {{"self"}, {"self"}, attach},
    {{"no_such_process"}, {"no_such_process", "proved", "ESRCH"}, attach},
    // two causes
    {{"landlock", "seccomp"}, {"seccomp", "proved", "EPERM", {"landlock"}}, attach},
    {{"dumpable", "seccomp"}, {"seccomp", "proved", "EPERM", {"dumpable"}}, attach},
    {{"dumpable", "seccomp:errno=ENOSYS"}, {"seccomp", "proved", "ENOSYS", {"dumpable"}}, attach},
    {{"dumpable", "seccomp:action=kill"}, {"seccomp", "proved", "", {"dumpable"}}, attach},
    {{"dumpable", "seccomp:action=notify"}, {"seccomp", "proved", "", {"dumpable"}}, attach},
    {{"already_traced", "seccomp"}, {"seccomp", "proved", "EPERM", {"already_traced"}}, attach},
    {{"credentials", "seccomp"}, {"seccomp", "proved", "EPERM", {"credentials"}}, attach, by::root},
    {{"user_namespace", "seccomp"}, {"seccomp", "proved", "EPERM", {"user_namespace"}}, attach},
    {{"zombie", "seccomp"}, {"seccomp", "proved", "EPERM", {"zombie"}}, attach},
    {{"no_such_process", "seccomp"}, {"seccomp", "proved", "EPERM", {"no_such_process"}}, attach},
    {{"dumpable", "landlock"}, {"dumpable", "proved", "EPERM", {}, {"landlock"}}, attach},
    {{"credentials", "landlock"}, {"credentials", "proved", "EPERM", {}, {"landlock"}}, attach, by::root},
    {{"already_traced", "landlock"}, {"landlock", "likely", "EPERM", {"already_traced"}}, attach},
    {{"user_namespace", "landlock"}, {"user_namespace", "proved", "EPERM", {}, {"landlock"}}, attach},
    {{"docker-18.09", "landlock"}, {"seccomp"}},
    {{"docker-20.10", "seccomp:errno=EACCES"}, {"seccomp", "proved", "EACCES"}},
    // wrong leads: a filter, a missing capability, a domain that do not matter
    {{"dumpable", "docker-20.10"}, {"dumpable"}, attach},
    {{"already_traced", "docker-20.10"}, {"already_traced"}, attach},
    {{"landlock", "docker-20.10"}, {"landlock", "likely"}, attach},
    {{"zombie", "docker-20.10"}, {"zombie"}, attach},
    {{"docker-20.10", "landlock"}, {""}},
    {{"credentials:keep=root", "docker-20.10"}, {"credentials"}, attach, by::root},
    {{"seccomp:action=log", "seccomp:errno=EACCES"}, {"seccomp", "proved", "EACCES"}},
    {{"seccomp:errno=EACCES", "seccomp:errno=EPERM"}, {"seccomp", "proved", "EPERM"}},  // the newer one's data
    {{"seccomp:errno=EACCES", "seccomp:action=kill"}, {"seccomp", "proved", ""}},       // the stricter action
};

words command(const program_for_all& whytrace, const row& r) {
    words argv;
    for (const auto& recipe : r.recipes) {
        argv.push_back(whytrace.path());
        argv.push_back("--reproduce=" + recipe);
    }
    argv.push_back(whytrace.path());
    argv.insert(argv.end(), r.options.begin(), r.options.end());
    argv.insert(argv.end(), {"--diagnose", "--json"});
    return argv;
}

std::string shown(const row& r) {
    std::string text;
    for (const auto& recipe : r.recipes) text += "--reproduce=" + recipe + " ";
    for (const auto& option : r.options) text += option + " ";
    return text;
}

void check_all(by whom, std::size_t part, std::size_t parts) {
    const program_for_all whytrace;
    std::size_t checked = 0;
    for (std::size_t i = part; i < std::size(rows); i += parts) {
        const row& r = rows[i];
        if (r.whom != by::everybody && r.whom != whom) continue;
        if (r.recipes.front() == "kernel_thread" && !kernel_threads_are_seen()) continue;
        const auto wants_landlock = [](const std::string& recipe) { return recipe.starts_with("landlock"); };
        if (std::ranges::any_of(r.recipes, wants_landlock) && !kernel_has_landlock()) continue;
        const diagnosis d = whom == by::user ? ask(command(whytrace, r), drop_privileges) : ask(command(whytrace, r));
        INFO(shown(r) << (whom == by::user ? "as a user without privilege" : "as root"));
        CHECK(faults(d, r.expected) == "");
        ++checked;
    }
    CHECK(checked > 10);
}

}  // namespace

// In parts, so that they run side by side.
TEST_CASE("as root, first part") {
    if (!root()) skip("not root");
    check_all(by::root, 0, 2);
}
TEST_CASE("as root, second part") {
    if (!root()) skip("not root");
    check_all(by::root, 1, 2);
}
TEST_CASE("as a user without privilege, first part") { check_all(by::user, 0, 2); }
TEST_CASE("as a user without privilege, second part") { check_all(by::user, 1, 2); }
