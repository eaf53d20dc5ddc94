// Walks the tables of syscalls/ for one call at one stop, and appends what it finds to the value tree.
// Not here: the two stages' order (decoder.cpp), odd values (custom_*.cpp), text (src/output).
// The hard part: everything that steers the walk (counts, sizes, pointers) is the tracee's and may be anything: all work is bounded.
#pragma once

#include "decode/builder.hpp"
#include "decode/reader.hpp"
#include "decode/schema.hpp"
#include "whytrace/decoder.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>

namespace whytrace::decode {

class fd_name;
class socket_table;

/// A named type of syscalls/: an enum, flag set, struct or `type`. The generated header decode/types.hpp has one for each, types::NAME.
struct type_ref {
    std::uint32_t index;
};

/// One stop of one call.
struct moment {
    const whytrace::call& call;
    const whytrace::result* result;  ///< null at the entry
    call_style style;
    pid_t tid;
    socket_table* sockets = nullptr;  ///< null: sockets are not looked up
};

class walker {
  public:
    static constexpr std::uint64_t unsized = std::numeric_limits<std::uint64_t>::max();

    walker(const schema::tables& tables, const decode_options& options, const moment& at, memory& m, value_tree& tree);

    // What is known of the call.
    bool entering() const { return at_.result == nullptr; }
    bool failed() const { return at_.result != nullptr && at_.result->is_error; }
    int error() const { return at_.result != nullptr ? at_.result->error() : 0; }
    std::int64_t result() const { return at_.result != nullptr ? at_.result->value : 0; }
    const whytrace::call& call() const { return at_.call; }
    whytrace::abi abi() const { return at_.call.abi; }
    /// Bytes of a pointer and of a C long under the call's ABI.
    std::size_t word() const { return word_size(abi()); }
    call_style style() const { return at_.style; }
    const decode_options& options() const { return options_; }
    pid_t tid() const { return at_.tid; }

    // The tracee's memory. All addresses are cut to the ABI's word.
    std::size_t read(std::uint64_t address, std::span<std::byte> into) {
        const auto got = reader_.read(address, into);
        if (got < into.size() && failed_reads_ < failed_.size()) [[unlikely]]
            failed_[failed_reads_++] = address;
        return got;
    }
    /// A number or passive struct as it lies there; nothing if not all of it can be read.
    template <class T> std::optional<T> load(std::uint64_t address) {
        static_assert(std::is_trivially_copyable_v<T>);
        T value;
        if (read(address, std::as_writable_bytes(std::span{&value, 1})) != sizeof value) return {};
        return value;
    }
    /// An unsigned number of `width` bytes (1, 2, 4 or 8).
    std::optional<std::uint64_t> load_unsigned(std::uint64_t address, std::size_t width);
    std::optional<std::uint64_t> load_word(std::uint64_t address) { return load_unsigned(address, word()); }

    // What to append, see builder.hpp; or by a type of syscalls/:
    builder& out() { return out_; }
    /// A number as that type; a pointer type is followed.
    void show(type_ref t, std::uint64_t value) { value_of(t.index, value, unsized, {}); }
    /// As `ptr T`: NULL, or what lies there, or the address if it cannot be read. `size`: as `sized`.
    void show_at(type_ref t, std::uint64_t address, std::uint64_t size = unsized);
    /// T as it lies in `bytes`, which came from `address`.
    void show_bytes(type_ref t, std::span<const std::byte> bytes, std::uint64_t address);
    /// The fields of the struct T, into the structure that is open.
    void show_fields(type_ref t, std::span<const std::byte> bytes, std::uint64_t address);
    /// The name of a value of an enum: "" if it has none. `nth`: of several with the same value, counted from 0.
    std::string_view name_of(type_ref t, std::uint64_t value, std::size_t nth = 0) const;
    /// An array of `count` T there.
    void show_array(type_ref t, std::uint64_t address, std::uint64_t count);
    /// `[count] byte`: a quoted string, cut to -s. `hex`: as rbyte.
    void show_string(std::uint64_t address, std::uint64_t count, bool hex = false);
    /// A descriptor, process or thread of the tracee, with what -y and -Y ask for.
    void show_fd(std::int32_t fd) { show_fd(fd, tid()); }
    void show_fd(std::int32_t fd, pid_t of);
    void show_pid(std::int32_t pid);
    void show_working_directory();
    void show_signal(std::int32_t number);
    /// A signal set as it lies in `bytes`.
    void show_sigset(std::span<const std::byte> bytes);
    /// A number of the network, `width` bytes as they lie in memory, as `text`.
    void show_network(std::uint64_t raw, std::size_t width, std::string_view text);

