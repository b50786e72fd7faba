#include "exchange/canonical_reader.h"

#include <cstring>

#include "exchange/field.h"

namespace stillwatch {
namespace {

class CanonicalReader final : public RecordReader {
 public:
  void read(Json record, JsonWorkspace& workspace, RecordSink& sink) override {
    exchange_.clear();
    read_canonical(record, exchange_, workspace);
    sink.accept(exchange_, RecordContext{record, {}, {}}, Fallback{});
  }

 private:
  Exchange exchange_;
};

struct CanonicalFields {
  Exchange& exchange;
  JsonWorkspace& workspace;
  Wanted wanted;

  void set(Field field, Json value) const {
    if (wanted == Wanted::everything || !(is_content(field) || is_fingerprint(field)))
      assign(exchange, field, value, workspace);
  }

  // Looks into an object whose members continue a field name, e.g. "gen_ai" or "gen_ai.request".
  void set_nested(Json object, std::string_view prefix) const {
    constexpr std::size_t kLongest = 64;
    char name[kLongest];
    if (prefix.size() + 1 >= kLongest) return;
    std::memcpy(name, prefix.data(), prefix.size());
    name[prefix.size()] = '.';
    for (const Json member : object) {
      const std::string_view key = member.key();
      if (key.empty() || prefix.size() + 1 + key.size() > kLongest) continue;
      std::memcpy(name + prefix.size() + 1, key.data(), key.size());
      const std::string_view whole(name, prefix.size() + 1 + key.size());
      if (const auto field = field_of(whole)) {
        set(*field, member);
      } else if (member.is_object() && is_field_prefix(whole)) {
        set_nested(member, whole);
      }
    }
  }
};

}  // namespace

void read_canonical(Json record, Exchange& exchange, JsonWorkspace& workspace, Wanted wanted) {
  const CanonicalFields fields{exchange, workspace, wanted};
  for (const Json member : record) {
    if (const auto field = field_of(member.key())) {
      fields.set(*field, member);
    } else if (member.is_object() && is_field_prefix(member.key())) {
      fields.set_nested(member, member.key());
    }
  }
}

std::unique_ptr<RecordReader> make_canonical_reader() { return std::make_unique<CanonicalReader>(); }

}  // namespace stillwatch
