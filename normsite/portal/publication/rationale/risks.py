"""The risks weighed: the agreed assessments with their scenarios, safeguards and peer reviews."""

from collections.abc import Iterable
from datetime import date

from normsite.foundation.documents import Block, Fact, Facts, Figure, Prose, Row, Section, Table, Text
from normsite.foundation.unseen import isolated
from normsite.foundation.withholding.gaps import gaps_of
from normsite.portal.publication.rationale.cards.safeguards import whom_it_binds
from normsite.portal.publication.rationale.words import DAY, day
from riskreviews import queries as risk_queries
from riskreviews.models import Assessment, Evidence, PeerReview, Safeguard, Scenario, Simulation


def weighed(assessments: list[Assessment]) -> Section:
    return Section("risks", "Risks weighed", (), tuple(_assessment(one) for one in assessments))


def _assessment(assessment: Assessment) -> Section:
    scenarios, axes = list(assessment.scenarios.all()), assessment.risk_method.axes
    simulations = risk_queries.standing_simulations(scenarios)
    table = Table(
        "Scenarios with their risk without and with safeguards",
        ("Scenario", "What could happen", "Clause", "Without safeguards", "With safeguards", "Treatment"),
        tuple(
            Row(
                (
                    s.code,
                    s.title,
                    s.clause.label if s.clause else "",
                    _level(axes, s.get_level_display(), s.get_likelihood_display(), s.get_impact_display()),
                    _level(
                        axes,
                        s.get_residual_level_display(),
                        s.get_residual_likelihood_display(),
                        s.get_residual_impact_display(),
                    ),
                    s.get_treatment_display(),
                )
            )
            for s in scenarios
        ),
        key=f"scenarios-{assessment.code}",
    )
    blocks: tuple[Block, ...] = (
        Prose(assessment.scope_html),
        _moves(assessment, scenarios),
        table,
    )
    reviews = [review for review in assessment.peer_reviews.all() if review.given_at]
    return Section(
        assessment.code,
        f"{assessment.code} {isolated(assessment.title)}",
        blocks,
        (
            *(_scenario(one, simulations.get(one.pk)) for one in scenarios),
            *(_safeguard(one) for one in assessment.safeguards.all()),
            *_reviews(assessment.code, reviews),
            *_outside_reviews(assessment),
        ),
    )


def _moves(assessment: Assessment, scenarios: list[Scenario]) -> Figure:
    drawing = risk_queries.arrows_of(assessment, scenarios).drawing
    return Figure(drawing.svg, drawing.alt)


def _level(axes: tuple[str, str], level: str, *place: str) -> str:
    """A risk with its place on the grid, for those who read the table instead of the drawing."""
    if not any(place):
        return level
    return f"{level} ({', '.join(f'{axis} {where}'.lower() for axis, where in zip(axes, place, strict=True))})"


def _scenario(scenario: Scenario, simulation: Simulation | None) -> Section:
    steps = risk_queries.explain(scenario)
    blocks: list[Block] = [Prose(scenario.description_html)]
    if facts := tuple(Fact(label, value) for label, value in _what_follows(scenario) if value):
        blocks.append(Facts(facts))
    blocks.append(Text(tuple(steps)))
    blocks += _pictures(scenario, simulation)
    if scenario.reasoning_html:
        blocks.append(Prose(scenario.reasoning_html))
    if evidence := tuple(map(_cited, scenario.evidence.all())):
        blocks.append(Facts(evidence))
    return Section(scenario.code, f"{scenario.code} {isolated(scenario.title)}", tuple(blocks))


def _cited(piece: Evidence) -> Fact:
    gap = gaps_of(piece).get("citation")
    if gap is not None and gap.covers:
        return Fact("Evidence", gap.words, cites=(gap.withholding.code,))
    return Fact(piece.citation, piece.shows or "See the source.", _web(piece.url))


def _pictures(scenario: Scenario, simulation: Simulation | None) -> Iterable[Figure]:
    """What the simulation and the method show of the scenario, each drawing with its table."""
    for place, one in enumerate((*(simulation.curves if simulation else ()), *scenario.pictures), 1):
        rows = tuple(Row(cells) for cells in one.picture.rows)
        table = Table(
            f"{one.picture.title}, {scenario.code}", one.picture.headings, rows, key=f"{scenario.code}-picture-{place}"
        )
        yield Figure(one.drawing.svg, one.drawing.alt, table)


