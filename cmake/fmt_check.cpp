// Whether a program is complete with fmt_functions.cpp and no library of fmt: uses what ours uses.
// Not here: anything of ours.
// Nothing hard here.
#include <fmt/format.h>
#include <iterator>
#include <string>

int main(int argc, char** argv) {
    std::string text = fmt::format("{:#x} {:>5} {:.3f} {}", argc, argv[0], 1.5 * argc, 1.5F);
    fmt::format_to(std::back_inserter(text), "{:<{}}{:?}", argc, 4, 'x');
    return text.empty();
}
