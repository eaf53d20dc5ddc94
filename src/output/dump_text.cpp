// Rows of hexadecimal: sixteen bytes a row, with the printable ones behind them.
// Not here: which data (decode/dumps.cpp).
// Nothing hard here; the layout is strace's, and no byte of the tracee reaches the terminal but printable ones.
#include "output/dump_text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <string_view>

namespace whytrace::output {

namespace {

constexpr std::size_t row_size = 16;

void append_row(std::string& out, std::size_t offset, std::string_view row) {
    fmt::format_to(std::back_inserter(out), " | {:05x}  ", offset);
    for (std::size_t i = 0; i < row_size; ++i) {
        if (i < row.size()) {
            fmt::format_to(std::back_inserter(out), "{:02x} ", static_cast<unsigned char>(row[i]));
        } else {
            out += "   ";
        }
        if (i == row_size / 2 - 1) out += ' ';
    }
    out += ' ';
    for (const char c : row) out += c >= ' ' && c < 0x7f ? c : '.';
    out.append(row_size - row.size(), ' ');
    out += " |\n";
}

}  // namespace

void append_dumps(std::string& out, const value_tree& tree) {
    for (const auto& d : tree.dumps) {
        if (d.what == data_dump::kind::message) {
            fmt::format_to(std::back_inserter(out), " = {} buffers in vector {}\n", d.text, d.index);
            continue;
        }
        if (d.what == data_dump::kind::of_vector)
            fmt::format_to(std::back_inserter(out), " * {} bytes in buffer {}\n", d.size, d.index);
        const auto bytes = std::string_view{tree.text}.substr(d.text, d.size);
        for (std::size_t at = 0; at < bytes.size(); at += row_size) append_row(out, at, bytes.substr(at, row_size));
    }
}

}  // namespace whytrace::output
