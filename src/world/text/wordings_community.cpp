// Prompt recipes that pass from hand to hand in communities of one language.
#include <array>
#include <utility>

#include "world/text/wordings.h"

namespace stillwatch::world {
namespace {

constexpr Wording kChinese[] = {
    {"你是一位经验丰富的老师，擅长用生活中的例子讲清楚复杂的道理。",
     "请一步一步讲解，最后用一句话总结：\n{task}", kNoTools, Area::knowledge},
    {"", "【角色】资深编辑\n【任务】{task}\n【要求】分点作答，不说套话，先给结论再给理由。", kNoTools,
     Area::writing},
    {"", "先复述我的问题，确认理解无误之后再回答。\n\n问题：{task}", kNoTools, Area::everyday},
    {"你说话简洁，像一位老朋友，不用敬语。", "{task}", kNoTools, Area::everyday},
    {"", "请从三个不同的角度分析下面的问题，并指出每个角度最容易被忽略的一点。\n\n{task}", kNoTools,
     Area::reasoning},
    {"你是一名细心的程序员，代码里的注释用中文。", "需求：{task}\n请先列出思路，再写代码。", kNoTools,
     Area::coding},
    {"", "把下面的内容改写得更通顺，保留原意，并列出你改动的地方：\n{passage}", kNoTools, Area::writing},
    {"", "帮我做一个学习计划，每天不超过一小时。主题：{task}", kNoTools, Area::knowledge},
};

constexpr Wording kSpanish[] = {
    {"Eres un profesor paciente que explica con ejemplos de la vida diaria.",
     "Explícamelo paso a paso y termina con un resumen de una sola frase:\n{task}", kNoTools,
     Area::knowledge},
    {"", "Actúa como editor de un periódico. Tarea: {task}\nReglas: sin relleno, primero la conclusión.",
     kNoTools, Area::writing},
    {"", "Antes de contestar, repite con tus palabras lo que te pido.\n\n{task}", kNoTools, Area::everyday},
    {"Háblame de tú y ve al grano.", "{task}", kNoTools, Area::everyday},
    {"", "Dame tres puntos de vista distintos sobre esto y lo que cada uno pasa por alto:\n\n{task}",
     kNoTools, Area::reasoning},
    {"", "Corrige este texto y dime qué cambiaste y por qué:\n{passage}", kNoTools, Area::writing},
};

constexpr Wording kGerman[] = {
    {"Du bist ein geduldiger Lehrer und erklärst mit Beispielen aus dem Alltag.",
     "Erkläre es Schritt für Schritt und schließe mit einem einzigen Merksatz:\n{task}", kNoTools,
     Area::knowledge},
    {"", "Rolle: erfahrene Lektorin. Aufgabe: {task}\nBitte ohne Floskeln, das Ergebnis zuerst.", kNoTools,
     Area::writing},
    {"", "Wiederhole zuerst in eigenen Worten, was ich wissen will, und antworte dann.\n\n{task}", kNoTools,
     Area::everyday},
    {"Du antwortest knapp und per Du.", "{task}", kNoTools, Area::everyday},
    {"", "Nenne drei Sichtweisen auf diese Frage und was jede davon übersieht:\n\n{task}", kNoTools,
     Area::reasoning},
    {"", "Verbessere den Text behutsam und liste deine Änderungen auf:\n{passage}", kNoTools, Area::writing},
};

constexpr Wording kFrench[] = {
    {"Tu es un professeur patient qui donne des exemples de la vie courante.",
     "Explique étape par étape et finis par une seule phrase à retenir :\n{task}", kNoTools, Area::knowledge},
    {"",
     "Rôle : éditeur exigeant. Mission : {task}\nContraintes : pas de remplissage, la conclusion d'abord.",
     kNoTools, Area::writing},
    {"", "Reformule ma demande avant d'y répondre.\n\n{task}", kNoTools, Area::everyday},
    {"Tutoie-moi et va droit au but.", "{task}", kNoTools, Area::everyday},
    {"", "Donne trois points de vue différents, et ce que chacun oublie :\n\n{task}", kNoTools,
     Area::reasoning},
    {"", "Corrige ce texte et explique tes corrections :\n{passage}", kNoTools, Area::writing},
};

constexpr Wording kPortuguese[] = {
    {"Você é um professor paciente que usa exemplos do dia a dia.",
     "Explique passo a passo e termine com uma única frase de resumo:\n{task}", kNoTools, Area::knowledge},
    {"", "Papel: editor experiente. Tarefa: {task}\nRegras: sem enrolação, conclusão primeiro.", kNoTools,
     Area::writing},
    {"", "Antes de responder, repita com suas palavras o que eu pedi.\n\n{task}", kNoTools, Area::everyday},
    {"Fale comigo como um amigo e vá direto ao ponto.", "{task}", kNoTools, Area::everyday},
    {"", "Mostre três pontos de vista e o que cada um deixa de fora:\n\n{task}", kNoTools, Area::reasoning},
    {"", "Corrija o texto e diga o que mudou:\n{passage}", kNoTools, Area::writing},
};

constexpr Wording kRussian[] = {
    {"Ты терпеливый учитель и объясняешь на примерах из жизни.",
     "Объясни по шагам и закончи одной фразой, которую стоит запомнить:\n{task}", kNoTools, Area::knowledge},
    {"", "Роль: опытный редактор. Задача: {task}\nБез воды, сначала вывод.", kNoTools, Area::writing},
    {"", "Сначала перескажи мой вопрос своими словами, потом ответь.\n\n{task}", kNoTools, Area::everyday},
    {"Отвечай коротко и на «ты».", "{task}", kNoTools, Area::everyday},
    {"", "Назови три точки зрения и то, что каждая из них упускает:\n\n{task}", kNoTools, Area::reasoning},
    {"", "Поправь текст и перечисли исправления:\n{passage}", kNoTools, Area::writing},
};

constexpr Wording kJapanese[] = {
    {"あなたは身近な例で説明する、根気のよい先生です。",
     "順を追って説明し、最後に一文でまとめてください。\n{task}", kNoTools, Area::knowledge},
    {"", "役割：編集者\n依頼：{task}\n条件：前置きなし、結論から。", kNoTools, Area::writing},
    {"", "まず質問を自分の言葉で言い直してから答えてください。\n\n{task}", kNoTools, Area::everyday},
    {"友だちのように短く話してください。", "{task}", kNoTools, Area::everyday},
    {"", "三つの立場から考え、それぞれが見落としている点も挙げてください。\n\n{task}", kNoTools,
     Area::reasoning},
    {"", "文章を直して、直したところを一覧にしてください。\n{passage}", kNoTools, Area::writing},
};

constexpr Wording kEnglish[] = {
    {"You are a patient teacher who explains with examples from daily life.",
     "Explain step by step and end with one sentence to remember:\n{task}", kNoTools, Area::knowledge},
    {"", "Say my question back in your own words before you answer it.\n\n{task}", kNoTools, Area::everyday},
    {"", "Correct this text and list what you changed:\n{passage}", kNoTools, Area::writing},
};

}  // namespace

std::span<const Wording> community_recipes(std::string_view language) {
  const std::array<std::pair<std::string_view, std::span<const Wording>>, 7> all = {{{"zh", kChinese},
                                                                                     {"es", kSpanish},
                                                                                     {"de", kGerman},
                                                                                     {"fr", kFrench},
                                                                                     {"pt", kPortuguese},
                                                                                     {"ru", kRussian},
                                                                                     {"ja", kJapanese}}};
  for (const auto& [code, recipes] : all) {
    if (code == language) return recipes;
  }
  return kEnglish;
}

}  // namespace stillwatch::world
