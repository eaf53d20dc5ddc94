// What an ELF file says about its code: symbols, and the tables by which a frame's caller is found (.eh_frame; the LSB's
// "Exception Frames", DWARF 5 section 6.4).
// Not here: reading those tables (libunwind), where the file is mapped (maps.hpp).
// The hard part: the file is as hostile as the program. It is read, never mapped (a mapped file that shrinks is a SIGBUS for us), and
// every number in it is checked before it is used.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace whytrace::stack {

class image {
  public:
    /// Reads bytes of the file at an offset; returns how many there were.
    using reader = std::function<std::size_t(std::uint64_t offset, std::span<std::byte> into)>;

    struct symbol {
        std::uint64_t address;
        std::uint32_t name;  ///< offset into the names
        std::string_view readable{};
    };
    /// A piece of the file's unwinding data, by the address it is meant for.
    struct section {
        std::uint64_t address{};
        std::vector<std::byte> bytes;

        bool contains(std::uint64_t at, std::size_t size) const {
            return at >= address && at - address <= bytes.size() && size <= bytes.size() - (at - address);
        }
    };
    /// Pairs of 32-bit offsets from `base`: where a function begins, and its entry; sorted.
    struct search_table {
        std::uint64_t base{}, address{};
        std::uint64_t bytes{};

        explicit operator bool() const { return bytes != 0; }
    };

    /// Where a search table of our own making lies: at no address that a program can have.
    static constexpr std::uint64_t made_up = 0xffe0'0000'0000'0000;

    image(std::string path, const reader& read);

    /// The address that the file's byte at `offset` is meant for.
    std::uint64_t address_of(std::uint64_t offset) const;
    /// The function that begins last before `address`, as gdb and strace name it; null: none does.
    const symbol* find(std::uint64_t address);
    const search_table& table() const { return table_; }
    /// The unwinding data at this address; null: not ours.
    const section* data(std::uint64_t address, std::size_t size) const;
    /// From where the file was read.
    const std::string& path() const { return path_; }

  private:
    struct segment {
        std::uint64_t offset, address, size;
    };

    bool read_segments(const reader& read);
    void read_sections(const reader& read);
    void read_symbols(const reader& read, std::uint64_t offset, std::uint64_t size, std::uint64_t names_offset,
                      std::uint64_t names_size);
    void read_header_table(const reader& read, std::uint64_t offset, std::uint64_t address);
    void make_table();

    std::string path_;
    std::vector<segment> segments_;
    std::vector<symbol> symbols_;
    std::string names_;
    std::deque<std::string> readable_;  // does not move: frames refer to it
    section frames_;                    // .eh_frame_hdr and .eh_frame
    section made_;                      // a search table that the file lacks
    search_table table_;
};

}  // namespace whytrace::stack