    /// How many elements an array may show: -s of them if abbreviated, and never more than our own bound.
    std::uint64_t element_limit() const;
    /// The tree has become so large that the rest is left out: loops stop.
    bool exhausted() const;
    /// An `inout via` function, at exit: its value is shown behind the one from the entry.
    void show_change() { show_change_ = true; }
    /// As `limit`: from now on so many bytes of data count. `unsized`: all.
    void limit(std::uint64_t bytes) { limit_ = bytes; }
    /// Cuts `size` to the bytes that `limit` leaves, and uses them up.
    std::uint64_t take_limited(std::uint64_t size);

    // The stages (decoder.cpp).
    void enter(const schema::call_form& form);
    void leave(const schema::call_form& form);
    void enter_undescribed();
    /// Addresses that stand for what could not be read are marked as such: the last thing to do at a stop.
    void mark_unread();

  private:
    /// The structure whose field is being shown: what operands of kind `field` refer to.
    struct frame {
        std::span<const std::byte> bytes;
        std::uint64_t address;
    };
    struct slot {
        const schema::field* field;
        std::uint64_t raw;
        std::uint32_t after;  ///< leave(): the node that takes the argument's place
    };
    enum class phase : std::uint8_t { now, at_exit, at_both };

    const schema::tables& t_;
    const decode_options& options_;
    moment at_;
    reader reader_;
    builder out_;
    std::array<slot, 16> slots_;  // [0, slot_count_): the call's fields and those of the chosen arms
    std::size_t slot_count_{};
    std::uint32_t returns_{}, note_{};
    schema::name_ref note_word_{};
    std::uint64_t limit_ = unsized;  // bytes that `limit` leaves; nothing is followed while it is `blocked_`
    bool blocked_{};
    bool show_change_{};
    std::uint32_t depth_{};                 // pointers followed
    std::array<std::uint64_t, 16> failed_;  // [0, failed_reads_): where a read came short
    std::size_t failed_reads_{};
    std::uint32_t first_{};  // nodes of an earlier stop

    // stages.cpp
    void collect(const schema::call_form& form);
    void collect(std::uint32_t first, std::uint32_t count);
    std::uint64_t argument(const schema::field& f) const;
    phase phase_of(const schema::field& f) const;
    std::size_t registers_of(const schema::call_form& form) const;
    std::size_t registers_of(std::uint32_t first, std::uint32_t count) const;
    void enter_raw(std::size_t registers);
    bool waits_for_result(const schema::field& f) const;
    std::uint32_t enter_slot(const slot& s, phase p);
    void enter_slots(bool again);
    bool is_of_registers(const schema::field& f) const;
    void enter_inout(const slot& s);
    bool is_number(const schema::type& t) const;
    std::uint32_t leave_slot(const slot& s);
    std::uint32_t leave_inout(const slot& s, std::uint32_t index);
    bool counts(const schema::field& f) const;
    void show_result();

