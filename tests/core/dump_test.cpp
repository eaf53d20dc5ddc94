// Data that goes through descriptors, side by side with strace: -e read=, -e write=; and why virtual processors stop.
// Not here: how strings in arguments are cut.
// Nothing hard here: see support/side_by_side.hpp.
#include "support/catch.hpp"
#include "support/side_by_side.hpp"
#include "support/tracer.hpp"

#include <unistd.h>

using namespace whytrace::test;

TEST_CASE("what was read and written") {
    need_strace();
    for (const words& options : {words{"-e", "read=all", "-e", "write=all"},
                                 {"-e", "read=3"},
                                 {"-e", "write=4,1000"},
                                 {"-ewrite=!4"},
                                 {"-eread=none", "-ewrites=5"},
                                 {"-e", "r=4", "-e", "w=3"},
                                 {"-xx", "-e", "reads=!3"},
                                 {"-s1", "-e", "write=1000"}}) {
        words all = options;
        all.insert(all.end(),
                   {"-o", "@FILE", "-e",
                    "trace=read,readv,pread64,preadv,recvfrom,recvmsg,recvmmsg,write,writev,pwrite64,pwritev,sendto,"
                    "sendmsg,sendmmsg,vmsplice",
                    tracee("moving")});
        CHECK(parting(all) == "");
    }
    words failed = {"-Z", "-e", "write=1000", "-o", "@FILE", tracee("moving")};
    CHECK(parting(failed) == "");
}

TEST_CASE("why a virtual processor stops: -e kvm=vcpu") {
    need_strace();
    if (access("/dev/kvm", R_OK | W_OK) != 0) skip("no /dev/kvm that we may use");
    if (run({"sh", "-c", "command -v python3"}).ending != "exited with 0")
        skip("no python3 to make a virtual machine with");
    // A virtual processor without memory cannot run: the first instruction that it fetches is an access to nothing.
    const std::string script = "import fcntl, mmap, os\n"
                               "k = os.open('/dev/kvm', os.O_RDWR)\n"
                               "vm = fcntl.ioctl(k, 0xae01, 0)\n"
                               "cpu = fcntl.ioctl(vm, 0xae41, 0)\n"
                               "m = mmap.mmap(cpu, fcntl.ioctl(k, 0xae04, 0))\n"
                               "try: fcntl.ioctl(cpu, 0xae80, 0)\n"
                               "except OSError: pass\n";
    if (run({"python3", "-c", script}).ending != "exited with 0") skip("KVM makes no virtual machine here");
    for (const char* option : {"-ekvm=vcpu", "--kvm=vcpu"})
        CHECK(parting({option, "-P", "anon_inode:kvm-vcpu:0", "-e", "trace=ioctl", "-o", "@FILE", "python3", "-c",
                       script}) == "");
}
