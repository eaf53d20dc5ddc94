// What the diagnosis found, as data: report.cpp words it for people, json.cpp for programs.
// Not here: how it was found (rules.cpp), what helps (remedies.cpp).
// The hard part is honesty: each mechanism is found, ruled out, contributing or undetermined, always with a reason.
#pragma once

#include "refusal/mechanism.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace whytrace::refusal {

enum class verdict : std::uint8_t { allowed, refused, unknown };
enum class confidence : std::uint8_t { proved, likely };

struct evidence {
    std::string source, value, meaning;
};
struct judged {
    mechanism who;
    std::string because;
};
struct remedy {
    std::string who, where, what, scope;
};  ///< who must do it, where, the words or lines themselves, what else it opens
struct request_line {
    std::string name, answer;
};  ///< "PTRACE_SEIZE", "EPERM"
struct target_name {
    pid_t pid;
    std::string comm;
};

struct hypothesis {
    std::string what, answer;
};

struct finding {
    whytrace::refusal::verdict verdict = verdict::unknown;
    std::optional<mechanism> who;  ///< none if allowed
    std::optional<whytrace::refusal::confidence> confidence;
    std::string because;  ///< one sentence about `who`
    std::string request = "PTRACE_SEIZE";
    int error = 0;      ///< as the kernel answered; 0 if allowed or never answered
    int predicted = 0;  ///< what the rules say that it must answer
    std::vector<request_line> requests;
    std::vector<request_line> refused_later;  ///< those of them that a filter would refuse once the trace has begun
    std::optional<target_name> target;
    std::vector<evidence> seen;
    std::vector<judged> ruled_out, undetermined, contributing;
    std::vector<remedy> remedies;
    std::vector<hypothesis> hypotheses;  ///< what people suspect in a container, gone through
    std::string profile;                 ///< whose seccomp filter this looks like; empty: nobody's that we know
    std::vector<evidence> program;       ///< what is special about the file of the program to be run
    std::string environment;             ///< "Docker container", "plain host" …
    std::vector<evidence> environment_signs;
};

}  // namespace whytrace::refusal