    // operands.cpp
    std::uint64_t operand(const schema::operand& o, const frame& fr);
    std::uint64_t raw_operand(const schema::operand& o, const frame& fr) const;
    std::uint64_t element_count(const schema::operand& o, const frame& fr);
    std::uint64_t size_operand(const schema::field& f);
    std::uint64_t pointed(std::size_t slot, std::uint64_t raw);
    bool holds(std::uint32_t condition, const frame& fr);
    std::uint64_t field_value(std::uint32_t index, const frame& fr) const;
    const schema::arm* choose(std::uint32_t selection, const frame& fr);
    std::size_t width_of(const schema::type& t) const;
    std::size_t size_of(std::uint32_t type) const;
    std::uint64_t cut(const schema::type& t, std::uint64_t raw) const;

    // walker.cpp
    void field(const schema::field& f, std::uint64_t raw);
    void value_of(std::uint32_t type, std::uint64_t raw, std::uint64_t size, const frame& fr);
    void pointer(const schema::type& t, std::uint64_t raw, std::uint64_t size, const frame& fr);
    void pointee(std::uint32_t type, std::uint64_t address, std::uint64_t size, const frame& fr);
    void in_place(std::uint32_t type, const frame& whole, std::size_t offset, std::uint64_t size);
    void custom(const schema::type& t, subject s, const frame& fr);

    // aggregates.cpp
    void structure_at(const schema::type& t, std::uint64_t address, std::uint64_t size);
    void structure(const schema::structure& s, const frame& fr);
    bool fields(std::uint32_t first, std::uint32_t count, const frame& fr);
    std::size_t least_of(const schema::type& t, std::uint32_t type) const;
    bool member(const schema::field& f, const frame& fr);
    bool tail(const schema::structure& s, std::span<const std::byte> bytes, bool cut);
    void array_at(const schema::type& t, std::uint64_t address, std::uint64_t size, const frame& fr);
    void elements_at(std::uint32_t element, std::uint64_t address, std::uint64_t count, bool together);
    void pointers_at(std::uint32_t element, std::uint64_t address);
    void array_in(const schema::type& t, const frame& whole, std::size_t offset, std::uint64_t size);
    std::uint64_t count_of(const schema::type& t, std::uint64_t size, const frame& fr);

    // strings.cpp
    void bytes_in(std::span<const std::byte> bytes, bool hex);
    void characters(std::span<const std::byte> bytes);
    void text_in(std::span<const std::byte> bytes);
    void characters_at(std::uint64_t address, std::uint64_t count);
    void terminated_at(std::uint64_t address, bool path);
    std::uint64_t length_of(std::uint64_t address, std::uint64_t known);

    // descriptors.cpp
    bool show_fd_with_context(std::int32_t fd, pid_t of);
    void show_context_of_path(std::string_view path);
    builder::position open_fd(std::int32_t fd, std::string_view path);
    void show_socket(std::int32_t fd, pid_t of, std::string_view link);
    bool show_device(std::int32_t fd, pid_t of, const fd_name& name);
    bool show_pidfd(std::int32_t fd, pid_t of);
    bool show_eventfd(std::int32_t fd, pid_t of);
    bool show_signalfd(std::int32_t fd, pid_t of);

    // constants.cpp
    void enumeration(const schema::type& t, std::uint64_t raw);
    void flags(const schema::type& t, std::uint64_t raw);
    std::uint64_t flag_group(const schema::group& g, std::uint64_t number, std::size_t start);
    bool zero_has_name(const schema::type& t) const;
    void separate(std::size_t start);
    void plain_number(const value_node& n);
    std::string_view constant_name(const schema::constant_set& s, std::uint64_t value, std::size_t width) const;

    // scalars.cpp
    void scalar(const schema::type& t, std::uint64_t raw);
    void mode(std::uint64_t raw, std::size_t width);
    void device(std::uint64_t raw, std::size_t width);
    void network(const schema::type& t, std::uint64_t raw);
    void ipv6(std::span<const std::byte> bytes);
    void sigset_at(std::uint64_t address, std::uint64_t size);
};

}  // namespace whytrace::decode
