#include "report/csv.h"

#include "report/escape.h"
#include "report/number_text.h"
#include "report/wording.h"

namespace stillwatch {

void write_scan_csv(const ScanResult& result, std::ostream& out) {
  out << "group_id,group_outcome,confidence,account_id,organisation,account_outcome,p,log10_e,exchanges,"
         "harvest_exchanges,input_tokens,output_tokens,first,last,reason_codes,reasons\r\n";
  for (const GroupFinding* group : groups_shown(result)) {
    for (const MemberFinding& member : group->members) {
      std::string codes, sentences;
      for (const Reason& reason : member.reasons) {
        codes += (codes.empty() ? "" : ";") + reason.code;
        sentences += (sentences.empty() ? "" : " ") + reason.sentence;
      }
      out << csv_field(group->id) << ',' << name_of(group->outcome) << ',' << csv_field(group->confidence)
          << ',' << csv_field(member.account_id) << ',' << csv_field(member.organisation) << ','
          << name_of(member.outcome) << ',' << shortest_text(member.p) << ',' << shortest_text(member.log10_e)
          << ',' << member.exchanges << ',' << member.harvest_exchanges << ',' << member.input_tokens << ','
          << member.output_tokens << ',' << iso_time(member.first_us) << ',' << iso_time(member.last_us)
          << ',' << csv_field(codes) << ',' << csv_field(sentences) << "\r\n";
    }
  }
}

}  // namespace stillwatch
