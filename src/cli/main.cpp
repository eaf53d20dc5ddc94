// The program: from the command line to a trace. The only place that catches exceptions.
// Not here: options (parse.cpp), wiring (run.cpp).
// The hard part is behind it: every way out ends as the traced program did, and leaves nothing of it stopped.
#include "cli/diagnose.hpp"
#include "cli/parse.hpp"
#include "cli/replay.hpp"
#include "cli/run.hpp"

#include <exception>
#include <new>
#include <unistd.h>

namespace {

/// A tracer with more rights than who calls it hands them on: to its -o file, to what it attaches to. File capabilities are another
/// matter: there the administrator has said who may run it.
bool set_uid() { return getuid() != geteuid() || getgid() != getegid(); }

}  // namespace

int main(int argc, char** argv) {
    using namespace whytrace;
    cli::messages say(argc > 0 ? argv[0] : "whytrace");
    if (set_uid()) {
        say.say("set-user-ID or set-group-ID, which it never is: chmod ug-s, and let it have CAP_SYS_PTRACE (setcap) "
                "if it is to trace others");
        return 1;
    }
    std::vector<std::string> warned;
    try {
        const auto options = cli::parse(argc, argv, warned);
        if (const auto status = cli::inform(options)) return *status;
        if (options.read) {
            cli::read_recording(options, say);
            return 0;
        }
        end_like(cli::trace(options, say));
    } catch (const usage_error& e) {
        for (const auto& line : warned) say.say(line);
        if (*e.what()) say.say(e.what());
        say.hint();
        return e.exit_status;
    } catch (const refused& e) { cli::explain(e, 0, say); } catch (const system_failure& e) {
        for (const auto& line : warned) say.say(line);
        say.say(e.what());
        return e.exit_status;
    } catch (const std::bad_alloc&) { say.say("out of memory"); } catch (const std::exception& e) {
        say.say(e.what());
    }
    return 1;
}
