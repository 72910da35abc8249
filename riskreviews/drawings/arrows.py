"""How far safeguards move each risk: a row for each scenario, an arrow over the five steps of the ramp, a dot where nothing
moves."""

from collections import Counter
from xml.etree.ElementTree import Element, SubElement

from normsite.foundation.unseen import isolated
from riskreviews.drawings.canvas import RAMP, Drawing, finished, printable, sheet, shortened, write
from riskreviews.methods.levels import STEPS, Level
from riskreviews.methods.pictures import NOT_JUDGED, Arrows, Move

STEP, LANE, ROW = 72, 18, 44
EDGE = 3
WIDTH = 2 * EDGE + len(STEPS) * STEP
HEAD = 24
# So many rows further down, the words above the steps are out of sight on a phone: they are said again.
ROWS_BELOW_A_HEAD = 10
LETTERS = 50  # of a title, beside its code
DOT = 6


def draw_arrows(picture: Arrows) -> Drawing:
    """The drawing; what it says in words counts the moves."""
    moves = picture.moves
    groups = [moves[start : start + ROWS_BELOW_A_HEAD] for start in range(0, max(len(moves), 1), ROWS_BELOW_A_HEAD)]
    alt = f"{isolated(picture.title)}: {_summary(moves)}"
    svg = sheet("arrows", WIDTH, HEAD * len(groups) + ROW * len(moves) + EDGE, alt)
    y = 0
    for group in groups:
        _head(svg, y, picture.levels)
        y += HEAD
        for move in group:
            _row(svg, y, move)
            y += ROW
    return finished(svg, alt)


def _summary(moves: tuple[Move, ...]) -> str:
    judged = [(one.before, one.after) for one in moves if one.before is not None and one.after is not None]
    counts = Counter((after > before) - (after < before) for before, after in judged)
    parts = [
        f"{counts[way]} {words}" for way, words in ((-1, "lower"), (0, "unmoved"), (1, "higher with safeguards")) if counts[way]
    ]
    if len(judged) < len(moves):
        parts.append(f"{len(moves) - len(judged)} {NOT_JUDGED}")
    scenarios = {0: "no scenario", 1: "1 scenario"}.get(len(moves), f"{len(moves)} scenarios")
    return f"{', '.join((scenarios, *parts))}."


def _head(svg: Element, y: int, levels: tuple[Level, ...]) -> None:
    """The steps by the words of the method; a step that it doesn't have stays without."""
    for level in levels:
        ground, ink = RAMP[level.code]
        x = EDGE + level.step * STEP
        head = SubElement(svg, "g", {"class": f"arrows-head arrows-{level.code.lower()}"})
        box = {"x": f"{x + 1}", "y": f"{y + 2}", "width": f"{STEP - 2}", "height": f"{HEAD - 6}", "fill": ground}
        SubElement(head, "rect", box)
        write(head, x + STEP / 2, y + 15, level.label, fill=ink, text_anchor="middle", font_size="11", font_weight="bold")


def _row(svg: Element, y: int, move: Move) -> None:
    row = SubElement(svg, "g", {"class": "arrows-row", "fill": "currentColor"})
    words = write(row, EDGE + 1, y + 14, "")
    code = SubElement(words, "tspan", {"font-weight": "bold"})
    code.text = printable(move.code)
    code.tail = f" {shortened(move.title, LETTERS)}"
    _lane(row, y + ROW - LANE - 5)
    _arrow(row, y + ROW - 5 - LANE / 2, move)


def _lane(row: Element, y: int) -> None:
    for place, step in enumerate(STEPS):
        box = {"x": f"{EDGE + place * STEP + 1}", "y": f"{y}", "width": f"{STEP - 2}", "height": f"{LANE}"}
        SubElement(row, "rect", {**box, "fill": RAMP[step][0], "fill-opacity": "0.35"})


def _arrow(row: Element, y: float, move: Move) -> None:
    if move.before is None:
        write(row, EDGE + 8, y + 4, NOT_JUDGED.capitalize())
        return
    start = _middle(move.before)
    if move.after is None:
        _dot(row, start, y, move.before)
        write(row, start + 12 if start < WIDTH / 2 else start - 12, y + 4, f"With safeguards {NOT_JUDGED}",
              text_anchor="start" if start < WIDTH / 2 else "end")  # fmt: skip
        return
    end = _middle(move.after)
    if start == end:
        _dot(row, start, y, move.before)
        return
    way = 1 if end > start else -1
    line = {"x1": f"{start:g}", "y1": f"{y:g}", "x2": f"{end - way * 4:g}", "y2": f"{y:g}"}
    SubElement(row, "line", {**line, "stroke": "currentColor", "stroke-width": "3"})
    _dot(row, start, y, move.before)
    tip = f"{end + way * 9:g},{y:g} {end - way * 6:g},{y - 7.5:g} {end - way * 6:g},{y + 7.5:g}"
    SubElement(row, "polygon", {"points": tip, "fill": RAMP[move.after.code][0], **_EDGE_OF_MARKS})


_EDGE_OF_MARKS = {"stroke": "currentColor", "stroke-width": "2", "stroke-linejoin": "round"}


def _dot(row: Element, x: float, y: float, level: Level) -> None:
    place = {"cx": f"{x:g}", "cy": f"{y:g}", "r": f"{DOT}"}
    SubElement(row, "circle", {**place, "fill": RAMP[level.code][0], **_EDGE_OF_MARKS})


def _middle(level: Level) -> float:
    return EDGE + (level.step + 0.5) * STEP
