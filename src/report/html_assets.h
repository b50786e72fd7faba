// The style and the script of the HTML report. The page names their digests in its security policy, so
// nothing else can run or style in it. The script only adds comfort: without it, everything can be read.
#pragma once

#include <string>
#include <string_view>

namespace stillwatch {

[[nodiscard]] std::string_view report_style();
[[nodiscard]] std::string_view report_script();

// "sha256-BASE64" of a text, as a content security policy names it.
[[nodiscard]] std::string policy_digest(std::string_view text);

}  // namespace stillwatch
