// The other side of SECCOMP_RET_USER_NOTIF: a supervisor that answers what it is told to, or nothing at all.
// Not here: the filter (recipes.cpp).
// The hard part: the listener is made in the command's process and has to come here (SCM_RIGHTS).
#pragma once

#include "refusal/reproduce.hpp"

namespace whytrace::refusal {

void send_descriptor(int channel, int fd);
/// -1 if the other side ended without sending one.
int receive_descriptor(int channel);

/// Answers one notification, if there is one.
void answer_notification(int listener, stage::reply how, int error);

}  // namespace whytrace::refusal
