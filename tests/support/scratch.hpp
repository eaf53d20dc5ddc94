// A directory of its own for each test, removed at its end; open to every user, since some tests drop privileges.
// Not here: what is written there.
// Nothing hard here.
#pragma once

#include <string>

namespace whytrace::test {

class scratch {
  public:
    scratch();
    ~scratch();
    scratch(const scratch&) = delete;
    scratch& operator=(const scratch&) = delete;

    std::string path(const std::string& name) const { return directory_ + '/' + name; }
    const std::string& directory() const { return directory_; }
    /// A copy that anybody may read and execute: the build folder may lie where only its owner can look.
    std::string copy(const std::string& file) const;

  private:
    std::string directory_;
};

}  // namespace whytrace::test
