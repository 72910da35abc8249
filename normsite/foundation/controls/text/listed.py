"""Things that a list controls by their name alone, without a figure: substances, organisms, kinds of equipment."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from normsite.foundation.controls.text.criteria import Row, SuggestedCriterion
from normsite.foundation.controls.text.described import Descriptions, describe
from normsite.foundation.controls.text.isotopes import lists_isotopes
from normsite.foundation.controls.text.subjects import DESCRIBED, NAMED_BEFORE, is_condition, parted, things_of
from normsite.foundation.controls.text.substances import by_nature, other_names
from normsite.foundation.controls.text.terms import MEASURES, NAMED, Token, stem, stems, subject, unit_stems

CAS = re.compile(r"(?<![\d-])([1-9]\d{1,6}-\d\d-\d)(?![\d-])")
WHOLE = 0.8  # of the words of a thing, by weight, must be said
RARE = 1.25  # the weight of a thing of several words that hardly anything else is called by
ALONE = 0.8  # the weight of a single word that is a name where nothing stands beside it: a substance, an organism
# Which nothing else is called.
TELLING = frozenset(
    {"qkd", "frequencyhopping", "auv", "thrustvector", "biocontainment", "syntheticaperture", "microbolomet"}
    | {"towedarray", "rebreath", "focalplane", "precisionbearing", "euvlithography", "mocvd", "beamepitaxy"}
    | {"imsi", "ebolavirus", "fadec", "flybywire", "gravitygradiometer"}
)
# Beside these words such a name tells nothing: radios of so little power lists leave out, a cell isn't what fills it.
_BY_EVERYBODY = stems("bluetooth wlan wifi zigbee lan ieee ism unlicensed dect cordless lora chirp cdma")
SPARED = {
    "frequencyhopping": _BY_EVERYBODY,
    stem("spectrum"): _BY_EVERYBODY,
    "rebreath": stems("mask cannula"),
    stem("thionyl"): stems("lithium battery"),
}
# Which tell a thing by themselves, where a paragraph begins with them.
CALLED = frozenset(
    {"scramjet", "ramjet", "combinedcycle", "htpb", "mixedoxides", "airindependent", "centrifuge", "spacelauncher"}
    | {"spacecraft", "flowform", "intrusionsoftware"}
)
ONCE = 0.87  # the weight of a word of a heading that is a name by itself
SHORTEST = 5  # letters of such a word
LONGEST_ENTRY = 5  # characters of an entry's code
LONGEST = 6  # words of a thing; what is longer is a description
REACH = 14  # characters for each of its words, in which the words of a thing stand together
_CONDITIONAL = re.compile(
    r"\b(?:having|capable|meeting|exceeding|(?:less|more|greater|better|higher|lower|shorter) than|equal to|rated|with an?)\b",
    re.IGNORECASE,
)
_OF_ANOTHER = re.compile(r"\b(?:all of the following|made (?:of|from)|following materials)\b", re.IGNORECASE)
_CAS_NUMBER = r"\((?:CAS|C\.A\.S\.)[^()]{4,24}\)"
_SUBSTANCE = r"[A-Z][^()\d]{4,60}?"
_NAMED_BY_CAS = re.compile(
    rf"\W{{0,2}}(?:\d{{1,3}}[.)] )?"
    rf"(?:({_SUBSTANCE})(?: \([^()]{{1,60}}\))? ?{_CAS_NUMBER}|{_CAS_NUMBER} ({_SUBSTANCE}))\W{{0,3}}\Z"
)
_FIGURE = re.compile(r"(?<![A-Z\d])\d")
LONG = 7  # letters of a name of one word
_ORGANISMS = re.compile(r"\b(?:bacteria|fungi|rickettsiae|micro-?organisms|pathogens)\b", re.IGNORECASE)
_SPECIES = re.compile(rf"\W{{0,2}}[A-Z][a-z]+ ([a-z]{{{LONG},}})\W{{0,3}}\Z")
_BARE = re.compile(r"\([^()]{0,200}\)")
_LIST_CUT = re.compile(
    NAMED_BEFORE.pattern
    + r"|\b(?:consisting|constructed|made|protected|including|such as|for|using|in|from|by|to|on|specified|other)\b",
    re.IGNORECASE,
)
_LOW_LEVEL = re.compile(r"\d[A-E]99\d|\d[A-E]\d{3}\.y\b")
_MILITARY = re.compile(r"\d[A-E]6\d\d")  # the US series 600: what is made for the military, by plain names
MILITARY = stems("military weapon combat defense fighter munition warship warfare")
_EMPTY = r"\b(?:Reserved|Not used|None|N\.?B\.?|see also)\b|software|\bLicen[cs]e"
_NOT_A_THING = re.compile(rf"{_EMPTY}|technology", re.IGNORECASE)
_NOT_DESCRIBED = re.compile(rf"{_EMPTY}|\bvirus\W*\Z", re.IGNORECASE)  # what technology is of is; a virus is named


@dataclass(frozen=True)
class Listed:
    """Words that name a thing, the paragraph that lists it, and how heavy they are. All words of a substance must be said, and
    one of `beside` if there are any: of a metal that is listed as the powder of a propellant its mere name tells nothing."""

    words: frozenset[str]
    code: str
    text: str
    weight: float
    is_substance: bool = False
    beside: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Listing:
    """By the heaviest of its words each thing, by its CAS number each substance with its paragraph, and what is described
    without a figure."""

    by_word: dict[str, tuple[Listed, ...]]
    by_cas: dict[str, tuple[str, str]]
    described: Descriptions


@dataclass(frozen=True)
class _Figured:
    """The paragraphs in which figures stand, and those that hold such."""

    own: frozenset[str]
    holding: frozenset[str]

    def has(self, code: str) -> bool:
        """Whether figures stand in a paragraph, in what it holds, or in those in which it stands, the heading apart."""
        return code in self.holding or any(one in self.own for one in _upwards(code) if len(one) > LONGEST_ENTRY)


def _figured(criteria: Sequence[SuggestedCriterion]) -> _Figured:
    own = {condition.code for criterion in criteria for condition in criterion.group.conditions()}
    own |= {criterion.code for criterion in criteria}
    return _Figured(frozenset(own), frozenset(one for code in own for one in _upwards(code)))


def _upwards(code: str) -> Iterator[str]:
    """The code, and those of the paragraphs in which it stands."""
    while code:
        yield code
        code = code.rpartition(".")[0]


def list_things(rows: Sequence[Row], criteria: Sequence[SuggestedCriterion], weights: dict[str, float]) -> Listing:
    """What is listed by name. Where figures say from where on a thing is controlled, its name alone says nothing."""
    figured = _figured(criteria)
    by_word: dict[str, list[Listed]] = defaultdict(list)
    by_cas: dict[str, tuple[str, str]] = {}
    for at, row in enumerate(rows):
        code = _code(rows, at)
        for number in CAS.findall(row.text):
            by_cas.setdefault(number, (code, row.text))
        for listed in (*_telling(row, code, weights), *_substances(rows, at, figured, weights), *_species(rows, row, weights)):
            by_word[_heaviest(listed.words, weights)].append(listed)
        if row.kind in {"item", "heading"} and row.code and not figured.has(row.code) and _is_unconditional(rows, row):
            for listed in _listed(row, weights):
                listed = replace(listed, beside=MILITARY) if _MILITARY.match(row.code) else listed
                by_word[_heaviest(listed.words, weights)].append(listed)
    held = {row.parent for row in rows if row.code}
    plain = [at for at, row in enumerate(rows) if _is_plain(row, figured, holds=at in held)]
    return Listing(
        {word: tuple(things) for word, things in by_word.items()}, by_cas, describe(rows, plain, weights),
    )  # fmt: skip


def _heaviest(words: frozenset[str], weights: dict[str, float]) -> str:
    """What no list says is the rarest."""
    return max(words, key=lambda word: (weights.get(word, 1), word))


def _telling(row: Row, code: str, weights: dict[str, float]) -> Iterator[Listed]:
    """The names in a paragraph that nothing else is called by."""
    is_item = row.kind == "item" and row.code and not _LOW_LEVEL.match(row.code)
    told = subject(row.text) & TELLING if is_item else frozenset()
    for word in told | (_called(row) if code else frozenset()):
        yield Listed(frozenset({word}), code, row.text, weights[word])


def _substances(rows: Sequence[Row], at: int, figured: _Figured, weights: dict[str, float]) -> Iterator[Listed]:
    """The names of a substance, however plain their words: the list's, where a CAS number says that the line names one and
    nothing else; the others of each number; and what meets the figures by its nature."""
    row, code = rows[at], _code(rows, at)
    names = [(subject(name), *_joined(name)) for name in _names_by_cas(row.text)]
    own = [words for of_one in names for words in of_one if len(words) > 1 or any(len(word) >= LONG for word in words)]
    others = [subject(other) for number in CAS.findall(row.text) for other in other_names(number)]
    for words in (*own, *others, *(by_nature(row.text) if code else ())):
        beside = _of_heading(rows, at) if len(words) == 1 and words in own and figured.has(code) else frozenset()
        yield Listed(words, code, row.text, sum(weights.get(word, 0) for word in words), is_substance=True, beside=beside)


def _of_heading(rows: Sequence[Row], at: int) -> frozenset[str]:
    """The words of the entry's heading."""
    while (parent := rows[at].parent) is not None:
        at = parent
    return subject(rows[at].text)


