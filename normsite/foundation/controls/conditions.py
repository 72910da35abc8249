"""Conditions of a criterion as data: figures with units, joined by all and any, and how they are written down.

A condition speaks of the text of one paragraph of a list: `place` says where its words stand there. Knows no database.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from normsite.foundation.controls.units import is_unit
from normsite.foundation.errors import Refused
from normsite.foundation.lines import plain_lines

DEEPEST = 3
MOST = 60
LONGEST = 120  # characters of a parameter or a unit
_OPENS = re.compile(r"(all|any) of:?", re.IGNORECASE)
_COMPARES = re.compile(r"<=|>=|[<>=]|\bbetween\b")
_FIGURE = re.compile(r"[-+]?[0-9.]{1,60}(?:[eE][-+]?[0-9]{1,2})?")
LONGEST_LINE = 400


class Comparator(StrEnum):
    """How the figure in a text compares with the threshold. "Better (less) than" is `LESS`: it says the direction itself."""

    LESS = "<"
    AT_MOST = "<="
    EQUAL = "="
    AT_LEAST = ">="
    MORE = ">"
    BETWEEN = "between"


class Join(StrEnum):
    ALL = "all"
    ANY = "any"


@dataclass(frozen=True)
class Condition:
    """One threshold: `parameter` ("resolution"; empty where the list names none), how it is compared, the value and its unit as
    pint writes it (empty for a bare number), and for `BETWEEN` the upper end, which belongs to the range as the lower does."""

    parameter: str
    comparator: Comparator
    value: Decimal
    unit: str = ""
    upper: Decimal | None = None
    place: tuple[int, int] | None = None


@dataclass(frozen=True)
class Group:
    """Conditions of which all must be met, or any one. A group of none is met by its subject alone."""

    join: Join
    parts: tuple["Condition | Group", ...] = ()


def each_condition(part: Condition | Group) -> Iterator[Condition]:
    """The conditions in the order in which they stand."""
    if isinstance(part, Condition):
        yield part
        return
    for inner in part.parts:
        yield from each_condition(inner)


@dataclass(frozen=True)
class Suggestion:
    """A criterion as it was read out of a list. `paragraph` is the key of the paragraph whose text bears the figures, None
    for an entry's heading; `code` is its full code, for a note that of what it stands in."""

    code: str
    paragraph: int | None
    text: str
    group: Group
    subjects: tuple[str, ...] = ()
    exceptions: str = ""


def as_data(part: Condition | Group) -> dict[str, Any]:
    """As it is stored, and as the interface and CSV give it: `{"all": [{"parameter": "resolution", ...}]}`."""
    if isinstance(part, Group):
        return {part.join.value: [as_data(inner) for inner in part.parts]}
    data: dict[str, Any] = {
        "parameter": part.parameter,
        "comparator": part.comparator.value,
        "value": write_number(part.value),
        "unit": part.unit,
    }
    if part.upper is not None:
        data["upper"] = write_number(part.upper)
    if part.place is not None:
        data["place"] = list(part.place)
    return data


def read_group(data: object) -> Group:
    """The group that `as_data` has written, from whatever hand. Refused, in a sentence, is what is none."""
    group = _read(data, 1)
    if isinstance(group, Condition):
        raise Refused("The conditions begin with “all” or “any”.", 'Write {"all": [ … ]}.')
    if sum(1 for _ in each_condition(group)) > MOST:
        raise Refused(f"There are more than {MOST} conditions.", "Make several criteria of them.")
    return group


def _read(data: object, depth: int) -> Condition | Group:
    if depth > DEEPEST:
        raise Refused(f"Groups stand {DEEPEST - 1} deep at most.", "Make several criteria of them.")
    if not isinstance(data, Mapping):
        raise Refused("A condition or group is an object.", 'Write {"all": [ … ]} or {"parameter": …}.')
    if (joins := data.keys() & {join.value for join in Join}) and len(data) == 1:
        [join] = joins
        if not isinstance(data[join], list):
            raise Refused(f"“{join}” joins a list of conditions.", f'Write {{"{join}": [ … ]}}.')
        return Group(Join(join), tuple(_read(inner, depth + 1) for inner in data[join]))
    return _read_condition(data)


def _read_condition(data: Mapping[str, Any]) -> Condition:
    unknown = data.keys() - {"parameter", "comparator", "value", "unit", "upper", "place"}
    if unknown:
        raise Refused(f"A condition has no “{min(map(str, unknown))}”.", "Leave it out.")
    words = {name: data.get(name, "") for name in ("parameter", "unit")}
    for name, word in words.items():
        if not isinstance(word, str) or len(word) > LONGEST:
            raise Refused(f"The {name} is a text of at most {LONGEST} characters.", "Write it so.")
    return checked(
        Condition(
            parameter=" ".join(words["parameter"].split()),
            comparator=_read_comparator(data.get("comparator")),
            value=read_number(data.get("value")),
            unit=words["unit"].strip(),
            upper=None if data.get("upper") in (None, "") else read_number(data["upper"]),
            place=_read_place(data.get("place")),
        )
    )


