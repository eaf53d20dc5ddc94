#!/bin/busybox sh
# The guest's init: mounts what a program expects, runs the cases of /vm/cases one after the other, hands the results over.
# Not here: what is run (run.sh writes the list), what a result means (report.sh).
# The hard part: a case may hang, leave processes behind or take the kernel down, and the results before it must survive.
/bin/busybox mkdir -p /bin /proc /sys /dev /tmp /root /etc /run /results
/bin/busybox --install -s /bin
export PATH=/bin:/usr/bin:/sbin:/usr/sbin HOME=/root LC_ALL=C NO_COLOR=1   # as the test presets have it
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
mkdir -p /dev/pts /dev/shm
mount -t devpts devpts /dev/pts
mount -t tmpfs -o mode=1777 tmpfs /dev/shm
# What was added below /tmp, for a source tree that is there, must stay in sight; the root is in memory as well.
chmod 1777 /tmp
[ -n "$(ls /tmp)" ] || mount -t tmpfs -o mode=1777 tmpfs /tmp
mount -t tmpfs -o mode=755 tmpfs /results
mount -t securityfs securityfs /sys/kernel/security
mount -t cgroup2 cgroup2 /sys/fs/cgroup
ln -s /proc/self/fd /dev/fd
ifconfig lo 127.0.0.1 up
printf 'root:x:0:0:root:/root:/bin/sh\nuser:x:1000:1000:user:/tmp:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/bin/sh\n' >/etc/passwd
printf 'root:x:0:\nuser:x:1000:\nnogroup:x:65534:\n' >/etc/group

until [ -b /dev/nvme0n1 ]; do usleep 10000; done
echo "VM-KERNEL $(uname -r)"

# A pipe keeps the place on the disk from one archive to the next: they stand there back to back.
exec 3>/dev/nvme0n1
while IFS='	' read -r name user limit command; do
    mkdir -p "/results/$name/files"
    cd "/results/$name/files" || continue
    chown "$user" .
    echo "VM-CASE $name"
    read -r began _ </proc/uptime
    # su execs the shell, and busybox's timeout the program: nobody stands between them and us.
    # The subshell is its parent: a process group whose parents are all init is orphaned, and SIGTSTP is lost on it.
    (busybox timeout -s KILL "$limit" su -s /bin/sh -c "$command" "$user" </dev/null >../stdout 2>../stderr 3>&-; exit $?)
    rc=$?
    read -r ended _ </proc/uptime
    cd /
    kill -9 -1
    echo "$began $ended $limit" >"/results/$name/time"
    echo "$rc" >"/results/$name/rc"
    # rc comes last: a result that has it is whole.
    tar -cf - -C /results "$name/stdout" "$name/stderr" "$name/files" "$name/time" "$name/rc" >&3 || echo "VM-DISK-FULL $name"
    sync
    rm -rf "/results/$name"
done </vm/cases
echo VM-DONE
poweroff -f
