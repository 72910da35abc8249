"""Isotopes beyond their natural share: which paragraph of a list controls them, and what a text says of them.

Lists name the isotope and ask for more of it than nature gives, or for "special fissile materials", which are plutonium and
enriched uranium. The natural shares are constants of nature; for deuterium it is the ratio that lists give, 1 in 5 000.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from normsite.foundation.controls.text.criteria import Row

# Name | share in per cent beyond which it is enriched | how lists say it | element | isotope | what is enriched by its name
# | what is, where a text speaks of its use, not of nature.
TABLE = (
    (
        "uranium-235", 0.75, r"\A\W{0,2}[Ss]pecial fissile materials?\W{0,2}\Z|[Uu]ranium enriched",
        r"[Uu]ranium|UF6|UO2", r"(?:U|[Uu]ranium)[- ]?235|235[- ]?U|²³⁵U|(?:<sup>|\^)235(?:</sup>)?U",
        (r"[Pp]lutonium (?:metal|(?:di)?oxide|nitrate|solutions?)|HEU|HALEU|LEU(?= (?:fuel|for|solution))"
        r"|(?:[Hh]igh(?:ly)?|[Ll]ow|[Ss]lightly|[Hh]igh-[Aa]ssay [Ll]ow)[- ][Ee]nriched [Uu]ranium"
        r"|(?:reactor|weapons?)-grade plutonium|(?:[Pp]lutonium|Pu)[- ]?239|MOX fuels?|239Pu|(?:[Uu]ranium|U)[- ]?233|233U"),
        r"",
    ),
    (
        "lithium-6", 8.0, r"[Ll]ithium enriched", r"[Ll]ithium",
        r"(?:Li|[Ll]ithium)[- ]?6|6[- ]?Li|⁶Li|(?:<sup>|\^)6(?:</sup>)?Li", r"", r"[Ll]ithium-6",
    ),
    (
        "boron-10", 21.0, r"[Bb]oron enriched", r"[Bb]oron|B4C", r"(?:B|[Bb]oron)[- ]10|10B|¹⁰B|(?:<sup>|\^)10(?:</sup>)?B",
        r"", r"[Bb]oron-10",
    ),
    (
        "deuterium", 0.02, r"\ADeuterium\b", r"[Hh]ydrogen", r"[Dd]euterium(?: oxide)?|D2O|D₂O|[Hh]eavy[- ][Ww]ater",
        r"[Hh]eavy[- ][Ww]ater", r"",
    ),
    (
        "tritium", 0.1, r"\A\W{0,2}Tritium, tritium compounds\b", r"[Tt]ritium", r"[Tt]ritium", r"",
        (
            r"[Tt]ritium (?:(?:is|are|was) (?:recovered|extracted|separated|produced|stored)"
            r"|gas|targets?|breeding|handling|recovery|extraction|processing|plants?|storage|inventory)"
        ),
    ),
    ("helium-3", 1.0, r"\AHelium-3\b", r"[Hh]elium", r"(?:He|[Hh]elium)-3|3He|³He", r"", r"(?:He|[Hh]elium)-3|3He|³He"),
)  # fmt: skip
_SHARE = re.compile(
    r"(?<![\d.,])(\d{1,3}(?:[.,]\d{1,4})?)(?: ?[-–] ?(\d{1,3}(?:\.\d{1,4})?))?"
    r" ?(?:wt\.?|at\.?|atom|weight|mol)? ?(?:%|per ?cent\b)"
)
NEAR = 44  # characters between an isotope and its share
_GREATEST = 100.0
_OF_NATURE = re.compile(
    r"\bnatur|\bstable\b|\bnucle(?:us|i)\b|\bnuclides?\b|\bisotopes? of\b|abundan|half-li|\btraces?\b|\bparts of\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Isotope:
    """`beyond` is the share in per cent above which it is more than natural; `said` finds it in a text, `named` what is
    enriched by its very name, `used` what is where its use is spoken of, `enriched` where it is said to be."""

    name: str
    beyond: float
    listed: re.Pattern[str]
    said: re.Pattern[str]
    named: re.Pattern[str] | None
    used: re.Pattern[str] | None
    enriched: re.Pattern[str]


def _isotope(name: str, beyond: float, listed: str, element: str, isotope: str, named: str, used: str) -> Isotope:
    edge = r"(?<![A-Za-z0-9])(?<!Table )(?<!Figure )(?<!Annex )(?<!Section )(?:{})(?![A-Za-z0-9])"
    either = f"(?:{isotope}|{element})"
    enriched = (
        rf"[Ee]nriched (?:\w{{2,12}} ){{0,2}}?{either}|{either}[- ](?:\w{{2,9}} ){{0,2}}[Ee]nriched|{either} [Ee]nrichment"
    )
    by_name, by_use = (re.compile(edge.format(one)) if one else None for one in (named, used))
    said = re.compile(edge.format(isotope))
    return Isotope(name, beyond, re.compile(listed), said, by_name, by_use, re.compile(edge.format(enriched)))


ISOTOPES = tuple(_isotope(*line) for line in TABLE)


@dataclass(frozen=True)
class ListedIsotope:
    """The paragraph of a list that controls an isotope beyond its natural share."""

    isotope: Isotope
    code: str
    text: str


def list_isotopes(rows: Sequence[Row]) -> tuple[ListedIsotope, ...]:
    """By the headings and paragraphs of a list; empty for a list that says nothing of isotopes."""
    found: dict[str, ListedIsotope] = {}
    for row in rows:
        if row.code and row.kind in {"heading", "item"}:
            for isotope in ISOTOPES:
                if isotope.name not in found and isotope.listed.search(row.text.strip()):
                    found[isotope.name] = ListedIsotope(isotope, row.code, row.text)
    return tuple(found.values())


def lists_isotopes(row: Row) -> bool:
    return any(isotope.listed.search(row.text.strip()) for isotope in ISOTOPES)


def find_isotopes(sentence: str, listed: Sequence[ListedIsotope]) -> Iterator[tuple[ListedIsotope, int, int]]:
    """Each listed isotope of which a sentence says that it is enriched, by a word, by a name or by its share."""
    for one in listed:
        if place := _place(sentence, one.isotope):
            yield one, *place


def _place(sentence: str, isotope: Isotope) -> tuple[int, int] | None:
    for pattern in (isotope.named, isotope.enriched, isotope.used if not _OF_NATURE.search(sentence) else None):
        if pattern and (match := pattern.search(sentence)):
            return match.span()
    for match in isotope.said.finditer(sentence):
        for share in _SHARE.finditer(sentence, max(0, match.start() - NEAR), match.end() + NEAR):
            if isotope.beyond < _share(share) <= _GREATEST:
                return min(match.start(), share.start()), max(match.end(), share.end())
    return None


def _share(match: re.Match[str]) -> float:
    return max(float(figure.replace(",", ".")) for figure in match.groups() if figure)
