// The grammar of -e inject= and fault=: what is accepted, with which meaning, and what is said of the rest.
// Not here: what the rules do to a program (core/inject_test.cpp).
// Nothing hard here.
#include "cli/inject.hpp"
#include "support/catch.hpp"
#include "whytrace/error.hpp"

#include <cerrno>
#include <csignal>

using namespace whytrace;
using namespace whytrace::cli;

namespace {

std::string complaint(const std::string& text, bool fault = false) {
    std::vector<std::string> warnings;
    try {
        fault ? parse_fault(text, warnings) : parse_inject(text, warnings);
    } catch (const system_failure& e) { return e.what(); }
    return {};
}

injection rule(const std::string& text) {
    std::vector<std::string> warnings;
    return parse_inject(text, warnings);
}

std::vector<std::string> warnings_of(const std::string& text) {
    std::vector<std::string> warnings;
    parse_inject(text, warnings);
    return warnings;
}

std::string hits(const std::string& when) {
    const auto w = rule("getppid:error=1:when=" + when).when;
    std::string s;
    for (std::uint64_t i = 1; i <= 8; ++i) s += w.includes(i, 0) ? 'x' : '.';
    return s;
}

}  // namespace

TEST_CASE("values that strace does not take are refused in its words") {
    for (const char* rest : {"",
                             ":error",
                             ":error=",
                             ":error=FOO",
                             ":error=4096",
                             ":error=0",
                             ":error=-1",
                             ":error=0x1",
                             ":error=ENOTSUP",
                             ":error=1:error=2",
                             ":error=1:retval=2",
                             ":retval=1:error=2",
                             ":retval=abc",
                             ":retval=1.5",
                             ":retval=0x",
                             ":retval=08",
                             ":retval=99999999999999999999",
                             ":signal=FOO",
                             ":signal=0",
                             ":signal=65",
                             ":signal=0x0a",
                             ":signal=RTMIN+1",
                             ":signal=USR1:signal=USR2",
                             ":when=1",
                             ":error=1:when=0",
                             ":error=1:when=3..2",
                             ":error=1:when=1..65535",
                             ":error=1:when=65536",
                             ":error=1:when=1+0",
                             ":error=1:when=x",
                             ":error=1:when=",
                             ":error=1:when=1..",
                             ":error=1:when=..3",
                             ":error=1:when=+",
                             ":error=1:when=1+2+3",
                             ":error=1:when=1..2..3",
                             ":error=1:when=2+2..5",
                             ":error=1:when=0x2",
                             ":error=1:when=101%",
                             ":error=1:when=10%42",
                             ":error=1:when=%",
                             ":delay_enter=x",
                             ":delay_enter=1h",
                             ":delay_enter=-1",
                             ":delay_enter=1s1",
                             ":delay_enter=0x10",
                             ":delay_enter=s",
                             ":delay_exit=1:delay_exit=2",
                             ":syscall=getpid",
                             ":syscall=write:error=1",
                             ":syscall=xyz:error=1",
                             ":poke_enter=@arg0=00",
                             ":poke_enter=@arg8=00",
                             ":poke_enter=@arg1=0",
                             ":poke_enter=@arg1=",
                             ":poke_enter=@arg1=zz",
                             ":poke_enter=@arg1=00,@arg1=11",
                             ":poke_enter=@arg1=00:poke_enter=@arg2=00",
                             ":poke_exit=",
                             ":foo=1",
                             ":error=1:path=",
                             ":error=1:path=/a:path=/b"}) {
        const std::string text = std::string("openat") + rest;
        CHECK(complaint(text) == "invalid inject argument '" + text + "'");
    }
    for (const char* rest :
         {":retval=1", ":signal=1", ":delay_enter=1", ":error=4096", ":when=x", ":error=1:error=2"}) {
        const std::string text = std::string("openat") + rest;
        CHECK(complaint(text, true) == "invalid fault argument '" + text + "'");
    }
    CHECK(complaint("xyz:error=1") == "invalid system call 'xyz'");
    CHECK(complaint("") == "invalid system call ''");
    CHECK(complaint("all") == "invalid inject argument 'all'");
}

