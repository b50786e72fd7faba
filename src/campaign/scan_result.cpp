#include "campaign/scan_result.h"

namespace stillwatch {

std::string_view name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::campaign:
      return "campaign";
    case Outcome::pool:
      return "pool";
    case Outcome::single_customer:
      return "single_customer";
    case Outcome::victim:
      return "victim";
    case Outcome::adjacent:
      return "adjacent";
    case Outcome::cleared:
      return "cleared";
  }
  return "cleared";
}

}  // namespace stillwatch
