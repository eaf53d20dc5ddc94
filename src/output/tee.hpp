// One trace in several formats at the same time.
// Not here: any of them.
// Nothing hard here: notes of theirs in a flight are apart (record.hpp).
#pragma once

#include "output/record.hpp"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

namespace whytrace::output {

class tee final : public format {
  public:
    explicit tee(std::vector<std::unique_ptr<format>> all) : all_(std::move(all)) {}

    void show(const record& r) override {
        for (const auto& one : all_) one->show(r);
    }
    bool unsettled() override {
        return std::ranges::any_of(all_, [](const auto& one) { return one->unsettled(); });
    }

  private:
    std::vector<std::unique_ptr<format>> all_;
};

}  // namespace whytrace::output
