// A table of signs: each row names a place, a file or variable, and what must stand in it.
// Not here: remedies.
// The hard part: the order. A row further up is a more particular place; the first place with a sign is the answer.
#include "refusal/environment.hpp"

#include <array>

namespace whytrace::refusal {

namespace {

enum class look : std::uint8_t { exists, contains, variable, link_differs };

struct sign {
    place where;
    look how;
    std::string_view source;  ///< path or variable
    std::string_view needle;  ///< contains: what the text must hold; empty: anything
};

constexpr std::array names{
    std::string_view{"plain host"},
    std::string_view{"Docker container"},
    std::string_view{"podman container"},
    std::string_view{"rootless podman container"},
    std::string_view{"containerd container"},
    std::string_view{"CRI-O container"},
    std::string_view{"Kubernetes pod"},
    std::string_view{"Kubernetes ephemeral container"},
    std::string_view{"LXC container"},
    std::string_view{"systemd-nspawn container"},
    std::string_view{"systemd service"},
    std::string_view{"bubblewrap sandbox"},
    std::string_view{"Flatpak sandbox"},
    std::string_view{"snap"},
    std::string_view{"Firejail sandbox"},
    std::string_view{"gVisor sandbox"},
    std::string_view{"WSL 1"},
    std::string_view{"WSL 2"},
    std::string_view{"qemu-user emulation"},
    std::string_view{"Rosetta emulation"},
    std::string_view{"proot"},
    std::string_view{"chroot"},
};
static_assert(names.size() == static_cast<std::size_t>(place::chroot) + 1);

constexpr sign signs[] = {
    {place::gvisor, look::contains, "/proc/version", "gvisor"},
    {place::gvisor, look::contains, "/proc/version", "Sun Jan 10 15:06:54 PST 2016"},
    {place::wsl1, look::contains, "/proc/version", "-Microsoft "},
    {place::rosetta, look::contains, "/proc/cpuinfo", "VirtualApple"},
    {place::qemu_user, look::contains, "/proc/self/maps", "/qemu-"},
    {place::proot, look::variable, "PROOT_TMP_DIR", ""},
    {place::flatpak, look::exists, "/.flatpak-info", ""},
    {place::snap, look::variable, "SNAP_NAME", ""},
    {place::firejail, look::exists, "/run/firejail/mnt", ""},
    {place::firejail, look::contains, "/proc/1/comm", "firejail"},
    {place::bubblewrap, look::contains, "/proc/1/comm", "bwrap"},
    {place::kubernetes, look::variable, "KUBERNETES_SERVICE_HOST", ""},
    {place::kubernetes, look::contains, "/proc/self/cgroup", "kubepods"},
    {place::kubernetes, look::contains, "/proc/self/mountinfo", "/kubelet/pods/"},
    {place::podman_rootless, look::contains, "/run/.containerenv", "rootless=1"},
    {place::podman, look::exists, "/run/.containerenv", ""},
    {place::podman, look::variable, "container", "podman"},
    {place::docker, look::exists, "/.dockerenv", ""},
    {place::docker, look::contains, "/proc/self/cgroup", "/docker"},
    {place::docker, look::contains, "/proc/self/mountinfo", "/docker/containers/"},
    {place::crio, look::contains, "/proc/self/cgroup", "crio-"},
    {place::containerd, look::contains, "/proc/self/cgroup", "cri-containerd"},
    {place::containerd, look::contains, "/proc/self/mountinfo", "/io.containerd."},
    {place::nspawn, look::contains, "/run/systemd/container", "systemd-nspawn"},
    {place::nspawn, look::variable, "container", "systemd-nspawn"},
    {place::lxc, look::variable, "container", "lxc"},
    {place::lxc, look::contains, "/proc/self/cgroup", "/lxc"},
    {place::systemd_service, look::variable, "INVOCATION_ID", ""},
    {place::wsl2, look::contains, "/proc/version", "microsoft-standard-WSL2"},
    {place::chroot, look::link_differs, "/", "/proc/1/root"},
};

std::string line_with(const std::string& text, std::string_view needle) {
    const std::size_t at = text.find(needle);
    const std::size_t from = text.rfind('\n', at) == std::string::npos ? 0 : text.rfind('\n', at) + 1;
    constexpr std::size_t enough = 100;  // a mountinfo line is long; the reader needs the place only
    return text.substr(from, std::min(text.find('\n', at) - from, enough));
}

bool holds(const tree& root, variables get, const sign& s, std::string& value) {
    switch (s.how) {
    case look::exists: value = "exists"; return root.exists(s.source);
    case look::variable: value = get(s.source); return !value.empty() && value.find(s.needle) != std::string::npos;
    case look::contains: {
        const reading r = root.file(s.source);
        if (r.text.find(s.needle) == std::string::npos) return false;
        value = line_with(r.text, s.needle);
        return true;
    }
    case look::link_differs: {
        const auto ours = root.identity(s.source), first = root.identity(s.needle);
        value = "another directory than " + std::string(s.needle);
        return ours && first && *ours != *first;
    }
    }
    return false;
}

}  // namespace

environment look_around(const tree& root, variables get) {
    environment e;
    bool decided = false;
    for (const sign& s : signs) {
        std::string value;
        if (!holds(root, get, s, value)) continue;
        if (!decided) e.where = s.where;
        decided = true;
        e.signs.push_back({std::string(s.how == look::variable ? "$" : "") + std::string(s.source), value,
                           std::string(names[static_cast<std::size_t>(s.where)])});
    }
    e.name = names[static_cast<std::size_t>(e.where)];
    return e;
}

}  // namespace whytrace::refusal
