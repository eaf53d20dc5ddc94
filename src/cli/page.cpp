// Opening what the trace is written to.
// Not here: writing (src/output).
// The hard part: with -ff the files are opened when their tasks first show something, long after the program was started; so that an
// unwritable folder is known before, one is tried.
#include "cli/page.hpp"

#include "text/format.hpp"
#include "whytrace/error.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace whytrace::cli {

namespace {

system_failure cannot_open(const std::string& path) {
    return system_failure("Can't fopen '" + path + "': " + std::strerror(errno));  // strace's word for it
}

void must_be_writable(const std::string& prefix) {
    const auto slash = prefix.rfind('/');
    const std::string folder = slash == prefix.npos ? "." : prefix.substr(0, slash + 1);
    if (access(folder.c_str(), W_OK | X_OK) != 0) throw cannot_open(prefix + ".PID");
}

/// An id that is given again goes on with its file.
bool is_met_again(std::vector<bool>& met, pid_t tid) {
    constexpr std::size_t limit = 4 * 1024 * 1024;  // proc_sys_kernel(5), pid_max; a recording may say anything
    const auto id = static_cast<std::size_t>(tid);
    if (id >= limit) return false;
    met.resize(std::max(met.size(), id + 1));
    const bool again = met[id];
    met[id] = true;
    return again;
}

output::sink::failure telling(messages& m) {
    return [&m](const std::string& name, int error) { m.say(fmt::format("{}: {}", name, std::strerror(error))); };
}

}  // namespace

output::channels open_recording(const std::string& path, messages& m) {
    auto file = output::open_file(path, false, telling(m));
    if (!file) throw cannot_open(path);
    return output::channels(std::move(file));
}

output::channels open_pages(const options& o, messages& m) {
    const auto failed = telling(m);
    if (o.separate) {
        must_be_writable(*o.output);
        return output::channels(
            [&o, failed, met = std::vector<bool>()](pid_t tid) mutable -> std::unique_ptr<output::sink> {
                const std::string path = fmt::format("{}.{}", *o.output, tid);
                if (auto file = output::open_file(path, o.append || is_met_again(met, tid), failed)) return file;
                failed(path, errno);
                return std::make_unique<output::no_sink>();
            });
    }
    if (!o.output)
        return output::channels(o.shape == shape::text && !o.read ? output::standard_error(failed)
                                                                  : output::standard_output(failed));
    if (o.to_command()) return output::channels(std::make_unique<output::command_sink>(*o.output, failed));
    auto file = output::open_file(*o.output, o.append, failed);
    if (!file) throw cannot_open(*o.output);
    return output::channels(std::move(file));
}

// By itself: only on a terminal that is said to know colours, and not against the user's wish (no-color.org).
bool in_colour(const options& o) {
    if (o.colours != colours::by_itself) return o.colours == colours::always;
    const auto variable = [](const char* name) {
        const char* value = std::getenv(name);
        return std::string_view(value ? value : "");
    };
    const auto terminal = variable("TERM");
    if (o.separate || !variable("NO_COLOR").empty() || terminal.empty() || terminal == "dumb" || terminal == "unknown")
        return false;
    struct stat s {};
    if (!o.output) return isatty(STDERR_FILENO) != 0;
    if (stat(o.output->c_str(), &s) != 0 || !S_ISCHR(s.st_mode)) return false;
    const int fd = open(o.output->c_str(), O_WRONLY | O_NOCTTY | O_CLOEXEC);
    const bool is_terminal = fd >= 0 && isatty(fd);
    if (fd >= 0) close(fd);
    return is_terminal;
}

}  // namespace whytrace::cli
