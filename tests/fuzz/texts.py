"""Texts that people don't write: shapes that parsers are slow at, real ones mutated, and anything else; all from a seed."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from normsite.foundation.errors import Refused
from normsite.foundation.markup import check_markdown

SIZE = 20_000
REAL = Path(__file__).resolve().parents[3] / "shared/data/nist-sp800-63b"
ENDS_OF_LINES = ("\n", "\r\n", "\r", "\v", "\f", "\x1c", "\x1e", "\x85", "\u2028", "\u2029")
UNITS = (
    "[", "]", "[^", "![", "](", "[](", "[a](", "[a][", "[a]: b\n", "[^a]: b\n", "[^1]", "x[^1]\n\n[^1]: y\n\n", "{#", "{:",
    "{#a}",
    "{: #a .b}", "<", "<a ", "<a name=", "<a name=x>", "<p", "</p>", "<!--", "-->", "<!-- -->", "<![CDATA[", "<!DOCTYPE ", "<?",
    "</", "<td>", "<b>", "<sup>", "<sup>1</sup>", "<q>", "<blockquote>", "<div>", "<div></div>\n", "<script>", "<br>",
    "<a>x</a>",
    "<table><tr><td>", "<a@b.c> ", "a@b.c ", "<http://a> ", "http://a/)", "https://", "`", "``", "`a", "```\n", "~~~\n",
    "   ```\n",
    "``` a b\n", "\u2028```\n", "* ", "- ", "+ ", "1. ", "1) ", "(a) ", "> ", "* a\n", "- a\n  - b\n", "a\n- b\n", "#", "# a\n",
    "## 5 a\n", "# 1.1 a\n", "# Annex A b\n", "a\n=\n", "a\n-\n", "---\n", "---\na: b\n---\n\n", "***\n", "_ _ _\n", "--- ",
    "|", "a|b\n",
    "|-", "-|-\n", "|a|b|\n|-|-|\n|c|d|\n", "_", "*", "**", "_a ", " _a", "*a ", "**a*", "***a**b*c", "'a ", '"a ', "“",
    "‘a’", "«", "(",
    ")", "N-1 ", "C-2026-00001 ", "&", "&amp;", "&#", "&#x1;", "\\", "\\[", "a. ", "A. ", "e.g. ", "A shall. ",
    "It shall:\n* a\n", "shall ",
    "SHALL NOT ", "Note ", "NOTE 1: ", "This section is informative. ", "x", "é", "漢", "😀", "\u0315\u0316", "a\u0315",
    "\u200b", "\u202e", "\u00a0", "\ufeff", "\t", " ", "  \n", "    a\n", "\ta\n", "0", "1:59", "-", "%", "%00", "'", "\x00",
    "\x1b",
    "=", "+", "@", "~", "$", "?!", "…", "/", "../", "a=b&", "a;", ",", "{", "}", "null", *ENDS_OF_LINES,
)  # fmt: skip
LAYERS = (
    ("[", "]"),
    ("(", ")"),
    ("> ", ""),
    ("- ", ""),
    ("<b>", "</b>"),
    ("<div>", "</div>"),
    ("*", "*"),
    ("`", "`"),
    ("“", "”"),
)


@dataclass(frozen=True)
class Text:
    """A text, and in a few words how it was made."""

    words: str
    made: str


class Writer:
    """Texts without end, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.real = [path.read_text(encoding="utf-8") for path in sorted(REAL.glob("*.md"))] or [_prose(self.random)]
        self.ways: list[Callable[[int], Text]] = [
            self._repeated, self._repeated, self._between, self._mixed, self._mixed, self._mutated, self._mutated, self._nested,
            self._table, self._unicode, self._fences, self._sentences, self._as_much_as_is_allowed,
            self._as_much_as_is_allowed,
        ]  # fmt: skip

    def text(self, size: int = SIZE) -> Text:
        """One of any kind, most often as long as it may be."""
        if self.random.random() < 0.2:
            size = self.random.randrange(1, size)
        return self.random.choice(self.ways)(size)

    def _unit(self) -> str:
        return "".join(self.random.choices(UNITS, k=self.random.choice((1, 1, 1, 2, 3))))

    def _repeated(self, size: int) -> Text:
        unit = self._unit()
        return Text(_filled(unit, size), f"{unit!r} again and again")

    def _between(self, size: int) -> Text:
        """A beginning, something again and again, and an end that it doesn't lead up to."""
        first, unit, last = self._unit(), self._unit(), self._unit()
        words = first + _filled(unit, max(0, size - len(first) - len(last))) + last
        return Text(words[:size], f"{first!r}, {unit!r} again and again, {last!r}")

    def _mixed(self, size: int) -> Text:
        chosen = self.random.sample(UNITS, self.random.randrange(2, 12))
        words = "".join(self.random.choices(chosen, k=size))
        return Text(words[:size], f"a mixture of {chosen!r}")

    def _mutated(self, size: int) -> Text:
        source = self.random.choice(self.real)
        start = self.random.randrange(max(1, len(source) - size))
        words = list(source[start : start + size])
        for _ in range(self.random.choice((3, 30, 300))):
            place = self.random.randrange(len(words)) if words else 0
            length = self.random.choice((0, 1, 20, 200))
            words[place : place + length] = self._unit() * self.random.choice((1, 1, 5, 50))
        return Text("".join(words)[:size], "a real text with strange pieces in it")

    def _nested(self, size: int) -> Text:
        opening, closing = self.random.choice(LAYERS)
        depth = self.random.choice((5, 8, 10, 12, 100, 1000, size // 2))
        one = f"{opening * depth}a{closing * depth}"
        gap = self.random.choice(("", " ", "\n", "\n\n"))
        return Text(_filled(one + gap, size), f"{opening!r} {depth} deep")

    def _table(self, size: int) -> Text:
        columns = self.random.choice((2, 3, 10, 59, 60, 61, 500))
        cell = self.random.choice(("", "a", "a b", "`a`", "[a](b)", "<br>", self._unit().strip("\n")))
        rule = "|".join(["-"] * columns)
        return Text(
            _filled(f"{'|'.join([cell] * columns)}\n", size, before=f"{rule}\n{rule}\n"), f"a table of {columns} columns"
        )

    def _unicode(self, size: int) -> Text:
        ranges = ((0, 0x80), (0x80, 0x800), (0x300, 0x370), (0x2000, 0x2070), (0x800, 0xD800), (0xE000, 0x110000))
        chosen = self.random.choice(ranges)
        words = "".join(chr(self.random.randrange(*chosen)) for _ in range(size))
        return Text(words, f"any characters from U+{chosen[0]:04X}")

    def _fences(self, size: int) -> Text:
        """Code that perhaps is none: opened and closed in all ways, with something slow in it."""
        inside = _filled(self._unit(), self.random.choice((10, 1000, size // 2)))
        marks = (
            "```",
            "````",
            "~~~",
            "   ```",
            "\t```",
            "``` a b",
            "```{#x}",
            "{#x}```",
            "> ```",
            "- ```",
            "\u2028```",
            "\x0c```",
            "",
        )
        parts: list[str] = []
        while sum(map(len, parts)) < size:
            end = self.random.choice(ENDS_OF_LINES)
            parts += [self.random.choice(marks), end, inside, end, self.random.choice(marks), end * 2]
        return Text("".join(parts)[:size], "fences of all kinds")

    def _sentences(self, size: int) -> Text:
        """Many requirements, like each other and yet not the same."""
        words = ("module", "key", "channel", "device", "shall", "should", "may", "erase", "keep", "not", "the", "A", "It")
        length = self.random.choice((2, 5, 20))
        made = (
            " ".join(self.random.choices(words, k=length)) + self.random.choice((". ", ".\n\n", "\n* "))
            for _ in itertools.count()
        )
        return Text("".join(itertools.takewhile(_until(size), made)), f"sentences of {length} words")

    def _as_much_as_is_allowed(self, size: int) -> Text:
        """The longest beginning of another text that is not refused: what is slow must be refused, so this must be quick."""
        text = self.random.choice(self.ways[:-2])(size)
        low, high = 0, len(text.words)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if _is_allowed(text.words[:middle]) else (low, middle - 1)
        return Text(text.words[:low], f"as much as is allowed of {text.made}")


def _filled(unit: str, size: int, before: str = "") -> str:
    return (before + unit * (size // max(1, len(unit)) + 1))[:size]


def _until(size: int) -> Callable[[str], bool]:
    total = 0

    def goes_on(part: str) -> bool:
        nonlocal total
        total += len(part)
        return total <= size

    return goes_on


def _is_allowed(words: str) -> bool:
    try:
        check_markdown(words)
    except Refused:
        return False
    return True


def _prose(random: Random) -> str:
    """Where no real text is at hand."""
    words = ("the", "module", "shall", "erase", "its", "keys", "within", "one", "second", "see", "[5.1](#keys)", "**never**")
    return "\n\n".join(" ".join(random.choices(words, k=40)) + "." for _ in range(400))