TEST_CASE("what is accepted means what it means to strace") {
    CHECK(rule("openat:error=eperm").outcome->value == -EPERM);
    CHECK(rule("openat::error=01:").outcome->value == -1);
    CHECK(rule("openat:error=ERESTARTSYS").outcome->value == -512);
    CHECK(rule("openat:retval=010").outcome->value == 8);
    CHECK(rule("openat:retval=-5000").outcome->value == -5000);
    CHECK_FALSE(rule("openat:retval=-1").outcome->is_error);
    CHECK(rule("openat:signal=usr1").signal == SIGUSR1);
    CHECK(rule("openat:signal=SIGRT_1").signal == 33);
    CHECK(rule("openat:delay_enter=1.5ms").delay_enter == 1'500'000U);
    CHECK(rule("openat:delay_enter=1e3").delay_enter == 1'000'000U);
    CHECK(rule("openat:delay_exit=5ns").delay_exit == 5U);
    CHECK(rule("openat:delay_exit=0").delay_exit == 0U);
    CHECK(rule("openat:syscall=getuid:error=1").substitute == "getuid");
    CHECK(rule("openat:syscall=openat:error=1").substitute == "openat");
    CHECK(complaint("openat,read:syscall=read:error=1") ==
          "invalid inject argument 'openat,read:syscall=read:error=1'");
    const auto pokes = rule("read:poke_exit=@arg2=41fF,@arg3=00").poke_exit;
    REQUIRE(pokes.size() == 2);
    CHECK(pokes[0].argument == 1);
    CHECK(pokes[0].bytes == std::vector{std::byte{0x41}, std::byte{0xff}});
    CHECK(hits("3") == "..x.....");
    CHECK(hits("+2") == ".x......");
    CHECK(hits("2+") == ".xxxxxxx");
    CHECK(hits("3+3") == "..x..x..");
    CHECK(hits("1..3") == "xxx.....");
    CHECK(hits("2..6+2") == ".x.x.x..");
    CHECK(hits("2..6+") == ".xxxxx..");
    std::vector<std::string> none;
    CHECK(parse_fault("openat", none).outcome->value == -ENOSYS);
}

TEST_CASE("results that are easily meant differently are warned of") {
    using all = std::vector<std::string>;
    CHECK(warnings_of("umask:retval=1").empty());
    CHECK(warnings_of("umask:retval=-1") ==
          all{"Inadvertent injection of error 1 is possible for retval=18446744073709551615"});
    CHECK(warnings_of("umask:retval=4294967295") ==
          all{"Inadvertent injection of error 1 is possible in compat personality for retval=4294967295"});
    CHECK(warnings_of("umask:retval=-5000") ==
          all{"Injected return value 18446744073709546616 will be clipped to 4294962296 in compat personality"});
    CHECK(warnings_of("umask:error=1:when=3%@7").empty());
}

TEST_CASE("conditions: escapes, operators, names that the calls have") {
    const auto r = rule("openat:error=1:path=/a\\:b\\,c\\\\:if=flags&O_CREAT|O_TRUNC,dfd==-100,filename==x\\,y");
    CHECK(r.path == "/a:b,c\\");
    REQUIRE(r.conditions.size() == 3);
    CHECK(r.conditions[0].number == (0100U | 01000U));
    CHECK(r.conditions[1].number == static_cast<std::uint64_t>(-100));
    CHECK(r.conditions[2].text == "x,y");
    CHECK(complaint("openat:error=1:if=foo==3") ==
          "invalid inject argument 'openat:error=1:if=foo==3': openat has no argument "
          "named 'foo', only dfd, filename, flags, mode");
    CHECK(complaint("openat:error=1:if=flags&FOO").ends_with("'FOO' is neither a number nor a constant"));
    CHECK(complaint("openat:error=1:if=flags").ends_with("'flags' is not NAME==VALUE, nor with != < <= > >= & ~"));
    CHECK(complaint("ioctl:error=1:if=cmd==TCGETS").empty());
}
