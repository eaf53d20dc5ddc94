// Reading ELF files.
// Not here: making a search table where there is none (image_table.cpp).
// The hard part: sizes and offsets are the file's word for it; each is held against a limit before memory is taken for it.
#include "stack/image.hpp"

#include <algorithm>
#include <cstring>
#include <cxxabi.h>
#include <elf.h>
#include <memory>

namespace whytrace::stack {

namespace {

constexpr std::uint64_t most_bytes = 256u << 20;  // of a table in a file: above what any real program has
constexpr std::size_t longest_name = 4096;        // to be demangled: its parser is recursive

template <class T> bool read_into(const image::reader& read, std::uint64_t offset, T& object) {
    return read(offset, std::as_writable_bytes(std::span(&object, 1))) == sizeof(T);
}

template <class T> std::vector<T> read_array(const image::reader& read, std::uint64_t offset, std::uint64_t bytes) {
    std::vector<T> all(std::min(bytes, most_bytes) / sizeof(T));
    const auto got = read(offset, std::as_writable_bytes(std::span(all)));
    all.resize(got / sizeof(T));
    return all;
}

std::string demangled(const char* name) {
    if (std::strncmp(name, "_Z", 2) != 0 || std::strlen(name) > longest_name) return name;
    struct freed {
        void operator()(char* p) const { std::free(p); }
    };
    int status = 0;
    const std::unique_ptr<char, freed> text(abi::__cxa_demangle(name, nullptr, nullptr, &status));
    return text ? text.get() : name;
}

}  // namespace

image::image(std::string path, const reader& read) : path_(std::move(path)) {
    names_ += '\0';
    if (!read_segments(read)) return;
    read_sections(read);
    std::ranges::stable_sort(symbols_, {}, &symbol::address);
    if (!table_ && !frames_.bytes.empty()) make_table();
}

bool image::read_segments(const reader& read) {
    Elf64_Ehdr header;
    if (!read_into(read, 0, header) || std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 ||
        header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_phentsize != sizeof(Elf64_Phdr))
        return false;
    const auto programs =
        read_array<Elf64_Phdr>(read, header.e_phoff, std::uint64_t{header.e_phnum} * sizeof(Elf64_Phdr));
    for (const auto& p : programs)
        if (p.p_type == PT_LOAD) segments_.push_back({p.p_offset, p.p_vaddr, p.p_filesz});
    for (const auto& p : programs)
        if (p.p_type == PT_GNU_EH_FRAME) read_header_table(read, p.p_offset, p.p_vaddr);
    return true;
}

// The symbols of .dynsym and .symtab in the order of the file: of several names for one address the first counts.
void image::read_sections(const reader& read) {
    Elf64_Ehdr header;
    if (!read_into(read, 0, header) || header.e_shentsize != sizeof(Elf64_Shdr)) return;
    const auto sections =
        read_array<Elf64_Shdr>(read, header.e_shoff, std::uint64_t{header.e_shnum} * sizeof(Elf64_Shdr));
    const auto name_of = [&](const Elf64_Shdr& s) {
        std::array<char, 16> name{};
        if (header.e_shstrndx < sections.size())
            read(sections[header.e_shstrndx].sh_offset + s.sh_name, std::as_writable_bytes(std::span(name).first(15)));
        return std::string(name.data());
    };
    for (const auto& s : sections) {
        if ((s.sh_type == SHT_SYMTAB || s.sh_type == SHT_DYNSYM) && s.sh_link < sections.size())
            read_symbols(read, s.sh_offset, s.sh_size, sections[s.sh_link].sh_offset, sections[s.sh_link].sh_size);
        if (!table_ && s.sh_type == SHT_PROGBITS && name_of(s) == ".eh_frame")
            frames_ = {s.sh_addr, read_array<std::byte>(read, s.sh_offset, s.sh_size)};
    }
}

void image::read_symbols(const reader& read, std::uint64_t offset, std::uint64_t size, std::uint64_t names_offset,
                         std::uint64_t names_size) {
    const auto all = read_array<Elf64_Sym>(read, offset, size);
    const auto names = read_array<char>(read, names_offset, names_size);
    const auto first = static_cast<std::uint32_t>(names_.size());
    names_.append(names.data(), names.size());
    names_ += '\0';
    for (const auto& s : all)
        if (ELF64_ST_TYPE(s.st_info) == STT_FUNC && s.st_shndx != SHN_UNDEF && s.st_name < names.size())
            symbols_.push_back({s.st_value, first + s.st_name});
}

// .eh_frame_hdr, in the one form that linkers write: version 1, a relative pointer to .eh_frame, a 32-bit count, offsets
// from the header in 32 bits (LSB, "DWARF Exception Header Encoding").
void image::read_header_table(const reader& read, std::uint64_t offset, std::uint64_t address) {
    struct {
        std::uint8_t version, pointer_form, count_form, table_form;
        std::int32_t frames;
        std::uint32_t count;
    } header;
    if (!read_into(read, offset, header) || header.version != 1 || header.pointer_form != 0x1b ||
        header.count_form != 0x03 || header.table_form != 0x3b || header.count == 0)
        return;
    const auto frames = address + 4 + static_cast<std::uint64_t>(std::int64_t{header.frames});
    const auto first = std::min(address, frames);
    for (const auto& s : segments_) {
        if (first < s.address || first - s.address >= s.size || address - s.address >= s.size) continue;
        const auto skipped = first - s.address;
        frames_ = {first, read_array<std::byte>(read, s.offset + skipped, s.size - skipped)};
        table_ = {address, address + sizeof header, std::uint64_t{header.count} * 8};
        if (!frames_.contains(table_.address, table_.bytes)) table_ = {};
        return;
    }
}

std::uint64_t image::address_of(std::uint64_t offset) const {
    for (const auto& s : segments_)
        if (offset >= s.offset && offset - s.offset < s.size) return s.address + (offset - s.offset);
    // A mapping begins with the page that its segment begins in.
    for (const auto& s : segments_)
        if (offset < s.offset && s.offset - offset < 0x10000) return s.address - (s.offset - offset);
    return offset;
}

const image::symbol* image::find(std::uint64_t address) {
    const auto after = std::ranges::upper_bound(symbols_, address, {}, &symbol::address);
    if (after == symbols_.begin()) return nullptr;
    const auto found = std::ranges::lower_bound(symbols_, std::prev(after)->address, {}, &symbol::address);
    if (found->readable.empty()) found->readable = readable_.emplace_back(demangled(names_.c_str() + found->name));
    return &*found;
}

const image::section* image::data(std::uint64_t address, std::size_t size) const {
    if (frames_.contains(address, size)) return &frames_;
    return made_.contains(address, size) ? &made_ : nullptr;
}

}  // namespace whytrace::stack
