"""Every comment and its answer: as sections of the page, as a table, and the register of what is withheld."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from comments.documents import told_source, told_support
from comments.models import FURTHER, Comment, CommentState, Consultation, Disposition, Effect, Reaction
from comments.models.comment import CommentQuerySet
from comments.queries import with_support
from norms.queries import ClauseChange
from normsite.foundation.documents import Block, Fact, Facts, Line, Notice, Row, Section, Table, Text, write_table_csv
from normsite.foundation.markup import paragraphs
from normsite.foundation.unseen import isolated
from normsite.foundation.withholding.models import Withholding
from normsite.portal.publication.rationale.cards.comments import objects
from normsite.portal.publication.rationale.consultation import kind_of_author
from normsite.portal.publication.rationale.gaps import parts_table
from normsite.portal.publication.rationale.lines import line, link
from normsite.portal.publication.rationale.words import author, number_of

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
    *(part.label for part in FURTHER),
    "Language",
    "Refers to",
)


def comments_csv(consultations: list[Consultation]) -> bytes:
    """Every comment and answer as one table, withheld words left out and counted."""
    rows = tuple(Row(_cells(comment)) for comment in _standing(consultations))
    return write_table_csv(Table("Comments and answers", COMMENT_COLUMNS, rows, key="comments"))


def standing_comments(consultations: Iterable[Consultation]) -> list[Comment]:
    """Every comment that stands, with its support where one of these consultations takes any."""
    there = list(consultations)
    found = _standing(there)
    return list(with_support(found) if any(one.replies_allowed for one in there) else found)


def _standing(consultations: list[Consultation]) -> CommentQuerySet:
    found = Comment.objects.standing().filter(consultation__in=consultations).in_text_order().with_replied()
    return found.select_related("submission", "consultation", "clause", "question", "disposition")


def dispositions(comments: list[Comment]) -> Section:
    return Section("comments", "Every comment and its answer", (), tuple(_disposition(one) for one in comments))


def objections(comments: list[Comment], changes: Mapping[str, ClauseChange]) -> Section:
    """Those who have said that the answer to their comment does not do: the objection, then the answer, then what changed.
    `changes` are those since the consultation, by the anchor of the clause."""
    objecting = [one for one in comments if objects(one)]
    said = f"{number_of(len(objecting), 'commenter').capitalize()} object{'s' if len(objecting) == 1 else ''} to the answer."
    order = " Each objection stands with its support, then what was answered, then what changed." if objecting else ""
    parts = tuple(_objection(one, changes) for one in objecting)
    return Section("objections", "Who objects to the answer", (line(f"{said}{order}"),), parts)


def _objection(comment: Comment, changes: Mapping[str, ClauseChange]) -> Section:
    blocks = (
        *_words(comment),
        *_answer(comment),
        _became(comment, changes),
        line(link(f"{comment.code} in full", f"#{comment.code}")),
    )
    return Section(f"objection-{comment.code}", _title(comment), blocks)


def _became(comment: Comment, changes: Mapping[str, ClauseChange]) -> Line:
    """What changed for it: the change of its clause; where that shows none, though the answer changes the text, all changes."""
    disposition = comment.standing_disposition
    if disposition is None or disposition.effect == Effect.NONE:
        return line("What changed: nothing for this comment.")
    if change := changes.get(comment.clause.anchor if comment.clause else ""):
        return line(f"What changed: {change.words} ", link("See the change word by word", f"#change-{change.anchor}"), ".")
    return line("What changed: see ", link("what changed since the consultation", "#changes"), ".")


def _disposition(comment: Comment) -> Section:
    return Section(comment.code, _title(comment), (*_words(comment), *_answer(comment)))


def _title(comment: Comment) -> str:
    return f"{comment.code} by {isolated(author(comment))}, on {isolated(comment.about)}"


def _words(comment: Comment) -> Iterator[Block]:
    """What was said, or that it is withheld."""
    if comment.state == CommentState.PUBLISHED:
        yield Text(tuple(paragraphs(comment.text)))
        if said := _said(comment):
            yield Facts(tuple(said))
    else:
        yield Notice(f"Withheld: {comment.get_withheld_ground_display()}. {isolated(comment.withheld_reason)}")
    if source := comment.submission.source:
        yield Text((told_source(isolated(source), comment.out_of_time),))


def _answer(comment: Comment) -> Iterator[Block]:
    if disposition := comment.standing_disposition:
        facts = [
            Fact("Type", comment.get_kind_display()),
            Fact("Decision", disposition.get_outcome_display()),
            *([Fact("Reason", disposition.reason)] if disposition.reason else []),
            Fact("Effect on the text", disposition.get_effect_display()),
            Fact("The commenter", _reaction(disposition)),
        ]
        yield Facts(tuple(facts))


def _said(comment: Comment) -> list[Fact]:
    """What it says beside its words."""
    labelled = [Fact(one.part.label, one.words) for one in comment.said if one.part.label]
    return [*labelled, *_refers(comment), *_kept(comment)]


def _refers(comment: Comment) -> list[Fact]:
    """To which comment it refers, and by how many it is supported."""
    code = comment.in_reply_to.code if comment.in_reply_to else ""
    refers = [Fact(comment.relation.capitalize(), code, cites=(code,))] if code else []
    support = getattr(comment, "support", None)
    return [*refers, *([Fact("Supported by", told_support(support))] if support else [])]


def _kept(comment: Comment) -> list[Fact]:
    """That a part is confidential, and why; never the part itself."""
    ground, reason = comment.get_confidential_ground_display(), comment.confidential_reason
    return [Fact("Kept confidential", f"{ground}. {reason}")] if comment.confidential_ground else []


def _reaction(disposition: Disposition) -> str:
    """Whether they object is public; their words are for the secretary, since nobody has moderated them."""
    return Reaction(disposition.reaction).label


def _cells(comment: Comment) -> tuple[str, ...]:
    shown = comment.state == CommentState.PUBLISHED
    disposition = comment.standing_disposition
    return (
        comment.code,
        comment.received_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        author(comment),
        kind_of_author(comment),
        str(comment.submission.country) if shown else "",
        comment.about if comment.clause or comment.question else "",
        comment.kind,
        comment.text if shown else f"[withheld: {comment.get_withheld_ground_display()}]",
        comment.proposed_change if shown else "",
        disposition.get_outcome_display() if disposition else "",
        disposition.reason if disposition else "",
        disposition.get_effect_display() if disposition else "",
        disposition.get_reaction_display() if disposition else "",
        *(getattr(comment, part.name) if shown else "" for part in FURTHER),
        comment.submission.language if shown else "",
        f"{comment.relation} {comment.in_reply_to}" if shown and comment.in_reply_to else "",
    )


def withheld(comments: list[Comment], parts: Sequence[Withholding] = ()) -> Section:
    """Every gap in one place: comments, and parts of the norm's own record."""
    held = [one for one in comments if one.state != CommentState.PUBLISHED]
    blocks: list[Block] = []
    if held:
        rows = tuple(Row((one.code, one.get_withheld_ground_display(), one.withheld_reason)) for one in held)
        blocks.append(Table("Withheld comments", ("Comment", "Ground", "Reason"), rows, key="withheld"))
    if parts:
        blocks.append(parts_table(parts))
    counted = [number_of(len(held), "comment"), f"{number_of(len(parts), 'part')} of the norm's own record"]
    said = f"{' and '.join(counted)} withheld.".capitalize() if blocks else "Nothing is withheld."
    return Section("withheld", "Register of the withheld", (Text((said,)), *blocks))
