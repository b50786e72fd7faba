#include "exchange/access_join.h"

#include <bit>

#include "base/siphash.h"
#include "exchange/arena.h"
#include "exchange/field_member.h"

namespace stillwatch {
namespace {

constexpr SipKey kSpread{0x5354494c4c574154ULL, 0x4143434553534c4fULL};  // spreads join keys; nothing secret
constexpr std::uint8_t kEndOfFields = 255;

// Texts of these fields differ from record to record; all others are kept once.
bool is_unique(Field field) {
  return field == Field::id || field == Field::session || field == Field::conversation ||
         field == Field::response_id;
}

void append_word(std::string& out, std::uint64_t word) {
  for (; word >= 0x80; word >>= 7) out += static_cast<char>(word | 0x80);
  out += static_cast<char>(word);
}

std::uint64_t take_word(const char*& at) {
  std::uint64_t word = 0;
  for (unsigned shift = 0;; shift += 7) {
    const auto byte = static_cast<unsigned char>(*at++);
    word |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) return word;
  }
}

void append_text(std::string& out, std::string_view text) {
  append_word(out, text.size());
  out += text;
}

std::string_view take_text(const char*& at) {
  const auto length = static_cast<std::size_t>(take_word(at));
  const std::string_view text(at, length);
  at += length;
  return text;
}

}  // namespace

// A record in memory: key, input, line, offset, then (field, value) pairs; numbers have seven bits per byte.
struct AccessLog::State {
  struct Slot {
    std::uint64_t hash = 0;
    const char* record = nullptr;
    std::uint32_t position = 0;
  };
  Arena arena;
  std::unordered_map<std::string_view, std::uint64_t> text_ids;
  std::vector<std::string_view> texts;
  std::vector<Slot> slots = std::vector<Slot>(1024);
  std::vector<const char*> records;
  std::vector<std::uint8_t> used;  // set through std::atomic_ref
  std::string scratch;

  std::uint64_t id_of_text(std::string_view text) {
    if (const auto found = text_ids.find(text); found != text_ids.end()) return found->second;
    texts.push_back(arena.copy(text));
    text_ids.emplace(texts.back(), texts.size() - 1);
    return texts.size() - 1;
  }

  [[nodiscard]] std::size_t slot_of(std::uint64_t hash, std::string_view key) const {
    for (std::size_t i = hash & (slots.size() - 1);; i = (i + 1) & (slots.size() - 1)) {
      if (slots[i].record == nullptr) return i;
      const char* at = slots[i].record;
      if (slots[i].hash == hash && take_text(at) == key) return i;
    }
  }

  void grow() {
    std::vector<Slot> old(slots.size() * 2);
    old.swap(slots);
    for (const Slot& slot : old) {
      if (slot.record == nullptr) continue;
      std::size_t i = slot.hash & (slots.size() - 1);
      while (slots[i].record != nullptr) i = (i + 1) & (slots.size() - 1);
      slots[i] = slot;
    }
  }

  void encode(Field field, std::string_view text) {
    if (is_unique(field)) {
      append_text(scratch, text);
    } else {
      append_word(scratch, id_of_text(text));
    }
  }
  template <class T>
  void encode(Field field, const std::optional<T>& value) {
    encode(field, *value);
  }
  void encode(Field, double value) { append_word(scratch, std::bit_cast<std::uint64_t>(value)); }
  template <class T>
    requires std::is_integral_v<T>
  void encode(Field, T value) {
    append_word(scratch, static_cast<std::uint64_t>(static_cast<std::int64_t>(value)));
  }

  void decode(Field field, std::string_view& to, const char*& at) const {
    to = is_unique(field) ? take_text(at) : texts[take_word(at)];
  }
  template <class T>
  void decode(Field field, std::optional<T>& to, const char*& at) const {
    T value{};
    decode(field, value, at);
    to = value;
  }
  void decode(Field, double& to, const char*& at) const { to = std::bit_cast<double>(take_word(at)); }
  template <class T>
    requires std::is_integral_v<T>
  void decode(Field, T& to, const char*& at) const {
    to = static_cast<T>(static_cast<std::int64_t>(take_word(at)));
  }

  // Fills what `exchange` lacks, or only reads over it.
  void complete(const char* at, Exchange& exchange) const {
    take_text(at);
    SourcePlace place;
    place.input = static_cast<std::uint32_t>(take_word(at));
    place.line = take_word(at);
    place.offset = take_word(at);
    if (exchange.place.line == 0) exchange.place = place;
    while (static_cast<std::uint8_t>(*at) != kEndOfFields) {
      const auto field = static_cast<Field>(*at++);
      visit_member(exchange, field, [&](auto& member) {
        std::remove_reference_t<decltype(member)> value{};
        decode(field, value, at);
        if (!is_set(member)) member = value;
        return true;
      });
    }
  }
};

AccessLog::AccessLog() : state_(std::make_unique<State>()) {}
AccessLog::~AccessLog() = default;
AccessLog::AccessLog(AccessLog&&) noexcept = default;

bool AccessLog::add(std::string_view key, const Exchange& record) {
  State& state = *state_;
  const std::uint64_t hash = siphash(kSpread, key);
  const std::size_t slot = state.slot_of(hash, key);
  if (state.slots[slot].record != nullptr) return false;
  state.scratch.clear();
  append_text(state.scratch, key);
  append_word(state.scratch, record.place.input);
  append_word(state.scratch, record.place.line);
  append_word(state.scratch, record.place.offset);
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    const auto field = static_cast<Field>(i);
    visit_member(record, field, [&](const auto& member) {
      if (!is_set(member)) return false;
      state.scratch += static_cast<char>(field);
      state.encode(field, member);
      return true;
    });
  }
  state.scratch += static_cast<char>(kEndOfFields);
  const char* const kept = state.arena.copy(state.scratch).data();
  state.slots[slot] = {hash, kept, static_cast<std::uint32_t>(state.records.size())};
  state.records.push_back(kept);
  state.used.push_back(0);
  if (state.records.size() * 10 > state.slots.size() * 7) state.grow();
  return true;
}

bool AccessLog::complete(std::string_view key, Exchange& exchange) const {
  State& state = *state_;
  const State::Slot& slot = state.slots[state.slot_of(siphash(kSpread, key), key)];
  if (slot.record == nullptr) return false;
  std::atomic_ref<std::uint8_t>(state.used[slot.position]).store(1, std::memory_order_relaxed);
  state.complete(slot.record, exchange);
  return true;
}

void AccessLog::for_each_unused(const std::function<void(std::string_view, Exchange&)>& visit) const {
  Exchange exchange;
  for (std::size_t i = 0; i < state_->records.size(); ++i) {
    if (state_->used[i] != 0) continue;
    const char* at = state_->records[i];
    const std::string_view key = take_text(at);
    exchange.clear();
    state_->complete(state_->records[i], exchange);
    visit(key, exchange);
  }
}

std::size_t AccessLog::size() const { return state_->records.size(); }

const std::vector<std::uint8_t>& AccessLog::used() const { return state_->used; }

void AccessLog::set_used(std::vector<std::uint8_t> used) { state_->used = std::move(used); }

}  // namespace stillwatch
