"""What a heading says: the number of its clause, whether it is an annex, whether it binds, and the title."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from norms.text.parsed import Remark
from normsite.foundation.markup.outline import Heading

_ANNEX = re.compile(r"(?:appendix|annex)\s+(?:([A-Z])\b|(\d{1,2})(?!\.?\d))[\s.:\u2014\u2013-]*(?=\S)", re.I)
_BARE_ANNEX = re.compile(r"(?:appendix|annex)\s+([A-Z]|\d{1,2})", re.I)
_DOTTED = re.compile(r"((?:\d{1,3}|[A-Z]\d{0,3})(?:\.\d{1,3}){1,9})\.?\s+(?=\S)")
_POINTED = re.compile(r"(\d{1,3})\.\s+(?=\S)")
_PLAIN = re.compile(r"(\d{1,2}|[A-Z]\d{1,3})\s+(?=[^\W\d_])(?![a-z])")
MOST_SKIPPED = 5
_KEPT = "“{}” begins with a number out of sequence; it was read as a word of the title."
_SKIPS = "The numbers go on from {} with {}; “{}” was read as the title behind it."
_BINDS = re.compile(r"\((normative|informative)\)[\s.:\u2014\u2013-]*", re.I)
_BINDS_AT_END = re.compile(r"\s\((normative|informative)\)$", re.I)


@dataclass(frozen=True, slots=True)
class Titled:
    """A heading with its number as written; `bare` says that no point follows a single number ("5 Keys"), so that it may be a
    word ("5 Volt supplies", "H2 Databases"); `binds` is what the heading says of it, "normative", "informative" or nothing."""

    heading: Heading
    number: str | None
    title: str
    annex: bool = False
    bare: bool = False
    binds: str = ""

    @property
    def level(self) -> int:
        return self.heading.level


def read_titles(headings: Sequence[Heading]) -> tuple[list[Titled], list[Remark]]:
    """Every heading with its number. Remarked upon is each whose leading number may be meant otherwise than it was read.

    A single number without a point counts only where it counts on among its neighbours, or where they count on from it; behind
    two that count it may skip a few. A number with points counts where one above, before or after it is there, or where all
    headings of its level have numbers; a letter and digits without a point ("V2") only above such a number that goes on from
    them ("V2.1").
    """
    titles = [_titled(heading) for heading in headings]
    numbers = {one.number for one in titles if one.number}
    plain_levels = {one.level for one in titles if not one.number}
    remarks: list[Remark] = []
    before: dict[int, list[Titled]] = {}  # those with a single number at each level that is open, as they count
    for place, one in enumerate(titles):
        before = {level: found for level, found in before.items() if level <= one.level}
        earlier = before.setdefault(one.level, [])
        counts = not one.bare or _counts(one, earlier, titles[place + 1 :])
        if one.number and "." in one.number:
            counts = one.level not in plain_levels or _is_among(one.number, numbers)
        if one.number and not counts:
            is_counted = "." in one.number or one.number.isdigit()
            titles[place] = one = Titled(one.heading, None, one.heading.title)
            remarks += [Remark(one.heading.first + 1, _KEPT.format(one.title))] if is_counted else []
        if one.number and one.number.isdigit():
            if one.bare and earlier and int(one.number) > int(earlier[-1].number or 0) + 1:
                remarks.append(Remark(one.heading.first + 1, _SKIPS.format(earlier[-1].number, one.number, one.title)))
            earlier.append(one)
    return titles, remarks


def _titled(heading: Heading) -> Titled:
    title = heading.title
    if match := _BARE_ANNEX.fullmatch(title):
        return Titled(heading, match[1].upper(), title, annex=True)
    for pattern in (_ANNEX, _DOTTED, _POINTED, _PLAIN):
        if match := pattern.match(title):
            annex = pattern is _ANNEX
            number = next(filter(None, match.groups())).upper()
            return _bound(Titled(heading, number, title[match.end() :].strip(), annex, bare=pattern is _PLAIN))
    return _bound(Titled(heading, None, title))


def _bound(one: Titled) -> Titled:
    """The heading with what it says of its force, as `binds`: "(normative)" or "(informative)", behind the letter of an annex
    as in ISO's texts, or at the end. Only an annex loses the word from its title."""
    if one.annex and (match := _BINDS.match(one.title)):
        return replace(one, binds=match[1].lower(), title=one.title[match.end() :] or f"Annex {one.number}")
    match = _BINDS_AT_END.search(one.title)
    if match is None:
        return one
    return replace(one, binds=match[1].lower(), title=one.title[: match.start()] if one.annex else one.title)


def _is_among(number: str, numbers: set[str]) -> bool:
    """Whether the number above this one stands in the file, or the one before or after it; else it may be a version or a
    date."""
    above, _, own = number.rpartition(".")
    return above in numbers or not {f"{above}.{int(own) - 1}", f"{above}.{int(own) + 1}"}.isdisjoint(numbers)


def _counts(one: Titled, earlier: list[Titled], following: list[Titled]) -> bool:
    """Whether a single number without a point is the clause's number and not a word of its title (`read_titles` has the
    rule)."""
    number = one.number or ""
    if number == (str(int(earlier[-1].number or 0) + 1) if earlier else "1"):
        return True
    for other in following:
        if other.number and other.number.startswith(f"{number}."):
            return True
        if other.level <= one.level:
            return number.isdigit() and _goes_on(one, earlier, other if other.level == one.level else None)
    return number.isdigit() and _goes_on(one, earlier, None)


def _goes_on(one: Titled, earlier: list[Titled], following: Titled | None) -> bool:
    """Whether the one that follows at its level counts on from its number, or the number skips a few behind two that count and
    before what follows."""
    number, last = int(one.number or 0), int(earlier[-1].number or 0) if earlier else 0
    after = int(following.number) if following and following.number and following.number.isdigit() else 0
    if after == number + 1:
        return True
    is_before_what_follows = following is None or following.annex or number < after
    skips = len(earlier) > 1 and all(other.bare for other in earlier[-2:]) and last < number <= last + MOST_SKIPPED + 1
    return skips and is_before_what_follows
