// Where are we? From several signs, each shown: the remedies speak that place's language.
// Not here: remedies. No sign is trusted alone for more than a name.
// The hard part: places nest (a container in WSL 2 in a VM), so the innermost one that sets ptrace's rules is the answer; the others are told as signs.
#pragma once

#include "refusal/finding.hpp"
#include "refusal/tree.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace whytrace::refusal {

enum class place : std::uint8_t {
    plain_host,
    docker,
    podman,
    podman_rootless,
    containerd,
    crio,
    kubernetes,
    kubernetes_ephemeral,
    oci,
    lxc,
    nspawn,
    systemd_service,
    bubblewrap,
    flatpak,
    snap,
    firejail,
    gvisor,
    wsl1,
    wsl2,
    qemu_user,
    rosetta,
    proot,
    chroot,
    vm,
};

struct environment {
    place where = place::plain_host;
    std::string_view name;  ///< "Docker container"
    std::vector<evidence> signs;
};

/// Variables of our own environment: name to value, empty if unset. Tests replace it together with the tree.
using variables = std::string (*)(std::string_view name);

environment look_around(const tree& root, variables get);

}  // namespace whytrace::refusal