def _species(rows: Sequence[Row], row: Row, weights: dict[str, float]) -> Iterator[Listed]:
    """The second word of an organism's name, where the first is cut to its letter: F. tularensis."""
    above = rows[row.parent].text if row.parent is not None else ""
    found = _SPECIES.match(row.text) if row.code and _ORGANISMS.search(above) else None
    if found:
        yield Listed(subject(found[1]), row.code, row.text, weights[stem(found[1])])


def _names_by_cas(text: str) -> Iterator[str]:
    """Those before or behind each number: "Phosgene: Carbonyl dichloride (CAS …)" are two, and a stroke parts substances."""
    for part in text.split("/"):
        found = _NAMED_BY_CAS.match(part[:1].upper() + part[1:])
        if found:
            yield from (found[1] or found[2]).split(": ")


def _joined(name: str) -> Iterator[frozenset[str]]:
    """The name of a substance written as one word: monomethyl hydrazine is monomethylhydrazine."""
    if len(name.split()) > 1 and name.replace(" ", "").isalpha():
        yield frozenset({stem(name.replace(" ", ""))})


def _called(row: Row) -> frozenset[str]:
    """The names by which a paragraph lists things that nothing else is called by."""
    if row.kind not in {"item", "heading"} or _LOW_LEVEL.match(row.code or row.entry) or _NOT_A_THING.search(row.text):
        return frozenset()
    return subject(_LIST_CUT.split(parted(row.text)[0], maxsplit=1)[0]) & CALLED


