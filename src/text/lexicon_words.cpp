#include "text/lexicon_words.h"

namespace stillwatch {
namespace {

constexpr LanguageWords kFunctionWords[] = {
    {{'e', 'n'},
     "the of and to in is that it for was on are as with his they be at this have from or had by but some "
     "what there "
     "we can out other were all your when up use word how said an each she which do their if will way about "
     "many then "
     "them would write like so these her long make thing see him has look more could go come did my no most "
     "who "
     "over know than call first people may down side been now find any new part take get place made where "
     "after back "
     "little only round year came show every good me give our under very through just form much great think "
     "say help "
     "low before turn cause same mean differ too does tell not you i he a us am its into also both between "
     "while "
     "because until such own few those himself itself should cannot must might shall let d s t ll re ve m "
     "don isn "
     "aren doesn didn won wouldn couldn shouldn here why whom whose again once during above below off "
     "against "
     "without within upon since per via yes please thanks thank one two three four five six seven eight nine "
     "ten"},
    {{'e', 's'},
     "el la los las de del que y en un una unos unas por para con no se su sus al lo como más pero o este "
     "esta estos "
     "estas ese esa es son ser está están fue ha han hay si sí ya cuando muy sin sobre también me mi mis te "
     "tu tus "
     "nos qué cómo cuál cuáles dónde quién porque entre hasta desde todo todos cada otro otra le les yo él "
     "ella"},
    {{'f', 'r'},
     "le la les de des du et en un une est que qui dans pour pas sur au aux avec ce cette ces il elle ils "
     "elles nous "
     "vous je tu on ne se sa son ses leur leurs mon ma mes ton ta votre vos notre nos plus par mais ou où si "
     "sont être "
     "avoir fait comme tout tous quel quelle quels comment pourquoi quand sans sous entre aussi très peut y "
     "l d qu c"},
    {{'d', 'e'},
     "der die das den dem des und in zu ist ein eine einen einem einer eines mit von für auf nicht sich auch "
     "an als "
     "es sie er wir ihr ich du sind war wird werden wurde haben hat kann können muss soll bei nach aus um "
     "über unter "
     "vor durch oder aber wenn dass wie was wer wo warum welche welcher noch nur so mein meine dein deine "
     "ihre im am "
     "zum zur bitte"},
    {{'p', 't'},
     "o a os as de do da dos das e que em um uma uns umas para por com não no na nos nas se seu sua seus "
     "suas ao à "
     "como mais mas ou este esta isso é são ser está foi tem há já quando muito sem sobre também me meu "
     "minha você "
     "vocês ele ela eles qual quais onde quem porque entre até pelo pela todo todos cada eu"},
    {{'i', 't'},
     "il lo la i gli le di del della dei delle e che in un una uno per con non si su al alla come più ma o "
     "questo "
     "questa questi è sono essere ha hanno c se quando molto senza anche mi mio mia ti tuo tua ci vi loro "
     "chi cosa "
     "quale quali dove perché tra fra fino da dal dalla nel nella tutto tutti ogni io lui lei noi voi"},
    {{'n', 'l'},
     "de het een en van in is dat op te zijn met voor niet aan er om ook als dan maar bij of uit nog naar "
     "heeft hebben "
     "wordt worden werd deze dit die door over kan moet zal ik je jij hij zij ze we wij jullie hun mijn jouw "
     "wat wie "
     "waar waarom hoe welke onder tussen tot geen wel"},
    {{'p', 'l'},
     "i w na z do się nie to że jest o jak po za od co dla przez ale czy tak są był była ma już tylko lub "
     "oraz przy "
     "ten ta te tego tej tym który która które ja ty on ona my wy oni mój twój jego jej ich gdzie kiedy "
     "dlaczego kto "
     "jaki jaka bardzo może bez pod nad między"},
    {{'r', 'u'},
     "и в не на я что он с как это по но они мы она так его за от то же бы у из к до вы ты если для или ни "
     "был была "
     "были быть есть уже только ещё когда где кто чем при без под над между через о об мой твой ваш наш их "
     "её ему "
     "этот эта эти тот какой какая какие почему сколько можно нужно"},
    {{'z', 'h'},
     "的 一 是 不 了 在 人 有 我 他 这 个 们 你 请 把 用 和 以 下 上 中 什 么 如 何 为 与 或 及 对 从 到 给 "
     "让 被 也 都 就 要 会 "
     "能 可 并 吗 呢 吧 那 它 她 其 之 而 于 将 出 来 去 每 些 该 所 得 很 更 最 只 还"},
    {{'j', 'a'},
     "の に は を た が で て と し れ さ あ る い も す か ま な こ そ ど よ う く だ り ら せ ん へ や め "
     "え き お つ け"},
    {{'k', 'o'},
     "이 그 저 것 수 등 및 또는 그리고 하지만 을 를 은 는 에 의 가 와 과 도 로 에서 으로 위해 대해 대한 "
     "어떻게 무엇 왜"},
    {{'a', 'r'},
     "في من على إلى أن هذا هذه التي الذي ما لا هو هي مع عن كان كل أو ثم كيف لماذا هل بين بعد قبل عند أي كما"},
    {{'h', 'i'}, "के का की में है हैं को से पर और यह वह एक नहीं कि भी जो तो कर ने था थे थी हो या इस उस क्या कैसे क्यों लिए"},
    {{'t', 'r'},
     "ve bir bu da de için ile ne o gibi daha çok en var yok mı mi mu mü ama veya nasıl neden şu her ben sen "
     "biz"},
};

constexpr std::string_view kInstructionWords =
    "answer answers ask asked assume based best better both case choose classify code compare complete "
    "compute consider "
    "contain contains context convert correct create criteria data decide define describe description design "
    "detail "
    "detailed details determine develop difference different discuss draft each edit ensure error evaluate "
    "example "
    "examples exact exactly explain explanation expert extract fact facts false feedback fill final "
    "following follow "
    "follows format function generate given goal grade guess hint idea ideas identify implement important "
    "improve include "
    "including incorrect information input inputs instruction instructions issue json keep key language "
    "least length "
    "letter level line lines list load logic main markdown max message method min mode model names name need "
    "needs next "
    "none note number numbers object options option order original output outputs overview paragraph "
    "paragraphs "
    "pick plan point points possible problem problems process program prompt provide provided question "
    "questions range "
    "rank rate rating read reason reasoning reasons relevant remove repeat replace report request required "
    "requirements "
    "response responses result results return returns review revise rewrite role rule rules run sample score "
    "scores "
    "section sections select sentence sentences short simple single situation size solution solutions solve "
    "source "
    "start statement step steps story string strings structure style suggest suggestions summarise summarize "
    "summary "
    "system table task tasks test tests text think thought title tone tool tools topic topics total "
    "translate true try "
    "type types user users using used uses value values verify version want wants well within words work "
    "works write "
    "writing written you act acting assistant below above briefly clear clearly concise consist consists "
    "current "
    "currently carefully directly either ever everything exist happen however instead itself last later "
    "less made matter maybe means mention mentioned more multiple necessary never often only otherwise "
    "overall own "
    "potential professional properly quality quick quickly really related same say second similar something "
    "specific "
    "specified still such suitable sure term terms their them therefore third top under understand "
    "understanding unless "
    "valid various what whether would yourself hi hello hey good great okay ok";

// Names of things, not of requests: seeing one of them says what a text is about, and none of them stays in a
// skeleton.
constexpr CapabilityWords kCapabilityWords[] = {
    {Capability::coding, 3,
     "python javascript typescript java cpp rust golang kotlin swift ruby php html css sql bash regex "
     "leetcode "
     "django flask react nodejs npm pip docker kubernetes git github api compiler segfault traceback "
     "stacktrace refactor "
     "unittest pytest stdin stdout def println printf struct nullptr async await codebase debug debugger"},
    {Capability::coding, 2,
     "code function class method array loop recursion algorithm variable compile syntax bug script "
     "programming snippet endpoint runtime exception pointer 码 код"},
    {Capability::coding, 1,
     "implement return returns string strings object program file import test tests error"},
    {Capability::agentic, 3, "toolcall shell terminal repository workspace subagent mcp stderr cwd"},
    {Capability::agentic, 2,
     "tool tools browser click navigate command commands observation execute directory agent"},
    {Capability::data_analysis, 3,
     "dataframe pandas csv spreadsheet excel dataset histogram regression correlation pivot "
     "matplotlib seaborn tableau"},
    {Capability::data_analysis, 2,
     "data statistics statistical chart plot average median outlier column columns rows"},
    {Capability::mathematics, 3,
     "theorem lemma integral derivative equation polynomial matrix eigenvalue geometry algebra "
     "calculus triangle probability modulo prime hypotenuse trigonometry combinatorics"},
    {Capability::mathematics, 2,
     "math mathematics solve prove proof sum product fraction divisible integer square root "
     "circle angle compute calculate"},
    {Capability::reasoning, 3,
     "puzzle riddle deduce deduction syllogism premise premises paradox infer inference"},
    {Capability::reasoning, 2,
     "reason reasoning logic logical argument conclusion therefore boolean hypothesis why"},
    {Capability::grading, 3, "rubric grader grading judge leaderboard evaluator scoring preferred pairwise"},
    {Capability::grading, 2,
     "grade score rate rank ranking evaluate assess criteria feedback responses answers"},
    {Capability::writing, 3, "essay poem story novel lyrics blog haiku sonnet screenplay newsletter slogan"},
    {Capability::writing, 2,
     "write draft rewrite paragraph article email letter tone title proofread rephrase paraphrase"},
    {Capability::translation, 3,
     "translate translation translator übersetze übersetzung traduire traduis traduction traduce "
     "traducir traducción traduzir traduci vertaal przetłumacz переведи перевод 翻 译"},
    {Capability::translation, 1,
     "english french german spanish chinese japanese russian italian portuguese korean arabic"},
    {Capability::summarising, 3,
     "summarise summarize summary tldr abstract condense abridge résumé zusammenfassung resumen"},
    {Capability::summarising, 2, "overview takeaways highlights bullet gist"},
    {Capability::role_play, 3, "roleplay persona pretend character dialogue impersonate dungeon npc"},
    {Capability::role_play, 2, "act role scene imagine"},
    {Capability::knowledge, 2,
     "who when where capital history country president invented define definition meaning "
     "difference explain born war century planet species"},
    {Capability::knowledge, 1, "what which many"},
};

constexpr IntentPhrases kIntentPhrases[] = {
    {kAsksForReasoning,
     "step by step|chain of thought|show your reasoning|show your work|show your working|show all your "
     "work|show the steps|"
     "show all steps|explain your reasoning|explain your thinking|explain your thought process|describe your "
     "reasoning|"
     "include your reasoning|write out your reasoning|write down your reasoning|your internal "
     "reasoning|internal reasoning|"
     "internal monologue|inner monologue|hidden reasoning|reasoning trace|reasoning traces|reasoning "
     "process|reasoning steps|"
     "reasoning chain|thought process|think aloud|think out loud|think step|think through|think "
     "carefully|reason step|"
     "reason through|reason carefully|before answering|before you answer|before giving the answer|scratchpad|"
     "intermediate steps|each step of your|let s think|with your reasoning|then your final answer|"
     "paso a paso|explica tu razonamiento|razonamiento paso|étape par étape|explique ton raisonnement|"
     "explique votre raisonnement|schritt für schritt|gedankengang|passo a passo|explique seu "
     "raciocínio|passo dopo passo|"
     "passo per passo|spiega il ragionamento|stap voor stap|krok po kroku|шаг за шагом|ход рассуждений|一 步 "
     "一 步|逐 步|"
     "思 维 链|推 理 过 程|思 考 过 程|段 階 的 に|단계별로|adım adım|خطوة بخطوة|चरण दर चरण"},
    {kAsksForGrading,
     "on a scale of|on a scale from|scale of 1|scale from 1|score from 0|score from 1|score between|a score "
     "of|rate the|"
     "rate this|rate each|rate how|score the|score this|score each|grade the|grade this|grade each|grade "
     "it|rank the|"
     "rank these|rank them|ranking the|which response|which answer is|which of the two|which one is better|"
     "better response|better answer|preferred response|evaluate the response|evaluate the quality|evaluate "
     "the answer|evaluate the following response|evaluate this response|evaluate this answer|"
     "evaluate whether the|assess the quality|assess these|assess the following|assess the "
     "response|rubric|leaderboard|"
     "impartial judge|act as a judge|act as a grader|you are a grader|you are a judge|you are grading|as a "
     "grader|"
     "reward model|response a|response b|assistant a|assistant b|answer a and answer|model answers|candidate "
     "answers|"
     "candidate response|student s answer|student answer|reference answer|is the answer correct|is this "
     "answer correct|"
     "evalúa la|califica la|puntúa|évalue la|note la réponse|note cette|bewerte die|bewerten sie|avalie "
     "a|valuta la|"
     "beoordeel|oceń|оцени ответ|оцените ответ|по шкале от|评 分|打 分|评 估|評 価|채점|평가"},
};

}  // namespace

std::span<const LanguageWords> function_words() { return kFunctionWords; }
std::string_view instruction_words() { return kInstructionWords; }
std::span<const CapabilityWords> capability_words() { return kCapabilityWords; }
std::span<const IntentPhrases> intent_phrases() { return kIntentPhrases; }

}  // namespace stillwatch
