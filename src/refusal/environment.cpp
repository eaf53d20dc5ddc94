// A table of signs: each row names a place, a file or variable, and what must stand in it.
// Not here: remedies.
// The hard part: the order. A row further up is a more particular place; the first place whose signs weigh enough is the answer.
#include "refusal/environment.hpp"

#include <algorithm>
#include <array>

namespace whytrace::refusal {

namespace {

enum class look : std::uint8_t { exists, contains, variable, link_differs };
/// A sign that is found elsewhere as well (left over, inherited by others) does not decide alone.
enum class weight : std::uint8_t { weak = 1, strong = 2 };

struct sign {
    place where;
    look how;
    std::string_view source;       ///< path or variable
    std::string_view needle;       ///< contains: what one line must hold; empty: anything
    std::string_view beside = {};  ///< and this
    weight counts = weight::strong;
    std::string_view given = {};  ///< only where this is, too
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
    std::string_view{"OCI container"},
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
    std::string_view{"virtual machine"},
};
static_assert(names.size() == static_cast<std::size_t>(place::vm) + 1);

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
    {place::kubernetes_ephemeral, look::contains, "/proc/self/mountinfo", "/kubelet/pods/", "/containers/debugger-"},
    {place::kubernetes, look::variable, "KUBERNETES_SERVICE_HOST", ""},
    {place::kubernetes, look::contains, "/proc/self/cgroup", "kubepods"},
    {place::kubernetes, look::contains, "/proc/self/mountinfo", "/kubelet/pods/"},
    {place::podman_rootless, look::contains, "/run/.containerenv", "rootless=1"},
    {place::podman_rootless, look::contains, "/proc/self/uid_map", "          1", "         0 ", weight::strong,
     "/run/.containerenv"},
    {place::podman, look::exists, "/run/.containerenv", ""},
    {place::podman, look::variable, "container", "podman"},
    {place::docker, look::exists, "/.dockerenv", "", "", weight::weak},
    {place::docker, look::contains, "/proc/self/cgroup", "/docker"},
    {place::docker, look::contains, "/proc/self/mountinfo", "/docker/containers/"},
    {place::docker, look::contains, "/proc/self/mountinfo", "/containers/", "/hostname /etc/hostname ", weight::weak},
    {place::crio, look::contains, "/proc/self/cgroup", "crio-"},
    {place::containerd, look::contains, "/proc/self/cgroup", "cri-containerd"},
    {place::containerd, look::contains, "/proc/self/mountinfo", "/io.containerd."},
    {place::nspawn, look::contains, "/run/systemd/container", "systemd-nspawn"},
    {place::nspawn, look::variable, "container", "systemd-nspawn"},
    {place::lxc, look::variable, "container", "lxc"},
    {place::lxc, look::contains, "/proc/self/cgroup", "/lxc"},
    {place::systemd_service, look::contains, "/proc/self/cgroup", "/system.slice/", ".service"},
    {place::systemd_service, look::variable, "INVOCATION_ID", "", "", weight::weak},
    {place::oci, look::contains, "/proc/self/mountinfo", " /proc/bus ", " ro"},
    {place::wsl2, look::contains, "/proc/version", "microsoft-standard-WSL2"},
    {place::chroot, look::link_differs, "/", "/proc/1/root"},
    {place::vm, look::contains, "/proc/cpuinfo", "flags", " hypervisor"},
    {place::vm, look::exists, "/proc/device-tree/hypervisor", ""},
};

/// The first line that holds both; empty if there is none.
std::string line_with(const std::string& text, std::string_view needle, std::string_view beside) {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string line = text.substr(at, end - at);
        if (line.find(needle) != line.npos && line.find(beside) != line.npos) return line;
        at = end + 1;
    }
    return {};
}

/// Of a long line, the part around what was looked for.
std::string shortened(const std::string& line, std::string_view needle) {
    constexpr std::size_t enough = 60, before = 20;
    if (line.size() <= enough) return line;
    const std::size_t at = line.find(needle), from = at > before ? at - before : 0;
    return (from > 0 ? "..." : "") + line.substr(from, enough - 6) + (from + enough - 6 < line.size() ? "..." : "");
}

std::string trimmed(std::string_view text) {
    const std::size_t from = text.find_first_not_of(' '), to = text.find_last_not_of(' ');
    return std::string(text.substr(from, to - from + 1));
}

bool holds(const tree& root, variables get, const sign& s, std::string& value) {
    if (!s.given.empty() && !root.exists(s.given)) return false;
    switch (s.how) {
    case look::exists: value = "exists"; return root.exists(s.source);
    case look::variable: value = get(s.source); return !value.empty() && value.find(s.needle) != std::string::npos;
    case look::contains: {
        const std::string line = line_with(root.file(s.source).text, s.needle, s.beside);
        value = s.beside.empty() || !s.given.empty() ? shortened(line, s.needle) : trimmed(s.beside);
        return !line.empty();
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
    std::array<int, names.size()> weights{};
    std::vector<place> order;
    for (const sign& s : signs) {
        std::string value;
        if (!holds(root, get, s, value)) continue;
        weights[static_cast<std::size_t>(s.where)] += static_cast<int>(s.counts);
        order.push_back(s.where);
        e.signs.push_back({std::string(s.how == look::variable ? "$" : "") + std::string(s.source), value,
                           std::string(names[static_cast<std::size_t>(s.where)])});
    }
    const auto decided = std::ranges::find_if(
        order, [&](place p) { return weights[static_cast<std::size_t>(p)] >= static_cast<int>(weight::strong); });
    if (decided != order.end())
        e.where = *decided;
    else if (!order.empty())
        e.where = order.front();
    e.name = names[static_cast<std::size_t>(e.where)];
    return e;
}

}  // namespace whytrace::refusal
