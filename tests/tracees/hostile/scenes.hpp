// The scenes of the hostile program. Each ends by itself; what it returns is the program's exit code.
// Not here: what a tracer must make of them (core/hostile_test.cpp).
// Nothing hard here: a scene that executes its own program again gets a step number, which begins with 0.
#pragma once

#include "tracees/tracee.hpp"

// memory.cpp
int racing(int), bytes(int), lengths(int), addresses(int);
// tasks.cpp
int forks(int), threads(int), execs(int), leaders(int), clones(int), bomb(int);
// signals.cpp
int storm(int), stops(int), kills(int), tracing(int);
// world.cpp
int filters(int), identity(int), namespaces(int), descriptors(int), binary(int), mixed(int);

/// This program, playing SCENE from STEP on. Returns only if it fails.
void play_again(const char* program, const char* scene, int step);
/// Waits for the child and returns its wait status.
int status_of(pid_t child);
