// Asks `whytrace --diagnose --json`, and compares the answer with what a test knows to be true.
// Not here: making the situations (worlds.hpp, or --reproduce itself).
// The hard part: "nothing wrongly ruled out": the truth must not be among what was ruled out, and nothing else may be blamed.
#pragma once

#include "support/process.hpp"
#include "support/scratch.hpp"

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace whytrace::test {

/// What is true of a situation.
struct truth {
    std::string mechanism;  ///< empty: allowed
    std::string confidence = "proved";
    std::string error = "EPERM";              ///< of the request; empty: none was given
    std::vector<std::string> contributing{};  ///< exactly these
    std::vector<std::string> open{};          ///< what must be neither ruled out nor blamed
};

struct diagnosis {
    nlohmann::json json;
    std::string ending;
    std::string text;  ///< what was printed, for messages
};

/// whytrace in a folder that every user can look into.
class program_for_all {
  public:
    program_for_all();
    const std::string& path() const { return path_; }
    std::string in(const std::string& name) const { return scratch_.path(name); }

  private:
    scratch scratch_;
    std::string path_;
    process keeper_{{{"cat"}}};  // while one lives, the end of another does not end what a test has forked
};

/// Runs `argv`, which ends in whytrace --diagnose --json.
diagnosis ask(std::vector<std::string> argv, std::function<void()> before_exec = {});

/// Empty if the diagnosis is as true as it should be, else what is wrong.
std::string faults(const diagnosis& d, const truth& t);

/// Whether the system lets us make such a situation; says so.
bool root();

}  // namespace whytrace::test
