#include "exchange/bodies.h"
#include "exchange/dialect_readers.h"
#include "exchange/messages.h"
#include "exchange/sniff.h"

namespace stillwatch {
namespace {

class MappedReader final : public RecordReader {
 public:
  explicit MappedReader(const FieldMap& map) : map_(map) {}

  void read(Json record, JsonWorkspace& workspace, RecordSink& sink) override {
    exchange_.clear();
    Fallback fallback;
    read_bodies(record, workspace, fallback);
    read_texts(record, workspace);
    for (const auto& [field, path] : map_.fields)
      assign(exchange_, field, find_path(record, path), workspace);
    sink.accept(exchange_, RecordContext{record, {}, {}}, fallback);
  }

 private:
  void read_bodies(Json record, JsonWorkspace& workspace, Fallback& fallback) {
    if (map_.request.empty() && map_.response.empty()) return;
    Pair pair;
    if (!map_.request.empty()) pair.request = workspace.unpack(find_path(record, map_.request));
    if (!map_.response.empty()) pair.response = workspace.unpack(find_path(record, map_.response));
    const auto told = map_.dialect ? map_.dialect : dialect_of(pair);
    const Dialect dialect = told.value_or(Dialect::openai_chat);
    read_request_body(dialect, pair.request, exchange_, workspace);
    read_stored_response(dialect, pair.response, exchange_, workspace, fallback);
  }

  void read_texts(Json record, JsonWorkspace& workspace) {
    if (!map_.system.empty()) read_system_first(find_path(record, map_.system), exchange_.input, workspace);
    if (!map_.prompt.empty()) read_input_messages(find_path(record, map_.prompt), exchange_.input, workspace);
    if (!map_.answer.empty()) read_output_blocks(find_path(record, map_.answer), exchange_.output, workspace);
  }

  const FieldMap& map_;
  Exchange exchange_;
};

}  // namespace

std::unique_ptr<RecordReader> make_mapped_reader(const FieldMap& map) {
  return std::make_unique<MappedReader>(map);
}

}  // namespace stillwatch
