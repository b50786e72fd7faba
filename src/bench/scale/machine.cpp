#include "bench/scale/machine.h"

#include <fmt/format.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <fstream>
#include <thread>

namespace stillwatch {
namespace {

std::string processor_name() {
  std::ifstream in("/proc/cpuinfo");
  for (std::string line; std::getline(in, line);) {
    const std::size_t colon = line.find(": ");
    if (line.starts_with("model name") && colon != std::string::npos) return line.substr(colon + 2);
  }
  return "processor";
}

}  // namespace

std::string machine_in_words() {
  const double pages =
      static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
  utsname system{};
  const bool named = uname(&system) == 0;
  const std::string release = named ? std::string(system.release) : "";
  return fmt::format("{} x {}, {:.0f} GB of memory, {} {}", std::thread::hardware_concurrency(),
                     processor_name(), pages * 1e-9, named ? system.sysname : "",
                     release.substr(0, release.find('-')));
}

}  // namespace stillwatch
