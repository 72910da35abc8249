"""The tables with a rate as one drawing: a bar for each row, its figures beside it.

The bars are logarithmic, or only the quickest could be seen: each line to the right is ten times as many a second.
"""

import math
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from tests.bench.tables import Findings, Table

WIDTH, LEFT, BAR, LINE, FACT = 1280, 215, 250, 22, 16
MARGIN, COLUMN = 20, 78
BASELINE, OURS = "#8a96a3", "#0b4f5c"
THEIRS = ("trivial", "plain", "contrib")  # how the names of baselines begin
STYLE = "text { font: 13px sans-serif; fill: #1c2730 } .head { font-weight: bold } .small { font-size: 11px; fill: #4a5761 }"


def svg(findings: Findings) -> str:
    """All tables that have rates, one below the other."""
    body, top = [*_facts(findings)], MARGIN + FACT * len(findings.machine)
    for table in findings.tables:
        if any(column.key == "rate" for column in table.columns):
            body += _drawn(table, top)
            top += LINE * (len(table.rows) + 4)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top}" width="{WIDTH}" height="{top}" role="img"'
        f' aria-label="Requests a second, side by side">\n<style>{STYLE}</style>\n'
        f'<rect width="{WIDTH}" height="{top}" fill="#fff"/>\n' + "\n".join(body) + "\n</svg>\n"
    )


def length(rate: float, most: float) -> float:
    """How long the bar of a rate is where `most` fills the whole width; one a second and less is no bar."""
    return BAR * math.log10(max(rate, 1)) / math.log10(max(most, 10))


def _facts(findings: Findings) -> Iterator[str]:
    for number, (name, fact) in enumerate(findings.machine.items(), 1):
        yield _text(MARGIN, MARGIN + FACT * (number - 1), f"{name}: {fact}", "small")


def _drawn(table: Table, top: int) -> Iterator[str]:
    places = _places(table)
    yield _text(MARGIN, top + LINE, table.caption, "head")
    yield _text(MARGIN, top + 2 * LINE, table.note, "small")
    for place, column in zip(places, table.columns[1:], strict=True):
        yield _text(place, top + 3 * LINE, column.head, "small", end=True)
    powers = max(1, math.ceil(math.log10(max(row["rate"] or 1 for row in table.rows))))
    most = 10**powers
    yield from _axis(top + 3 * LINE, len(table.rows) * LINE + 6, powers)
    for number, (row, cells) in enumerate(zip(table.rows, table.cells, strict=True), 4):
        yield from _bar(row, cells, top + number * LINE, most, places)


def _axis(top: int, height: int, powers: int) -> Iterator[str]:
    """A line at one a second, at ten, at a hundred …"""
    for power in range(powers + 1):
        across = LEFT + length(10**power, 10**powers)
        yield f'<line x1="{across:.0f}" x2="{across:.0f}" y1="{top + 4}" y2="{top + height}" stroke="#d5dbe0"/>'
        yield _text(across, top, f"{10**power:,}", "small")


def _places(table: Table) -> Sequence[int]:
    """Where the cells beside the bar end."""
    count = len(table.columns) - 1
    return [WIDTH - MARGIN - COLUMN * (count - number - 1) for number in range(count)]


def _bar(row: dict[str, object], cells: Sequence[str], base: int, most: float, places: Sequence[int]) -> Iterator[str]:
    colour = BASELINE if str(row["what"]).startswith(THEIRS) else OURS
    rate = row["rate"]
    assert isinstance(rate, float)
    yield _text(MARGIN, base, cells[0])
    yield f'<rect x="{LEFT}" y="{base - 12}" width="{length(rate, most):.1f}" height="15" fill="{colour}"/>'
    for place, cell in zip(places, cells[1:], strict=True):
        yield _text(place, base, cell, end=True)


def _text(x: float, y: float, words: str, kind: str = "", *, end: bool = False) -> str:
    extra = (f' class="{kind}"' if kind else "") + (' text-anchor="end"' if end else "")
    return f'<text x="{x:.0f}" y="{y:.0f}"{extra}>{escape(words)}</text>'
