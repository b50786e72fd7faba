#include "exchange/bodies.h"
#include "exchange/dialect_readers.h"
#include "exchange/envelope.h"
#include "exchange/sniff.h"

namespace stillwatch {
namespace {

// Stored pairs of request and response of one API, with whatever identity the log keeps around them.
class PairReader final : public RecordReader {
 public:
  explicit PairReader(Dialect dialect) : dialect_(dialect) {}

  void read(Json record, JsonWorkspace& workspace, RecordSink& sink) override {
    const Pair pair = find_pair(record, workspace);
    const auto found = dialect_of(pair);
    if (found && *found != dialect_ && !is_ambiguous(pair))
      return sink.reject(AnomalyKind::mixed_dialect, "request", "split the log by dialect; a file has one");
    if (!pair.request.is_object())
      return sink.reject(AnomalyKind::missing_field, "request", "log the request body as \"request\"");
    exchange_.clear();
    Fallback fallback{{}, 0, dialect_ == Dialect::anthropic ? "anthropic" : "openai", "chat"};
    read_status(pair, workspace);
    read_request_body(dialect_, pair.request, exchange_, workspace);
    read_stored_response(dialect_, pair.response, exchange_, workspace, fallback);
    read_envelope(record, exchange_, workspace);
    read_headers(pair.request_wrapper.find("headers"), exchange_, workspace);
    read_headers(pair.response_wrapper.find("headers"), exchange_, workspace);
    sink.accept(exchange_, RecordContext{record, {}, {}}, fallback);
  }

 private:
  // A request without a telling response could be of more than one API: a refused call to Chat or Messages,
  // say.
  static bool is_ambiguous(const Pair& pair) {
    return pair.response.is_missing() || !pair.response.find("error").is_missing();
  }

  void read_status(const Pair& pair, JsonWorkspace& workspace) {
    const Json status = pair.response_wrapper.find_any({"status_code", "statusCode", "status", "code"});
    assign(exchange_, Field::status, status, workspace);
  }

  Dialect dialect_;
  Exchange exchange_;
};

}  // namespace

std::unique_ptr<RecordReader> make_pair_reader(Dialect dialect) {
  return std::make_unique<PairReader>(dialect);
}

}  // namespace stillwatch
