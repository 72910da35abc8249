"""Finds figures with their units in a text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from normsite.foundation.controls.text.units import Unit, kinds, read_unit

NUMBER_WORDS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12,
    "sixteen": 16, "thirty-two": 32, "sixty-four": 64,
}  # fmt: skip
COUNTED = re.compile(
    r"(?:or (?:more|greater|fewer) )?(?:[a-z-]{3,16} ){0,2}?(axes|axis|nodes|elements|layers|qubits|rotors)\b", re.IGNORECASE
)
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")

# The possessive marks keep it linear: a figure is read whole or not at all.
_FIGURE = r"\d{1,3}(?:[,\u00a0\u202f ]\d{3})++(?![\d])(?:[.]\d++)?|\d++(?:[.,]\d++)?"
_RAISED = (
    r"(?:\^|<sup>|\*\*)[ ]?\(?(?P<raised>[-−–]?\d{1,2})(?!\d)"
    r"|(?P<small>⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2})|(?P<bare>[-−–]?\d{1,2})(?!\d)"
)
NUMBER = re.compile(
    r"(?<![\w.])10(?:\^[ ]?|<sup>)(?P<power>[-−–]?\d{1,2})(?!\d)(?:</sup>)?"  # 10^5
    rf"|(?<![\w.])(?<!\d,)(?:(?P<sign>[-−–+±]|\+/-)[ ]?)?(?P<figure>{_FIGURE})"
    # 3 × 10^5, 3e5; lists that lost their small figures write "3 x 105"
    rf"(?:[eE](?P<times>[-+−]?\d{{1,2}})(?![\w.])|[ ]?[x×·*][ ]?10[ ]?(?:{_RAISED}))?(?:</sup>)?"
    r"(?:[ ]?\+[ ]?L[ ]?/[ ]?\d[\d., ]{0,5}\)?)?"  # (1.7 + L/1000): of errors that grow with the length
    r"|(?<![\w-])(?P<word>two|three|four|five|six|seven|eight|nine|ten|twelve|sixteen|thirty-two|sixty-four)(?=[ -])",
    re.IGNORECASE,
)
MANY = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_MANY = re.compile(r" (thousand|million|billion|trillion)(?= [a-z])", re.IGNORECASE)
_BEFORE = {"Mach ": Unit("Mach", "[mach]", 1.0), " DN ": Unit("mm", "[length]", 1e-3), " DN": Unit("mm", "[length]", 1e-3)}
_TIME = next(iter(kinds("second")))
_AND = re.compile(r" (?:and )?")
_HYPHENS = re.compile(r"[\d.]+-\w+, [\d.]+-\w+")  # "3-hour, 11-minute"; other commas part a list
_SECOND = 1.0  # "5 ms and 300 µs" are two
LONGEST_JOIN = 6
LENGTH_OF_GROUP = 3
_DESIGNATED = re.compile(r"\w-\d{1,5}\Z")  # "SP800-131A", not "-5A"
_GOES_ON = re.compile(r" (?!thick|diameter|long|wide|high|x |by |or (?:more|less))[a-z\d(]")


@dataclass(frozen=True)
class Quantity:
    """Figures with a unit, as they stand at `start` to `end`. A single figure is both `low` and `high`; `readings` gives the
    kind of quantity with both in base units, one for each way in which the unit may be read."""

    start: int
    end: int
    words: str
    low: float
    high: float
    unit: str
    readings: tuple[tuple[str, float, float], ...]
    is_bounded: bool = False  # two figures: from the one to the other


@dataclass(frozen=True)
class _Figure:
    start: int
    end: int
    value: float


def read_quantities(text: str) -> Iterator[Quantity]:
    """In the order of the text. A figure without a unit, and without something that is counted, is none. "1 hour 20 minutes"
    is one."""
    held: Quantity | None = None
    for quantity in _each(text):
        if held and (together := _together(text, held, quantity)):
            held = together
            continue
        if held:
            yield held
        held = quantity
    if held:
        yield held


def _together(text: str, first: Quantity, second: Quantity) -> Quantity | None:
    """Both as one time, in the unit of the second, where it goes on in a smaller one of hours, minutes and seconds: its figure
    is less than one of the first."""
    alike = first.readings[0][0] == second.readings[0][0] == _TIME and not first.is_bounded and not second.is_bounded
    if not alike or not first.low or not second.low:
        return None
    if not _AND.fullmatch(text[first.end : second.start]) and not _HYPHENS.fullmatch(text[first.start : second.end]):
        return None
    whole, rest = first.readings[0][1], second.readings[0][1]
    unit, smaller = whole / first.low, rest / second.low
    if not (_SECOND <= smaller < unit and rest < unit):
        return None
    together, words = (whole + rest) / smaller, text[first.start : second.end]
    readings = ((_TIME, whole + rest, whole + rest),)
    return replace(second, start=first.start, words=words, low=together, high=together, readings=readings)


def _each(text: str) -> Iterator[Quantity]:
    figures = NUMBER.finditer(text)
    pending: _Figure | None = None
    for match in figures:
        figure = _figure(text, match)
        before = pending if pending and _joined(text, pending, figure) else None
        pending = None
        if before and before.value > figure.value > 0 and text[before.end : figure.start] == "-":
            continue  # the number of a document: "800-63A"
        measured = _led(text, figure) or _unit_at(text, figure.end, counted=bool(match["word"]))
        if measured is None:
            pending = figure
            continue
        end, units = measured
        yield _quantity(text, before, figure, end, units)


def _figure(text: str, match: re.Match[str]) -> _Figure:
    """With the word that multiplies it: "100 billion frames per second"."""
    many = _MANY.match(text, match.end())
    return _Figure(match.start(), many.end() if many else match.end(), _value(match) * (MANY[many[1].lower()] if many else 1))


def _led(text: str, figure: _Figure) -> tuple[int, tuple[Unit, ...]] | None:
    """The units that stand before their figures: Mach 6, and the nominal size DN 25, which is in millimetres."""
    before = next((written for written in _BEFORE if text.endswith(written, 0, figure.start)), None)
    return (figure.end, (_BEFORE[before],)) if before else None


def _joined(text: str, first: _Figure, second: _Figure) -> bool:
    """Whether two figures stand before one unit: "10 to 12 kHz"."""
    said = text[first.end : second.start]
    if len(said) > LONGEST_JOIN:
        return False
    if said.strip() == "and":
        return text[max(0, first.start - 9) : first.start].rstrip().lower().endswith("between")
    return said.strip() in {"-", "–", "—", "to", "...", "..", "…"} or (not said.strip() and second.value < 0)


def _quantity(text: str, before: _Figure | None, figure: _Figure, end: int, units: tuple[Unit, ...]) -> Quantity:
    start = before.start if before else figure.start
    ends = sorted((abs(before.value), abs(figure.value))) if before else [figure.value, figure.value]
    readings = tuple((unit.kind, ends[0] * unit.factor + unit.offset, ends[1] * unit.factor + unit.offset) for unit in units)
    return Quantity(start, end, text[start:end], ends[0], ends[1], units[0].words, readings, before is not None)


def _unit_at(text: str, at: int, counted: bool) -> tuple[int, tuple[Unit, ...]] | None:
    read = read_unit(text, at)
    if read and read[1] and not _is_another_word(text, at, read[0], read[1][0].words, counted):
        return read
    noun = COUNTED.match(text, at + 1) if text[at : at + 1] in {" ", "-"} else None
    return read_unit(text, noun.start(1)) if noun else None


def _is_another_word(text: str, at: int, end: int, words: str, counted: bool) -> bool:
    """Whether what looks like a unit is a word of the sentence: "1987 in the", "1990s", "two a day"."""
    if text[end : end + 1].isalnum() or (counted and len(words) < 3):
        return True
    if len(words) == 1 and words.isupper() and text[at] == words and _DESIGNATED.search(text[max(0, at - 8) : at]):
        return True
    if words == "in":
        return bool(_GOES_ON.match(text, end))
    return words == "s" and text[at] == "s" and text[at - 4 : at].isdigit()


def _value(match: re.Match[str]) -> float:
    if match["word"]:
        return float(NUMBER_WORDS[match["word"].lower()])
    if match["power"]:
        return float(10.0 ** int(_plain(match["power"])))
    value = number(match["figure"])
    raised = match["times"] or match["raised"] or match["small"] or match["bare"]
    if raised:
        value *= 10.0 ** int(_plain(raised.translate(_SUPERSCRIPTS)))
    return -value if match["sign"] and match["sign"] in "-−–" else value


def _plain(figure: str) -> str:
    return figure.replace("−", "-").replace("–", "-")


def number(figure: str) -> float:
    """A figure with a decimal point or comma. A comma parts thousands where a point or another comma follows, or just three
    figures, unless a lone nought stands before it."""
    bare = re.sub(r"[\u00a0\u202f ]", "", figure)
    whole, comma, rest = bare.partition(",")
    parts_thousands = "," in rest or "." in rest or (len(rest) == LENGTH_OF_GROUP and whole != "0")
    return float(bare.replace(",", "") if comma and parts_thousands else bare.replace(",", "."))
