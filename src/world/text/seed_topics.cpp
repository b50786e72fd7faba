#include "world/text/seed_topics.h"

#include <array>

namespace stillwatch::world {
namespace {

constexpr Area kCode = Area::coding;
constexpr Area kAgent = Area::agentic;
constexpr Area kData = Area::data_analysis;
constexpr Area kReason = Area::reasoning;
constexpr Area kWrite = Area::writing;
constexpr Area kKnow = Area::knowledge;
constexpr Area kDaily = Area::everyday;

constexpr SeedTopic kTopics[] = {
    {"en", kCode,
     "async task|coroutine|event loop|thread pool|future|semaphore|cancellation token|worker queue",
     "cancel|await|retry|profile|wrap|unit test|schedule|debounce",
     "under heavy load|inside a web handler|on Windows only|after a timeout|with Python 3.12|without "
     "blocking the main thread"},
    {"en", kCode,
     "React component|custom hook|context provider|form state|router guard|memoised list|drag handle|modal "
     "dialog",
     "re-render|lazy load|type|test|split|animate|migrate|memoise",
     "with TypeScript|in a Next.js app|when the props change|on slow phones|behind a feature flag|in strict "
     "mode"},
    {"en", kCode,
     "borrow checker error|trait object|lifetime parameter|iterator chain|macro|unsafe block|arena "
     "allocator|channel",
     "fix|simplify|benchmark|document|port|refactor|avoid|explain",
     "in embedded Rust|across crates|without cloning|for no_std|in async code|when the struct is generic"},
    {"en", kCode,
     "Dockerfile|Helm chart|ingress rule|sidecar|readiness probe|config map|node pool|init container",
     "shrink|roll back|template|debug|harden|migrate|monitor|pin",
     "on a single node|in staging|behind a corporate proxy|with rootless podman|after the upgrade|during a "
     "canary release"},
    {"en", kCode,
     "REST endpoint|GraphQL resolver|webhook|rate limiter|OAuth flow|idempotency key|pagination cursor|API "
     "gateway",
     "version|validate|mock|throttle|secure|deprecate|load test|document",
     "for mobile clients|with expired tokens|across two regions|when the payload is large|for a partner "
     "integration|in Go"},
    {"en", kCode,
     "game loop|collision mesh|sprite atlas|shader|save file|inventory grid|enemy spawner|camera rig",
     "optimise|prototype|serialise|interpolate|debug|randomise|balance|port",
     "in Godot|at 144 frames per second|for split screen|on the Steam Deck|with procedural levels|for a game "
     "jam"},
    {"en", kCode,
     "interrupt handler|I2C sensor|bootloader|ring buffer|watchdog timer|stepper driver|CAN frame|firmware "
     "image",
     "flash|debounce|simulate|calibrate|log|trim|power down|verify",
     "on an STM32|with a noisy supply|at low temperature|from a coin cell|over a long cable|in a teaching "
     "lab"},
    {"en", kCode,
     "regular expression|shell pipeline|cron entry|log parser|awk one-liner|file watcher|backup script|ssh "
     "tunnel",
     "rewrite|speed up|schedule|escape|test|generalise|make portable|explain",
     "on macOS and Linux|for file names with spaces|over ten million lines|without root|in a restricted "
     "container|for rotating logs"},
    {"en", kAgent,
     "browser agent|tool schema|planner loop|retrieval step|scratchpad|sub-task queue|guard rail|tool error",
     "orchestrate|evaluate|sandbox|trace|retry|prune|rank|replay",
     "with flaky tools|under a token budget|over many files|with human approval|for a support desk|when the "
     "page layout changes"},
    {"en", kAgent,
     "repository|failing test|merge conflict|code search|build log|dependency bump|lint warning|release "
     "branch",
     "triage|patch|bisect|summarise|reproduce|revert|isolate|annotate",
     "in a monorepo|on a stale branch|with a flaky suite|before the freeze|for a legacy module|without "
     "network access"},
    {"en", kData,
     "slow query|window function|foreign key|materialised view|partition|upsert|deadlock|index scan",
     "tune|rewrite|explain|normalise|migrate|audit|batch|lock",
     "in PostgreSQL 16|on forty million rows|during a nightly load|with nullable columns|across "
     "tenants|after a schema change"},
    {"en", kData,
     "data frame|pivot table|outlier|missing value|time series|cohort chart|survey weight|confidence "
     "interval",
     "clean|plot|aggregate|impute|compare|forecast|resample|export",
     "for monthly churn|from a messy spreadsheet|with seasonal sales|by region and age|for a board "
     "meeting|with pandas"},
    {"en", kData,
     "gradient boosting model|learning rate|confusion matrix|embedding|validation split|feature "
     "importance|dropout layer|tokenizer",
     "train|regularise|interpret|tune|deploy|compare|calibrate|freeze",
     "on imbalanced classes|with few labels|on one small GPU|for tabular data|without leaking the test "
     "set|in production"},
    {"en", kReason,
     "integral|recurrence|probability puzzle|eigenvalue|combinatorial proof|inequality|modular "
     "equation|limit",
     "solve|prove|bound|derive|verify|generalise|estimate|simplify",
     "for n up to a hundred|without calculus|by induction|with an elegant argument|for an olympiad "
     "class|with full working"},
    {"en", kReason,
     "logic grid|river crossing riddle|weighing puzzle|truth teller riddle|scheduling constraint|chess "
     "endgame|magic square|knights tour",
     "crack|formalise|explain|construct|search|extend|encode|check",
     "in the fewest moves|with one extra rule|for eleven year olds|as a constraint model|for a pub quiz|step "
     "after step"},
    {"en", kReason,
     "orbital period|heat exchanger|lever arm|circuit voltage|projectile|refraction angle|spring "
     "constant|entropy change",
     "compute|sketch|derive|compare|estimate|explain|measure|linearise",
     "with friction|in vacuum|for a lab report|at small angles|in SI units|for a first year course"},
    {"en", kWrite,
     "cover letter|performance review|resignation note|follow-up email|LinkedIn summary|meeting agenda|job "
     "advert|reference letter",
     "draft|shorten|soften|proofread|rewrite|structure|personalise|translate",
     "for a career change|after a long silence|in a formal tone|for a start-up|without sounding desperate|in "
     "two paragraphs"},
    {"en", kWrite,
     "short story|villain|opening scene|haiku|dialogue|plot twist|unreliable narrator|fantasy map",
     "write|outline|critique|continue|rename|darken|condense|foreshadow",
     "set in a lighthouse|with a sentient tram|in the second person|for middle grade readers|in a drowned "
     "city|without adjectives"},
    {"en", kWrite,
     "product page|newsletter|tagline|press release|landing page|ad headline|customer story|launch tweet",
     "write|sharpen|localise|A/B test|reword|shorten|brainstorm|restructure",
     "for a bakery|for noise-cancelling curtains|with a playful voice|for sceptical engineers|before the "
     "holidays|under ninety characters"},
    {"en", kWrite,
     "screenplay beat|song lyric|podcast intro|wedding speech|toast|limerick|stage monologue|radio sketch",
     "compose|punch up|rhyme|time|polish|parody|cut|rehearse",
     "for my sister|about late trains|in ninety seconds|with a warm ending|for a retired teacher|in iambic "
     "pentameter"},
    {"en", kKnow,
     "Bronze Age trade route|Hanseatic town|medieval guild|Silk Road caravan|peace treaty|royal "
     "succession|plague year|railway boom",
     "explain|date|compare|trace|summarise|contextualise|map|question",
     "around the Baltic|for a school essay|from the peasants' side|with primary sources|before 1700|in plain "
     "words"},
    {"en", kKnow,
     "mitochondrion|enzyme|coral reef|CRISPR edit|immune response|photosynthesis|gut microbe|bird migration",
     "explain|compare|illustrate|summarise|question|model|describe|classify",
     "for a biology exam|without jargon|with an analogy|in deep water|during puberty|with recent findings"},
    {"en", kKnow,
     "exoplanet|neutron star|solar flare|dark matter halo|comet tail|lunar crater|gravitational wave|space "
     "telescope",
     "explain|observe|simulate|photograph|compare|name|date|measure",
     "from a city balcony|for a public talk|with a small refractor|for curious adults|at opposition|in "
     "simple numbers"},
    {"en", kKnow,
     "tenancy agreement|small claims case|copyright notice|privacy policy|power of attorney|employment "
     "contract|liability clause|trademark",
     "explain|review|negotiate|terminate|draft|contest|summarise|compare",
     "in Scotland|for a freelancer|after the deadline|without a lawyer|for a shared flat|under consumer law"},
    {"en", kKnow,
     "index fund|mortgage|pension pot|bond yield|emergency fund|tax allowance|currency hedge|dividend",
     "compare|rebalance|explain|estimate|refinance|plan|automate|question",
     "for a freelancer|with irregular income|near retirement|after a house move|in simple terms|during high "
     "inflation"},
    {"en", kKnow,
     "knee pain|sleep cycle|iron deficiency|blood pressure|marathon plan|stretching routine|protein "
     "intake|resting heart rate",
     "improve|track|understand|measure|plan|prevent|explain|adapt",
     "over forty|on night shifts|as a vegetarian|after surgery|without a gym|during winter"},
    {"en", kDaily,
     "sourdough starter|lentil stew|pie crust|kimchi|roast chicken|gluten-free cake|pizza stone|stock pot",
     "season|rescue|scale|freeze|substitute|time|bake|store",
     "for eight guests|without an oven|at high altitude|with what is in the fridge|for a toddler|the night "
     "before"},
    {"en", kDaily,
     "weekend in Lisbon|night train|hiking route|travel insurance|packing list|ferry crossing|city "
     "pass|camper van",
     "plan|book|compare|shorten|pack for|budget|swap|combine",
     "with two small kids|in late October|on a tight budget|without a car|for a first timer|with a "
     "wheelchair"},
    {"en", kDaily,
     "tomato seedling|raised bed|compost heap|rose bush|lawn|apple tree|greenhouse|slug problem",
     "prune|water|repot|shade|graft|feed|plant|protect",
     "in clay soil|on a north balcony|after a late frost|with hard water|organically|before the holidays"},
    {"en", kDaily, "puppy|indoor cat|aquarium|parrot|hamster cage|leash training|vet bill|allergy diet",
     "train|calm|feed|clean|introduce|choose|settle|entertain",
     "in a small flat|with a newborn|on long days|during fireworks|for a nervous owner|after a move"},
    {"en", kDaily,
     "leaking tap|bathroom fan|squeaky floor|wall plug|radiator|kitchen worktop|window seal|garden shed",
     "fix|replace|insulate|sand|mount|seal|paint|level",
     "in a rented flat|with basic tools|in an old house|before winter|without drilling|on a Sunday"},
    {"en", kDaily,
     "five year old|bedtime routine|screen time|school choice|sibling fight|picky eater|birthday "
     "party|reading habit",
     "handle|plan|improve|explain|discuss|limit|celebrate|support",
     "as a single parent|with twins|in a bilingual home|during the holidays|after a divorce|without bribes"},
    {"en", kDaily,
     "guitar chord|piano scale|home studio|bass line|mixing desk|drum pattern|choir warm-up|ukulele tuning",
     "practise|record|transpose|memorise|mix|teach|loop|improvise",
     "ten minutes a day|with small hands|in a noisy flat|for a wedding|without reading notes|in drop D"},
    {"en", kDaily,
     "board game night|dungeon master screen|character sheet|chess opening|trivia round|escape room|card "
     "deck|house rule",
     "design|balance|explain|host|simplify|narrate|improvise|rank",
     "for six players|with new people|in under an hour|over video call|for kids|with a horror theme"},
    {"en", kWrite,
     "German accusative|French subjunctive|Japanese particle|Spanish past tense|Mandarin tone|Polish "
     "case|phrasal verb|idiom",
     "explain|drill|translate|contrast|memorise|correct|use|recognise",
     "for a beginner|before an exam|with example sentences|for business mail|in spoken language|with a "
     "mnemonic"},
    {"en", kKnow,
     "stoic maxim|trolley problem|free will debate|social contract|virtue ethic|thought "
     "experiment|paradox|categorical imperative",
     "explain|attack|defend|compare|summarise|apply|rephrase|trace",
     "for a seminar|in modern terms|with counterexamples|from first principles|for teenagers|against "
     "utilitarianism"},
    {"zh", kCode, "异步任务|数据库索引|缓存策略|前端组件|日志系统|接口网关|单元测试|消息队列",
     "优化|重构|调试|部署|设计|测试|迁移|监控",
     "在高并发下|在生产环境中|使用Python时|在微服务里|没有管理员权限时|升级之后"},
    {"zh", kDaily, "红烧肉|周末旅行|养猫计划|阳台花园|家庭预算|健身安排|孩子的作业|旧房装修",
     "准备|规划|改进|安排|比较|简化|记录|选择",
     "对于新手来说|预算有限时|在冬天|周末只有一天时|和老人一起|没有经验的情况下"},
    {"zh", kWrite, "求职信|会议纪要|产品文案|短篇小说|演讲稿|读后感|道歉邮件|活动策划",
     "撰写|润色|缩短|翻译|改写|构思|检查|扩写",
     "语气正式一些|面向年轻读者|控制在三百字以内|给部门领导|用于公众号|更有感染力"},
    {"zh", kReason, "概率题|数列通项|几何证明|不等式|逻辑推理题|排列组合|函数极值|方程组",
     "求解|证明|化简|讲解|验证|推广|估算|分析",
     "不用微积分|用归纳法|给出完整过程|针对高中生|换一种思路|考虑特殊情况"},
    {"es", kCode,
     "consulta SQL|función asíncrona|contenedor|componente|prueba unitaria|servidor web|expresión "
     "regular|caché",
     "optimizar|depurar|desplegar|probar|reescribir|documentar|acelerar|migrar",
     "en producción|con muchos usuarios|sin permisos de root|con TypeScript|después de actualizar|en un "
     "portátil viejo"},
    {"es", kDaily,
     "paella|viaje a Oaxaca|huerto urbano|perro adoptado|mudanza|presupuesto familiar|bicicleta|fiesta de "
     "cumpleaños",
     "preparar|planear|mejorar|organizar|elegir|arreglar|comparar|empezar",
     "con poco dinero|para seis personas|en invierno|sin experiencia|con niños pequeños|en una semana"},
    {"es", kWrite, "carta de presentación|cuento corto|discurso|correo formal|anuncio|reseña|poema|guion",
     "redactar|corregir|acortar|traducir|mejorar|adaptar|continuar|estructurar",
     "con tono cercano|para un cliente|en menos de cien palabras|para mi abuela|sin tecnicismos|con un final "
     "abierto"},
    {"de", kCode,
     "Datenbankabfrage|Komponente|Build-Skript|Speicherleck|Schnittstelle|Testfall|Container|Protokolldatei",
     "optimieren|prüfen|umschreiben|automatisieren|erklären|absichern|portieren|zerlegen",
     "unter Last|ohne Administratorrechte|mit Rust|nach dem Update|im laufenden Betrieb|auf einem Raspberry "
     "Pi"},
    {"de", kDaily,
     "Wanderung im "
     "Harz|Sauerteigbrot|Steuererklärung|Balkonkasten|Umzug|Kindergeburtstag|Fahrradtour|Altbauwohnung",
     "planen|vorbereiten|vereinfachen|retten|vergleichen|organisieren|beginnen|verbessern",
     "mit kleinem Budget|bei Regen|für Anfänger|mit zwei Kindern|kurz vor Weihnachten|ohne Auto"},
    {"de", kKnow,
     "Mietvertrag|Photosynthese|Hansezeit|Inflation|Schilddrüse|Urheberrecht|Quantenzustand|Föderalismus",
     "erklären|vergleichen|zusammenfassen|einordnen|veranschaulichen|prüfen|hinterfragen|herleiten",
     "für die Schule|in einfachen Worten|mit Beispielen|für ein Referat|aus heutiger Sicht|in drei Absätzen"},
    {"fr", kCode,
     "requête SQL|composant|script de sauvegarde|fuite mémoire|test unitaire|conteneur|point d'accès|fichier "
     "de configuration",
     "optimiser|corriger|réécrire|déployer|documenter|tester|sécuriser|simplifier",
     "en production|sans droits d'administrateur|avec Django|après la mise à jour|sur un petit serveur|pour "
     "une équipe débutante"},
    {"fr", kDaily,
     "tarte aux poireaux|week-end à Nantes|potager|déménagement|chaton|budget mensuel|randonnée|anniversaire",
     "préparer|organiser|réussir|choisir|améliorer|planifier|comparer|simplifier",
     "avec un petit budget|pour dix personnes|en hiver|sans voiture|avec des enfants|à la dernière minute"},
    {"fr", kWrite,
     "lettre de motivation|nouvelle|discours de mariage|courriel|slogan|dissertation|poème|scénario",
     "rédiger|relire|raccourcir|traduire|reformuler|structurer|poursuivre|adapter",
     "sur un ton formel|pour un lycéen|en deux cents mots|sans clichés|pour un client mécontent|avec humour"},
    {"pt", kCode,
     "consulta SQL|função assíncrona|componente|servidor|teste automatizado|arquivo de "
     "log|contêiner|expressão regular",
     "otimizar|depurar|publicar|testar|refatorar|documentar|proteger|migrar",
     "em produção|com muitos acessos|sem acesso root|com Node|depois da atualização|num notebook antigo"},
    {"pt", kDaily,
     "feijoada|viagem ao litoral|horta em vasos|cachorro filhote|mudança|orçamento da casa|corrida de "
     "rua|festa junina",
     "preparar|planejar|melhorar|organizar|escolher|começar|comparar|economizar",
     "com pouco dinheiro|para oito pessoas|no inverno|sem experiência|com crianças|em um fim de semana"},
};

}  // namespace

std::span<const SeedTopic> seed_topics() { return kTopics; }

}  // namespace stillwatch::world
