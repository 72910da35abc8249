"""The rationale page as a Document: why each provision is there, who objected, what changed, what is withheld."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings

from comments.models import Comment, CommentState, Consultation, Disposition, Outcome, Reaction
from norms import reading as norm_reading
from norms.models import Clause, Revision
from normsite.accounts.models import User
from normsite.documents import (
    Block,
    Document,
    Fact,
    Facts,
    Figure,
    Notice,
    Prose,
    Redline,
    Row,
    Section,
    Table,
    Text,
    write_table_csv,
)
from riskreviews import reading as risk_reading
from riskreviews.models import Assessment, Level, PeerReview, Safeguard, Scenario

DAY = "%-d %B %Y"
COMMENT_COLUMNS = (
    "Comment",
    "Received",
    "Author",
    "Kind of author",
    "Country",
    "Clause",
    "Type",
    "Comments",
    "Proposed change",
    "Decision",
    "Reason",
    "Effect on the text",
    "Reaction",
)


def build(
    *, revision: Revision, consulted: Revision | None, consultations: list[Consultation], code: str, at: datetime, by: User
) -> Document:
    """Assemble the page from what stands in the record at `at`; nothing is read from it again later."""
    norm = revision.norm
    clauses = norm_reading.read_revision(revision)
    risks = risk_reading.risks_by_anchor(revision)
    safeguards = risk_reading.safeguards_by_provision(revision)
    comments = _comments(consultations)
    sections = [
        _plain_words(revision, clauses, comments),
        _risks(revision),
        _provisions(clauses, risks, safeguards, comments),
        _consultation(consultations, comments),
        _answers(comments),
        _changes(consulted, revision),
        _withheld(comments),
    ]
    return Document(
        code=code,
        title=norm.title,
        subtitle="Rationale page",
        origin=settings.BASE_URL,
        facts=(
            Fact("Norm", " ".join(part for part in (norm.code, norm.designation) if part), norm.get_absolute_url()),
            Fact("Text", f"{revision.name}, frozen on {_day(revision.frozen_at)}", revision.get_absolute_url()),
            Fact("Fingerprint of the text", f"SHA-256 {revision.fingerprint}"),
            Fact("Published", f"{_day(at)} by {settings.BODY_NAME}; approved by {by.name}"),
            *([Fact("Committee", norm.committee)] if norm.committee else []),
        ),
        sections=tuple(sections),
    )


def comments_csv(consultations: list[Consultation]) -> bytes:
    """Every comment and answer as one table, withheld words left out and counted."""
    rows = tuple(Row(_cells(comment)) for comment in _comments(consultations))
    return write_table_csv(Table("Comments and answers", COMMENT_COLUMNS, rows, key="comments"))


def _comments(consultations: Iterable[Consultation]) -> list[Comment]:
    found = Comment.objects.standing().filter(consultation__in=list(consultations))
    return list(found.select_related("submission", "clause", "question", "disposition").order_by("clause__order", "id"))


def _day(instant: datetime | None) -> str:
    return instant.strftime(DAY) if instant else ""


def _disposition(comment: Comment) -> Disposition | None:
    return getattr(comment, "disposition", None)


# --- in plain words --------------------------------------------------------------------------------------------------


def _plain_words(revision: Revision, clauses: list[Clause], comments: list[Comment]) -> Section:
    kinds = Counter(statement.kind for clause in clauses for statement in clause.statements.all())
    effects = Counter(one.disposition.effect for one in comments if _disposition(one))
    came_in = _some(len(comments), "comment").capitalize()
    sentences = [
        f"The text makes {_some(kinds['requirement'], 'requirement')} and {_some(kinds['recommendation'], 'recommendation')}.",
        f"{came_in} came in.",
        f"{effects['substantive']} led to a change of substance and {effects['editorial']} to an editorial one.",
        _highest_risk([scenario for one in risk_reading.agreed_assessments(revision) for scenario in one.scenarios.all()]),
    ]
    return Section(
        "plain-words", "In plain words", (Prose(revision.norm.summary_html), Text((" ".join(filter(None, sentences)),)))
    )


def _some(number: int, thing: str) -> str:
    return f"{number or 'no'} {thing}{'' if number == 1 else 's'}"


def _highest_risk(scenarios: list[Scenario]) -> str:
    order = list(Level.values)
    if not scenarios:
        return ""
    before = max((one.level for one in scenarios), key=order.index)
    after = max((one.residual_level for one in scenarios), key=order.index)
    return (
        f"The highest of the risks weighed is {Level(before).label.lower()} without safeguards and "
        f"{Level(after).label.lower()} with them."
    )


# --- risks -----------------------------------------------------------------------------------------------------------


def _risks(revision: Revision) -> Section:
    assessments = list(risk_reading.agreed_assessments(revision))
    return Section("risks", "Risks weighed", (), tuple(_assessment(one) for one in assessments))


def _assessment(assessment: Assessment) -> Section:
    pair = risk_reading.heat_maps(assessment)
    scenarios = list(assessment.scenarios.all())
    table = Table(
        "Scenarios with inherent and residual risk",
        ("Scenario", "What could happen", "Clause", "Inherent", "Residual", "Treatment"),
        tuple(
            Row(
                (
                    s.code,
                    s.title,
                    s.clause.label if s.clause else "",
                    s.get_level_display(),
                    s.get_residual_level_display(),
                    s.get_treatment_display(),
                )
            )
            for s in scenarios
        ),
        key=f"scenarios-{assessment.code}",
    )
    blocks: tuple[Block, ...] = (
        Prose(assessment.scope_html),
        Figure(pair.before.svg, f"Before safeguards. {pair.before.alt}"),
        Figure(pair.after.svg, f"With safeguards. {pair.after.alt}"),
        table,
    )
    reviews = [review for review in assessment.peer_reviews.all() if review.given_at]
    return Section(
        assessment.code,
        f"{assessment.code} {assessment.title}",
        blocks,
        (
            *(_scenario(one) for one in scenarios),
            *(_safeguard(one) for one in assessment.safeguards.all()),
            *_reviews(assessment.code, reviews),
        ),
    )


def _scenario(scenario: Scenario) -> Section:
    steps = risk_reading.explain(scenario)
    blocks: list[Block] = [Prose(scenario.description_html)]
    if scenario.threat_source:
        blocks.append(Facts((Fact("Threat source", scenario.threat_source),)))
    blocks.append(Text(tuple(steps)))
    if scenario.reasoning_html:
        blocks.append(Prose(scenario.reasoning_html))
    evidence = tuple(Fact(one.citation, one.shows or "See the source.", _web(one.url)) for one in scenario.evidence.all())
    if evidence:
        blocks.append(Facts(evidence))
    return Section(scenario.code, f"{scenario.code} {scenario.title}", tuple(blocks))


def _web(address: str) -> str | None:
    """An address that a page may link to."""
    return address if address.startswith(("http://", "https://")) else None


def _safeguard(safeguard: Safeguard) -> Section:
    facts = [Fact("Tier", safeguard.get_tier_display())]
    answers = ", ".join(scenario.code for scenario in safeguard.scenarios.all())
    facts.append(Fact("Answers", answers))
    for label, value in (
        ("Legitimate aim", safeguard.legitimate_aim),
        ("Suitable", safeguard.suitable),
        ("Necessary", safeguard.necessary),
        ("Proportionate", safeguard.proportionate),
        ("Less restrictive alternative", safeguard.alternative),
        ("Review date", _day_of(safeguard.review_on)),
        ("Lifted when", safeguard.declassification_trigger),
    ):
        if value:
            facts.append(Fact(label, value))
    return Section(
        safeguard.code, f"{safeguard.code} {safeguard.title}", (Prose(safeguard.description_html), Facts(tuple(facts)))
    )


def _day_of(day: date | None) -> str:
    return day.strftime(DAY) if day else ""


def _reviews(code: str, reviews: list[PeerReview]) -> Iterable[Section]:
    for index, review in enumerate(reviews, 1):
        facts = (Fact("Verdict", review.get_verdict_display()), Fact("Given", _day(review.given_at)))
        blocks: list[Block] = [Facts(facts)]
        if review.text_html:
            blocks.append(Prose(review.text_html))
        yield Section(f"{code}-review-{index}", f"Peer review by {review.reviewer.name}", tuple(blocks))


# --- provision by provision ------------------------------------------------------------------------------------------


def _provisions(
    clauses: list[Clause],
    risks: dict[str, list[Scenario]],
    safeguards: dict[int, list[Safeguard]],
    comments: list[Comment],
) -> Section:
    by_anchor: dict[str, list[Comment]] = {}
    for comment in comments:
        if comment.clause is not None:
            by_anchor.setdefault(comment.clause.anchor, []).append(comment)
    parts = tuple(
        _clause(clause, risks.get(clause.anchor, []), safeguards, by_anchor.get(clause.anchor, []))
        for clause in clauses
        if clause.rationale_html or clause.statements.all()
    )
    return Section("provisions", "Provision by provision", (), parts)


def _clause(clause: Clause, risks: list[Scenario], safeguards: dict[int, list[Safeguard]], comments: list[Comment]) -> Section:
    blocks: list[Block] = []
    statements = list(clause.statements.all())
    if statements:
        rows = tuple(
            Row(
                (
                    statement.provision.code,
                    statement.get_kind_display(),
                    statement.text,
                    "; ".join(str(link.obligation) for link in statement.provision.obligation_links.all()),
                    "; ".join(f"{one.code} ({one.tier})" for one in safeguards.get(statement.provision_id, [])),
                ),
                anchor=f"{statement.provision.code}-in-{clause.anchor}",
            )
            for statement in statements
        )
        columns = ("Provision", "Kind", "Words", "Serves", "Safeguard")
        blocks.append(Table(f"Provisions of {clause.label}", columns, rows, key=f"provisions-{clause.anchor}"))
    if clause.rationale_html:
        blocks.append(Prose(clause.rationale_html))
    else:
        blocks.append(Notice("No rationale was recorded for this clause.", "warning"))
    facts = []
    if risks:
        facts.append(Fact("Risks it answers", "; ".join(f"{one.code} {one.title}" for one in risks)))
    if comments:
        facts.append(Fact("Comments", "; ".join(_short(one) for one in comments)))
    if facts:
        blocks.append(Facts(tuple(facts)))
    return Section(f"clause-{clause.anchor}", f"{clause.number} {clause.title}".strip(), tuple(blocks))


def _short(comment: Comment) -> str:
    disposition = _disposition(comment)
    answer = disposition.get_outcome_display().lower() if disposition else "not answered"
    return f"{comment.code} by {_author(comment)}: {answer}"


# --- the consultation in figures -------------------------------------------------------------------------------------


def _consultation(consultations: list[Consultation], comments: list[Comment]) -> Section:
    blocks = [block for one in consultations for block in _held(one)]
    if not consultations:
        blocks.append(Notice("The public was not consulted.", "warning"))
    blocks.append(Text((_basis(consultations, comments),)))
    answers = [one.disposition for one in comments if _disposition(one)]
    blocks += [
        _figures("kind of author", Counter(_kind_of_author(one) for one in comments)),
        _figures("country", Counter(_country(one) for one in comments)),
        _figures("type", Counter(one.get_kind_display() for one in comments)),
        _figures("decision", Counter(one.get_outcome_display() for one in answers)),
        _figures("effect on the text", Counter(one.get_effect_display() for one in answers)),
        _figures("reaction of the commenter", Counter(one.get_reaction_display() for one in answers)),
    ]
    return Section("consultation", "The consultation in figures", tuple(blocks))


def _held(one: Consultation) -> list[Block]:
    """When, how long and why so long, and what was asked."""
    period = f"from {_day(one.opens_at)} to {_day(one.closes_at)}, {(one.closes_at - one.opens_at).days} days"
    blocks: list[Block] = [Text((f"{one.code}, “{one.title}”, on {one.revision.name}, was open {period}.",))]
    if one.short_reason:
        blocks.append(Notice(f"Shorter than 60 days, because: {one.short_reason}"))
    for extension in one.extensions.all():
        until = f"from {_day(extension.closed_before)} to {_day(extension.closes_now)}"
        blocks.append(Notice(f"Its deadline was moved {until}, because: {extension.reason}"))
    questions = tuple(Fact(f"Question {question.position}", question.text) for question in one.questions.all())
    return [*blocks, Facts(questions)] if questions else blocks


def _basis(consultations: list[Consultation], comments: list[Comment]) -> str:
    """What the tables count, so that they agree with each other and with the page of the consultation."""
    withdrawn = Comment.objects.filter(consultation__in=consultations, state=CommentState.WITHDRAWN).count()
    shown = sum(one.state == CommentState.PUBLISHED for one in comments)
    parts = f"{shown} published, {len(comments) - shown} withheld, {withdrawn} withdrawn by their senders"
    counted = f"The tables count the {len(comments)} that were answered."
    return f"{_some(len(comments) + withdrawn, 'comment').capitalize()} came in: {parts}. {counted}"


def _figures(what: str, counted: Counter[str]) -> Table:
    rows = tuple(Row((label, number)) for label, number in sorted(counted.items(), key=lambda item: (-item[1], item[0])))
    return Table(f"By {what}", (what.capitalize(), "Comments"), rows)


def _kind_of_author(comment: Comment) -> str:
    sent = comment.submission
    if comment.state != CommentState.PUBLISHED:
        return "Withheld"
    return sent.get_organisation_kind_display() or sent.get_capacity_display()


def _country(comment: Comment) -> str:
    if comment.state != CommentState.PUBLISHED:
        return "Withheld"
    return comment.submission.get_country_display() or "Not said"


def _author(comment: Comment) -> str:
    """Who said it; the author of withheld words is withheld with them."""
    return comment.submission.author if comment.state == CommentState.PUBLISHED else "author withheld"


# --- every comment and its answer ------------------------------------------------------------------------------------


def _answers(comments: list[Comment]) -> Section:
    return Section("comments", "Every comment and its answer", (), tuple(_answer(one) for one in comments))


def _answer(comment: Comment) -> Section:
    title = f"{comment.code} by {_author(comment)}, on {comment.about}"
    if comment.state == CommentState.PUBLISHED:
        blocks: list[Block] = [Text(_paragraphs(comment.text))]
        if comment.proposed_change:
            blocks += [Facts((Fact("Proposed change", comment.proposed_change),))]
    else:
        blocks = [Notice(f"Withheld: {comment.get_withheld_ground_display()}. {comment.withheld_reason}")]
    disposition = _disposition(comment)
    if disposition is not None:
        facts = [
            Fact("Type", comment.get_kind_display()),
            Fact("Decision", disposition.get_outcome_display()),
            *([Fact("Reason", disposition.reason)] if disposition.reason else []),
            Fact("Effect on the text", disposition.get_effect_display()),
            Fact("The commenter", _reaction(disposition)),
        ]
        blocks.append(Facts(tuple(facts)))
    return Section(comment.code, title, tuple(blocks))


def _reaction(disposition: Disposition) -> str:
    """Whether they object is public; their words are for the secretary, since nobody has moderated them."""
    return Reaction(disposition.reaction).label


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip())


def _cells(comment: Comment) -> tuple[str, ...]:
    shown = comment.state == CommentState.PUBLISHED
    disposition = _disposition(comment)
    return (
        comment.code,
        comment.received_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        _author(comment),
        _kind_of_author(comment),
        comment.submission.country if shown else "",
        comment.about if comment.clause or comment.question else "",
        comment.kind,
        comment.text if shown else f"[withheld: {comment.get_withheld_ground_display()}]",
        comment.proposed_change if shown else "",
        Outcome(disposition.outcome).label if disposition else "",
        disposition.reason if disposition else "",
        disposition.get_effect_display() if disposition else "",
        disposition.get_reaction_display() if disposition else "",
    )


# --- what changed, what is withheld ----------------------------------------------------------------------------------


def _changes(consulted: Revision | None, revision: Revision) -> Section:
    if consulted is None or consulted.pk == revision.pk:
        sentence = "The text is the one on which the public was consulted, word for word."
        return Section("changes", "What changed since the consultation", (Text((sentence,)),))
    changes = [change for change in norm_reading.compare_revisions(consulted, revision) if change.kind != "unchanged"]
    intro = Text(
        (f"Compared with {consulted.name}, on which the public was consulted: {_some(len(changes), 'clause')} changed.",)
    )
    parts = tuple(
        Section(f"change-{change.anchor}", f"{change.number} {change.title}".strip(), (Redline(change.html, change.words),))
        for change in changes
    )
    return Section("changes", "What changed since the consultation", (intro,), parts)


def _withheld(comments: list[Comment]) -> Section:
    held = [one for one in comments if one.state != CommentState.PUBLISHED]
    if not held:
        return Section("withheld", "Register of the withheld", (Text(("Nothing is withheld.",)),))
    rows = tuple(Row((one.code, one.get_withheld_ground_display(), one.withheld_reason)) for one in held)
    intro = Text((f"{_some(len(held), 'comment').capitalize()} withheld. No part of the norm itself is withheld.",))
    return Section(
        "withheld",
        "Register of the withheld",
        (intro, Table("Withheld comments", ("Comment", "Ground", "Reason"), rows, key="withheld")),
    )
