"""The consultation in figures: when, how long, what was asked, and how many said and were told what."""

from collections import Counter

from django_countries import countries

from comments.models import DEFAULT_DAYS, Comment, CommentState, Consultation
from normsite.foundation.documents import Block, Fact, Facts, Notice, Row, Section, Table, Text
from normsite.foundation.unseen import isolated
from normsite.portal.publication.rationale.words import day, number_of


def in_figures(consultations: list[Consultation], comments: list[Comment]) -> Section:
    blocks = [block for one in consultations for block in _held(one)]
    blocks.append(Text((_basis(consultations, comments),)))
    dispositions = [one.standing_disposition for one in comments if one.standing_disposition]
    blocks += [
        _figures("kind of author", Counter(kind_of_author(one) for one in comments)),
        _figures("country", Counter(_country(one) for one in comments)),
        _figures("type", Counter(one.get_kind_display() for one in comments)),
        _figures("decision", Counter(one.get_outcome_display() for one in dispositions)),
        _figures("effect on the text", Counter(one.get_effect_display() for one in dispositions)),
        _figures("reaction of the commenter", Counter(one.get_reaction_display() for one in dispositions)),
    ]
    return Section("consultation", "The consultation in figures", tuple(blocks))


def _held(one: Consultation) -> list[Block]:
    """When, how long and why so long, and what was asked."""
    period = f"from {day(one.opens_at)} to {day(one.closes_at)}, {(one.closes_at - one.opens_at).days} days"
    blocks: list[Block] = [
        Text((f"{one.code}, “{isolated(one.title)}”, on {isolated(one.revision.name)}, was open {period}.",), (one.code,))
    ]
    if one.short_reason:
        first = "The first deadline" if one.extensions.all() else "The deadline"
        short = f"{first} was less than {DEFAULT_DAYS} days after the opening"
        blocks.append(Notice(f"{short}, because: {isolated(one.short_reason)}"))
    for extension in one.extensions.all():
        until = f"from {day(extension.closed_before)} to {day(extension.closes_now)}"
        blocks.append(Notice(f"Its deadline was moved {until}, because: {isolated(extension.reason)}"))
    questions = tuple(Fact(f"Question {question.position}", question.text) for question in one.questions.all())
    return [*blocks, Facts(questions)] if questions else blocks


def _basis(consultations: list[Consultation], comments: list[Comment]) -> str:
    """What the tables count, so that they agree with each other and with the page of the consultation."""
    withdrawn = Comment.objects.filter(consultation__in=consultations, state=CommentState.WITHDRAWN).count()
    shown = sum(one.state == CommentState.PUBLISHED for one in comments)
    parts = f"{shown} published, {len(comments) - shown} withheld, {withdrawn} withdrawn by their senders"
    counted = f"The tables count the {len(comments)} that were answered."
    return f"{number_of(len(comments) + withdrawn, 'comment').capitalize()} came in: {parts}. {counted}"


def _figures(what: str, counted: Counter[str]) -> Table:
    rows = tuple(Row((label, number)) for label, number in sorted(counted.items(), key=lambda item: (-item[1], item[0])))
    return Table(f"By {what}", (what.capitalize(), "Comments"), rows)


def kind_of_author(comment: Comment) -> str:
    sent = comment.submission
    if comment.state != CommentState.PUBLISHED:
        return "Withheld"
    return sent.get_organisation_kind_display() or sent.get_capacity_display()


def _country(comment: Comment) -> str:
    if comment.state != CommentState.PUBLISHED:
        return "Withheld"
    return countries.name(comment.submission.country) or "Not said"
