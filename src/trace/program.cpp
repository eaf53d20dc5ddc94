// Looking up a program, its arguments, environment and user.
// Not here: what execve itself refuses; the child reports that.
// Nothing hard, but strace's messages: scripts and people know them.
#include "trace/program.hpp"

#include "whytrace/error.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <grp.h>
#include <pwd.h>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>

namespace whytrace::trace {

namespace {

[[noreturn]] void fail(const std::string& line) { throw system_failure(line); }

bool is_program(const std::string& path) {
    struct stat s {};
    return ::stat(path.c_str(), &s) == 0 && S_ISREG(s.st_mode) && (s.st_mode & 0111) != 0;
}

std::string working_folder() {
    char* const folder = ::getcwd(nullptr, 0);
    std::string name = folder ? folder : ".";
    std::free(folder);
    return name;
}

std::vector<std::string> environment(const launch_request& request) {
    std::vector<std::string> env;
    for (char** e = environ; e && *e; ++e) env.emplace_back(*e);
    for (const auto& [name, value] : request.env) {
        const std::string prefix = name + "=";
        const auto same = [&](const std::string& e) { return e.compare(0, prefix.size(), prefix) == 0; };
        if (!value) {
            env.erase(std::remove_if(env.begin(), env.end(), same), env.end());
        } else if (const auto old = std::find_if(env.begin(), env.end(), same); old != env.end()) {
            *old = prefix + *value;
        } else {
            env.push_back(prefix + *value);
        }
    }
    return env;
}

template <class Id> bool parse_id(std::string_view text, Id& id) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    return error == std::errc() && end == text.data() + text.size();
}

identity find_user(const std::string& user) {
    if (::geteuid() != 0) fail("You must be root to use the -u/--username option");
    identity who{};
    const auto colon = user.find(':');
    if (colon != std::string::npos) {
        const std::string_view text = user;
        if (!parse_id(text.substr(0, colon), who.uid) || !parse_id(text.substr(colon + 1), who.gid))
            fail("Cannot find user '" + user + "'");
        return who;
    }
    const passwd* entry = ::getpwnam(user.c_str());
    if (!entry && parse_id(user, who.uid)) entry = ::getpwuid(who.uid);
    if (!entry) fail("Cannot find user '" + user + "'");
    who.uid = entry->pw_uid;
    who.gid = entry->pw_gid;
    int count = NGROUPS_MAX;
    who.groups.resize(static_cast<std::size_t>(count));
    if (::getgrouplist(entry->pw_name, entry->pw_gid, who.groups.data(), &count) < 0) count = 0;
    who.groups.resize(static_cast<std::size_t>(count));
    return who;
}

std::vector<char*> pointers(std::vector<std::string>& strings) {
    std::vector<char*> p;
    p.reserve(strings.size() + 1);
    for (auto& s : strings) p.push_back(s.data());
    p.push_back(nullptr);
    return p;
}

}  // namespace

std::string find_program(const std::string& name) {
    if (name.find('/') != std::string::npos) {
        struct stat s {};
        if (::stat(name.c_str(), &s) != 0) fail("Cannot stat '" + name + "': " + std::strerror(errno));
        return name;
    }
    const char* variable = std::getenv("PATH");
    std::string_view path = variable ? variable : "/bin:/usr/bin";
    while (!name.empty()) {
        const auto colon = path.find(':');
        const std::string folder(path.substr(0, colon));
        std::string candidate = (folder.empty() ? working_folder() : folder) + "/" + name;
        if (is_program(candidate)) return candidate;
        if (colon == std::string_view::npos) break;
        path.remove_prefix(colon + 1);
    }
    fail("Cannot find executable '" + name + "'");
}

program::program(const launch_request& request)
    : path_(find_program(request.argv.front())), argv_(request.argv), env_(environment(request)) {
    if (request.argv0) argv_.front() = *request.argv0;
    if (!request.user.empty()) user_ = find_user(request.user);
    argv_pointers_ = pointers(argv_);
    env_pointers_ = pointers(env_);
}

const char* program::execute() const {
    if (user_) {
        if (::setgroups(user_->groups.size(), user_->groups.data()) != 0) return "setgroups";
        if (::setresgid(user_->gid, user_->gid, user_->gid) != 0) return "setresgid";
        if (::setresuid(user_->uid, user_->uid, user_->uid) != 0) return "setresuid";
    }
    ::execve(path_.c_str(), argv_pointers_.data(), env_pointers_.data());
    return "exec";
}

}  // namespace whytrace::trace
