#include "report/html_assets.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <array>

namespace stillwatch {
namespace {

constexpr std::string_view kStyle = R"css(
:root{color-scheme:light;--paper:#f7f4ef;--card:#fffdfa;--ink:#241f1a;--quiet:#655c52;--line:#e4dbcf;--track:#efe8de;
--copper:#a4501f;--slate:#4a6d83;--alarm:#a3262a;--alarm-wash:#fbe9e7;--caution:#7d5300;--caution-wash:#fbf0d6;
--calm:#25644a;--calm-wash:#e3f2ea;--mark:#fbe3cc;--h1:#f5dcc6;--h2:#eebf97;--h3:#e19c65;--h4:#c97738;--h5:#a4501f;
--h6:#702f0c;--h0:#efe8de;--k0:#a4501f;--k1:#2f6f9f;--k2:#2e7d5b;--k3:#7b4fa3;--k4:#8a6d00;--k5:#75706a}
@media (prefers-color-scheme:dark){:root:not([data-theme=light]){color-scheme:dark;--paper:#151311;--card:#1e1b18;
--ink:#eee7de;--quiet:#afa598;--line:#37312a;--track:#2c2722;--copper:#e59b68;--slate:#8fb4cc;--alarm:#ff9b92;
--alarm-wash:#3a1d1b;--caution:#f2c169;--caution-wash:#35290f;--calm:#84cfab;--calm-wash:#16302a;--mark:#53361f;
--h0:#2a2520;--h1:#47301f;--h2:#6b4225;--h3:#94582d;--h4:#bf7238;--h5:#e3945b;--h6:#ffc79a;--k0:#e59b68;--k1:#7fb7e0;
--k2:#7cc9a3;--k3:#c3a0e6;--k4:#e0c05a;--k5:#a8a29a}}
:root[data-theme=dark]{color-scheme:dark;--paper:#151311;--card:#1e1b18;
--ink:#eee7de;--quiet:#afa598;--line:#37312a;--track:#2c2722;--copper:#e59b68;--slate:#8fb4cc;--alarm:#ff9b92;
--alarm-wash:#3a1d1b;--caution:#f2c169;--caution-wash:#35290f;--calm:#84cfab;--calm-wash:#16302a;--mark:#53361f;
--h0:#2a2520;--h1:#47301f;--h2:#6b4225;--h3:#94582d;--h4:#bf7238;--h5:#e3945b;--h6:#ffc79a;--k0:#e59b68;--k1:#7fb7e0;
--k2:#7cc9a3;--k3:#c3a0e6;--k4:#e0c05a;--k5:#a8a29a}
*{box-sizing:border-box}
html{scroll-behavior:smooth;scroll-padding-top:1rem}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;
font-variant-numeric:tabular-nums}
code{font:.9em/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
a{color:var(--copper);text-underline-offset:.2em}
:focus-visible{outline:3px solid var(--copper);outline-offset:2px;border-radius:4px}
h1,h2,h3{line-height:1.25;margin:0;text-wrap:balance}
h1{font-size:1.7rem;font-weight:650;letter-spacing:-.01em}
h2{font-size:1.35rem}
h3{font-size:1.05rem;margin-bottom:.6rem}
p{margin:.5rem 0}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:1rem;background:var(--card);padding:.5rem 1rem;z-index:9}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.quiet{color:var(--quiet);font-size:.875rem}
.lead{font-size:1.1rem;max-width:70ch}
.frame{display:grid;grid-template-columns:15rem minmax(0,1fr);max-width:86rem;margin:0 auto}
nav{position:sticky;top:0;align-self:start;height:100vh;overflow:auto;padding:1.5rem 1rem 1.5rem 1.5rem;font-size:.9rem}
nav .brand{display:flex;gap:.6rem;align-items:center;font-weight:650;font-size:1.1rem;margin-bottom:1.2rem}
nav .brand svg{width:1.9rem;height:1.9rem;color:var(--copper)}
nav h2{font-size:.72rem;letter-spacing:.08em;text-transform:uppercase;color:var(--quiet);margin:1.1rem 0 .3rem}
nav ul{list-style:none;margin:0;padding:0}
nav a{display:flex;flex-wrap:wrap;gap:0 .6rem;align-items:baseline;padding:.22rem .5rem;border-radius:6px;color:inherit;text-decoration:none}
nav a:hover{background:var(--track)}
nav small{color:var(--quiet);white-space:nowrap}
nav code{white-space:nowrap}
.groups th code{white-space:nowrap}.groups td:last-child{min-width:9.5rem}.groups .quiet{display:block}
sup{line-height:0;white-space:nowrap}
main{padding:1.5rem 1.5rem 4rem;min-width:0}
.top{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:baseline;justify-content:space-between}
button,input{font:inherit;color:inherit;background:var(--card);border:1px solid var(--line);border-radius:8px;padding:.25rem .7rem}
button{cursor:pointer}
button:hover{border-color:var(--copper)}
.card{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:1rem 1.2rem 1.1rem;margin:1rem 0}
.pair{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:1rem}
.pair .card{margin:0}
.pair.loose{align-items:start}
.tiles{display:flex;flex-wrap:wrap;gap:.4rem 1.8rem;margin:1rem 0}
.tile b{display:block;font-size:1.45rem;font-weight:650;letter-spacing:-.01em;line-height:1.2}
.tile span{color:var(--quiet);font-size:.85rem}
.tile.alarm b{color:var(--alarm)}
.badge{display:inline-block;font-size:.78rem;font-weight:600;padding:.08rem .55rem;border-radius:99px;border:1px solid var(--line);
color:var(--quiet);white-space:nowrap}
.badge.alarm{color:var(--alarm);background:var(--alarm-wash);border-color:transparent}
.badge.caution{color:var(--caution);background:var(--caution-wash);border-color:transparent}
.badge.calm{color:var(--calm);background:var(--calm-wash);border-color:transparent}
.group{border-top:3px solid var(--line);margin-top:3rem;padding-top:1.5rem}
.group>header{display:flex;flex-wrap:wrap;gap:.5rem .8rem;align-items:center}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.92rem}
caption{text-align:left;color:var(--quiet);font-size:.85rem;padding:.3rem 0}
th,td{text-align:left;vertical-align:top;padding:.42rem .8rem .42rem 0;border-bottom:1px solid var(--line)}
tbody tr:last-child>*{border-bottom:0}
thead th{color:var(--quiet);font-weight:500;font-size:.82rem}
tbody th{font-weight:600}
.n{text-align:right;white-space:nowrap}
.tight th,.tight td{padding:.15rem .7rem .15rem 0;font-size:.82rem}
.bars th,.bars td{border:0;padding:.2rem .8rem .2rem 0;vertical-align:middle;white-space:nowrap;font-weight:400}
.bars .wide{width:60%}
.bar{display:block;width:100%;height:.7rem;border-radius:4px}
.bar .track{fill:var(--track)}
.bar.copper .fill{fill:var(--copper)}
.bar.slate .fill{fill:var(--slate)}
.gauge{width:7rem;min-width:5rem;vertical-align:middle}
.signals th{white-space:nowrap}
.signals .silent>*{color:var(--quiet);font-weight:400}
.together{font-weight:500;color:var(--quiet);font-size:.9rem;margin-left:.6rem}
.heat{table-layout:fixed;border-collapse:separate;border-spacing:2px}
.heat th,.heat td{border:0;padding:0;color:var(--quiet);font-size:.75rem;font-weight:400;line-height:1.05rem;height:1.05rem}
.heat tr>:first-child{width:4.9rem;white-space:nowrap}
.heat td{border-radius:3px}
.name{font:13px system-ui,sans-serif}
.h0{fill:var(--h0);background:var(--h0)}.h1{fill:var(--h1);background:var(--h1)}.h2{fill:var(--h2);background:var(--h2)}
.h3{fill:var(--h3);background:var(--h3)}.h4{fill:var(--h4);background:var(--h4)}.h5{fill:var(--h5);background:var(--h5)}
.h6{fill:var(--h6);background:var(--h6)}
.legend{color:var(--quiet);font-size:.82rem;display:flex;gap:.4rem;align-items:center}
.steps{width:8rem;height:.9rem}
.keys{flex-wrap:wrap;gap:.3rem 1.3rem;list-style:none;padding:0;margin:.6rem 0 0}
.graph{width:100%;display:block}
.graph.key{width:1.8rem;height:.5rem;display:inline-block}
.graph line{stroke-opacity:.42}
.graph.key line{stroke-opacity:1}
.k0{stroke:var(--k0)}.k1{stroke:var(--k1);stroke-dasharray:7 3}.k2{stroke:var(--k2);stroke-dasharray:2 3}
.k3{stroke:var(--k3);stroke-dasharray:9 3 2 3}.k4{stroke:var(--k4);stroke-dasharray:4 4}.k5{stroke:var(--k5);stroke-dasharray:1 4}
.node{fill:var(--card);stroke:var(--caution);stroke-width:2}
.node.accused{fill:var(--copper);stroke:var(--card);stroke-width:1.5}
.node.victim{stroke-dasharray:2 2}
.graph a:hover .node,.graph a:focus .node{stroke:var(--ink);stroke-width:3}
.name{fill:var(--ink);paint-order:stroke;stroke:var(--card);stroke-width:4px;stroke-linejoin:round}
.explanations,.reasons,.templates,.cited{margin:.4rem 0;padding:0;list-style:none}
.explanations li{display:grid;grid-template-columns:6.2rem 1fr;gap:.2rem 1rem;padding:.4rem 0;border-bottom:1px solid var(--line);align-items:start}
.explanations li:last-child{border:0}
.explanations .badge{justify-self:start}
.ppv{margin-top:.8rem;max-width:40rem}
.ppv td{font-size:1.15rem;font-weight:650}
.templates li+li{margin-top:1rem}
.templates .cited li,.reasons .cited li{margin:0}
blockquote{margin:0;padding:.6rem 1rem;background:var(--paper);border-left:3px solid var(--copper);border-radius:0 8px 8px 0;
font:.9rem/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;white-space:pre-wrap;overflow-wrap:anywhere}
mark{background:var(--mark);color:inherit;border-radius:4px;padding:0 .15em}
.cited{padding-left:1rem;font-size:.85rem}
.member{border-bottom:1px solid var(--line);content-visibility:auto;contain-intrinsic-size:auto 2.4rem}
.member>summary{display:grid;grid-template-columns:minmax(9rem,1.2fr) 13.5rem 8rem 5rem minmax(0,2fr);gap:.8rem;padding:.4rem 0;
cursor:pointer;align-items:baseline}
.member>summary:hover{background:var(--track)}
.member>summary code::before{content:"▸ ";color:var(--quiet)}
.member[open]>summary code::before{content:"▾ "}
.member>summary{list-style:none}
.member>summary::-webkit-details-marker{display:none}
.member>summary .badge{justify-self:start}
.member>div{padding:.2rem 0 1rem 1.1rem}
.member:target>summary{background:var(--mark)}
.reasons>li{margin:.5rem 0}
.rows,.numbers{margin:.6rem 0}
.rows>summary,.numbers>summary{cursor:pointer;color:var(--quiet);font-size:.875rem}
.limits{padding-left:1.1rem}
pre{white-space:pre-wrap;overflow-wrap:anywhere;background:var(--paper);padding:.8rem 1rem;border-radius:8px;font-size:.85rem}
@media (max-width:62rem){.frame{display:block}nav{position:static;height:auto;padding:1rem 1.5rem 0}.pair{grid-template-columns:minmax(0,1fr)}
.member>summary{grid-template-columns:1fr auto}.member>summary .quiet{grid-column:1/-1}}
@media (max-width:48rem){main,nav{padding-left:1rem;padding-right:1rem}.card{padding:.8rem .9rem}
.cards,.cards tbody,.cards tr,.cards th,.cards td{display:block;width:auto}
.cards thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.cards tr{padding:.7rem 0;border-bottom:1px solid var(--line)}.cards tbody tr:last-child{border-bottom:0}
.cards th,.cards td{border:0;padding:.1rem 0;text-align:left;white-space:normal}
.cards td[data-is]{text-align:right}
.cards td[data-is]::before{content:attr(data-is);color:var(--quiet);float:left;margin-right:1rem}
.groups .quiet{display:inline}.gauge{padding-top:.3rem}
.scroll{border:1px solid var(--line);border-radius:8px;padding:.3rem .5rem}
.scroll::before{content:"Wider than the page: scroll sideways →";position:sticky;left:0;display:block;width:max-content;
max-width:100%;color:var(--quiet);font-size:.8rem}
.scroll>.graph{min-width:46rem}.scroll>table{min-width:32rem}
.explanations li{grid-template-columns:1fr}.bars th,.bars td{padding-right:.5rem}.bars .wide{width:40%}
.member>summary{gap:.15rem .8rem}.member>summary .n{text-align:left}}
@media print{:root,:root:not([data-theme=light]),:root[data-theme=dark]{color-scheme:light;--paper:#fff;--card:#fff;--ink:#000;--quiet:#444;
--line:#bbb;--track:#eee;--alarm:#8a1014;--copper:#8a3f12}
body{font-size:10.5pt}.frame{display:block}nav,.tools,.themes,.skip{display:none}.card{break-inside:avoid;border-color:#ccc}
.accounts{break-inside:auto}.group{break-before:page}.member{content-visibility:visible}}
)css";

constexpr std::string_view kScript = R"js(
(() => {
  const root = document.documentElement;
  const remembered = (() => { try { return localStorage.getItem("stillwatch-theme"); } catch { return null; } })();
  if (remembered) root.dataset.theme = remembered;
  for (const tool of document.querySelectorAll(".needs-js")) tool.hidden = false;
  document.querySelector(".themes")?.addEventListener("click", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    try { localStorage.setItem("stillwatch-theme", root.dataset.theme); } catch { }
  });
  const reveal = () => {
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (target instanceof HTMLDetailsElement) { target.open = true; target.scrollIntoView({block: "start"}); }
  };
  addEventListener("hashchange", reveal);
  reveal();
  for (const card of document.querySelectorAll(".accounts")) {
    const members = [...card.querySelectorAll(".member")];
    const rows = [...card.querySelectorAll(".rows tbody tr")];
    const found = card.querySelector(".found");
    const search = card.querySelector("input");
    search?.addEventListener("input", () => {
      const wanted = search.value.trim().toLowerCase();
      let count = 0;
      for (const entry of [...members, ...rows]) {
        entry.hidden = wanted !== "" && !entry.textContent.toLowerCase().includes(wanted);
        if (!entry.hidden) ++count;
      }
      for (const part of card.querySelectorAll(".rows")) {
        const hits = [...part.querySelectorAll("tbody tr")].some((row) => !row.hidden);
        part.hidden = wanted !== "" && !hits;
        part.open = wanted !== "" && hits;
      }
      found.textContent = wanted === "" ? "" : count + " found";
    });
    const button = card.querySelector(".open-all");
    button?.addEventListener("click", () => {
      const open = button.textContent === "Open all";
      for (const member of members) if (!member.hidden) member.open = open;
      button.textContent = open ? "Close all" : "Open all";
    });
  }
})();
)js";

}  // namespace

std::string_view report_style() { return kStyle; }
std::string_view report_script() { return kScript; }

std::string policy_digest(std::string_view text) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  std::array<unsigned char, 64> base64{};
  const int length = EVP_EncodeBlock(base64.data(), digest.data(), static_cast<int>(digest.size()));
  return "sha256-" +
         std::string(reinterpret_cast<const char*>(base64.data()), static_cast<std::size_t>(length));
}

}  // namespace stillwatch
