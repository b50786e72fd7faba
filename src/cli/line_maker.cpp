#include "cli/line_maker.h"

#include "exchange/canonical_writer.h"
#include "exchange/identifier_hash.h"

namespace stillwatch {

LineMaker::LineMaker(const std::string& secret, LineContent content, SeenIds& seen)
    : seen_(seen),
      identifier_key_(identifier_key(secret)),
      key_name_(name_of_key(secret)),
      content_(content) {
  if (content != LineContent::text) tracer_ = std::make_unique<TextTracer>(secret);
}

void LineMaker::add(const Exchange& exchange) {
  write(exchange);
  written_.push_back({seen_.hash(exchange.id), exchange.place, exchange.time_us, lines_.size()});
}

void LineMaker::write(const Exchange& exchange) {
  if (!tracer_) return write_canonical(exchange, lines_);
  const bool foreign = exchange.fingerprints && !exchange.fingerprint_key.empty();
  tracer_->trace(exchange, prints_);
  const std::string_view key_name = foreign ? exchange.fingerprint_key : std::string_view(key_name_);
  if (content_ == LineContent::fingerprints)
    return write_fingerprinted(exchange, prints_, identifier_key_, key_name, lines_);
  both_ = exchange;
  both_.fingerprints = prints_;
  both_.fingerprint_key = key_name;
  write_canonical(both_, lines_);
}

}  // namespace stillwatch
