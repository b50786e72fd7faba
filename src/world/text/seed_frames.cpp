#include "world/text/seed_topics.h"

namespace stillwatch::world {
namespace {

constexpr SeedFrames kFrames[] = {
    {"en", true,
     "I maintain a service called {I} and we are {N} people.|Context: our team inherited a {U} from {P}.|Hi! "
     "I am fairly new to this.|We hit a problem in {I} last week.|For some time now {I} has been "
     "misbehaving.|My colleague {P} suggested to ask here.|Quick one before the stand-up.|This is for the "
     "{I} module.|We have about {N} users on this.|Our {U} was written in a hurry by {P}.|I have read the "
     "manual twice and still do not get it.|Background: {I} talks to {N} other services.|Thanks in "
     "advance.|There is a deadline on Friday and I am stuck.",
     "How do I {V} a {T} {C}?|What is the cleanest way to {V} the {T} in {I} {C}?|Why does my {T} break {C}, "
     "although the {U} looks fine?|Can you {V} this {T} so that it works {C}?|Is it a bad idea to {V} a {T} "
     "{C} when the {U} is shared?|Show me a minimal example that can {V} a {T} {C}.|Compare two ways to {V} "
     "a {T}: one {C} and one with a plain {U}.|Which pitfalls should I expect if I {V} the {T} {C}?|Please "
     "review how {I} handles the {T} {C} and suggest changes.|After {N} attempts the {T} still fails {C}; "
     "what should I look at first?|Write a function {I} that can {V} a {T} {C}.|Our {T} takes {N} seconds "
     "{C}. Where would you start to {V} it?|Given a {U}, what must change in {I} to {V} the {T} {C}?|Would "
     "you keep the {T} or replace it by a {U} {C}?|I need to {V} {N} instances of a {T} {C}; is there an "
     "established pattern?|Turn the following idea into code: {V} every {T} {C} and report the {U}.|What "
     "does it cost to {V} a {T} {C}, and how would I measure it?|Explain what happens to the {U} when I {V} "
     "a {T} {C}.",
     "Please keep {I} backwards compatible.|A short answer is enough.|Include a test.|Assume version {N}.|No "
     "external packages please.|Mention the trade-offs.|It must run in under {N} milliseconds.|{P} prefers "
     "the functional style.|Comments in the code would help.|Explain why, not only how.|I would rather not "
     "touch the {U}.|Also tell me what to log.",
     "That helped. Now how would I {V} the {U} as well?|The {T} works, but {I} returns {N} now. Why?|Could "
     "you rewrite that part without the {U}?|What if we do it {C} instead?|I get an error in line {N} of "
     "{I}, can you check?|Can you add a test for the {T}?|And which of the two would {P} find easier to "
     "read?|Please show the complete {I} again with that change.|Does that still hold {C}?|Make it shorter "
     "and name the helper {I}.|How does this compare with a {U}?|One more thing: the {T} must survive a "
     "restart.",
     "The short answer: {V} the {T} first and leave the {U} alone.|There are two sensible ways to {V} a {T} "
     "{C}.|This is a common situation with a {T}, and it usually comes from the {U}.|Here is a version of "
     "{I} that does what you describe.|What you see {C} is expected behaviour of the {T}.|Let us go through "
     "it in order, starting with the {T}.|You can {V} the {T} without changing the {U}.|I would begin with "
     "{I}, because that is where the {T} is created.",
     "Begin by isolating the {T}, so that {I} has exactly one reason to change.|The {U} should be created "
     "once and passed in, because a second instance would shadow the first {C}.|Measure before you {V} "
     "anything: {N} samples are usually enough to see the shape.|If the {T} is shared, guard it, or give "
     "every worker a {U} of its own.|Note that {I} is called again {C}, which explains the duplicate work.|A "
     "limit of {N} is a reasonable start; raise it once the {U} is stable.|Keep the old path behind a switch "
     "until {P} has confirmed the numbers.|The important detail is the order: first the {U}, then the {T}, "
     "and only then {I}.|When it fails, log the {T} together with its age and the state of the {U}.|Do not "
     "{V} it eagerly; a lazy variant costs less {C}.|You may want a test that creates {N} of them and counts "
     "what is left afterwards.|In many projects the {T} ends up in {I}, which makes it hard to {V} later.|An "
     "alternative is to replace the {T} by a {U}, at the price of one more copy.|That also removes the "
     "special case in {I} that {P} mentioned.|Expect the first run to be slower by about {N} percent, since "
     "nothing is cached yet.|Check the return value of {I}: it is empty when the {T} was dropped {C}.|The "
     "{U} holds a reference to the {T}, so neither can be released alone.|Write down the invariant next to "
     "{I}; the next reader will look there.|With that in place the {T} survives a restart, and you can {V} "
     "it again.|If you must support both, hide the difference behind a small interface called {I}.",
     "If it still misbehaves, send me the output of {I}.|That should bring it below {N} milliseconds.|Tell "
     "me which version you use and I can be more precise.|I would ship this behind a flag first.|From there "
     "the {U} needs no further change.|Let me know if {P} sees something else."},
    {"en", false,
     "I have been thinking about this for {N} days.|My friend {P} and I disagree.|This is for a small "
     "project of mine.|Sorry if this is a silly question.|I asked around and got {N} different answers.|It "
     "is about a {U}, more or less.|We are {N} people and want to do it properly.|Last year I tried a {U} "
     "and it went wrong.|My neighbour {P} swears by a {U}.|A bit of background: I know little about "
     "this.|For a change something less serious.|I read something about a {U} yesterday.|Please be patient "
     "with me.|I only have {N} minutes.",
     "How would you {V} a {T} {C}?|What should I know before I {V} a {T} {C}?|Can you help me {V} a {T} "
     "{C}?|Is it better to {V} the {T} or the {U} {C}?|Give me {N} ideas to {V} a {T} {C}.|What is the usual "
     "mistake when people {V} a {T} {C}?|Could you {V} this for me: a {T} {C}, with a hint of {U}?|Why do so "
     "many people {V} a {T} {C} instead of a {U}?|Tell me something surprising about a {T} {C}.|Make a plan: "
     "{V} the {T} first, then the {U}, {C}.|What would {P} need to {V} a {T} {C}?|How long does it take to "
     "{V} a {T} {C}, roughly?|Compare a {T} and a {U} {C}.|I want to {V} a {T} {C}. Where do I "
     "begin?|Explain the connection between a {T} and a {U} {C}.|Which {T} would you choose {C}, and why not "
     "a {U}?|Write a checklist to {V} a {T} {C}.|Does it make sense to {V} a {T} {C} at all?",
     "Keep it friendly.|At most {N} sentences please.|A table would be nice.|Please ask me if something is "
     "unclear.|I prefer honest advice.|{P} will read it too.|No lists, just plain text.|Use simple words.|It "
     "should not cost more than {N} euros.|Add one example.|You may be a little funny.|Think of the {U} as "
     "well.",
     "Thank you. And what about the {U}?|Could you make the second part about the {T} shorter?|That is not "
     "quite what I meant: I want to {V} it {C}.|Can you give me another {N} of these?|How would {P} do "
     "it?|What if I have no {U} at hand?|Nice! Now turn it into a message to {P}.|Why the {T} and not the "
     "{U}?|Please say that again in simpler words.|Is that still true {C}?|And how would I {V} it "
     "afterwards?|Let us go deeper into the {T}.",
     "Happy to help with the {T}.|That is a lovely thing to {V}, especially {C}.|There is no single right "
     "answer, but a few things matter with every {T}.|In short: start small, and let the {U} decide the "
     "rest.|Let me first say what a {T} is, and then how to {V} it {C}.|Most people begin with the {U}, "
     "which is the harder way.|Here is a suggestion that fits your situation with the {T}.|It depends a "
     "little on the {U}, so here are both cases.",
     "A good {T} takes time, and {C} you will notice every shortcut.|Set aside about {N} minutes for the "
     "first try, and write down what you changed.|The {U} matters more than most books admit, because it "
     "carries everything else.|If you can, ask someone like {P} who has done it before.|Do not {V} "
     "everything at once: one {T} a day is plenty.|Many people forget the {U} until it is too late to {V} "
     "it.|What works {C} may fail elsewhere, so keep an eye on the {T}.|You will need {N} of them at most, "
     "and one in reserve.|Historically the {T} came long before the {U}, and the two were rarely seen "
     "together.|Try to describe the {T} in one sentence; if that is hard, {V} it again.|An old trick is to "
     "let it rest over night and look at the {U} in the morning.|The cost is modest: perhaps {N} euros, if "
     "you already own a {U}.|Experts disagree here, and {P} would probably tell you the opposite.|Once the "
     "{T} is in place, the rest follows almost by itself.|Be careful with the {U}, since it reacts badly "
     "{C}.|It helps to compare two versions side by side and to keep the calmer one.|Think about who will "
     "see the {T}, and what they know already.|A short pause after every {N} steps keeps the quality "
     "even.|There is also a quieter option: leave the {T} as it is and only {V} the edges.|Finally, give it "
     "a name; a {U} with a name is harder to abandon.",
     "Enjoy it, and tell me how the {T} turned out.|If you like, I can turn this into a plan for {N} "
     "days.|Write again when you get to the {U}.|That should do for a first attempt.|Good luck, also to "
     "{P}.|Shall I add something about the {U}?"},
    {"zh", true,
     "我们团队有{N}个人。|背景：{I}这个服务是{P}写的。|最近遇到一个问题。|我刚接触这方面。|时间比较紧。|"
     "文档我已经看过了。",
     "{C}，怎样{V}{T}比较好？|请写一个函数{I}，用来{V}{T}。|为什么{T}{C}会出错，而{U}没有问题？|比较{T}和{U}"
     "的优缺点，{C}。|我想{V}{T}，应该先看{I}的哪一部分？|如果有{N}个{T}，如何统一{V}？|帮我检查{I}里的{T}，{"
     "C}。|{T}耗时{N}秒，{C}该如何{V}？",
     "请附上测试。|不要使用第三方库。|请说明原因。|简短回答即可。|要求响应低于{N}毫秒。|请保留{I}的接口。",
     "那{U}也要{V}吗？|{I}现在返回{N}，为什么？|能不能去掉{U}再写一遍？|如果换成{C}呢？|请补充一个例子。|第{"
     "N}行报错了，请再看看。",
     "可以先从{T}入手。|这个问题通常和{U}有关。|下面给出{I}的一个版本。|{C}，建议分两步处理{T}。",
     "首先把{T}单独隔离，让{I}只负责一件事。|{U}应当只创建一次，然后传进来使用。|先测量再{V}，通常{N}"
     "次采样就够了。|如果{T}被共享，请加锁，或者给每个线程一个{U}。|注意{I}会被再次调用，所以会出现重复。|"
     "上限可以先设为{N}，稳定之后再调整。|失败时记录{T}的状态以及{U}的版本。|也可以用{U}代替{T}"
     "，代价是多一次拷贝。|在{I}旁边写下约束条件，方便{P}以后阅读。|第一次运行会慢大约{N}%，因为还没有缓存。",
     "如果还有问题，请把{I}的输出发给我。|这样应该能降到{N}毫秒以内。|建议先在测试环境验证。"},
    {"zh", false,
     "我想了{N}天。|我和{P}意见不同。|这是我自己的一个小计划。|可能问题有点傻。|家里一共{N}口人。|"
     "昨天看到一篇关于{U}的文章。",
     "{C}，怎样{V}{T}？|{V}{T}之前要注意什么？|请帮我{V}{T}，{C}。|{T}和{U}哪个更合适，{C}？|给我{N}个关于{T}"
     "的建议。|为什么大家喜欢{T}而不是{U}？|做一个计划：先{V}{T}，再考虑{U}。|{V}{T}大概需要多长时间？",
     "语气轻松一点。|不超过{N}句话。|请举一个例子。|最好列成表格。|花费不要超过{N}元。|请说实话。",
     "谢谢，那{U}呢？|能不能把{T}那部分写短一点？|我不是这个意思，我想{V}它。|再给我{N}个。|如果没有{U}"
     "怎么办？|请换一种更简单的说法。",
     "很高兴帮你{V}{T}。|关于{T}，没有唯一的答案。|{C}，可以这样考虑。|先说{T}，再说{U}。",
     "好的{T}需要时间，{C}更是如此。|第一次大约留出{N}分钟，并记下改动。|{U}比大多数人想象的重要。|"
     "可以问问像{P}这样有经验的人。|不要一次做完，每天一点就够了。|很多人到最后才想起{U}，那时已经来不及了。|"
     "最多需要{N}个，再留一个备用。|试着用一句话描述{T}，说不清楚就再{V}一次。|费用不高，如果已经有{U}，大约{"
     "N}元。|把两个版本放在一起比较，留下更自然的那个。",
     "祝你顺利，也祝{P}顺利。|需要的话我可以做成{N}天的计划。|第一次尝试这样就可以了。"},
    {"es", false,
     "Llevo {N} días pensando en esto.|Mi amigo {P} opina otra cosa.|Perdona si es una pregunta tonta.|Somos "
     "{N} personas.|El año pasado probé con otra {U} y salió mal.|Solo tengo {N} minutos.",
     "¿Cómo puedo {V} {T} {C}?|¿Qué debo saber antes de {V} {T} {C}?|Ayúdame a {V} {T} {C}, por favor.|¿Es "
     "mejor {V} {T} o {U} {C}?|Dame {N} ideas para {V} {T} {C}.|¿Por qué falla {T} {C} si {U} parece "
     "correcto?|Haz un plan: primero {T}, después {U}, {C}.|Compara {T} y {U} {C}.",
     "Responde en {N} frases.|Con un ejemplo, por favor.|Usa palabras sencillas.|Lo leerá también {P}.|Que "
     "no cueste más de {N} pesos.|Sé sincero.",
     "Gracias. ¿Y {U}?|¿Puedes acortar la parte sobre {T}?|Dame otras {N} opciones.|¿Y si no tengo "
     "{U}?|¿Cómo lo haría {P}?|Explícalo más fácil.",
     "Claro, empecemos por {T}.|No hay una única respuesta sobre {T}.|En resumen: poco a poco, y {C} con más "
     "calma.|Depende un poco de {U}.",
     "Reserva unos {N} minutos para el primer intento y anota los cambios.|Lo importante es {U}, porque "
     "sostiene todo lo demás.|Si puedes, pregunta a alguien como {P}.|No intentes {V} todo a la vez.|Mucha "
     "gente olvida {U} hasta que ya es tarde.|Lo que funciona {C} puede fallar en otro sitio.|Necesitarás "
     "como mucho {N}, y uno de reserva.|Compara dos versiones y quédate con la más sencilla.|Una vez listo "
     "{T}, el resto llega casi solo.|El coste es pequeño: unos {N} euros si ya tienes {U}.",
     "Cuéntame cómo queda {T}.|Con eso basta para empezar.|Si quieres, lo convierto en un plan de {N} días."},
    {"de", false,
     "Ich überlege seit {N} Tagen.|{P} sieht das anders als ich.|Entschuldige die einfache Frage.|Wir sind "
     "{N} Leute.|Letztes Jahr ging es mit {U} schief.|Ich habe nur {N} Minuten.",
     "Wie kann ich {T} {C} am besten {V}?|Was sollte ich wissen, bevor ich {T} {C} anfange?|Hilf mir bitte, "
     "{T} {C} zu {V}.|Lohnt sich {T} oder eher {U} {C}?|Nenne {N} Ideen zu {T} {C}.|Warum klappt {T} {C} "
     "nicht, obwohl {U} stimmt?|Mach einen Plan: erst {T}, dann {U}, {C}.|Vergleiche {T} und {U} {C}.",
     "Höchstens {N} Sätze bitte.|Mit einem Beispiel.|In einfachen Worten.|{P} liest mit.|Nicht teurer als "
     "{N} Euro.|Sei ehrlich.",
     "Danke. Und {U}?|Kannst du den Teil zu {T} kürzen?|Noch {N} Vorschläge bitte.|Was, wenn ich kein {U} "
     "habe?|Wie würde {P} das machen?|Bitte noch einmal einfacher.",
     "Gern, fangen wir mit {T} an.|Bei {T} gibt es keine einzige richtige Antwort.|Kurz gesagt: klein "
     "anfangen, {C} erst recht.|Das hängt etwas von {U} ab.",
     "Plane für den ersten Versuch etwa {N} Minuten ein und notiere jede Änderung.|Wichtiger als gedacht ist "
     "{U}, denn daran hängt der Rest.|Frag, wenn möglich, jemanden wie {P}.|Nimm dir nicht alles auf einmal "
     "vor.|Viele denken an {U} erst, wenn es zu spät ist.|Was {C} gelingt, kann anderswo scheitern.|Du "
     "brauchst höchstens {N} Stück und eines als Reserve.|Vergleiche zwei Fassungen und behalte die "
     "ruhigere.|Steht {T} erst einmal, folgt der Rest fast von selbst.|Die Kosten sind gering: etwa {N} "
     "Euro, falls {U} schon da ist.",
     "Erzähl mir, wie es mit {T} geworden ist.|Für den Anfang genügt das.|Auf Wunsch mache ich daraus einen "
     "Plan für {N} Tage."},
    {"fr", false,
     "J'y réfléchis depuis {N} jours.|{P} n'est pas d'accord avec moi.|Désolé si la question est bête.|Nous "
     "sommes {N}.|L'an dernier, avec {U}, cela s'est mal passé.|Je n'ai que {N} minutes.",
     "Comment {V} {T} {C} ?|Que faut-il savoir avant de {V} {T} {C} ?|Aide-moi à {V} {T} {C}, s'il te "
     "plaît.|Vaut-il mieux {V} {T} ou {U} {C} ?|Donne-moi {N} idées pour {V} {T} {C}.|Pourquoi {T} échoue "
     "{C} alors que {U} semble correct ?|Fais un plan : d'abord {T}, puis {U}, {C}.|Compare {T} et {U} {C}.",
     "En {N} phrases maximum.|Avec un exemple.|Avec des mots simples.|{P} le lira aussi.|Pas plus de {N} "
     "euros.|Sois franc.",
     "Merci. Et {U} ?|Peux-tu raccourcir la partie sur {T} ?|Encore {N} propositions.|Et sans {U} ?|Comment "
     "ferait {P} ?|Plus simplement, s'il te plaît.",
     "Avec plaisir, commençons par {T}.|Pour {T}, il n'y a pas de réponse unique.|En bref : petit à petit, "
     "surtout {C}.|Cela dépend un peu de {U}.",
     "Prévoyez environ {N} minutes pour le premier essai et notez les changements.|Le plus important est "
     "{U}, car tout le reste en dépend.|Si possible, demandez à quelqu'un comme {P}.|N'essayez pas de tout "
     "{V} en une fois.|Beaucoup oublient {U} jusqu'à ce qu'il soit trop tard.|Ce qui marche {C} peut échouer "
     "ailleurs.|Il en faut {N} au plus, et un de réserve.|Comparez deux versions et gardez la plus "
     "simple.|Une fois {T} en place, le reste suit presque tout seul.|Le coût est modeste : {N} euros si {U} "
     "est déjà là.",
     "Dites-moi comment s'est passé {T}.|Cela suffit pour un début.|Je peux en faire un plan sur {N} jours."},
    {"pt", false,
     "Estou pensando nisso há {N} dias.|{P} discorda de mim.|Desculpe se a pergunta é boba.|Somos {N} "
     "pessoas.|Ano passado tentei com {U} e deu errado.|Só tenho {N} minutos.",
     "Como posso {V} {T} {C}?|O que devo saber antes de {V} {T} {C}?|Me ajude a {V} {T} {C}, por favor.|É "
     "melhor {V} {T} ou {U} {C}?|Me dê {N} ideias para {V} {T} {C}.|Por que {T} falha {C} se {U} parece "
     "certo?|Faça um plano: primeiro {T}, depois {U}, {C}.|Compare {T} e {U} {C}.",
     "Em até {N} frases.|Com um exemplo.|Use palavras simples.|{P} também vai ler.|No máximo {N} reais.|Seja "
     "sincero.",
     "Obrigado. E {U}?|Pode encurtar a parte sobre {T}?|Mais {N} sugestões.|E sem {U}?|Como {P} "
     "faria?|Explique mais fácil.",
     "Claro, vamos começar por {T}.|Sobre {T} não há uma resposta única.|Em resumo: aos poucos, ainda mais "
     "{C}.|Depende um pouco de {U}.",
     "Reserve uns {N} minutos para a primeira tentativa e anote as mudanças.|O mais importante é {U}, porque "
     "sustenta o resto.|Se puder, pergunte a alguém como {P}.|Não tente {V} tudo de uma vez.|Muita gente "
     "esquece {U} até ser tarde.|O que funciona {C} pode falhar em outro lugar.|Você vai precisar de no "
     "máximo {N}, e um de reserva.|Compare duas versões e fique com a mais simples.|Com {T} pronto, o resto "
     "vem quase sozinho.|O custo é baixo: uns {N} reais se já houver {U}.",
     "Depois me conte como ficou {T}.|Para começar, isso basta.|Posso transformar em um plano de {N} dias."},
};

}  // namespace

std::span<const SeedFrames> seed_frames() { return kFrames; }

}  // namespace stillwatch::world
