// `--reproduce`: a command with ptrace refused to it.
// Not here: how that is done (src/refusal/recipes.cpp).
// Nothing hard here.
#include "refusal/reproduce.hpp"
#include "cli/diagnose.hpp"
#include "cli/print.hpp"
#include "refusal/recipe.hpp"
#include "trace/program.hpp"
#include "whytrace/tracer.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sys/wait.h>
#include <unistd.h>

namespace whytrace::cli {

namespace {

bool names_target(const std::string& word) { return word.find("{}") != word.npos; }

void name_target(std::string& word, pid_t target) {
    for (std::size_t at = 0; (at = word.find("{}", at)) != word.npos;) word.replace(at, 2, std::to_string(target));
}

}  // namespace

int reproduce(const options& o) {
    if (o.subject == "list") {
        print(refusal::list_of_recipes());
        return 0;
    }
    const auto recipe = refusal::parse_recipe(o.subject);
    const trace::program as_typed(o.program);  // throws before anything is set up
    bool wants_target = false;
    for (const auto& word : o.program.argv) wants_target |= names_target(word);
    const int status = refusal::reproduce(recipe, wants_target, [&](pid_t target) {
        launch_request request = o.program;
        for (auto& word : request.argv) name_target(word, target);
        const trace::program program(request);
        const char* const failed = program.execute();
        std::fprintf(stderr, "%s: %s: %s\n", o.name.c_str(), failed, std::strerror(errno));
    });
    end_like(WIFSIGNALED(status) ? outcome{0, WTERMSIG(status)} : outcome{WEXITSTATUS(status), 0});
}

}  // namespace whytrace::cli
