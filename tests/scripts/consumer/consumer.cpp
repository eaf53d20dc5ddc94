// Uses the installed library as an outsider does.
// Not here: any knowledge of whytrace's source tree.
// Nothing hard here.
#include <whytrace/version.hpp>

#include <iostream>

int main() { std::cout << "version " << whytrace::version() << '\n'; }
