// Catch2 v2 and v3 under one include.
// Not here: main, which Catch2::Catch2WithMain has (or catch_main.cpp, in a cross build).
// Nothing hard here; but v2 has no SKIP(): what cannot run is left out where the test is declared, loudly.
#pragma once

#if __has_include(<catch2/catch_test_macros.hpp>)
#include <catch2/catch_approx.hpp>
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#else
#include <catch2/catch.hpp>
#endif
