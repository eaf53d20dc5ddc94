// The command line by getopt_long(3), which is strace's own grammar: options end at the first other word.
// Not here: the options themselves (table.cpp), what is made of them (finish.cpp).
// The hard part: abbreviations. A prefix of a long name means one of strace's, so that scripts keep working whatever we add; our own
// names are therefore kept from getopt_long, and looked for in full before it sees the word.
#include "cli/parse.hpp"

#include "cli/print.hpp"
#include "cli/table.hpp"
#include "whytrace/error.hpp"

#include <algorithm>
#include <deque>
#include <getopt.h>
#include <string>

namespace whytrace::cli {

namespace {

/// The tables that getopt_long wants, made from ours.
struct getopt_tables {
    std::string letters = "+";
    std::deque<std::string> names;  // stable c_str
    std::vector<option> longs;
    std::vector<const option_row*> rows;  // of each entry of `longs`
    int chosen = 0;                       // where getopt_long puts an option's value

    getopt_tables() {
        for (const auto& row : option_table()) {
            if (row.letter) {
                letters += row.letter;
                if (row.letter_takes_argument()) letters += ':';
            }
            if (row.ours || row.name.empty()) continue;
            const int has = row.argument.empty()      ? no_argument
                            : row.may_lack_argument() ? optional_argument
                                                      : required_argument;
            add(row, row.name, has);
            for (std::string_view rest = row.aliases; !rest.empty();) {
                const auto name = rest.substr(0, rest.find(' '));
                rest.remove_prefix(std::min(rest.size(), name.size() + 1));
                add(row, name, has);
            }
        }
        longs.push_back({});
    }

    void add(const option_row& row, std::string_view name, int has) {
        names.emplace_back(name);
        // By the value getopt_long tells whether names that begin alike mean the same option.
        longs.push_back({names.back().c_str(), has, &chosen, static_cast<int>(&row - option_table().data())});
        rows.push_back(&row);
    }
};

const option_row* row_of(int letter) {
    const auto rows = option_table();
    const auto found = std::ranges::find_if(rows, [letter](const auto& r) { return r.letter == letter; });
    return found == rows.end() ? nullptr : &*found;
}

/// One of our own long options at argv[optind], taken, with its value in the same word or the next; getopt's words for mistakes.
bool take_ours(draft& d, int argc, char** argv) {
    if (optind >= argc || std::string_view(argv[optind]).substr(0, 2) != "--") return false;
    const std::string_view word = std::string_view(argv[optind]).substr(2);
    const auto sign = word.find('=');
    const auto rows = option_table();
    const auto row =
        std::ranges::find_if(rows, [&](const auto& r) { return r.ours && r.name == word.substr(0, sign); });
    if (row == rows.end()) return false;
    const char* value = sign == word.npos ? nullptr : word.data() + sign + 1;
    const std::string shown = "option '--" + std::string(row->name) + "' ";
    if (value && row->argument.empty()) throw usage_error(shown + "doesn't allow an argument");
    ++optind;
    if (!value && !row->may_lack_argument()) {
        if (optind >= argc) throw usage_error(shown + "requires an argument");
        value = argv[optind++];
    }
    row->take(d, {0, row->name, value});
    return true;
}

/// What needs nothing more from the command line.
bool stands_alone(task t) {
    return t != task::trace && t != task::diagnose && t != task::reproduce && t != task::check_profile;
}

void read_words(draft& d, int argc, char** argv) {
    getopt_tables tables;
    d.name = argc > 0 ? argv[0] : "whytrace";
    optind = 0;  // a new scan (getopt(3), "NOTES"), begun on nothing so that our own names may come first
    getopt_long(std::min(argc, 1), argv, tables.letters.c_str(), tables.longs.data(), nullptr);
    while (true) {
        if (!take_ours(d, argc, argv)) {
            const std::string word = optind < argc ? argv[optind] : "", shown = harmless(word);
            opterr = word == shown;  // getopt's message has it as it is
            int index = 0;
            const int letter = getopt_long(argc, argv, tables.letters.c_str(), tables.longs.data(), &index);
            if (letter == -1) break;
            if (letter == '?') throw usage_error(opterr ? "" : "unrecognized option '" + shown + '\'');
            const auto at = static_cast<std::size_t>(index);
            if (letter == 0)
                tables.rows[at]->take(d, {0, tables.longs[at].name, optarg});
            else
                row_of(letter)->take(d, {static_cast<char>(letter), {}, optarg});
        }
        if (stands_alone(d.task)) return;
    }
    d.typed.assign(argv + std::min(1, argc), argv + std::min(optind, argc));
    d.program.argv.assign(argv + std::min(optind, argc), argv + argc);
}

}  // namespace

options parse(int argc, char** argv, std::vector<std::string>& warned) {
    draft d;
    try {
        read_words(d, argc, argv);
        if (!stands_alone(d.task)) finish(d);
        return d;
    } catch (usage_error& e) {
        warned = d.warnings;
        if (d.task == task::diagnose) e.exit_status = 2;  // 1 would mean "refused"
        throw;
    } catch (system_failure& e) {
        warned = d.warnings;
        if (d.task == task::diagnose) e.exit_status = 2;
        throw;
    }
}

}  // namespace whytrace::cli
