"""Screens a text against one control list. It only finds what somebody who knows should look at; it clears nothing."""

import re
from collections.abc import Iterator
from itertools import chain

from normsite.foundation.controls.hits import Hit, HitKind
from normsite.foundation.controls.text.algorithms import Algorithm, read_algorithms
from normsite.foundation.controls.text.compounds import with_compounds
from normsite.foundation.controls.text.described import find_described
from normsite.foundation.controls.text.index import Index
from normsite.foundation.controls.text.isotopes import find_isotopes
from normsite.foundation.controls.text.keys import Family
from normsite.foundation.controls.text.listed import CALLED, CAS, TELLING, find_things, telling
from normsite.foundation.controls.text.matching import Match, find_matches
from normsite.foundation.controls.text.metals import find_metals
from normsite.foundation.controls.text.passages import Passage, passages
from normsite.foundation.controls.text.quantities import read_quantities
from normsite.foundation.controls.text.signs import find_beside, find_markings, find_source_code
from normsite.foundation.controls.text.terms import Token
from normsite.foundation.controls.text.thresholds import Condition

MOST = 4  # things of the list that are told of one sentence
_CODE = re.compile(
    r"(?<![\w.])(\d[A-E]\d{3})((?:\.?[a-z](?![a-z])\.?\d{0,2})?(?:\.(?:[a-z]|\d{1,2})\b){0,5})(?![\w])", re.IGNORECASE
)
_NAMED_AS_CODE = re.compile(
    r"(?:ECCN|entry|entries|items?|Annex I|category|control(?:led)?(?: by| under)?|under)[ :(]{1,3}\Z", re.IGNORECASE
)
_FIGURES = re.compile(r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten)\b", re.IGNORECASE)


def screen_text(text: str, index: Index) -> list[Hit]:
    """What in the text may touch the list, in the order of the text. The same text and `index.version` give the same."""
    found: list[Hit] = [*_markings(text), *_source_code(text)]
    for passage in passages(text):
        words = with_compounds(passage.text, passage.tokens, index.weights, index.compounds)
        here = [
            *_codes(passage, index), *_quantities(passage, words, index), *_algorithms(passage, index),
            *_isotopes(passage, index), *_metals(passage, index), *_things(passage, words, index),
        ]  # fmt: skip
        found += [*here, *(_beside(passage, here[0]) if here else ())]
    return sorted(set(found), key=lambda hit: (hit.start, hit.end, hit.kind, hit.code))


def _hit(
    kind: HitKind,
    passage: Passage,
    start: int,
    end: int,
    code: str,
    why: str,
    *,
    criterion: int | None = None,
    compared: str = "",
) -> Hit:
    """A hit at a place in the passage."""
    words = passage.text[start:end]
    return Hit(kind, passage.start + start, passage.start + end, words, code, why, criterion, compared)


def _codes(passage: Passage, index: Index) -> Iterator[Hit]:
    for match in _CODE.finditer(passage.text):
        code = match[1].upper() + _dotted(match[2])
        known = _known(code, index)
        named = bool(_NAMED_AS_CODE.search(passage.text, max(0, match.start() - 24), match.start()))
        if not known and (not named or match[1] != match[1].upper()):
            continue
        said = (
            f"is {known} of {index.name}: {_short(index.codes.get(known) or index.entries[known])}"
            if known
            else f"is not in {index.name}, but has the form of its codes"
        )
        yield _hit(HitKind.CODE, passage, match.start(), match.end(), code, f"“{match[0]}” {said}.")


def _dotted(rest: str) -> str:
    parts = re.findall(r"[a-z]|\d+", rest.lower())
    return "".join(f".{part}" for part in parts)


def _known(code: str, index: Index) -> str:
    """The paragraph itself, or the nearest above it that the list has."""
    while code:
        if code in index.codes or code in index.entries:
            return code
        code = code.rpartition(".")[0]
    return ""


def _quantities(passage: Passage, words: list[Token], index: Index) -> Iterator[Hit]:
    if not _FIGURES.search(passage.text):
        return
    quantities = list(read_quantities(passage.text))
    otherwise = frozenset(token.stem for token in words)
    for match in find_matches(passage, quantities, index, otherwise) if quantities else ():
        start = min(quantity.start for quantity in match.met.values())
        end = max(quantity.end for quantity in match.met.values())
        criterion = match.rule.criterion
        yield _hit(
            HitKind.QUANTITY, passage, start, end, criterion.code, _reason(match, passage, index),
            criterion=criterion.key, compared="; ".join(_compared(match)),
        )  # fmt: skip


def _reason(match: Match, passage: Passage, index: Index) -> str:
    met: dict[str, Condition] = {}
    for place, quantity in sorted(match.met.items()):
        met.setdefault(quantity.words, match.rule.bounds[place].condition)
    figures = " and ".join(f"“{words}”" for words in met)
    thresholds = "; ".join(f"{condition.parameter} {condition.words}".strip() for condition in met.values())
    code, verb = match.rule.criterion.code, "meets" if len(met) == 1 else "meet"
    return f"{figures} {verb} {code} of {index.name} ({thresholds}): {_short(match.rule.criterion.subject[0])}."


def _compared(match: Match) -> Iterator[str]:
    return (
        f"{bound.condition.parameter} {bound.condition.words}".strip()
        for bound in (match.rule.bounds[place] for place in sorted(match.met))
    )


