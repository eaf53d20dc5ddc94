// Makes and removes the directory of a test.
// Nothing hard here.
#include "support/scratch.hpp"

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <sys/stat.h>

namespace whytrace::test {

namespace fs = std::filesystem;

scratch::scratch() {
    std::string name = (fs::temp_directory_path() / "whytrace-test-XXXXXX").string();
    if (!mkdtemp(name.data())) throw std::runtime_error("mkdtemp " + name);
    chmod(name.c_str(), 0777);
    directory_ = name;
}

scratch::~scratch() {
    std::error_code ignored;
    fs::remove_all(directory_, ignored);
}

std::string scratch::copy(const std::string& file) const {
    const std::string to = path(fs::path(file).filename().string());
    fs::copy_file(file, to, fs::copy_options::overwrite_existing);
    fs::permissions(to, fs::perms(0755));
    return to;
}

}  // namespace whytrace::test
