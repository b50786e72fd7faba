#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "report/escape.h"
#include "report/graph_layout.h"
#include "report/html_charts.h"
#include "report/number_text.h"
#include "report/wording.h"

namespace stillwatch {
namespace {

constexpr std::size_t kLinksListed = 60;
constexpr std::size_t kNamesShown = 10;
constexpr std::size_t kFewAccounts = 20;  // need less room

// A kind of link looks the same in every picture: its place here decides colour and dashes.
struct KindLook {
  std::string_view kind, words;
};
constexpr std::array<KindLook, 6> kLooks = {{{"template", "templates in common"},
                                             {"verbatim_prompt", "prompts asked word for word by both"},
                                             {"issued_turn", "answers carried over"},
                                             {"hand_off", "hand-off after a refusal"},
                                             {"payment", "one means of payment"},
                                             {"", "other"}}};

std::size_t look_of(std::string_view kind) {
  std::size_t look = 0;
  while (look + 1 < kLooks.size() && kLooks[look].kind != kind) ++look;
  return look;
}

std::string short_name(const std::string& account) {
  constexpr std::size_t kLongest = 18;
  if (account.size() <= kLongest) return html_escaped(account);
  std::size_t end = kLongest;
  while (end > 0 && (static_cast<unsigned char>(account[end]) & 0xC0U) == 0x80U) --end;
  return html_escaped(account.substr(0, end)) + "…";
}

std::string_view node_class(Outcome outcome) {
  switch (outcome) {
    case Outcome::campaign:
      return "node accused";
    case Outcome::victim:
      return "node victim";
    case Outcome::adjacent:
      return "node adjacent";
    default:
      return "node";
  }
}

// Area grows with exchanges; crowded pictures get smaller dots.
double node_radius(const MemberFinding& member, std::uint64_t most, std::size_t nodes) {
  const double share =
      static_cast<double>(member.exchanges) / static_cast<double>(std::max<std::uint64_t>(most, 1));
  const double room = std::clamp(std::sqrt(90.0 / static_cast<double>(nodes)), 0.55, 1.0);
  return room * (4.0 + 7.0 * std::sqrt(share));
}

void write_links(std::ostream& out, const GroupFinding& group, const GraphPicture& picture) {
  std::array<double, kLooks.size()> strongest{};  // by look: widths compare within a kind
  for (const GraphLink& link : picture.links) {
    const LinkFinding& found = group.links[link.link];
    strongest[look_of(found.kind)] = std::max(strongest[look_of(found.kind)], found.weight);
  }
  for (auto link = picture.links.rbegin(); link != picture.links.rend(); ++link) {  // the strongest on top
    const LinkFinding& found = group.links[link->link];
    const GraphNode& from = picture.nodes[link->from];
    const GraphNode& to = picture.nodes[link->to];
    const std::size_t look = look_of(found.kind);
    fmt::print(out,
               "<line class=\"k{}\" x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" "
               "stroke-width=\"{:.1f}\"><title>{} and {}: {}</title></line>",
               look, from.x, from.y, to.x, to.y,
               0.6 + 2.4 * std::clamp(found.weight / std::max(strongest[look], 1e-9), 0.0, 1.0),
               html_escaped(group.members[found.from].account_id),
               html_escaped(group.members[found.to].account_id), html_escaped(link_words(found)));
  }
  out << '\n';
}

// The names that can be read: the most tied accounts first, none over another; the others show on hover.
void write_names(std::ostream& out, const GroupFinding& group, const GraphPicture& picture,
                 std::uint64_t most) {
  constexpr double kLine = 20.0, kLetter = 8.4;  // height of a line and width of a letter, generously
  std::vector<const GraphNode*> strongest;
  strongest.reserve(picture.nodes.size());
  for (const GraphNode& node : picture.nodes) strongest.push_back(&node);
  std::sort(strongest.begin(), strongest.end(), [](const GraphNode* a, const GraphNode* b) {
    return a->strength != b->strength ? a->strength > b->strength : a->member < b->member;
  });
  std::vector<std::array<double, 3>> taken;  // left, right, baseline
  for (const GraphNode* node : strongest) {
    if (taken.size() == kNamesShown) break;
    const MemberFinding& member = group.members[node->member];
    const double width = kLetter * static_cast<double>(std::min<std::size_t>(member.account_id.size(), 19));
    const double y = node->y - node_radius(member, most, picture.nodes.size()) - 4;
    const double left = node->x < 90 ? node->x : node->x > 870 ? node->x - width : node->x - width / 2;
    const bool free = std::none_of(taken.begin(), taken.end(), [&](const auto& box) {
      return left < box[1] && box[0] < left + width && std::abs(y - box[2]) < kLine;
    });
    if (!free) continue;
    taken.push_back({left, left + width, y});
    fmt::print(out, "<text class=\"name\" x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}</text>", node->x, y,
               node->x < 90    ? "start"
               : node->x > 870 ? "end"
                               : "middle",
               short_name(member.account_id));
  }
  out << '\n';
}

void write_nodes(std::ostream& out, const GroupFinding& group, const GraphPicture& picture,
                 std::string_view anchor, std::size_t linked_members) {
  std::uint64_t most = 0;
  for (const GraphNode& node : picture.nodes) most = std::max(most, group.members[node.member].exchanges);
  for (const GraphNode& node : picture.nodes) {
    const MemberFinding& member = group.members[node.member];
    const std::string circle = fmt::format(
        "<circle class=\"{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{:.1f}\"><title>{}, {}, {}</title></circle>",
        node_class(member.outcome), node.x, node.y, node_radius(member, most, picture.nodes.size()),
        html_escaped(member.account_id), member_outcome_words(member.outcome),
        counted(member.exchanges, "exchange"));
    if (node.member < linked_members) {
      fmt::print(out, "<a href=\"#{}-{}\" tabindex=\"-1\">{}</a>", anchor, node.member, circle);
    } else {
      out << circle;
    }
  }
  out << '\n';
  write_names(out, group, picture, most);
}

void write_legend(std::ostream& out, const GroupFinding& group, const GraphPicture& picture) {
  std::array<std::size_t, kLooks.size()> drawn{};
  for (const GraphLink& link : picture.links) ++drawn[look_of(group.links[link.link].kind)];
  out << "<ul class=\"legend keys\">";
  for (std::size_t look = 0; look < kLooks.size(); ++look) {
    if (drawn[look] == 0) continue;
    fmt::print(out,
               "<li><svg class=\"graph key\" viewBox=\"0 0 28 8\" aria-hidden=\"true\"><line class=\"k{}\" "
               "x1=\"0\" y1=\"4\" x2=\"28\" y2=\"4\" stroke-width=\"2.5\"/></svg> {} ({})</li>",
               look, kLooks[look].words, grouped(drawn[look]));
  }
  out << "</ul>\n";
}

void write_link_table(std::ostream& out, const GroupFinding& group, const GraphPicture& picture) {
  const std::size_t shown = std::min(kLinksListed, picture.links.size());
  fmt::print(out,
             "<details class=\"numbers\"><summary>The {} strongest links as a table, those of each kind in "
             "turn</summary><div "
             "class=\"scroll\"><table class=\"tight\">"
             "<thead><tr><th scope=\"col\">account</th><th scope=\"col\">account</th><th "
             "scope=\"col\">linked by</th></tr></thead><tbody>\n",
             shown);
  for (std::size_t i = 0; i < shown; ++i) {
    const LinkFinding& link = group.links[picture.links[i].link];
    fmt::print(out, "<tr><td><code>{}</code></td><td><code>{}</code></td><td>{}</td></tr>\n",
               html_escaped(group.members[link.from].account_id),
               html_escaped(group.members[link.to].account_id), html_escaped(link_words(link)));
  }
  out << "</tbody></table></div></details>\n";
}

}  // namespace

void write_account_graph(std::ostream& out, const GroupFinding& group, std::string_view anchor,
                         std::size_t linked_members) {
  GraphBounds bounds;
  if (group.members.size() < kFewAccounts) bounds.height *= 0.6;
  const GraphPicture picture = lay_out_graph(group, bounds);
  if (picture.links.empty()) {
    out << "<p class=\"quiet\">No single links were kept for this group: it is held together by what its "
           "accounts have "
           "in common.</p>\n";
    return;
  }
  fmt::print(out,
             "<div class=\"scroll\"><svg class=\"graph\" viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" "
             "aria-label=\"Accounts and "
             "their strongest "
             "links; the table below lists them\">\n",
             bounds.width, bounds.height);
  write_links(out, group, picture);
  write_nodes(out, group, picture, anchor, linked_members);
  out << "</svg></div>\n";
  write_legend(out, group, picture);
  const std::size_t left_out = group.members.size() - picture.nodes.size();
  fmt::print(out,
             "<p class=\"quiet\">{} and {} drawn, the strongest of each kind; a larger dot is more "
             "exchanges, and a wider line a stronger link among those of its kind. Names and what links them "
             "show when the pointer "
             "rests on a dot or line.{} Hollow dots are linked but not accused.</p>\n",
             counted(picture.nodes.size(), "account"), counted(picture.links.size(), "link"),
             left_out == 0 ? std::string()
                           : fmt::format(" {} more are in the list below.", counted(left_out, "account")));
  write_link_table(out, group, picture);
}

}  // namespace stillwatch
