// main() of the unit tests in a cross build, where the build machine's Catch2 library is of no use.
// Not for native builds: they link Catch2::Catch2WithMain.
// Nothing hard here. Catch2 v2 only: v3 is no longer one header.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
