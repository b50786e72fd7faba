#include "world/text/word_groups.h"

#include <algorithm>
#include <array>

namespace stillwatch::world {
namespace {

constexpr std::string_view kEnglish =
    "make,create,build,produce|write,compose,put "
    "together,draft|show,display,present,reveal|use,employ,apply,work with|"
    "help,assist,support|big,large,sizeable,substantial|small,little,compact,modest|good,decent,solid,fine|"
    "bad,poor,weak,unfortunate|fast,quick,rapid,speedy|slow,sluggish,unhurried|important,essential,relevant,"
    "significant|"
    "explain,describe,clarify,spell "
    "out|find,locate,discover,identify|get,obtain,receive,fetch|give,provide,offer,supply|"
    "need,require,want,have to have|change,alter,modify,adjust|problem,issue,difficulty,trouble|"
    "way,manner,method,approach|idea,thought,notion,concept|list,enumeration,set,series|"
    "start,begin,commence,set out|stop,end,finish,cease|try,attempt,seek,aim|think,believe,suppose,reckon|"
    "know,understand,realise,see|say,state,mention,remark|tell,inform,let "
    "know,notify|ask,inquire,question,query|"
    "answer,reply,response,reaction|example,instance,sample,illustration|following,next,subsequent,coming|"
    "first,initial,foremost,primary|last,final,closing,ultimate|many,numerous,several,plenty of|"
    "some,a few,certain,various|all,every one of,each of,the whole of|also,too,as well,likewise|"
    "but,however,yet,though|because,since,as,given that|so,therefore,thus,hence|if,in case,provided,assuming|"
    "then,afterwards,next,later on|very,really,quite,rather|more,further,additional,extra|"
    "most,the majority of,nearly all,the bulk of|can,could,may,might|should,ought to,had better,would do "
    "well to|"
    "will,is going to,shall,is bound to|must,has to,needs to|please,kindly,if possible,if you can|"
    "this,that,the given,the said|these,those,such|the,this,that,our|a,one,some,another|"
    "and,plus,along with,as well as|with,using,by means of,having|without,lacking,minus,free of|"
    "for,on behalf of,in favour of,meant for|about,regarding,concerning,on|in,within,inside|on,upon,onto|"
    "from,out of,starting at,coming from|to,towards,in order to|of,belonging to,from|is,remains,appears to "
    "be,stays|"
    "are,remain,appear to be,stay|was,had been,used to be|were,had been,used to "
    "be|has,holds,contains,carries|"
    "have,hold,possess,own|would,might,could|each,every,any single|person,individual,human,fellow|"
    "people,persons,folks,humans|time,moment,period,while|day,date|year,season,twelvemonth|"
    "user,operator,customer,visitor|users,operators,customers,visitors|data,records,information,figures|"
    "text,passage,wording,paragraph|sentence,phrase,line,statement|word,term,expression|question,query,"
    "request,inquiry|"
    "code,program,source,snippet|function,routine,procedure,subprogram|value,quantity,amount,figure|"
    "number,count,figure,quantity|name,label,title,designation|type,kind,sort,variety|different,distinct,"
    "separate,other|"
    "same,identical,equal,matching|new,fresh,recent,novel|old,former,earlier,aged|simple,easy,plain,"
    "straightforward|"
    "hard,difficult,tricky,tough|correct,right,proper,accurate|wrong,incorrect,mistaken,faulty|"
    "check,verify,inspect,examine|remove,delete,drop,erase|add,append,include,insert|return,give "
    "back,yield,hand back|"
    "input,entry,given "
    "data|output,result,outcome|result,outcome,effect,consequence|group,bunch,set,collection|"
    "part,piece,portion,section|place,spot,location,position|work,function,operate,perform|works,functions,"
    "operates,performs|"
    "keep,retain,hold on to,preserve|like,enjoy,appreciate,be fond of|great,excellent,wonderful,superb|"
    "best,finest,ideal,optimal|better,superior,nicer,preferable|long,lengthy,extended|short,brief,concise|"
    "high,elevated,tall,raised|low,reduced,little,lowered|often,frequently,regularly,commonly|"
    "always,constantly,at all times,every time|never,at no time,not "
    "once|usually,normally,typically,generally|"
    "company,firm,business,enterprise|money,cash,funds,budget|world,globe,planet,earth|country,nation,state,"
    "land|"
    "city,town,municipality|house,home,dwelling,residence|car,vehicle,automobile|child,kid,youngster|"
    "story,tale,narrative,account|book,volume,publication|story's,tale's|game,match,contest|team,crew,squad,"
    "group|"
    "plan,scheme,outline,blueprint|goal,aim,target,objective|step,stage,phase,move|steps,stages,phases,moves|"
    "reason,cause,motive,ground|between,among,amid|during,throughout,in the course of|before,prior to,ahead "
    "of|"
    "after,following,once past|when,whenever,as soon as,once|where,in "
    "which,wherever|which,that,what|who,that|"
    "how,in what way,by which means|why,for what reason,how come|what,which thing,whatever|i,we|my,our|me,us|"
    "you,one,you yourself|your,one's own,the|it,that one,this|its,the|they,those "
    "people,these|their,the|not,hardly,scarcely|"
    "however,still,nevertheless,even so|only,just,merely,solely|both,the two,either|here,at this point,in "
    "this place|"
    "there,at that point,in that place|now,at present,currently,at the moment|well,properly,nicely,suitably|"
    "generate,produce,come up with,create|provide,give,deliver,supply|include,contain,cover,comprise|"
    "ensure,guarantee,make sure,see to it|consider,weigh,contemplate,ponder|based,built,founded,resting|"
    "using,with,by way "
    "of,through|allow,permit,let,enable|allows,permits,lets,enables|specific,particular,definite,concrete|"
    "various,diverse,assorted,several|different,unlike,dissimilar,distinct|common,usual,widespread,ordinary|"
    "possible,feasible,conceivable,doable|available,accessible,at hand,obtainable|sure,certain,of "
    "course,gladly|"
    "main,chief,principal,central|called,named,termed,known as|write,pen,note down|input,entry,incoming "
    "value|"
    "want,wish,would "
    "like,desire|look,glance,peek,gaze|take,pick,accept,grab|go,move,travel,proceed|come,arrive,show "
    "up,appear";

constexpr std::array<std::string_view, 24> kSmallEnglish = {
    "really", "also",    "just",      "actually", "simply",   "perhaps",  "in fact", "then",
    "quite",  "mostly",  "usually",   "for now",  "here",     "at least", "so far",  "again",
    "indeed", "clearly", "of course", "rather",   "as usual", "overall",  "still",   "by the way"};
constexpr std::array<std::string_view, 12> kSmallSpanish = {"también", "pues",   "además",  "quizás",
                                                            "ahora",   "en fin", "siempre", "claro",
                                                            "todavía", "bueno",  "casi",    "aquí"};
constexpr std::array<std::string_view, 12> kSmallGerman = {"auch",       "eben", "halt", "vielleicht",
                                                           "wohl",       "dann", "doch", "ungefähr",
                                                           "eigentlich", "noch", "nun",  "sogar"};
constexpr std::array<std::string_view, 12> kSmallFrench = {"aussi",    "donc",  "peut-être", "enfin",
                                                           "vraiment", "alors", "encore",    "presque",
                                                           "souvent",  "ici",   "bien",      "surtout"};
constexpr std::array<std::string_view, 12> kSmallPortuguese = {"também", "então", "talvez", "agora",
                                                               "bem",    "enfim", "sempre", "quase",
                                                               "ainda",  "aqui",  "mesmo",  "afinal"};
constexpr std::array<std::string_view, 10> kSmallChinese = {"其实", "大概", "另外", "一般", "恐怕",
                                                            "确实", "多半", "至少", "目前", "反正"};
constexpr std::array<std::string_view, 8> kSmallJapanese = {"たぶん", "やはり", "まず", "実は",
                                                            "少し",   "特に",   "なお", "また"};
constexpr std::array<std::string_view, 10> kSmallRussian = {
    "также", "просто", "например", "теперь", "именно", "даже", "вообще", "пожалуй", "иногда", "всё же"};

std::uint64_t hash_word(std::string_view word) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : word) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return hash ^ (hash >> 29);
}

}  // namespace

