// libunwind for one set of mappings: processes with the same code at the same addresses share one, and its caches.
// Not here: mappings and files (maps.hpp, image.hpp).
// The hard part: libunwind asks for memory word by word, thousands of times a walk. What the files hold is answered from the images, the
// stack from one piece that is read at the beginning; and a limit ends tables that were made to run in circles.
#pragma once

#include "arch/arch.hpp"
#include "stack/image.hpp"
#include "stack/maps.hpp"
#include "whytrace/memory.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace whytrace::stack {

struct code_mapping {
    mapping where;
    std::shared_ptr<image> file;  ///< null: nothing is known of it
    std::uint64_t bias{};         ///< address in memory - address in the image
    bool looked_up{};
};

class space {
  public:
    using finder = std::function<std::shared_ptr<image>(const mapping&)>;

    explicit space(std::vector<mapping> maps);
    ~space();
    space(const space&) = delete;
    space& operator=(const space&) = delete;

    const std::vector<mapping>& maps() const { return maps_; }
    /// More code was mapped and none has gone: what is known stays.
    void grow(std::vector<mapping> maps);
    /// The mapping that has this address, with its image; null: none has.
    const code_mapping* find(std::uint64_t address, const finder& images);

    /// Instruction pointers from the innermost frame outwards, at most `limit`.
    const std::vector<std::uint64_t>& walk(const arch::native::registers& r, memory& m, const finder& images,
                                           std::size_t limit);

  private:
    struct callbacks;
    friend struct callbacks;
    struct engine;

    bool read_word(std::uint64_t address, std::uint64_t& word);
    bool read_memory(std::uint64_t address, std::uint64_t& word);

    std::vector<mapping> maps_;
    std::vector<code_mapping> code_;
    std::unique_ptr<engine> engine_;
    std::vector<std::uint64_t> found_;

    // Of the walk that is going on:
    const arch::native::registers* registers_ = nullptr;
    memory* memory_ = nullptr;
    const finder* images_ = nullptr;
    const code_mapping* current_ = nullptr;
    std::size_t questions_ = 0;
    std::uint64_t piece_start_ = 0;
    std::size_t piece_size_ = 0;
    std::array<std::byte, 8192> piece_;  // of the stack
};

}  // namespace whytrace::stack
