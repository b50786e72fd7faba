#include "text/kernels/targets.h"

#include "text/kernels/highway_targets.h"

#ifndef HWY_WANT_AVX3_DL
#error "the instruction sets must be chosen before Highway is included"
#endif

#include <hwy/highway.h>

#include <vector>

namespace stillwatch::kernels {
namespace {

std::vector<std::int64_t> targets() {
  hwy::SetSupportedTargetsForTest(0);
  std::vector<std::int64_t> found;
  for (std::int64_t left = hwy::SupportedTargets() & HWY_TARGETS; left != 0; left &= left - 1) {
    found.push_back(left & -left);
  }
  return found;
}

const std::vector<std::int64_t>& all_targets() {
  static const std::vector<std::int64_t> kAll = targets();
  return kAll;
}

}  // namespace

std::size_t target_count() { return all_targets().size(); }
std::string target_name(std::size_t index) { return hwy::TargetName(all_targets().at(index)); }

OnTarget::OnTarget(std::size_t index) { hwy::SetSupportedTargetsForTest(all_targets().at(index)); }
OnTarget::~OnTarget() { hwy::SetSupportedTargetsForTest(0); }

}  // namespace stillwatch::kernels
