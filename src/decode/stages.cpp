// The two stages of one call: what the kernel reads is decoded at entry, what it writes at exit, into one tree.
// Not here: values.
// The hard part: at exit, everything that decides what is shown is worked out anew from the same call, so that no state is
// kept between the stops but the tree itself. tree.args has one entry for each field, 0 where nothing is shown (yet).
#include "decode/walker.hpp"

#include "decode/custom.hpp"

#include <algorithm>

namespace whytrace::decode {

using schema::direction;
using schema::operand_kind;
using schema::type_kind;
using schema::when;

namespace {

/// Whether two values would be shown alike.
bool same(const value_tree& tree, std::uint32_t a, std::uint32_t b) {
    const auto& x = tree.nodes[a];
    const auto& y = tree.nodes[b];
    if (x.kind != y.kind || x.number != y.number || x.children != y.children || x.more != y.more || x.name != y.name ||
        tree.text_of(x) != tree.text_of(y) || tree.comment_of(x) != tree.comment_of(y)) {
        return false;
    }
    auto i = a + 1, j = b + 1;
    for (std::uint32_t n = 0; n < x.children; ++n, i = tree.nodes[i].next, j = tree.nodes[j].next) {
        if (!same(tree, i, j)) return false;
    }
    return true;
}

}  // namespace

std::uint64_t walker::argument(const schema::field& f) const {
    const std::size_t number = f.offset[static_cast<std::size_t>(abi())];
    const auto& args = call().args;
    if (number >= args.size()) return 0;
    auto raw = args[number];
    // A 64-bit value in two registers of a 32-bit ABI, the lower half first (syscall(2)).
    if (word() == 4 && width_of(t_.types[f.type]) == 8 && number + 1 < args.size()) {
        raw = (raw & 0xffffffff) | args[number + 1] << 32;
    }
    return raw;
}

void walker::collect(std::uint32_t first, std::uint32_t count) {
    for (std::uint32_t i = first; i < first + count && slot_count_ < slots_.size(); ++i) {
        const auto& f = t_.fields[i];
        slots_[slot_count_++] = {&f, argument(f), 0};
    }
}

void walker::collect(const schema::call_form& form) {
    collect(form.first_field, form.fields);
    returns_ = form.returns;
    note_ = form.note;
    note_word_ = form.note_word;
    for (auto selection = form.selection; selection != 0;) {
        const auto* arm = choose(selection, {});
        if (arm == nullptr) return;
        collect(arm->first_field, arm->fields);
        if (arm->returns != 0) returns_ = arm->returns;
        if (arm->note != 0) {
            note_ = arm->note;
            note_word_ = arm->note_word;
        }
        selection = arm->next;
    }
}

walker::phase walker::phase_of(const schema::field& f) const {
    const auto& t = t_.types[f.type];
    if (t.kind == type_kind::pointer && t.dir == direction::inout) return phase::at_both;
    const bool pointer = t.kind == type_kind::pointer || t.kind == type_kind::path || t.kind == type_kind::string;
    if (pointer && t.dir == direction::out) return phase::at_exit;
    if (t_.conditions[f.condition].of.kind == operand_kind::result || f.limit.kind == operand_kind::result)
        return phase::at_exit;
    const auto& target = t.kind == type_kind::pointer ? t_.types[t.ref] : t;
    if (target.kind == type_kind::array && target.count == schema::count_kind::result) return phase::at_exit;
    if (target.kind != type_kind::custom) return phase::now;
    const auto params = t_.operands.subspan(target.params, target.params_size);
    const auto is_result = [](const schema::operand& o) { return o.kind == operand_kind::result; };
    return std::ranges::any_of(params, is_result) ? phase::at_exit : phase::now;
}

/// Whether an `out` or `inout` has been written, as `on` says.
bool walker::counts(const schema::field& f) const {
    switch (f.read) {
    case when::success: return !failed();
    case when::nonzero: return !failed() && result() != 0;
    case when::any: return true;
    case when::interrupted: return failed() && at_.result->restarts();
    }
    return false;
}

void walker::enter(const schema::call_form& form) {
    if (style().raw) {
        enter_raw(registers_of(form));
        return;
    }
    collect(form);
    enter_slots(false);
}

/// What `enter` shows; of what it is final, only what stands behind `known` if the tree has been cleared since (`again`).
void walker::enter_slots(bool again) {
    auto& tree = out_.tree();
    tree.known = static_cast<std::uint32_t>(slot_count_);
    for (std::uint32_t i = 0; i < slot_count_; ++i) {
        const auto& f = *slots_[i].field;
        const bool shown = f.name != 0 && (waits_for_result(f) || holds(f.condition, {}));
        const auto p = shown ? phase_of(f) : phase::at_exit;
        if (shown && p != phase::now) tree.known = std::min(tree.known, i);
        const bool behind = tree.known < i;
        tree.revisited |= p == phase::at_both || (p == phase::now && behind && !is_of_registers(f));
        tree.args.push_back(shown && (!again || behind) ? enter_slot(slots_[i], p) : 0);
    }
}

/// The same at both stages, as it stands in registers.
bool walker::is_of_registers(const schema::field& f) const {
    const auto kind = t_.types[f.type].kind;
    return is_number(t_.types[f.type]) && kind != type_kind::fd && kind != type_kind::dirfd && kind != type_kind::pid &&
           t_.conditions[f.condition].kind == schema::condition_kind::always;
}

/// A condition on the result, which only the exit can answer.
bool walker::waits_for_result(const schema::field& f) const {
    return t_.conditions[f.condition].of.kind == schema::operand_kind::result;
}

std::uint32_t walker::enter_slot(const slot& s, phase p) {
    const auto nodes = out_.tree().nodes.size();
    switch (p) {
    case phase::now: field(*s.field, s.raw); break;
    case phase::at_both: enter_inout(s); break;
    case phase::at_exit: break;
    }
    return out_.tree().nodes.size() != nodes ? static_cast<std::uint32_t>(nodes) : 0;
}

/// The value before the call, alone in a change; a number's change is inside of the array that stands for its pointer: [128 => 16].
void walker::enter_inout(const slot& s) {
    const auto& target = t_.types[t_.types[s.field->type].ref];
    const auto start = out_.here();
    out_.name(t_.name(s.field->name));
    if (s.field->named) out_.named();
    const bool number = is_number(target);
    const auto array = number ? out_.open(value_kind::array) : builder::position{};
    const auto change = out_.open(value_kind::change);
    const auto width = width_of(target);
    const auto before = number ? load_unsigned(s.raw, width) : std::nullopt;
    if (s.raw == 0 || !style().dereference || (number && !before)) {
        out_.rollback(start);
        field(*s.field, 0);
        out_.node(static_cast<std::uint32_t>(out_.tree().nodes.size() - 1)).number =
            cut(t_.types[s.field->type], s.raw);
        return;
    }
    if (number) {
        value_of(t_.types[s.field->type].ref, *before, unsized, {});
    } else {
        ++depth_;
        pointee(t_.types[s.field->type].ref, s.raw, size_operand(*s.field), {});
        --depth_;
        if (out_.count() == 0) return out_.rollback(start);  // a via function that shows its value at exit only
    }
    out_.close(change);
    if (number) out_.close(array);
}

bool walker::is_number(const schema::type& t) const {
    switch (t.kind) {
    case type_kind::pointer:
    case type_kind::path:
    case type_kind::string:
    case type_kind::structure:
    case type_kind::array:
    case type_kind::custom:
    case type_kind::sigset:
    case type_kind::ipv6: return false;
    default: return true;
    }
}

void walker::leave(const schema::call_form& form) {
    auto& tree = out_.tree();
    if (style().raw) {
        if (!failed())
            tree.returned = out_.append_number(value_kind::integer, static_cast<std::uint64_t>(result()), 16, word());
        return;
    }
    collect(form);
    if (tree.args.empty()) enter_slots(true);
    const auto entered = tree.nodes.size();
    for (std::size_t i = 0; i < std::min(slot_count_, tree.args.size()); ++i) {
        const auto& f = *slots_[i].field;
        const auto p = phase_of(f);
        if (p == phase::now || f.name == 0 || !holds(f.condition, {})) continue;
        // Written only now: operands of the fields behind this one look at what stood here at entry.
        slots_[i].after = p == phase::at_exit ? leave_slot(slots_[i]) : leave_inout(slots_[i], tree.args[i]);
    }
    for (std::size_t i = 0; i < std::min(slot_count_, tree.args.size()); ++i) {
        if (slots_[i].after == 0) continue;
        tree.args[i] = slots_[i].after;
        tree.nodes[slots_[i].after].written = slots_[i].after >= entered;
    }
    if (!failed()) show_result();
}

std::uint32_t walker::leave_slot(const slot& s) {
    const auto nodes = static_cast<std::uint32_t>(out_.tree().nodes.size());
    const auto& t = t_.types[s.field->type];
    if (t.dir == direction::out && t.kind != type_kind::custom && !counts(*s.field)) {
        out_.name(t_.name(s.field->name));
        if (s.field->named) out_.named();
        out_.address(cut(t, s.raw));
    } else {
        field(*s.field, s.raw);
    }
    return out_.tree().nodes.size() != nodes ? nodes : 0;
}

std::uint32_t walker::leave_inout(const slot& s, std::uint32_t index) {
    auto& tree = out_.tree();
    if (index == 0) return leave_slot(s);
    const bool number = tree.nodes[index].kind == value_kind::array;
    const auto change = number ? index + 1 : index;
    if (tree.nodes[change].kind != value_kind::change) return index;  // NULL, or it could not be read
    const auto after = static_cast<std::uint32_t>(tree.nodes.size());
    const auto& t = t_.types[s.field->type];
    if (t_.types[t.ref].kind == type_kind::custom) {
        show_change_ = false;
        out_.name(tree.nodes[index].name);
        custom(t_.types[t.ref], {.value = s.raw, .address = s.raw, .before = change + 1}, {});
        if (tree.nodes.size() != after && !show_change_) return after;
    } else if (counts(*s.field)) {
        const auto value = number ? load_unsigned(s.raw, width_of(t_.types[t.ref])) : std::nullopt;
        if (value) value_of(t.ref, *value, unsized, {});
        if (!number) {
            ++depth_;
            pointee(t.ref, s.raw, size_operand(*s.field), {});
            --depth_;
        }
    }
    if (tree.nodes.size() != after && !same(tree, change + 1, after)) {
        tree.nodes[change + 1].next = after;
        tree.nodes[change].children = 2;
        return index;
    }
    // Nothing changed: the value stands alone.
    if (!number) {
        tree.nodes[change + 1].name = tree.nodes[index].name;
        tree.nodes[change + 1].named = tree.nodes[index].named;
        return change + 1;
    }
    tree.nodes[change] = tree.nodes[change + 1];
    return index;
}

void walker::show_result() {
    auto& tree = out_.tree();
    const auto raw = static_cast<std::uint64_t>(result());
    const auto show = [&](std::uint32_t type) {
        const auto nodes = static_cast<std::uint32_t>(tree.nodes.size());
        value_of(type, raw, unsized, {});
        return tree.nodes.size() != nodes ? nodes : 0;
    };
    if (returns_ != 0) tree.returned = show(returns_);
    if (note_ == 0) return;
    const auto& t = t_.types[note_];
    if (raw == 0 && (t.kind == type_kind::signal || (t.kind == type_kind::flags && !zero_has_name(t)))) return;
    if (note_word_ != 0) out_.name(t_.name(note_word_));
    tree.note = show(note_);
}

std::size_t walker::registers_of(std::uint32_t first, std::uint32_t count) const {
    std::size_t registers = 0;
    for (const auto& f : t_.fields.subspan(first, count)) {
        if (f.offset[static_cast<std::size_t>(abi())] >= call().args.size()) continue;  // in none
        const std::size_t wide = word() == 4 && width_of(t_.types[f.type]) == 8 ? 2 : 1;
        registers = std::max(registers, f.offset[static_cast<std::size_t>(abi())] + wide);
    }
    return registers;
}

/// How many arguments the call has, whatever the arm.
std::size_t walker::registers_of(const schema::call_form& form) const {
    auto registers = registers_of(form.first_field, form.fields);
    const auto a = static_cast<std::size_t>(abi());
    for (auto selection = form.selection; selection != 0;) {
        const auto& s = t_.selections[selection];
        std::uint32_t next = 0;
        const auto look = [&](std::uint32_t index) {
            const auto& arm = t_.arms[index];
            if (index == 0) return;
            registers = std::max(registers, registers_of(arm.first_field, arm.fields));
            if (arm.next != 0) next = arm.next;
        };
        for (const auto& label : t_.labels.subspan(s.first_label[a], s.labels[a])) look(label.arm);
        look(s.otherwise);
        selection = next;
    }
    return std::min(registers, call().args.size());
}

void walker::enter_raw(std::size_t registers) {
    auto& tree = out_.tree();
    for (std::size_t i = 0; i < registers; ++i) {
        const auto raw = word() == 4 ? call().args[i] & 0xffffffff : call().args[i];
        tree.args.push_back(out_.append_number(value_kind::integer, raw, 16, 8));
    }
    tree.known = static_cast<std::uint32_t>(registers);
}

void walker::enter_undescribed() { enter_raw(call().args.size()); }

}  // namespace whytrace::decode
