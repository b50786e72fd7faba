// The stored form of a profile, version 1: docs/format/profile.md. All numbers are little-endian.
#define XXH_INLINE_ALL
#include <fmt/format.h>
#include <xxhash.h>

#include "account/profile.h"

namespace stillwatch {
namespace {

constexpr std::string_view kMagic = "SWPF";
constexpr std::size_t kHeaderBytes = 20;
constexpr std::uint8_t kExactPrompts = 0;
constexpr std::uint8_t kRegisterPrompts = 1;

void put(std::string& out, std::uint64_t value, std::size_t bytes) {
  for (std::size_t i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i) & 0xff);
}

std::uint64_t get(std::string_view bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    value |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  }
  return value;
}

std::uint64_t checksum(std::string_view body) { return XXH3_64bits(body.data(), body.size()); }

Error refused(std::size_t offset, std::string_view field, std::string_view why) {
  return {Code::bad_input,
          fmt::format("profile state, offset {}, field {}: {}; make the profile again from its log", offset,
                      field, why)};
}

}  // namespace

class ProfileWriter {
 public:
  static std::string body(const Profile& profile) {
    std::string out;
    put(out, profile.key_id_, 8);
    for (const std::uint64_t counter : profile.counters_) put(out, counter, 8);
    put(out, static_cast<std::uint64_t>(profile.first_us_), 8);
    put(out, static_cast<std::uint64_t>(profile.last_us_), 8);
    put_prompts(out, profile.prompts_);
    put_counts(out, profile.hours_);
    put_counts(out, profile.topics_);
    put_counts(out, profile.capabilities_);
    put_counts(out, profile.models_);
    put_counts(out, profile.clients_);
    put_counts(out, profile.networks_);
    put_counts(out, profile.systems_);
    put_counts(out, profile.tools_);
    put_counts(out, profile.templates_);
    return out;
  }

 private:
  static void put_prompts(std::string& out, const DistinctSketch& prompts) {
    if (!prompts.registers().empty()) {
      put(out, kRegisterPrompts, 1);
      for (const std::uint8_t rank : prompts.registers()) put(out, rank, 1);
      return;
    }
    put(out, kExactPrompts, 1);
    put(out, prompts.exact().size(), 1);
    for (const std::uint64_t hash : prompts.exact()) put(out, hash, 8);
  }

  template <class Key, std::size_t Places>
  static void put_counts(std::string& out, const LeastKeyCounts<Key, Places>& counts) {
    put(out, counts.total(), 8);
    put(out, counts.entries().size(), 2);
    for (const auto& [key, count] : counts.entries()) {
      put(out, key, sizeof key);
      put(out, count, 8);
    }
  }
};

// Reads one field after the other; the first failure is kept, and everything after it reads nothing.
class ProfileReader {
 public:
  explicit ProfileReader(std::string_view body) : body_(body) {}

  Result<Profile> read() {
    Profile profile;
    profile.key_id_ = number("key_id", 8);
    for (std::uint64_t& counter : profile.counters_) counter = number("counters", 8);
    profile.first_us_ = static_cast<std::int64_t>(number("first", 8));
    profile.last_us_ = static_cast<std::int64_t>(number("last", 8));
    read_prompts(profile.prompts_);
    read_counts("hours", profile.hours_, 168);
    read_counts("topics", profile.topics_, 256);
    read_counts("capabilities", profile.capabilities_, kCapabilityCount);
    read_counts("models", profile.models_);
    read_counts("clients", profile.clients_);
    read_counts("networks", profile.networks_);
    read_counts("systems", profile.systems_);
    read_counts("tools", profile.tools_);
    read_counts("templates", profile.templates_);
    if (at_ != body_.size()) fail("end", "bytes follow the last field");
    if (failure_.has_value()) return *failure_;
    return profile;
  }

 private:
  void fail(std::string_view field, std::string_view why) {
    if (!failure_.has_value()) failure_ = refused(kHeaderBytes + at_, field, why);
  }

  std::uint64_t number(std::string_view field, std::size_t bytes) {
    if (body_.size() - at_ < bytes) fail(field, "the state ends here");
    if (failure_.has_value()) return 0;
    at_ += bytes;
    return get(body_.substr(at_ - bytes, bytes));
  }

  void read_prompts(DistinctSketch& prompts) {
    const std::uint64_t form = number("prompts", 1);
    bool possible = false;
    if (form == kRegisterPrompts) {
      std::vector<std::uint8_t> registers(DistinctSketch::kRegisters);
      for (std::uint8_t& rank : registers) rank = static_cast<std::uint8_t>(number("prompts", 1));
      possible = prompts.restore_registers(std::move(registers));
    } else if (form == kExactPrompts) {
      std::vector<std::uint64_t> hashes(number("prompts", 1));
      for (std::uint64_t& hash : hashes) hash = number("prompts", 8);
      possible = prompts.restore_exact(std::move(hashes));
    }
    if (!possible) fail("prompts", "no exchanges lead to this sketch");
  }

  template <class Key, std::size_t Places>
  void read_counts(std::string_view field, LeastKeyCounts<Key, Places>& counts, std::uint64_t key_end = 0) {
    const std::uint64_t total = number(field, 8);
    const std::uint64_t size = number(field, 2);
    if (size > Places) return fail(field, "more entries than it can hold");
    std::vector<typename LeastKeyCounts<Key, Places>::Entry> entries(size);
    for (auto& [key, count] : entries) {
      key = static_cast<Key>(number(field, sizeof key));
      count = number(field, 8);
      if (key_end != 0 && key >= key_end) fail(field, "a key that is out of range");
    }
    if (failure_.has_value()) return;
    // Where every possible key has a place, nothing is ever dropped.
    std::uint64_t sum = 0;
    for (const auto& entry : entries) sum = saturating_sum(sum, entry.count);
    const bool whole = key_end == 0 || sum == total;
    if (!whole || !counts.restore(std::move(entries), total))
      fail(field, "no exchanges lead to these counts");
  }

  std::string_view body_;
  std::size_t at_ = 0;
  std::optional<Error> failure_;
};

std::string Profile::serialise() const {
  const std::string body = ProfileWriter::body(*this);
  std::string state(kMagic);
  put(state, kFormatVersion, 2);
  put(state, 0, 2);
  put(state, body.size(), 4);
  put(state, checksum(body), 8);
  return state + body;
}

Result<Profile> Profile::parse(std::string_view state) {
  if (state.size() < kHeaderBytes) return refused(state.size(), "header", "the state ends here");
  if (state.substr(0, 4) != kMagic) return refused(0, "magic", "these bytes are no profile");
  const std::uint64_t version = get(state.substr(4, 2));
  if (version != kFormatVersion) {
    return refused(4, "version",
                   fmt::format("version {} is not known to this program, which reads version {}", version,
                               kFormatVersion));
  }
  if (get(state.substr(6, 2)) != 0) return refused(6, "reserved", "must be zero");
  const std::string_view body = state.substr(kHeaderBytes);
  if (get(state.substr(8, 4)) != body.size())
    return refused(8, "length", "differs from the bytes that follow");
  if (get(state.substr(12, 8)) != checksum(body)) return refused(12, "checksum", "the bytes were changed");
  return ProfileReader(body).read();
}

}  // namespace stillwatch