def _is_plain(row: Row, figured: _Figured, *, holds: bool) -> bool:
    """Whether a paragraph, or a heading, is of a thing and bears no figures: those of a mere note to a heading that holds no
    paragraphs tell of its parts."""
    told = row.kind in {"item", "heading"} and row.code and not _LOW_LEVEL.match(row.code) and not _MILITARY.match(row.code)
    alone = row.kind == "heading" and not holds and not _FIGURE.search(row.text)
    return (
        bool(told) and (alone or not figured.has(row.code)) and not _NOT_DESCRIBED.search(row.text) and not lists_isotopes(row)
    )


def _code(rows: Sequence[Row], at: int | None) -> str:
    while at is not None and not rows[at].code:
        at = rows[at].parent
    return rows[at].code if at is not None else ""


def _is_unconditional(rows: Sequence[Row], row: Row) -> bool:
    """Whether the thing is listed however it is, and not as what another is made of or must have."""
    above = rows[row.parent].text if row.parent is not None else ""
    if is_condition(row.text) or _LOW_LEVEL.match(row.code) or _NOT_A_THING.search(row.text) or _OF_ANOTHER.search(above):
        return False
    return not _CONDITIONAL.search(parted(row.text)[0])


def _listed(row: Row, weights: dict[str, float]) -> Iterator[Listed]:
    text, without = parted(row.text)[0], MEASURES | unit_stems()
    named = things_of(text, _LIST_CUT, without)
    for place, words in enumerate(named or things_of(text, DESCRIBED, without)):
        weight = sum(weights.get(word, 0) for word in words)
        heads = row.kind == "heading" and bool(named) and place == 0
        if len(words) <= LONGEST and _is_name(words, weight, row.text, heads=heads):
            yield Listed(words, row.code, row.text, weight)


def _is_name(words: frozenset[str], weight: float, text: str, *, heads: bool) -> bool:
    """Several rare words are; one is where it stands alone, or where a heading begins with it and hardly another has it."""
    if len(words) > 1:
        return weight >= RARE
    if words & NAMED:
        return False  # there are many of what has a name of its own: lasers, pumps
    bare = len(_BARE.sub("", text).strip(" .;,").split()) == 1
    return len(next(iter(words))) >= SHORTEST and (weight >= ALONE if bare else heads and weight >= ONCE)


def telling(said: Sequence[Token]) -> list[Token]:
    """The words of a sentence without the names that tell nothing beside others of it."""
    spared = {name for name, beside in SPARED.items() if any(token.stem in beside for token in said)}
    return [token for token in said if token.stem not in spared]


def find_things(said: Sequence[Token], listing: Listing, weights: dict[str, float]) -> Iterator[tuple[Listed, int, int]]:
    """Those that the words of a sentence name, with the place of their words in it."""
    said = telling(said)
    spoken = {token.stem for token in said}
    for token in said:
        for listed in listing.by_word.get(token.stem, ()):
            place = _place(token, said, listed, weights)
            if place and (not listed.beside or spoken & listed.beside):
                yield listed, *place


def _place(heaviest: Token, said: Sequence[Token], listed: Listed, weights: dict[str, float]) -> tuple[int, int] | None:
    """Where its words stand together around the heaviest of them."""
    near = [one for one in said if one.stem in listed.words and abs(one.start - heaviest.start) <= REACH * len(listed.words)]
    named = {one.stem for one in near}
    whole = listed.is_substance or stem("virus") in listed.words
    if named != listed.words if whole else sum(weights.get(word, 0) for word in named) < WHOLE * listed.weight:
        return None
    return min(one.start for one in near), max(one.end for one in near)