def _what_follows(scenario: Scenario) -> Iterable[tuple[str, str]]:
    """Who could bring it about, what follows, how uncertain that is, and what restricting would lose."""
    yield "Threat source", scenario.threat_source
    yield from ((one.dimension.label, str(one)) for one in scenario.what_follows)
    why = f": {isolated(scenario.uncertainty_reason)}" if scenario.uncertainty_reason else ""
    yield "Uncertainty", f"{scenario.get_uncertainty_display()}{why}" if scenario.uncertainty else ""
    yield "Benefit lost by restricting", scenario.benefit_lost


def _web(address: str) -> str | None:
    """An address that a page may link to."""
    return address if address.startswith(("http://", "https://")) else None


def _safeguard(safeguard: Safeguard) -> Section:
    facts = [Fact("Tier", safeguard.get_tier_display())]
    risks = ", ".join(scenario.code for scenario in safeguard.scenarios.all())
    facts.append(Fact("Answers", risks))
    judged = safeguard.tier_sentence if safeguard.cell else ""
    for label, value in (
        *whom_it_binds(safeguard),
        ("Why this tier", judged),
        ("Why another tier than the table's", safeguard.departure),
        ("Governability", safeguard.governability_why),
        ("Reach", safeguard.reach_why),
        ("Legitimate aim", safeguard.legitimate_aim),
        ("Suitable", safeguard.suitable),
        ("Necessary", safeguard.necessary),
        ("Proportionate", safeguard.proportionate),
        ("Weight", safeguard.weight.sentence if safeguard.weight else ""),
        *(("Less restrictive alternative", f"{one.what} {one.fails}".strip()) for one in safeguard.alternatives.all()),
        ("Review date", _day_of(safeguard.review_on)),
        ("Lifted when", safeguard.declassification_trigger),
    ):
        if value:
            facts.append(Fact(label, value))
    blocks: list[Block] = [Prose(safeguard.description_html), Facts(tuple(facts)), *_costs(safeguard)]
    return Section(safeguard.code, f"{safeguard.code} {isolated(safeguard.title)}", tuple(blocks))


def _costs(safeguard: Safeguard) -> Iterable[Block]:
    """What it costs whom, once and each year, as a table."""
    costs = list(safeguard.costs.all())
    if costs:
        columns = risk_queries.frequencies(costs)
        rows = tuple(
            Row((one.payer.label, *(one.said(often) for often in columns), str(one.year), one.basis))
            for one in risk_queries.burdens(costs)
        )
        heads = ("For a", *columns.values(), "Prices of", "What is counted")
        yield Table(f"What {safeguard.code} costs", heads, rows, key=f"costs-{safeguard.code}")


def _day_of(when: date | None) -> str:
    return when.strftime(DAY) if when else ""


def _reviews(code: str, reviews: list[PeerReview]) -> Iterable[Section]:
    for index, review in enumerate(reviews, 1):
        facts = (Fact("Verdict", review.get_verdict_display()), Fact("Given", day(review.given_at)))
        blocks: list[Block] = [Facts(facts)]
        if review.text_html:
            blocks.append(Prose(review.text_html))
        yield Section(f"{code}-review-{index}", f"Peer review by {isolated(review.reviewer.name)}", tuple(blocks))


def _outside_reviews(assessment: Assessment) -> Iterable[Section]:
    """What was given from outside, under the name that may be shown."""
    for index, review in enumerate(risk_queries.outside_reviews(assessment), 1):
        facts = [Fact("Verdict", review.get_verdict_display()), Fact("Given", day(review.given_at))]
        if review.public_affiliation:
            facts.append(Fact("Affiliation", review.public_affiliation))
        facts.append(Fact("Declared interests", review.public_interests))
        facts += [Fact(question, answer) for question, answer in review.answered]
        points = tuple(
            Row(
                (
                    str(point.number),
                    point.get_severity_display(),
                    point.clause.label if point.clause else "",
                    point.text,
                    f"{point.get_answer_display()}: {point.answer_text}" if point.answer else "Not answered",
                )
            )
            for point in review.points.all()
        )
        blocks: list[Block] = [Facts(tuple(facts))]
        if points:
            columns = ("Point", "Severity", "Clause", "What should be different", "Answer")
            key = f"outside-points-{assessment.code}-{index}"
            blocks.append(Table(f"Points of review {index}, and what is said to each", columns, points, key=key))
        title = f"Review from outside by {isolated(review.public_name)}"
        yield Section(f"{assessment.code}-outside-{index}", title, tuple(blocks))
