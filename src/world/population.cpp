#include "world/population.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "world/text/phrases.h"

namespace stillwatch::world {
namespace {

constexpr std::array<std::string_view, kModels + 1> kModelNames = {
    "atlas-large-4", "atlas-medium-4", "atlas-small-3", "atlas-reason-2", "atlas-large-5"};
static_assert(kNewModel == kModels);
constexpr std::array<std::string_view, 8> kFreeMail = {
    "freemail.example", "postbox.example", "quickmail.example", "letter.example",
    "webpost.example",  "inbox.example",   "mailbird.example",  "notes.example"};
constexpr std::array<std::string_view, 5> kPlans = {"free", "pro", "api", "team", "education"};
constexpr std::array<double, 5> kPlanWeights = {0.22, 0.28, 0.40, 0.07, 0.03};
constexpr double kYearsOfAccounts = 2.0;

template <class Weights>
std::size_t pick_weighted(const Weights& weights, Random& random) {
  double total = 0.0;
  for (const auto weight : weights) total += weight;
  double at = random.uniform() * total;
  std::size_t i = 0;
  for (const auto weight : weights) {
    if (at < weight) return i;
    at -= weight;
    ++i;
  }
  return i - 1;
}

RequestParameters draw_parameters(Random& random) {
  constexpr std::array<double, 6> kTemperatures = {0.0, 0.2, 0.5, 0.7, 0.9, 1.0};
  constexpr std::array<std::int64_t, 7> kMaxTokens = {512, 1000, 1024, 2000, 2048, 4096, 8192};
  RequestParameters parameters;
  if (random.chance(0.55)) parameters.temperature = kTemperatures[random.below(kTemperatures.size())];
  if (random.chance(0.15)) parameters.top_p = random.chance(0.5) ? 0.95 : 0.9;
  if (random.chance(0.70)) parameters.max_tokens = kMaxTokens[random.below(kMaxTokens.size())];
  if (random.chance(0.8)) parameters.stream = random.chance(0.6);
  if (random.chance(0.04)) parameters.seed = static_cast<std::int64_t>(random.below(1000));
  if (random.chance(0.06)) parameters.response_format = "json_object";
  if (random.chance(0.10)) parameters.reasoning_effort = random.chance(0.5) ? "medium" : "high";
  return parameters;
}

}  // namespace

const std::vector<Client>& clients() {
  static const std::vector<Client> kClients = {
      {"openai-python/1.58.1", "t13d1516h2_8daaf6152771_02713d6af862", 0.20, kNone},
      {"openai-python/1.52.0", "t13d1516h2_8daaf6152771_02713d6af862", 0.08, kNone},
      {"anthropic-python/0.42.0", "t13d1516h2_8daaf6152771_d8a2da3f94cd", 0.10, kNone},
      {"openai-node/4.77.0", "t13d5911h1_a33745022dd6_1f22a2ca17c4", 0.11, kNone},
      {"web-chat/2026.5 Chrome/137.0", "t13d1516h2_8daaf6152771_e5627efa2ab1", 0.16, kNone},
      {"web-chat/2026.5 Firefox/139.0", "t13d1715h2_5b57614c22b0_3d5424432f57", 0.06, kNone},
      {"mobile-chat/8.2 iOS/19.1", "t13d2014h2_a09f3c656075_14788d8d241b", 0.07, kNone},
      {"mobile-chat/8.2 Android/16", "t13d1313h2_f57a46bbacb6_a00ad99c0a3b", 0.06, kNone},
      {"code-cli/1.0.57 (linux; node v20.19.2)", "t13d5911h1_a33745022dd6_71fe1f0b7b1e", 0.06, 0},
      {"editor-plugin/3.14.0", "t13d1812h1_85036bcba153_b26ce05bbdd6", 0.04, 0},
      {"agent-kit/0.9.4 python-httpx/0.27", "t13d1712h1_ab0a1bf427ad_882d495ac381", 0.02, 1},
      {"data-notebook/2.3", "t13d1712h1_ab0a1bf427ad_8e6e362c5eac", 0.01, 2},
      {"curl/8.9.1", "t13d3112h2_e8f1e7e78f70_b26ce05bbdd6", 0.01, kNone},
      {"go-http-client/2.0", "t13d1410h2_a1e5a5c0f7a4_5d04281c6031", 0.02, kNone},
      // Clients of communities (community_client()): nobody comes to them by chance.
      {"yulin-chat/3.1 Android/16", "t13d1313h2_f57a46bbacb6_5ab2c1f09d3e", 0.0, kNone},
      {"charla/2.4 Electron/37", "t13d1516h2_8daaf6152771_77c01d9be212", 0.0, kNone},
      {"plauderei/1.9 Electron/37", "t13d1516h2_8daaf6152771_77c01d9be212", 0.0, kNone},
      {"causette/0.8 iOS/19.1", "t13d2014h2_a09f3c656075_1d02f6b9e9a4", 0.0, kNone},
      {"bate-papo/4.0 Android/16", "t13d1313h2_f57a46bbacb6_c2f3e07a1b58", 0.0, kNone},
      {"beseda/2.2 Qt/6.9", "t13d1715h2_5b57614c22b0_0be1f5a4d7c3", 0.0, kNone},
      {"oshaberi/1.3 iOS/19.1", "t13d2014h2_a09f3c656075_93e5ab44d0f7", 0.0, kNone}};
  return kClients;
}

const std::vector<Country>& countries() {
  static const std::vector<Country> kCountries = {
      {"US", "en", -5, 0.30}, {"US", "en", -8, 0.18}, {"GB", "en", 0, 0.12}, {"IN", "en", 5, 0.14},
      {"CA", "en", -6, 0.06}, {"AU", "en", 10, 0.05}, {"NG", "en", 1, 0.03}, {"PH", "en", 8, 0.04},
      {"SG", "en", 8, 0.03},  {"NL", "en", 1, 0.05},  {"TW", "zh", 8, 0.35}, {"SG", "zh", 8, 0.25},
      {"HK", "zh", 8, 0.20},  {"US", "zh", -8, 0.20}, {"ES", "es", 1, 0.30}, {"MX", "es", -6, 0.35},
      {"AR", "es", -3, 0.20}, {"CO", "es", -5, 0.15}, {"DE", "de", 1, 0.75}, {"AT", "de", 1, 0.12},
      {"CH", "de", 1, 0.13},  {"FR", "fr", 1, 0.75},  {"BE", "fr", 1, 0.10}, {"CA", "fr", -5, 0.15},
      {"BR", "pt", -3, 0.85}, {"PT", "pt", 0, 0.15},  {"KZ", "ru", 5, 1.0},  {"JP", "ja", 9, 1.0}};
  return kCountries;
}

std::uint8_t community_client(std::uint8_t language) {
  constexpr std::size_t kCommunityClients = 7;  // of Corpus::languages without English, in that order
  const std::size_t first = clients().size() - kCommunityClients;
  return static_cast<std::uint8_t>(first + (language - 1U) % kCommunityClients);
}

std::string_view model_name(std::size_t model) { return kModelNames[model % kModelNames.size()]; }

Population::Population(const WorldOptions& options, const Corpus& corpus, std::size_t expected, Random random)
    : options_(options), corpus_(corpus), random_(random) {
  const std::size_t networks = 3 + expected / 60;
  for (std::size_t i = 0; i < networks; ++i) shared_.push_back(new_network("US"));
}

std::string Population::new_address(std::uint32_t as_number) {
  // RFC 3849 sets 2001:db8::/32 aside for examples: nobody's real address can appear in a world.
  const std::uint64_t host = random_.next();
  return fmt::format("2001:db8:{:x}:{:x}::{:x}", as_number & 0xffff, host & 0xffff, (host >> 16) & 0xffff);
}

std::string Population::new_payment() { return fmt::format("pay_{:012x}", random_.next() >> 16); }

std::string Population::new_domain() {
  std::string text;
  append_identifier(random_, text);
  std::string domain;
  for (const char c : text) domain += c == '_' ? '-' : static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  return fmt::format("{}{}.example", domain, random_.below(100));
}

std::string Population::new_organisation() { return fmt::format("org_{:010x}", random_.next() >> 24); }

SharedNetwork Population::new_network(std::string_view country_code) {
  const auto salt = static_cast<std::uint32_t>(country_code[0] * 7 + country_code[1]);
  const auto as_number = static_cast<std::uint32_t>(64'512 + (salt * 37 + random_.below(9)) % 1'000);
  return {new_address(as_number), as_number};
}

void Population::join(AccountPlan& account, const std::string& organisation, const std::string& domain,
                      const std::string& payment, bool verified) {
  account.facts.organisation = organisation;
  account.facts.organisation_verified = verified;
  account.facts.email_domain = domain;
  account.facts.payment = payment;
}

std::uint16_t Population::draw_country(std::uint8_t language, Random& random) const {
  std::vector<double> weights;
  for (const Country& country : countries()) {
    weights.push_back(country.language == corpus_.languages[language] ? country.weight : 0.0);
  }
  return static_cast<std::uint16_t>(pick_weighted(weights, random));
}

void Population::settle(AccountPlan& account, std::uint8_t language, std::uint16_t country) {
  account.language = language;
  account.country = country;
  account.zone_hours = countries()[country].zone_hours;
  const SharedNetwork home = new_network(countries()[country].code);
  account.as_number = home.as_number;
  account.addresses = {home.address};
}

void Population::place(AccountPlan& account, Random& random) {
  account.language = static_cast<std::uint8_t>(pick_weighted(corpus_.language_weight, random));
  account.country = draw_country(account.language, random);
  const Country& country = countries()[account.country];
  account.zone_hours = country.zone_hours;
  const SharedNetwork home = new_network(country.code);
  account.as_number = home.as_number;
  account.addresses.push_back(home.address);
  if (random.chance(0.45)) account.addresses.push_back(new_address(account.as_number));  // on the move
  if (random.chance(0.12)) {  // a carrier's or an office's shared address
    account.addresses.push_back(shared_[random.zipf(shared_.size(), 0.9)].address);
  }
}

void Population::pay(AccountPlan& account, Random& random) {
  AccountFacts& facts = account.facts;
  const double age_days = kYearsOfAccounts * 365.0 * std::pow(random.uniform(), 1.3);
  facts.created_us = options_.start_us - static_cast<std::int64_t>(age_days * static_cast<double>(kDay));
  const double newcomers = options_.days / (options_.days + kYearsOfAccounts * 365.0);
  if (random.chance(newcomers * 2.0)) {
    facts.created_us =
        options_.start_us + static_cast<std::int64_t>(random.uniform() * options_.days * 0.9 * kDay);
  }
  account.first_us = std::max(options_.start_us, facts.created_us);
  facts.plan = kPlans[pick_weighted(kPlanWeights, random)];
  if (facts.plan == "education" || random.chance(0.01))
    facts.programme = random.chance(0.5) ? "education" : "research";
  if (random.chance(0.01)) facts.programme = "startup";
  facts.email_domain =
      random.chance(0.72) ? std::string(kFreeMail[random.zipf(kFreeMail.size(), 1.1)]) : new_domain();
  facts.payment = new_payment();
  if (!family_payments_.empty() && random.chance(0.03)) {  // one card in the family
    facts.payment = family_payments_.back();
    family_payments_.pop_back();
  } else if (random.chance(0.04)) {
    family_payments_.push_back(facts.payment);
  }
  if (!random.chance(0.10)) return;
  if (open_organisation_.places == 0) {
    open_organisation_ = {new_organisation(), new_domain(), new_payment(),
                          static_cast<std::uint32_t>(1 + random.below(8)), random.chance(0.8)};
  }
  --open_organisation_.places;
  join(account, open_organisation_.name, open_organisation_.domain, open_organisation_.payment,
       open_organisation_.verified);
}

void Population::equip(AccountPlan& account, Random& random) {
  std::vector<double> weights;
  for (const Client& client : clients()) weights.push_back(client.weight);
  account.client = static_cast<std::uint8_t>(pick_weighted(weights, random));
  account.parameters = draw_parameters(random);
  account.credential = fmt::format("key_{:016x}", random.next());
  account.session_prefix = fmt::format("{:08x}", random.next() >> 32);
  account.device = fmt::format("dev_{:012x}", random.next() >> 16);
  account.model = static_cast<std::uint8_t>(random.zipf(kModels, 0.7));
}

AccountPlan Population::account() {
  Random random = random_.fork("account").fork(fmt::format("{}", next_account_));
  AccountPlan account;
  account.seed = mix64(options_.seed ^ mix64(++next_account_));
  account.facts.account = fmt::format("acct_{:012x}", account.seed >> 16);
  account.last_us = options_.start_us + static_cast<std::int64_t>(options_.days * static_cast<double>(kDay));
  place(account, random);
  pay(account, random);
  equip(account, random);
  return account;
}

std::string_view error_type_of(std::uint16_t status) {
  switch (status) {
    case 401:
      return "authentication_error";
    case 403:
      return "permission_error";
    case 429:
      return "rate_limit_error";
    case 529:
      return "overloaded_error";
    default:
      return "api_error";
  }
}

}  // namespace stillwatch::world
