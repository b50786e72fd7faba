// Who the accounts are: everything about an account that is not behaviour.
//
// Honest accounts and campaign accounts are drawn by the same function from the same distributions (account
// age, plan, organisation, e-mail domain, payment, country, network, client, request parameters, models,
// language), so that none of these tells the roles apart unless a profile changes it afterwards on purpose.
#pragma once

#include <string>
#include <vector>

#include "world/plan.h"

namespace stillwatch::world {

struct Client {
  std::string_view user_agent, ja4;
  double weight;
  std::uint32_t toolset;  // index into toolsets() for clients that run an agent, else kNone
};
[[nodiscard]] const std::vector<Client>& clients();

// The client that people of this language (not English) made for themselves.
[[nodiscard]] std::uint8_t community_client(std::uint8_t language);

struct Country {
  std::string_view code, language;
  std::int8_t zone_hours;
  double weight;  // within the language
};
[[nodiscard]] const std::vector<Country>& countries();

inline constexpr std::size_t kModels = 4;  // that exist from the start; kNewModel follows
[[nodiscard]] std::string_view model_name(std::size_t model);

// A network that several accounts share: one address.
struct SharedNetwork {
  std::string address;
  std::uint32_t as_number = 0;
};

class Population {
 public:
  // `expected` is how many accounts the world will have; it sizes the shared networks.
  Population(const WorldOptions& options, const Corpus& corpus, std::size_t expected, Random random);

  // A new account. Every call uses a stream of its own, so that accounts do not depend on each other's
  // details.
  AccountPlan account();

  std::string new_address(std::uint32_t as_number);
  std::string new_payment();
  std::string new_domain();
  SharedNetwork new_network(std::string_view country_code);
  // Puts the account into the organisation and gives it the organisation's domain and payment.
  void join(AccountPlan& account, const std::string& organisation, const std::string& domain,
            const std::string& payment, bool verified);
  std::string new_organisation();
  // The account's owner speaks this language and lives in this country: a new home, zone and network.
  void settle(AccountPlan& account, std::uint8_t language, std::uint16_t country);
  // A country where the language is spoken, as people are spread over them.
  std::uint16_t draw_country(std::uint8_t language, Random& random) const;
  // Small organisations take in whoever comes next: from here on, new ones do, so that nobody joins the
  // organisation of accounts that somebody else runs.
  void close_organisation() { open_organisation_.places = 0; }
  Random& random() { return random_; }

 private:
  struct SmallOrganisation {
    std::string name, domain, payment;
    std::uint32_t places = 0;
    bool verified = true;
  };
  void place(AccountPlan& account, Random& random);
  void pay(AccountPlan& account, Random& random);
  void equip(AccountPlan& account, Random& random);

  const WorldOptions& options_;
  const Corpus& corpus_;
  Random random_;
  std::uint64_t next_account_ = 0;
  std::vector<SharedNetwork> shared_;
  std::vector<std::string> family_payments_;
  SmallOrganisation open_organisation_;
};

// What a provider's error body calls a request that ended with this status.
[[nodiscard]] std::string_view error_type_of(std::uint16_t status);

}  // namespace stillwatch::world
