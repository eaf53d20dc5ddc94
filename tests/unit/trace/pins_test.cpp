// The table of pinned tasks, which the guard reads when the tracer is dead.
// Not here: masks that the kernel keeps (tests/core/handoff_test.cpp).
// Nothing hard here.
#include "support/catch.hpp"
#include "trace/pins.hpp"

using whytrace::trace::pin_table;

namespace {

cpu_set_t only(std::size_t cpu) {
    cpu_set_t mask;
    CPU_ZERO(&mask);
    CPU_SET(cpu, &mask);
    return mask;
}

}  // namespace

TEST_CASE("pins: a mask is kept once, whoever had it") {
    static pin_table table{};
    for (std::size_t i = 0; i < pin_table::capacity; ++i) REQUIRE(table.add(static_cast<pid_t>(i), only(i % 2)));
    CHECK(table.count == pin_table::capacity);
    CHECK(table.distinct == 2);
    for (std::size_t i = 0; i < pin_table::capacity; ++i) {
        const cpu_set_t expected = only(i % 2);
        REQUIRE(CPU_EQUAL(&table.before(table.pins[i]), &expected));
    }
    CHECK_FALSE(table.add(7, only(0)));
}

TEST_CASE("pins: with more masks than there is room for, the task is not pinned until nobody is") {
    static pin_table table{};
    for (std::size_t i = 0; i < table.masks.size(); ++i) REQUIRE(table.add(1, only(i)));
    CHECK_FALSE(table.add(2, only(table.masks.size())));
    CHECK(table.add(3, only(5)));
    table.count = 0;
    CHECK(table.add(4, only(table.masks.size())));
    const cpu_set_t expected = only(table.masks.size());
    CHECK(CPU_EQUAL(&table.before(table.pins[0]), &expected));
}
