"""A clause's card, made of its parts; a clause of which no part tells anything has none."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from norms.models import Clause
from normsite.foundation.documents import Block, Card, Folded, Point, Run, Section
from normsite.foundation.unseen import isolated
from normsite.portal.publication.rationale.cards.changes import changed
from normsite.portal.publication.rationale.cards.comments import spoken
from normsite.portal.publication.rationale.cards.elsewhere import elsewhere
from normsite.portal.publication.rationale.cards.requirement import provisions_table, requirement, serves, why
from normsite.portal.publication.rationale.cards.risk import assessed, without_it
from normsite.portal.publication.rationale.cards.safeguards import has_safeguards, refused, safeguards
from normsite.portal.publication.rationale.cards.told import Told, states
from normsite.portal.publication.rationale.cards.watched import watched
from normsite.portal.publication.rationale.cards.withheld import withheld
from normsite.portal.publication.rationale.lines import line, link, listed
from normsite.portal.publication.rationale.words import number_of

ADDRESSABLE = re.compile(r"[\w.-]+", re.ASCII)

Say = Callable[[Clause, Told], list[Block]]


Ask = Callable[[Clause, Told], bool]


def always(clause: Clause, told: Told) -> bool:
    return True


def never(clause: Clause, told: Told) -> bool:
    return False


def states_something(clause: Clause, told: Told) -> bool:
    return bool(states(clause))


@dataclass(frozen=True)
class Part:
    """One thing that a card says of a clause.

    Where `say` has nothing, the card says `otherwise`, or counts `missing` among its gaps if it could be asked for. What
    `tells` is a reason to have a card at all: a change is none where nothing is stated.
    """

    key: str
    label: str
    say: Say
    otherwise: str = ""
    missing: str = ""
    asked: Ask = states_something
    tells: Ask = always


PARTS = (
    Part("requirement", "What it requires", requirement, tells=never),
    Part("why", "Why", why, missing="reason"),
    Part("risk", "Without it", without_it, missing="risk"),
    Part("assessed", "How that was found", assessed, tells=never),
    Part("watched", "Watched by", watched, tells=never),
    Part("serves", "What it serves", serves, missing="obligation"),
    Part("safeguard", "Safeguard", safeguards, missing="safeguard"),
    Part("refused", "What was refused", refused, missing="less restrictive alternative", asked=has_safeguards),
    Part("spoken", "Who spoke", spoken, otherwise="Nobody commented on this clause."),
    Part(
        "changed",
        "What changed",
        changed,
        otherwise="It reads as it did when the public was consulted.",
        tells=states_something,
    ),
    Part("withheld", "Withheld", withheld, otherwise="Nothing on this clause is withheld."),
    Part("elsewhere", "Other countries", elsewhere, tells=never),
)


def clause_cards(told: Told) -> Section:
    """A section for each clause of which something is told, in the order of the text."""
    names = card_names(told.clauses)
    made = (_section(clause, told, names[clause.anchor]) for clause in told.clauses)
    return Section("provisions", "Clause by clause", (), tuple(section for section in made if section is not None))


def card_names(clauses: list[Clause]) -> dict[str, str]:
    """What each card is called in its address, by the anchor of its clause: its number; the anchor, where it has none, or one
    that is not its alone or can't stand in an address."""
    counted = Counter(clause.number for clause in clauses)
    counted.update(clause.anchor for clause in clauses)
    return {
        clause.anchor: clause.number if counted[clause.number] == 1 and ADDRESSABLE.fullmatch(clause.number) else clause.anchor
        for clause in clauses
    }


def _section(clause: Clause, told: Told, name: str) -> Section | None:
    said = {part.key: part.say(clause, told) for part in PARTS}
    if not any(said[part.key] for part in PARTS if part.tells(clause, told)):
        return None
    card = Card(name, tuple(_points(clause, told, said)), tuple(_beneath(clause, told)))
    return Section(f"clause-{clause.anchor}", f"{clause.number} {clause.title}".strip(), (card,))


def _points(clause: Clause, told: Told, said: dict[str, list[Block]]) -> Iterator[Point]:
    for part in PARTS:
        if said[part.key] or part.otherwise:
            yield Point(part.key, part.label, tuple(said[part.key]) or (line(part.otherwise),))
    gaps = [part.missing for part in PARTS if part.missing and not said[part.key] and part.asked(clause, told)]
    if gaps:
        words = listed(f"no {gap}" for gap in gaps)
        yield Point("gaps", "Gaps", (line(f"{words[0].upper()}{words[1:]} is recorded for this clause."),))


def _beneath(clause: Clause, told: Told) -> Iterator[str]:
    """The sections of the record that say more of it."""
    yield from (one.code for one in told.risks.get(clause.anchor, []))
    yield from (one.code for one in told.safeguards.get(clause.anchor, []))
    if clause.anchor in told.changes:
        yield f"change-{clause.anchor}"
    yield from (one.code for one in told.comments.get(clause.anchor, []))


def unrecorded(told: Told, cards: Section) -> list[Section]:
    """The clauses without a card, named and counted; none where each has one."""
    carded = {section.anchor for section in cards.sections}
    silent = [clause for clause in told.clauses if f"clause-{clause.anchor}" not in carded]
    asking, quiet = [one for one in silent if states(one)], [one for one in silent if not states(one)]
    blocks: list[Block] = []
    if asking:
        said = "something, and nothing is recorded of why: no reason, no risk, no obligation, no safeguard, no comment."
        them = "It is" if len(asking) == 1 else "They are"
        blocks.append(line(f"{_counted(asking)} {said} {them} ", *_named(asking, told)))
        blocks += [Folded(f"What {isolated(one.label)} states", (provisions_table(one),)) for one in asking]
    if quiet:
        them = "it" if len(quiet) == 1 else "them"
        blocks.append(line(f"{_counted(quiet)} nothing, and nothing is recorded of {them}: ", *_named(quiet, told)))
    return [Section("unrecorded", "Clauses of which nothing is recorded", tuple(blocks))] if blocks else []


def _counted(clauses: list[Clause]) -> str:
    return f"{number_of(len(clauses), 'clause').capitalize()} state{'s' if len(clauses) == 1 else ''}"


def _named(clauses: list[Clause], told: Told) -> Iterator[str | Run]:
    """Their numbers and titles; of one that has changed its name leads to the change."""
    for place, one in enumerate(clauses, 1):
        name = isolated(f"{one.number} {one.title}".strip())
        yield link(name, f"#change-{one.anchor}") if one.anchor in told.changes else name
        yield "." if place == len(clauses) else " and " if place == len(clauses) - 1 else ", "
