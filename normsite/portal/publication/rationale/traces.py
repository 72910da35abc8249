"""The traces from obligation to requirement, risk, safeguard, comment and change: how many, and where they break off."""

from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from comments.models import Comment, Effect
from norms.models import ProvisionKind
from normsite.foundation.documents import Row, Table
from normsite.portal.publication.rationale.cards import Told
from normsite.portal.publication.rationale.words import number_of
from riskreviews.drawings.canvas import Drawing, finished, sheet, write
from riskreviews.models import Assessment

WIDTH, ROW, BAR = 340, 34, 8
OF_ONE = {"have": "has", "led": "led", "served": "served"}  # verbs that take no s


@dataclass(frozen=True)
class Trace:
    """How many there are of one thing, and how many of them are tied to the next: `tied` says to what, `gap` what the others
    lack."""

    name: str
    number: int
    tied_number: int
    tied: str
    gap: str

    @property
    def gap_number(self) -> int:
        return self.number - self.tied_number

    @property
    def tied_in_words(self) -> str:
        return f"{self.tied_number} {_agreeing(self.tied, self.tied_number)}"

    @property
    def gap_in_words(self) -> str:
        return f"{self.gap_number} {_agreeing(self.gap, self.gap_number)}"


def trace(
    told: Told, assessments: Iterable[Assessment], comments: Iterable[Comment], led: dict[str, list[Comment]]
) -> list[Trace]:
    """In the order obligation, requirement, risk, safeguard, comment, change."""
    held = list(assessments)
    required = [
        (clause, statement)
        for clause in told.clauses
        for statement in clause.statements.all()
        if statement.kind == ProvisionKind.REQUIREMENT
    ]
    serving = [statement for _, statement in required if statement.provision.obligation_links.all()]
    at_risk = [clause for clause, _ in required if clause.anchor in told.risks]
    served = {
        link.obligation_id
        for clause in told.clauses
        for statement in clause.statements.all()
        for link in statement.provision.obligation_links.all()
    }
    scenarios = [one for each in held for one in each.scenarios.all()]
    safeguards = [one for each in held for one in each.safeguards.all()]
    answered = {scenario.pk for one in safeguards for scenario in one.scenarios.all()}
    spoken = list(comments)
    changing = [one for one in spoken if one.standing_disposition and one.standing_disposition.effect != Effect.NONE]
    changed = [anchor for anchor in told.changes if anchor in led]
    return [
        Trace("Obligations", len(served), len(served), "served by a provision", "served by no provision"),
        Trace("Requirements", len(required), len(serving), "serve an obligation", "serve no recorded obligation"),
        Trace("Requirements", len(required), len(at_risk), "answer a risk", "stand where no risk is recorded"),
        Trace("Risks", len(scenarios), sum(one.pk in answered for one in scenarios), "have a safeguard", "have no safeguard"),
        Trace(
            "Safeguards",
            len(safeguards),
            sum(one.provision_id is not None for one in safeguards),
            "stand in a provision",
            "stand in no provision",
        ),
        Trace("Comments", len(spoken), len(changing), "led to a change", "led to no change"),
        Trace("Changes", len(told.changes), len(changed), "answer a comment", "answer no comment"),
    ]


def gaps_in_words(traces: list[Trace]) -> str:
    """What the requirements lack; empty where they lack nothing."""
    lacking = [one for one in traces if one.name == "Requirements" and one.gap_number]
    if not lacking:
        return ""
    first, *rest = lacking
    said = [
        f"{number_of(first.gap_number, 'requirement').capitalize()} of {first.number} {_agreeing(first.gap, first.gap_number)}"
    ]
    said += [one.gap_in_words for one in rest]
    return f"{' and '.join(said)}."


def _agreeing(words: str, number: int) -> str:
    """Words that begin with a verb, after this number: "1 stands", "2 stand"."""
    verb, _, rest = words.partition(" ")
    return f"{OF_ONE.get(verb, f'{verb}s')} {rest}" if number == 1 else words


def traces_table(traces: list[Trace]) -> Table:
    rows = tuple(
        Row((one.name, one.number, one.tied_in_words, one.gap_in_words if one.gap_number else "None")) for one in traces
    )
    return Table("From obligation to change", ("What", "In all", "Tied", "Gaps"), rows, "traces")


def draw(traces: list[Trace]) -> Drawing:
    """A bar for each: what is tied is full, what is not is an empty frame. Its table stands beside it."""
    alt = "; ".join(f"{one.number} {one.name.lower()}, {one.tied_in_words}" for one in traces)
    svg = sheet("traces", WIDTH, ROW * len(traces), alt)
    bars = SubElement(svg, "g", {"fill": "currentColor"})
    for place, one in enumerate(traces):
        _bar(bars, one, place * ROW)
    return finished(svg, alt)


def _bar(bars: Element, one: Trace, top: int) -> None:
    write(bars, 0, top + 13, f"{one.number} {one.name.lower()}", font_weight="bold")
    said = one.gap_in_words if one.gap_number else f"{'all' if one.number else 'none'} {one.tied}"
    write(bars, WIDTH, top + 13, said, text_anchor="end")
    frame = {"y": f"{top + 18}", "height": f"{BAR}"}
    outline = {"fill": "none", "stroke": "currentColor", "stroke-dasharray": "3 2"}
    SubElement(bars, "rect", {**frame, **outline, "x": "0.5", "width": f"{WIDTH - 1}"})
    full = WIDTH * one.tied_number // one.number if one.number else 0
    if full:
        SubElement(bars, "rect", {**frame, "x": "0", "width": f"{full}"})
