#include <algorithm>
#include <bit>
#include <limits>

#include "account/exchange_table.h"
#include "account/parameter_hash.h"

namespace stillwatch {
namespace {

constexpr std::size_t kProjectionWords = sizeof(Projection) / sizeof(std::uint64_t);
static_assert(sizeof(ExchangeRow) == 152);
static_assert(kMaxHistories < 8 && kMaxShapes < 16 && kMaxPromptPrints < 64 &&
              kMaxAnswerPrints < 16);  // the widths of their counts in ExchangeRow

template <class To, class From>
To saturate(From value) {
  constexpr auto kTop = std::numeric_limits<To>::max();
  if (value <= From{}) return 0;
  return static_cast<std::uint64_t>(value) > kTop ? kTop : static_cast<To>(value);
}

std::uint64_t keyed(SipKey key, std::string_view text) { return text.empty() ? 0 : siphash(key, text); }

}  // namespace

std::uint64_t FingerprintPool::append(std::span<const std::uint64_t> values) {
  if (blocks_.empty() || used_ + values.size() > kBlock) {
    if (blocks_.size() == owned_.size())
      owned_.push_back(std::make_unique_for_overwrite<std::uint64_t[]>(kBlock));
    blocks_.push_back(owned_[blocks_.size()].get());
    used_ = 0;
  }
  std::copy(values.begin(), values.end(), owned_[blocks_.size() - 1].get() + used_);
  const std::uint64_t index = (blocks_.size() - 1) * kBlock + used_;
  used_ += values.size();
  return index;
}

FingerprintPool FingerprintPool::over(std::span<const std::uint64_t> values) {
  FingerprintPool pool;
  for (std::size_t at = 0; at <= values.size(); at += kBlock) pool.blocks_.push_back(values.data() + at);
  return pool;
}

ExchangeTableBuilder::ExchangeTableBuilder(std::string_view secret)
    : accounts_(derive_key(secret, "stillwatch/names/accounts")),
      models_(derive_key(secret, "stillwatch/names/models")),
      organisations_(derive_key(secret, "stillwatch/names/organisations")),
      id_key_(derive_key(secret, "stillwatch/exchange-id/v1")),
      attribute_key_(derive_key(secret, "stillwatch/attribute/v1")),
      parameter_key_(derive_key(secret, "stillwatch/parameters/v1")) {}

void ExchangeTableBuilder::add(const Exchange& exchange, const TextFingerprints& prints) {
  if (used_blocks_ == 0 || blocks_[used_blocks_ - 1].size() == kRowBlock) {
    if (used_blocks_ == blocks_.size()) blocks_.emplace_back().reserve(kRowBlock);
    ++used_blocks_;
  }
  ExchangeRow& row = blocks_[used_blocks_ - 1].emplace_back();
  row.time_us = exchange.time_us;
  row.id = siphash(id_key_, exchange.id);
  row.offset = exchange.place.offset;
  row.root = prints.root;
  row.prompt = prints.prompt;
  row.issued = prints.issued;
  row.system = prints.system;
  row.tools = prints.tools;
  row.client = keyed(attribute_key_, exchange.user_agent);
  row.network = keyed(attribute_key_, exchange.client_address);
  row.parameters = parameter_hash(parameter_key_, exchange.parameters);
  row.settings = probing_settings(exchange.parameters) & 0x3fU;
  row.account = accounts_.intern(exchange.account);
  if (row.account == account_organisation_.size()) account_organisation_.push_back(0);
  if (!exchange.organisation.empty()) {
    // The smallest name wins, so that the result does not depend on the order of the records.
    const std::uint32_t named = organisations_.intern(exchange.organisation);
    auto& held = account_organisation_[row.account];
    if (held == 0 || organisations_[named] < organisations_[held - 1]) held = named + 1;
  }
  row.input = exchange.place.input;
  row.line = saturate<std::uint32_t>(exchange.place.line);
  row.input_tokens = saturate<std::uint32_t>(exchange.usage.input);
  row.output_tokens = saturate<std::uint32_t>(exchange.usage.output);
  row.reasoning_tokens = saturate<std::uint32_t>(exchange.usage.reasoning);
  row.model = models_.intern(exchange.request_model);
  row.status = saturate<std::uint16_t>(exchange.status);
  row.prompt_words = saturate<std::uint16_t>(prints.prompt_words);
  row.answer_words = saturate<std::uint16_t>(prints.answer_words);
  row.took_ds = saturate<std::uint16_t>((exchange.time_end_us - exchange.time_us) / 100'000);
  row.topic = prints.topic;
  row.flags = prints.flags;
  row.capability = prints.capability;
  row.language = prints.language;
  row.intent = prints.intent;
  row.intent_score = prints.intent_score;
  add_lists(row, prints);
}

void ExchangeTableBuilder::add_lists(ExchangeRow& row, const TextFingerprints& prints) {
  flat_.clear();
  const auto put = [this](const std::vector<std::uint64_t>& values, std::size_t most) {
    const std::size_t count = std::min(values.size(), most);
    flat_.insert(flat_.end(), values.begin(), values.begin() + static_cast<std::ptrdiff_t>(count));
    return static_cast<std::uint8_t>(count);
  };
  row.histories = put(prints.history, kMaxHistories) & 0x7U;
  row.shapes = put(prints.shapes, kMaxShapes) & 0xfU;
  row.prompt_prints = put(prints.prompt_prints, kMaxPromptPrints) & 0x3fU;
  row.answer_prints = put(prints.answer_prints, kMaxAnswerPrints) & 0xfU;
  if (prints.projection != Projection{}) {
    const auto words = std::bit_cast<std::array<std::uint64_t, kProjectionWords>>(prints.projection);
    flat_.insert(flat_.end(), words.begin(), words.end());
    row.projections = 1;
  }
  row.prints = pool_.append(flat_);
}

std::size_t ExchangeTableBuilder::bytes() const {
  if (used_blocks_ == 0) return 0;
  const std::size_t rows = (used_blocks_ - 1) * kRowBlock + blocks_[used_blocks_ - 1].size();
  return rows * sizeof(ExchangeRow) + pool_.bytes();
}

}  // namespace stillwatch
