#!/usr/bin/env python3
"""Draws docs/results/mmd-law.svg from docs/results/mmd-law.json: exchanges needed against the share of harvest.

    law_plot.py docs/results/mmd-law.json docs/results/mmd-law.svg
"""
import json
import math
import sys

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 860, 560, 80, 230, 60, 70
SHARE, COUNT = (0.008, 1.25), (4, 300000)
COLOURS = {"gpteacher": "#1b6ca8", "codealpaca": "#c8553d", "gorilla_apibench": "#3a7d44", "bbh_cot": "#7d4ea8",
           "alpaca_demo": "#b8860b", "all_five": "#222222"}
NAMES = {"all_five": "all five together"}


def across(share):
    return LEFT + (WIDTH - LEFT - RIGHT) * math.log(share / SHARE[0]) / math.log(SHARE[1] / SHARE[0])


def up(count):
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * math.log(count / COUNT[0]) / math.log(COUNT[1] / COUNT[0])


def text(x, y, words, size=12, anchor="start", colour="#222", extra=""):
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{colour}" {extra}>{words}</text>'


def line(x1, y1, x2, y2, colour, extra=""):
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" {extra}/>'


def axes():
    right, floor = WIDTH - RIGHT, HEIGHT - BOTTOM
    parts = []
    for share in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1):
        parts += [line(across(share), TOP, across(share), floor, "#e6e6e6"), text(across(share), floor + 18, f"{share * 100:g} %", anchor="middle")]
    for count in (10, 100, 1000, 10000, 100000):
        parts += [line(LEFT, up(count), right, up(count), "#e6e6e6"), text(LEFT - 8, up(count) + 4, f"{count:,}", anchor="end")]
    parts += [line(LEFT, floor, right, floor, "#222"), line(LEFT, TOP, LEFT, floor, "#222"),
              text((LEFT + right) / 2, HEIGHT - 22, "share of harvest among the exchanges tested", anchor="middle"),
              text(22, (TOP + floor) / 2, "exchanges in the window", anchor="middle", extra=f'transform="rotate(-90 22 {(TOP + floor) / 2:.0f})"'),
              text(LEFT, 24, "Exchanges that the MMD window test needs: 90 % found at 1 % false alarms", 15, extra='font-weight="bold"'),
              text(LEFT, 43, "filled: measured; hollow: by the law n = c / (share² D), c from the measured points of the same source", 12, colour="#555")]
    return parts


def source_marks(name, source):
    colour, parts = COLOURS.get(name, "#666"), []
    if source["c"]:
        ends = [(s, max(COUNT[0], source["c"] / (s * s * source["D"]))) for s in (0.01, min(1.0, math.sqrt(source["c"] / (COUNT[0] * source["D"]))))]
        parts.append(line(across(ends[0][0]), up(ends[0][1]), across(ends[1][0]), up(ends[1][1]), colour, 'stroke-dasharray="4 4" stroke-opacity="0.6"'))
    for point in source["points"]:
        needed = point["n90"] or point["n_by_law"]
        if needed:
            fill = colour if point["measured"] else "white"
            parts.append(f'<circle cx="{across(point["share"]):.1f}" cy="{up(needed):.1f}" r="4.5" fill="{fill}" stroke="{colour}" stroke-width="1.6">'
                         f'<title>{name} at {point["share"]:g}: {needed:,.0f}, {"measured" if point["measured"] else "by the law"}</title></circle>')
    return parts


def legend(sources):
    x, parts = WIDTH - RIGHT + 18, []
    for i, (name, source) in enumerate(sources.items()):
        y = TOP + 16 + 38 * i
        constant = f'c = {source["c"]:.2f}' if source["c"] else "c not measured"
        parts += [f'<circle cx="{x}" cy="{y - 4}" r="4.5" fill="{COLOURS.get(name, "#666")}"/>', text(x + 12, y, NAMES.get(name, name)),
                  text(x + 12, y + 15, f'D = {source["D"]:.3f}, {constant}', 11, colour="#555")]
    return parts


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        sources = json.load(file)["sources"]
    parts = axes() + [mark for name, source in sources.items() for mark in source_marks(name, source)] + legend(sources)
    with open(sys.argv[2], "w", encoding="utf-8") as file:
        file.write(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif">\n'
                   f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>\n' + "\n".join(parts) + "\n</svg>\n")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("law_plot.py LAW.json PICTURE.svg")
    main()
