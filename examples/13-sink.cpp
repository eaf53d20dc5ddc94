// Lesson 13: a consumer of one's own, with the library: which files does a program open, and which of those are not there?
// Not here: anything about ptrace. The tracer tells what happened, the decoder what it means.
// The hard part: a call is told twice; what its arguments were is decoded at the entry, when they are still there.
#include <cstdio>
#include <map>
#include <string>
#include <whytrace/decoder.hpp>
#include <whytrace/tracer.hpp>

namespace {

class opened_files final : public whytrace::listener {
  public:
    void listen_to(whytrace::tracer& t) { tracer_ = &t; }

    bool wants(pid_t, const whytrace::call& c) override { return whytrace::call_name(c.abi, c.nr) == "openat"; }

    whytrace::tampering on(const whytrace::event& e) override {
        if (const auto* entry = std::get_if<whytrace::events::syscall_enter>(&e)) {
            decoder_.enter(*entry->call, {}, entry->tid, tracer_->memory_of(entry->tid), tree_);
            for (const auto& node : tree_.nodes)
                if (node.path) path_ = tree_.text_of(node);
        } else if (const auto* exit = std::get_if<whytrace::events::syscall_exit>(&e)) {
            ++(exit->result.is_error ? missing_ : found_)[path_];
        }
        return {};
    }

    void report() const {
        for (const auto& [path, count] : found_) std::printf("opened   %s\n", path.c_str());
        for (const auto& [path, count] : missing_) std::printf("missing  %s\n", path.c_str());
    }

  private:
    whytrace::tracer* tracer_ = nullptr;
    whytrace::decoder decoder_{{.string_limit = 4096}};
    whytrace::value_tree tree_;
    std::string path_;
    std::map<std::string, int> found_, missing_;
};

}  // namespace

int main(int argc, char** argv) {
    opened_files files;
    whytrace::tracer tracer({}, files);
    files.listen_to(tracer);
    whytrace::launch_request program;
    program.argv.assign(argv + 1, argv + argc);
    try {
        tracer.launch(program);
        tracer.run();
    } catch (const std::exception& e) {
        std::fprintf(stderr, "%s\n", e.what());
        return 1;
    }
    files.report();
}
