// System V and POSIX inter-process communication: every command of the control calls.
// Not here: the lines that are expected: expected/ipc.lines.
// The hard part: the numbers of what is made, and the times in it, differ from run to run: a fresh ipc namespace makes the former equal.
#include "tracees/calls/calls.hpp"

#include <mqueue.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

using namespace calls;

namespace {

void shared_memory() {
    section();
    for (const long flags : {01600L, 03600L, 0L, 014000L, 0x54000600L, 0xffffffffL})
        sys(SYS_shmget, 0x7701, 4096, flags);
    sys(SYS_shmget, 0, 0, 0600);
    const long id = sys(SYS_shmget, 0, 4096, 01600);
    for (const long command : {0L, 1L, 2L, 3L, 11L, 12L, 13L, 14L, 15L, 99L, 0x102L, -1L}) {
        sys(SYS_shmctl, -1, command, page);
        sys(SYS_shmctl, -1, command, nowhere);
        sys(SYS_shmctl, id + 100, command, nullptr);
    }
    sys(SYS_shmctl, id, IPC_STAT, page_end - 16);
    shmid_ds mode{};
    mode.shm_perm.uid = 0, mode.shm_perm.gid = 0, mode.shm_perm.mode = 0640;
    sys(SYS_shmctl, id, IPC_SET, put(mode)), sys(SYS_shmctl, id, SHM_LOCK, nullptr),
        sys(SYS_shmctl, id, SHM_UNLOCK, page);
    sys(SYS_shmctl, 0, IPC_INFO, page), sys(SYS_shmctl, 0, IPC_INFO, nowhere);
    sys(SYS_shmctl, 0, SHM_INFO, page), sys(SYS_shmctl, 0, SHM_STAT, nowhere);
    const long at = sys(SYS_shmat, id, 0x30000000, 0);
    sys(SYS_shmat, id, 0x30000001, 020000), sys(SYS_shmat, -1, nullptr, 0x1f000), sys(SYS_shmat, -1, 5, -1),
        sys(SYS_shmat, id + 100, nullptr, 010000);
    sys(SYS_shmdt, at), sys(SYS_shmdt, at), sys(SYS_shmdt, nullptr), sys(SYS_shmdt, nowhere);
    sys(SYS_shmctl, id, IPC_RMID, nullptr);
}

void semaphores() {
    section();
    for (const long flags : {01600L, 03600L, 0L, 0xffffffffL}) sys(SYS_semget, 0x7702, 3, flags);
    sys(SYS_semget, 0, -1, 01600);
    const long id = sys(SYS_semget, 0, 3, 01600);
    for (const long command : {0L, 1L, 2L, 3L, 11L, 12L, 13L, 14L, 15L, 16L, 17L, 18L, 19L, 20L, 99L, 0x102L, -1L}) {
        sys(SYS_semctl, -1, 5, command, page);
        sys(SYS_semctl, -1, -1, command, nowhere);
        sys(SYS_semctl, id + 100, 0, command, nullptr);
    }
    const unsigned short values[3] = {1, 2, 3};
    sys(SYS_semctl, id, 0, SETALL, put(values)), sys(SYS_semctl, id, 0, GETALL, page + 64),
        sys(SYS_semctl, id, 0, GETALL, nowhere), sys(SYS_semctl, id, 1, SETVAL, 5), sys(SYS_semctl, id, 1, GETVAL, 0),
        sys(SYS_semctl, id, 9, GETVAL, 0), sys(SYS_semctl, id, 0, GETNCNT, 0), sys(SYS_semctl, id, 0, GETZCNT, 0);
    sys(SYS_semctl, 0, 0, IPC_INFO, page), sys(SYS_semctl, 0, 0, SEM_INFO, page),
        sys(SYS_semctl, id, 0, IPC_STAT, nowhere);
    semid_ds mode{};
    mode.sem_perm.mode = 0640;
    sys(SYS_semctl, id, 0, IPC_SET, put(mode)), sys(SYS_semctl, id, 0, IPC_SET, nowhere);
    const sembuf operations[2] = {{0, -1, IPC_NOWAIT}, {1, 1, SEM_UNDO}}, odd[2] = {{99, -77, -1}, {0, 0, 0x4000}};
    sys(SYS_semop, id, put(operations), 2), sys(SYS_semop, id, put(odd), 2), sys(SYS_semop, -1, nowhere, 2),
        sys(SYS_semop, -1, page_end - 6, 2), sys(SYS_semop, id, put(odd), 0), sys(SYS_semop, id, nullptr, -1);
    const long timeout[2] = {0, 5}, wrong[2] = {0, 2000000000};
    sys(SYS_semtimedop, id, put(operations), 2, put(timeout, 64)), sys(SYS_semtimedop, id, put(odd), 1, put(wrong, 64)),
        sys(SYS_semtimedop, -1, nowhere, 2, nowhere), sys(SYS_semtimedop, id, put(operations), 1, page_end - 8),
        sys(SYS_semtimedop, id, nullptr, 0, nullptr);
    sys(SYS_semctl, id, 0, IPC_RMID, 0);
}

void messages() {
    section();
    for (const long flags : {01600L, 03600L, 0L, 0xffffffffL}) sys(SYS_msgget, 0x7703, flags);
    const long id = sys(SYS_msgget, 0, 01600);
    for (const long command : {0L, 1L, 2L, 3L, 11L, 12L, 13L, 99L, 0x102L, -1L}) {
        sys(SYS_msgctl, -1, command, page);
        sys(SYS_msgctl, -1, command, nowhere);
        sys(SYS_msgctl, id + 100, command, nullptr);
    }
    sys(SYS_msgctl, 0, IPC_INFO, page), sys(SYS_msgctl, 0, MSG_INFO, page), sys(SYS_msgctl, id, IPC_STAT, page_end - 8);
    msqid_ds mode{};
    mode.msg_perm.mode = 0640, mode.msg_qbytes = 16384;
    sys(SYS_msgctl, id, IPC_SET, put(mode)), sys(SYS_msgctl, id, IPC_SET, nowhere);
    struct message {
        long type;
        char text[40];
    };
    const message m{5, "a message that is longer than others"};
    sys(SYS_msgsnd, id, put(m), 36, 0), sys(SYS_msgsnd, id, put(m), 5, 0), sys(SYS_msgsnd, id, nowhere, 5, 04000),
        sys(SYS_msgsnd, id, page_end - 8, 5, 0), sys(SYS_msgsnd, id, put(message{}), 5, -1),
        sys(SYS_msgsnd, id, nullptr, -1, 0);
    sys(SYS_msgrcv, id, page + 64, 10, 0, 04000), sys(SYS_msgrcv, id, page + 64, 10, 0, 010000),
        sys(SYS_msgrcv, id, page + 64, 10, -7, 04000), sys(SYS_msgrcv, id, page + 64, 10, 0, 04000),
        sys(SYS_msgrcv, id, nowhere, 10, 0, -1), sys(SYS_msgrcv, -1, nullptr, -1, -1, 064000);
    sys(SYS_msgctl, id, IPC_RMID, nullptr);
}

void posix_queues() {
    section();
    mq_attr attributes{};
    attributes.mq_maxmsg = 4, attributes.mq_msgsize = 64;
    const long fd = sys(SYS_mq_open, text("whytrace-test"), 0102, 0600, put(attributes, 64));
    sys(SYS_mq_open, text("whytrace-test"), 0302, 0600, nullptr), sys(SYS_mq_open, text("none"), 2, 1, 2),
        sys(SYS_mq_open, nowhere, 0100, 0777, nowhere), sys(SYS_mq_open, text("x/y"), 0x7fffffff, 07777, page_end - 8);
    const struct timespec past { 0, 1 }, wrong{0, 2000000000};
    sys(SYS_mq_timedsend, fd, text("hello", 256), 5, 7, nullptr),
        sys(SYS_mq_timedsend, fd, text("hello", 256), 5, 1 << 20, put(past, 64)),
        sys(SYS_mq_timedsend, fd, nowhere, 5, 1, put(wrong, 64)), sys(SYS_mq_timedsend, bad_fd, nullptr, 0, 0, nowhere),
        sys(SYS_mq_timedsend, fd, text("x", 256), -1, -1, page_end - 8);
    sys(SYS_mq_timedreceive, fd, page + 512, 64, page + 600, nullptr),
        sys(SYS_mq_timedreceive, fd, page + 512, 64, page + 600, put(past, 64)),
        sys(SYS_mq_timedreceive, fd, nowhere, 5, nowhere, put(wrong, 64)),
        sys(SYS_mq_timedreceive, bad_fd, page, 64, nullptr, nowhere),
        sys(SYS_mq_timedreceive, fd, page + 512, 5, nullptr, page_end - 8);
    struct event {
        void* value;
        int signal, notify, thread{}, padding[11]{};
    };
    sys(SYS_mq_notify, fd, put(event{(void*)5, 10, 1})), sys(SYS_mq_notify, fd, nullptr),
        sys(SYS_mq_notify, bad_fd, put(event{nullptr, 99, 0})), sys(SYS_mq_notify, fd, nowhere),
        sys(SYS_mq_notify, fd, put(event{(void*)1, 5, 77})),
        sys(SYS_mq_notify, bad_fd, put(event{(void*)1, 5, 4, 1234}));
    attributes.mq_flags = 04000;
    sys(SYS_mq_getsetattr, fd, put(attributes), page + 64), sys(SYS_mq_getsetattr, fd, nullptr, page + 64),
        sys(SYS_mq_getsetattr, fd, nowhere, nowhere), sys(SYS_mq_getsetattr, bad_fd, nullptr, nullptr),
        attributes.mq_flags = -1, sys(SYS_mq_getsetattr, fd, put(attributes), page_end - 8);
    sys(SYS_mq_unlink, text("whytrace-test")), sys(SYS_mq_unlink, text("none")), sys(SYS_mq_unlink, nowhere),
        sys(SYS_mq_unlink, nullptr);
}

}  // namespace

int main() {
    prepare();
    shared_memory();
    semaphores();
    messages();
    posix_queues();
}
