#include "text/text_keys.h"

namespace stillwatch {

TextKeys::TextKeys(std::string_view secret)
    : words(derive_key(secret, "stillwatch/text/words/v1")),
      turn(derive_key(secret, "stillwatch/text/turn/v1")),
      issued(derive_key(secret, "stillwatch/text/issued/v1")),
      system(derive_key(secret, "stillwatch/text/system/v1")),
      tools(derive_key(secret, "stillwatch/text/tools/v1")),
      skeleton(derive_key(secret, "stillwatch/text/skeleton/v1")),
      shape(derive_key(secret, "stillwatch/text/shape/v1")),
      print(derive_key(secret, "stillwatch/text/print/v1")),
      embedding(derive_key(secret, "stillwatch/text/embedding/v1")) {}

}  // namespace stillwatch
