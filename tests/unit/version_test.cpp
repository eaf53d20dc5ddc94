// The library's version is three numbers.
// Not here: what the program prints of it (tests of the command line).
// Nothing hard here.
#include "whytrace/version.hpp"

#include "support/catch.hpp"

#include <algorithm>

TEST_CASE("the version is three numbers") {
    const auto version = whytrace::version();
    CHECK(std::ranges::count(version, '.') == 2);
    CHECK(version.find_first_not_of("0123456789.") == version.npos);
}
