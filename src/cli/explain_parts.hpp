// What the parts of --explain share.
// Not here: what others may ask (explain.hpp).
// Nothing hard here.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace whytrace::cli {

/// A title, and below it words in lines that fit a screen. Nothing if there are no words.
void append_list(std::string& out, std::string_view title, const std::vector<std::string>& words);

/// Whether there is a call of this name; then it is explained.
bool explain_call(std::string& out, std::string_view name);
/// What calls take when an argument is this constant.
void explain_variants(std::string& out, std::string_view constant);

/// What the number of an ioctl command says by itself (<linux/ioctl.h>; the same on all four ABIs).
void explain_command_number(std::string& out, std::uint64_t number);

/// Names of anything that can be explained which differ from `name` the least, and not by much.
std::vector<std::string> close_names(std::string_view name);

}  // namespace whytrace::cli
