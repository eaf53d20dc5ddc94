// A BPF security program that refuses ptrace to processes of one name, loaded for real where the kernel lets us, and what the diagnosis says.
// Not here: the other mechanisms (matrix_test.cpp). The program concerns nobody else on the machine, and goes with its descriptor.
#include "refusal/diagnosis.hpp"
#include "refusal/worlds.hpp"
#include "support/catch.hpp"
#include "support/proc.hpp"
#include "support/tracer.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <linux/bpf.h>
#include <linux/btf.h>
#include <optional>
#include <sys/syscall.h>
#include <unistd.h>

using namespace whytrace::test;

namespace {

constexpr char victim[] = "lsm-victim";  // the name of the tracer that is refused

/// How many bytes follow a type's btf_type (linux/btf.h).
std::size_t tail_of(const btf_type& t) {
    const std::size_t n = BTF_INFO_VLEN(t.info);
    constexpr unsigned enum64 = 19, decl_tag = 17;  // newer than some headers
    switch (BTF_INFO_KIND(t.info)) {
    case BTF_KIND_INT:
    case BTF_KIND_VAR:
    case decl_tag: return 4;
    case BTF_KIND_ARRAY: return sizeof(btf_array);
    case BTF_KIND_STRUCT:
    case BTF_KIND_UNION: return n * sizeof(btf_member);
    case BTF_KIND_ENUM: return n * sizeof(btf_enum);
    case BTF_KIND_FUNC_PROTO: return n * sizeof(btf_param);
    case BTF_KIND_DATASEC: return n * sizeof(btf_var_secinfo);
    case enum64: return n * 12;
    default: return 0;
    }
}

/// The number of a kernel function in the kernel's own type information.
std::optional<std::uint32_t> id_of(const std::string& function) {
    const std::string all = read_file("/sys/kernel/btf/vmlinux");
    if (all.size() < sizeof(btf_header)) return std::nullopt;
    btf_header h;
    std::memcpy(&h, all.data(), sizeof h);
    const char* const types = all.data() + h.hdr_len + h.type_off;
    const char* const strings = all.data() + h.hdr_len + h.str_off;
    std::uint32_t id = 1;
    for (std::size_t at = 0; at < h.type_len; ++id) {
        btf_type t;
        std::memcpy(&t, types + at, sizeof t);
        if (BTF_INFO_KIND(t.info) == BTF_KIND_FUNC && function == strings + t.name_off) return id;
        at += sizeof t + tail_of(t);
    }
    return std::nullopt;
}

constexpr bpf_insn insn(int code, int dst, int src, int off, int imm) {
    bpf_insn i{};
    i.code = static_cast<std::uint8_t>(code);
    i.dst_reg = static_cast<std::uint8_t>(dst) & 15;
    i.src_reg = static_cast<std::uint8_t>(src) & 15;
    i.off = static_cast<std::int16_t>(off);
    i.imm = imm;
    return i;
}

/// -EPERM for processes whose name begins as the victim's, at this hook; a descriptor, or -errno.
int refuse_at(const std::string& hook) {
    const auto id = id_of("bpf_lsm_" + hook);
    if (!id) return -ENOENT;
    int name = 0;
    std::memcpy(&name, victim, sizeof name);
    const bpf_insn program[] = {
        insn(BPF_ALU64 | BPF_MOV | BPF_X, 1, 10, 0, 0),   // r1 = fp
        insn(BPF_ALU64 | BPF_ADD | BPF_K, 1, 0, 0, -16),  // r1 -= 16
        insn(BPF_ALU64 | BPF_MOV | BPF_K, 2, 0, 0, 16),   // r2 = 16
        insn(BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_get_current_comm),
        insn(BPF_LDX | BPF_MEM | BPF_W, 1, 10, -16, 0),  // r1 = the first four bytes
        insn(BPF_ALU64 | BPF_MOV | BPF_K, 0, 0, 0, 0),   // r0 = 0
        insn(BPF_JMP | BPF_JNE | BPF_K, 1, 0, 1, name),
        insn(BPF_ALU64 | BPF_MOV | BPF_K, 0, 0, 0, -EPERM),
        insn(BPF_JMP | BPF_EXIT, 0, 0, 0, 0),
    };
    bpf_attr load{};
    load.prog_type = BPF_PROG_TYPE_LSM;
    load.expected_attach_type = BPF_LSM_MAC;
    load.attach_btf_id = *id;
    load.insns = reinterpret_cast<std::uint64_t>(program);
    load.insn_cnt = std::size(program);
    load.license = reinterpret_cast<std::uint64_t>("GPL");
    const long fd = syscall(SYS_bpf, BPF_PROG_LOAD, &load, sizeof load);
    if (fd < 0) return -errno;
    bpf_attr attach{};
    attach.raw_tracepoint.prog_fd = static_cast<std::uint32_t>(fd);
    const long link = syscall(SYS_bpf, BPF_RAW_TRACEPOINT_OPEN, &attach, sizeof attach);
    const int error = errno;
    close(static_cast<int>(fd));
    return link < 0 ? -error : static_cast<int>(link);
}

class policy {
  public:
    explicit policy(const std::string& hook) : link_(refuse_at(hook)) {
        if (link_ < 0) skip("no BPF security program can be loaded here: " + std::string(std::strerror(-link_)));
    }
    ~policy() { close(link_); }
    policy(const policy&) = delete;
    policy& operator=(const policy&) = delete;

  private:
    int link_;
};

}  // namespace

TEST_CASE("a BPF program at ptrace_access_check: launching and attaching") {
    const program_for_all whytrace;
    const std::string tracer = whytrace.in(victim);
    std::filesystem::rename(whytrace.path(), tracer);
    const policy refuses("ptrace_access_check");
    const sleeper target(become_ordinary);
    const truth expected{"bpf_lsm", "likely"};
    CHECK(faults(ask({tracer, "--diagnose", "--json"}), expected) == "");
    CHECK(faults(ask({tracer, "--diagnose", "--json", "-p", std::to_string(target.pid())}), expected) == "");
    CHECK(faults(ask({tracer, "--diagnose", "--json"}, become_ordinary), expected) == "");
}

TEST_CASE("a BPF program at ptrace_traceme") {
    const program_for_all whytrace;
    const std::string tracer = whytrace.in(victim);
    std::filesystem::rename(whytrace.path(), tracer);
    const policy refuses("ptrace_traceme");
    CHECK(faults(ask({tracer, "--diagnose", "--json"}), {""}) == "");
    CHECK(faults(ask({tracer, "--traceme", "--diagnose", "--json"}), {"bpf_lsm", "likely"}) == "");
}