WordGroups::WordGroups(std::string_view groups) : slots_(2048) {
  while (!groups.empty()) {
    std::string_view group = groups.substr(0, groups.find('|'));
    groups.remove_prefix(std::min(groups.size(), group.size() + 1));
    std::vector<std::string_view> words;
    while (!group.empty()) {
      words.push_back(group.substr(0, group.find(',')));
      group.remove_prefix(std::min(group.size(), words.back().size() + 1));
    }
    // Only the group's first word leads into it: the others may have a group of their own, or none, so that
    // words do not wander from meaning to meaning.
    std::size_t at = hash_word(words.front()) & (slots_.size() - 1);
    while (!slots_[at].word.empty() && slots_[at].word != words.front()) at = (at + 1) & (slots_.size() - 1);
    if (!slots_[at].word.empty()) continue;
    slots_[at] = {words.front(), static_cast<std::uint32_t>(groups_.size())};
    groups_.push_back(std::move(words));
  }
}

const WordGroups& WordGroups::english() {
  static const WordGroups kGroups(kEnglish);
  return kGroups;
}

std::span<const std::string_view> WordGroups::find(std::string_view word) const {
  std::size_t at = hash_word(word) & (slots_.size() - 1);
  while (!slots_[at].word.empty()) {
    if (slots_[at].word == word) return groups_[slots_[at].group];
    at = (at + 1) & (slots_.size() - 1);
  }
  return {};
}

std::span<const std::string_view> small_words(std::string_view language) {
  if (language == "es") return kSmallSpanish;
  if (language == "de") return kSmallGerman;
  if (language == "fr") return kSmallFrench;
  if (language == "pt") return kSmallPortuguese;
  if (language == "zh") return kSmallChinese;
  if (language == "ja") return kSmallJapanese;
  if (language == "ru") return kSmallRussian;
  return kSmallEnglish;
}

}  // namespace stillwatch::world
