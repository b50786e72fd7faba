#include "cli/memory_limit.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>

#include "base/parallel.h"
#include "base/unnamed_file.h"
#include "cli/commands.h"
#include "cli/interruption.h"
#include "report/number_text.h"

namespace stillwatch {
namespace {

constexpr std::size_t kMiB = std::size_t{1} << 20;

std::size_t in_mb(std::size_t bytes) { return (bytes + kMiB - 1) / kMiB; }

// The name of a stage as text that stays: another thread reads it when the run ends.
const char* lasting(std::string_view stage) {
  static constexpr std::array kStages = {"read", "merge",   "table",  "link", "group",
                                         "test", "explain", "recall", "draw", "commit"};
  const auto* const known = std::find(kStages.begin(), kStages.end(), stage);
  return known == kStages.end() ? "a stage" : *known;
}

}  // namespace

std::size_t needed_memory(std::uint64_t exchanges, std::uint64_t accounts) {
  constexpr std::size_t kFixed = 60 * kMiB, kExchange = 12, kAccount = 1000;
  return kFixed + exchanges * kExchange + accounts * kAccount;
}

Result<std::unique_ptr<MemoryLimit>> MemoryLimit::start(const InputOptions& input, bool quiet) {
  const std::size_t least = least_memory(input.read.threads);
  if (input.memory != 0 && input.memory < least)
    return Error{
        Code::no_memory,
        fmt::format("--memory {} MB: on {} threads a run needs {} MB at least; give --memory {}M, or fewer "
                    "--threads",
                    input.memory / kMiB, worker_count(input.read.threads), in_mb(least), in_mb(least))};
  return std::unique_ptr<MemoryLimit>(new MemoryLimit(input, quiet));
}

MemoryLimit::MemoryLimit(const InputOptions& input, bool quiet)
    : bytes_(input.memory),
      quiet_(quiet),
      blocks_({scratch_folder(input.spill_folder), input.memory}),
      bound_({input.memory, [this](std::size_t resident) { exceeded(resident); }}) {}

void MemoryLimit::apply(ScanOptions& options) {
  options.memory = bytes_;
  options.stage = [this, tell = options.stage](std::string_view stage) {
    stage_ = lasting(stage);
    if (stage == "read") exchanges_ = accounts_ = 0;  // of a look before
    if (stage == "link" || stage == "group" || stage == "test")
      LargeBlocks::begin();
    else
      LargeBlocks::pause();
    if (bytes_ != 0 && resident_bytes() > bytes_ / 2) give_heap_back();
    if (tell) tell(stage);
  };
  options.counted = [this](std::uint64_t exchanges, std::uint64_t accounts) {
    exchanges_ = exchanges;
    accounts_ = accounts;
  };
  options.spills = [this](const SpillNotice& notice) {
    if (quiet_) return;
    fmt::print(stderr, "\nstillwatch: rows do not fit in --memory {} MB: {} go to {}, which has {} free\n",
               bytes_ / kMiB, notice.needed == 0 ? std::string("they") : "about " + bytes_text(notice.needed),
               notice.folder, notice.free == 0 ? std::string("an unknown room") : bytes_text(notice.free));
  };
}

void MemoryLimit::exceeded(std::size_t resident) const {
  std::string text =
      fmt::format("\nstillwatch: --memory {} MB do not suffice: the stage \"{}\" needs more than {} MB",
                  bytes_ / kMiB, stage_.load(), in_mb(resident));
  std::size_t needed = resident + resident / 4;
  if (exchanges_ > 0) {
    needed = std::max(needed, needed_memory(exchanges_, accounts_));
    text += fmt::format("; {} exchanges of {} accounts need about {} MB", grouped(exchanges_),
                        grouped(accounts_), in_mb(needed));
  }
  text += fmt::format("; give --memory {}M, or scan less at once\n", in_mb(needed));
  end_now(kExitMemory, text);
}

}  // namespace stillwatch
