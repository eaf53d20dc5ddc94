// whytrace_gen OUT INPUT...: makes the decoder's tables from numbers.tbl, constants.tbl, classes.tbl, headers.tbl and *.sys.
// Not here: anything but reading, the order of the stages, and the exit code.
// The hard part: none.
#include "emit.hpp"
#include "lower.hpp"
#include "parser.hpp"

#include <chrono>
#include <exception>
#include <iostream>

namespace {

using namespace whytrace::gen;

// Numbers first: classes refer to them.
void read_tables(sources& inputs, const std::vector<std::uint32_t>& files, tables& known, diagnostics& problems) {
    for (const auto file : files)
        if (inputs.path(file).ends_with("numbers.tbl")) known.read_numbers(inputs, file, problems);
    for (const auto file : files) {
        const auto& path = inputs.path(file);
        if (path.ends_with("constants.tbl")) known.read_constants(inputs, file, problems);
        if (path.ends_with("classes.tbl")) known.read_classes(inputs, file, problems);
        if (path.ends_with("headers.tbl")) known.read_headers(inputs, file, problems);
    }
}

int run(const std::filesystem::path& folder, const std::vector<std::string>& paths) {
    sources inputs;
    diagnostics problems{inputs};
    std::vector<std::uint32_t> files;
    files.reserve(paths.size());
    for (const auto& path : paths) files.push_back(inputs.load(path));

    tables known;
    read_tables(inputs, files, known, problems);
    ast::file declared;
    for (const auto file : files)
        if (inputs.path(file).ends_with(".sys")) parse(scan(inputs, file, problems), problems, declared);
    const auto out = lowering{declared, known, problems}.run();
    if (problems.any()) {
        problems.print(std::cerr);
        std::cerr << problems.count() << (problems.count() == 1 ? " error\n" : " errors\n");
        return 1;
    }
    std::filesystem::create_directories(folder / "decode");
    emit(out, folder);
    emit_checks(out, known, inputs, folder);
    std::cout << out.entries.size() - 1 << " calls, " << out.forms.size() - 1 << " descriptions, " << out.customs.size()
              << " via functions\n";
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        std::cerr << "usage: whytrace_gen OUT INPUT...\n";
        return 2;
    }
    try {
        return run(argv[1], {argv + 2, argv + argc});
    } catch (const std::exception& e) {
        std::cerr << "whytrace_gen: " << e.what() << '\n';
        return 1;
    }
}