def _algorithms(passage: Passage, index: Index) -> Iterator[Hit]:
    if not index.key_lengths:
        return
    for algorithm in read_algorithms(passage.text, passage.around):
        begins = index.key_lengths.get(algorithm.family) or (
            index.key_lengths.get(Family.SYMMETRIC) if algorithm.family == Family.POST_QUANTUM else None
        )
        if begins and (algorithm.family == Family.POST_QUANTUM or (algorithm.bits or 0) > begins.bits):
            why = _why_algorithm(algorithm, passage, begins.words, begins.code, index)
            yield _hit(HitKind.ALGORITHM, passage, algorithm.start, algorithm.end, begins.code, why, compared=begins.words)


def _why_algorithm(algorithm: Algorithm, passage: Passage, words: str, code: str, index: Index) -> str:
    said = passage.text[algorithm.start : algorithm.end]
    length = f", {algorithm.bits} bits," if algorithm.bits else ""
    return f"“{said}” ({algorithm.family.value}){length} falls under {code} of {index.name}: {_short(words)}."


def _metals(passage: Passage, index: Index) -> Iterator[Hit]:
    for listed, start, end in find_metals(passage.text, index.metals):
        why = f"“{passage.text[start:end]}” is made of what {listed.code} of {index.name} controls: {_short(listed.text)}."
        yield _hit(HitKind.TERM, passage, start, end, listed.code, why, compared=_short(listed.text))


def _isotopes(passage: Passage, index: Index) -> Iterator[Hit]:
    for listed, start, end in find_isotopes(passage.text, index.isotopes):
        why = (
            f"“{passage.text[start:end]}” says more {listed.isotope.name} than nature gives,"
            f" which {listed.code} of {index.name} controls: {_short(listed.text)}."
        )
        yield _hit(HitKind.TERM, passage, start, end, listed.code, why, compared=_short(listed.text))


_SPECIFIES = re.compile(
    r"\bshall\b|\bmust\b|\bshould\b|specif|equipment|system|design|develop|produc|manufactur|technolog|software|\btest"
    r"|standard|requir|quality|analys|measur|contain|\bmade (?:of|from)\b|cultur|isolat|strain|inoculat|vaccin|toxin|employ"
    r"|\bagents?\b|toxi|protein|pathogen|infect|disease|bacteri|virus|\bgenes?\b",
    re.IGNORECASE,
)


def _things(passage: Passage, words: list[Token], index: Index) -> Iterator[Hit]:
    """Things that the list names without a figure, in a sentence that specifies something; in any, CAS numbers, substances and
    what nothing else is called by."""
    for number in CAS.finditer(passage.text):
        if number[1] in index.listing.by_cas:
            code, said = index.listing.by_cas[number[1]]
            why = f"The CAS number {number[1]} stands in {code} of {index.name}: {_short(said)}."
            yield _hit(HitKind.TERM, passage, number.start(), number.end(), code, why, compared=_short(said))
    told: set[str] = set()
    for hit in chain(_named(passage, words, index), _described(passage, words, index)):
        if hit.code not in told and len(told) < MOST:
            told.add(hit.code)
            yield hit


def _named(passage: Passage, words: list[Token], index: Index) -> Iterator[Hit]:
    specifies = bool(_SPECIFIES.search(passage.text))
    for listed, start, end in find_things(words, index.listing, index.weights):
        if specifies or len(listed.words) > 1 or listed.is_substance or listed.words <= CALLED | TELLING:
            why = f"“{passage.text[start:end]}” is named in {listed.code} of {index.name}: {_short(listed.text)}."
            yield _hit(HitKind.TERM, passage, start, end, listed.code, why, compared=_short(listed.text))


def _described(passage: Passage, words: list[Token], index: Index) -> Iterator[Hit]:
    found = find_described(passage.text, telling(words), index.listing.described, index.weights)
    for described, places in found:
        said = dict.fromkeys(passage.text[one.start : one.end] for one in places)
        why = (
            f"{', '.join(f'“{word}”' for word in said if word)}: so much is said of what {described.code} of {index.name}"
            f" describes: {_short(described.text)}."
        )
        start, end = places[0].start, places[-1].end
        yield _hit(HitKind.TERM, passage, start, end, described.code, why, compared=_short(described.text))


def _beside(passage: Passage, beside: Hit) -> Iterator[Hit]:
    """Words that say something only where something of the list stands in the same sentence."""
    for kind, start, end, says in find_beside(passage.text):
        why = f"“{passage.text[start:end]}” {says}, beside “{beside.words}” ({beside.code})."
        yield _hit(kind, passage, start, end, beside.code, why)


def _markings(text: str) -> Iterator[Hit]:
    for start, end in find_markings(text):
        yield Hit(
            HitKind.MARKING,
            start,
            end,
            text[start:end],
            "",
            f"“{text[start:end]}” is somebody's marking: ask whose it is before it circulates.",
        )


def _source_code(text: str) -> Iterator[Hit]:
    for start, end in find_source_code(text):
        first = text[start:end].strip().split("\n")[0].strip()
        yield Hit(
            HitKind.SOURCE_CODE,
            start,
            end,
            text[start:end],
            "",
            f"Source code stands here, beginning “{_short(first, 60)}”: code is software in the sense of the lists.",
        )


def _short(text: str, longest: int = 140) -> str:
    plain = " ".join(text.split()).rstrip(" .;:,")
    return plain if len(plain) <= longest else plain[: plain.rfind(" ", 0, longest)] + " …"
