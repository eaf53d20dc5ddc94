// Trees that calls borrow while they are decoded and shown.
// Not here: what is in a tree (value.hpp), when a call can do without one (record.hpp).
// The hard part: thousands of tasks wait in calls of which nothing is left to be shown but their end. A tree has grown to the size of a
// usual call, so what they hold is given to those that go on.
#pragma once

#include "whytrace/value.hpp"

#include <memory>
#include <utility>

namespace whytrace::output {

class tree_pool {
    struct lent;
    struct give_back {
        void operator()(lent* tree) const noexcept;
    };

  public:
    /// It goes back by itself. The pool lives longer.
    using tree = std::unique_ptr<lent, give_back>;

    tree_pool() = default;
    ~tree_pool();
    tree_pool(const tree_pool&) = delete;
    tree_pool& operator=(const tree_pool&) = delete;

    /// With whatever it had before.
    tree take();

  private:
    lent* spare_ = nullptr;
};

struct tree_pool::lent : value_tree {
    tree_pool* home = nullptr;
    lent* next = nullptr;  ///< of those that are not lent
};

inline void tree_pool::give_back::operator()(lent* tree) const noexcept {
    tree->next = std::exchange(tree->home->spare_, tree);
}

inline tree_pool::~tree_pool() {
    while (spare_) delete std::exchange(spare_, spare_->next);
}

inline tree_pool::tree tree_pool::take() {
    if (spare_) return tree(std::exchange(spare_, spare_->next));
    tree made(new lent);
    made->home = this;
    return made;
}

}  // namespace whytrace::output