def checked(condition: Condition) -> Condition:
    """The same condition; refused where its unit is unknown, or its range is none."""
    if not is_unit(condition.unit):
        raise Refused(f"“{condition.unit}” is no unit that can be computed with.", "Write it as kHz, µm, bit/s, W/cm**2.")
    ranged = condition.comparator == Comparator.BETWEEN
    if ranged != (condition.upper is not None):
        raise Refused("A range has two ends, and nothing else has.", "Give the upper end for “between” alone.")
    if condition.upper is not None and condition.upper <= condition.value:
        raise Refused("The upper end of a range lies above its lower end.", "Change one of them.")
    return condition


def _read_comparator(word: object) -> Comparator:
    try:
        return Comparator(str(word))
    except ValueError:
        raise Refused(f"“{word}” compares nothing.", f"Choose one of {', '.join(Comparator)}.") from None


def read_number(word: object) -> Decimal:
    """A finite number, from text (`0.9`, `4E14`) or JSON's number."""
    try:
        number = Decimal(str(word).strip())
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number.adjusted()) > 60 or len(number.as_tuple().digits) > 40:
        raise Refused(f"“{word}” is no number.", "Write it in digits with a point, such as 0.9.")
    return number


def _read_place(place: object) -> tuple[int, int] | None:
    if place is None:
        return None
    if not (isinstance(place, list | tuple) and len(place) == 2 and all(isinstance(end, int) for end in place)):
        raise Refused("The place of a condition is two whole numbers.", "Leave it out.")
    start, end = place
    if not 0 <= start < end:
        raise Refused("The place of a condition ends behind its beginning.", "Leave it out.")
    return start, end


def as_lines(group: Group) -> str:
    """As people write conditions: `all of:` or `any of:`, below it, two blanks further in, a condition on each line."""
    return "\n".join(_lines(group, 0))


def _lines(part: Condition | Group, depth: int) -> Iterator[str]:
    if isinstance(part, Condition):
        yield "  " * depth + as_line(part)
        return
    yield f"{'  ' * depth}{part.join} of:"
    for inner in part.parts:
        yield from _lines(inner, depth + 1)


def as_line(condition: Condition) -> str:
    """`resolution >= 16 bit`, `wavelength between 400 and 700 nm`."""
    figures = write_number(condition.value)
    if condition.upper is not None:
        figures += f" and {write_number(condition.upper)}"
    return " ".join(filter(None, (condition.parameter, condition.comparator.value, figures, condition.unit)))


def read_lines(text: str) -> Group:
    """The group that `as_lines` has written, from whatever hand. Refused, with its number, is a line that is none."""
    lines = [(number, line) for number, line in enumerate(plain_lines(text).split("\n"), start=1) if line.strip()]
    if not lines:
        return Group(Join.ALL)
    if not _OPENS.fullmatch(lines[0][1].strip()):
        lines = [(0, "all of:"), *((number, f"  {line}") for number, line in lines)]
    group, rest = _take_group(lines)
    if rest:
        raise Refused(f"Line {rest[0][0]} stands outside of the first group.", "Put it two blanks further in.")
    return read_group(as_data(group))


def _take_group(lines: list[tuple[int, str]]) -> tuple[Group, list[tuple[int, str]]]:
    (number, head), rest = lines[0], lines[1:]
    parts: list[Condition | Group] = []
    while rest and _inset(rest[0][1]) > _inset(head):
        if _OPENS.fullmatch(rest[0][1].strip()):
            inner, rest = _take_group(rest)
            parts.append(inner)
        else:
            parts.append(_read_line(*rest[0]))
            rest = rest[1:]
    opens = _OPENS.fullmatch(head.strip())
    if opens is None:
        raise Refused(f"Line {number} opens no group.", "Write “all of:” or “any of:”.")
    return Group(Join(opens[1].lower()), tuple(parts)), rest


def _read_line(number: int, line: str) -> Condition:
    words = " ".join(line[:LONGEST_LINE].split())
    compares = _COMPARES.search(words)
    if compares is None or len(line) > LONGEST_LINE:
        raise Refused(f"Line {number} is no condition: “{words[:80]}”.", "Write it like “resolution >= 16 bit”.")
    try:
        value, rest = _take_figure(words[compares.end() :])
        upper, unit = _take_figure(rest.removeprefix("and ")) if rest.startswith("and ") else (None, rest)
        parameter = words[: compares.start()].strip()
        return checked(Condition(parameter, Comparator(compares[0]), value, unit, upper))
    except Refused as refused:
        raise Refused(f"Line {number}: {refused.reason}", refused.mend) from None


def _take_figure(words: str) -> tuple[Decimal, str]:
    """The number with which the words begin, and what is behind it."""
    words = words.lstrip()
    figure = _FIGURE.match(words)
    number = read_number(figure[0] if figure else words[:40])
    return number, words[figure.end() :].strip() if figure else ""


def _inset(line: str) -> int:
    return len(line) - len(line.lstrip())


def write_number(number: Decimal) -> str:
    """In digits, without needless zeros; very large and very small ones with an exponent."""
    plain = number.normalize()
    return f"{plain:f}" if -7 < plain.adjusted() < 15 else str(plain)
