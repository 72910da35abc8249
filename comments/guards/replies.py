"""To which comment a reply or a support refers, and what is refused of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from comments.models import Comment, CommentState, Consultation, NewComment, Question, Stance, support_of
from norms.models import Clause
from normsite.foundation.codes import Kind, parse
from normsite.foundation.errors import Refused

_CLAUSE = ["id", "anchor", "number", "title"]
_COMMENT = ["id", "code", "clause_id", "question_id", "in_reply_to_id", "stance", "state"]


def _row(table: str, columns: Iterable[str]) -> str:
    return f"jsonb_build_array({', '.join(f'{table}.{column}' for column in columns)})"


# A support may refer to a reply, and that to a comment: there is nothing longer than these three.
REFERRED = f"""
    SELECT jsonb_agg(jsonb_build_array(
        {_row("clause", _CLAUSE)}, {_row("one", _COMMENT)}, {_row("second", _COMMENT)}, {_row("third", _COMMENT)}
    ))
    FROM comments_comment one
    LEFT JOIN comments_comment second ON second.id = one.in_reply_to_id
    LEFT JOIN comments_comment third ON third.id = second.in_reply_to_id
    LEFT JOIN norms_clause clause ON clause.id = one.clause_id
    WHERE one.code = ANY(%(referred)s) AND one.consultation_id = locked.id
"""  # noqa: S608  (our own words)
"""The comments with these codes in a `locked` consultation, each with those to which it refers, for `read_referred`."""


def read_referred(rows: Iterable[list[list[Any]]]) -> dict[str, Comment]:
    """The comments that were named, by their codes."""
    return {row[1][1]: _read(row) for row in rows}


def _read(row: list[list[Any]]) -> Comment:
    clause, *chain = row
    comments = [Comment.from_db(None, _COMMENT, one) for one in chain]
    for one, referred in zip(comments, [*comments[1:], None], strict=True):
        one.in_reply_to = referred if one.in_reply_to_id else None
        one.clause = Clause.from_db(None, _CLAUSE, clause) if one.clause_id else None
    return comments[0]


def refuse_wrong_reference(consultation: Consultation, item: NewComment) -> None:
    """Refused: a reply or a support where the consultation takes none, a stance that we don't know or to no comment."""
    if item.stance not in ("", *Stance.values) or (item.stance and not item.in_reply_to):
        raise Refused("Say which comment is supported.", "Name it by its code, or leave the stance empty.")
    if item.in_reply_to:
        refuse_without_policy(consultation)
        refuse_without_code(item.in_reply_to)


def refuse_without_policy(consultation: Consultation) -> None:
    if not consultation.replies_allowed:
        raise Refused(
            "This consultation takes no replies to comments, and no support of them.",
            "Send what you say as a comment of its own.",
        )


def refuse_without_code(code: str) -> None:
    if parse(code) != Kind.COMMENT:
        raise Refused("What is replied to has no code of a comment.", "It looks like C-2026-00042; copy it from its page.")


def referred_to(
    items: Sequence[NewComment], there: Mapping[str, Comment], questions: Mapping[int, Question]
) -> list[Comment | None]:
    """For each comment the one to which it will refer; None where it is a comment of its own. `there` are those that the items
    name, by their codes, `questions` those of the consultation by their positions.

    Refused: one that isn't among the published of this consultation, whether it is unread, taken back or was never there; and a
    place or an answer of another comment than that; and support of one comment twice.
    """
    referred = [_referred(item, there, questions) if item.in_reply_to else None for item in items]
    if twice := supported_twice((one.code if one else "", item.stance) for one, item in zip(referred, items, strict=True)):
        raise Refused(f"{twice} is supported twice in this submission.", "Once is enough: take one of them out.")
    return referred


def supported_twice(references: Iterable[tuple[str, str]]) -> str:
    """The first comment that is supported again, of these references by code and stance; empty where none is."""
    seen: set[str] = set()
    for code, stance in references:
        if stance == Stance.SUPPORT and code in seen:
            return code
        seen |= {code} if stance == Stance.SUPPORT else set()
    return ""


def _referred(item: NewComment, there: Mapping[str, Comment], questions: Mapping[int, Question]) -> Comment:
    found = meant(there.get(item.in_reply_to), item.in_reply_to, item.stance)
    elsewhere = item.anchor and item.anchor != (found.clause and found.clause.anchor)
    if elsewhere or (item.question and questions[item.question].pk != found.question_id):
        raise Refused(
            f"{found.code} is on something else than what refers to it.",
            "Name neither clause nor question: a reply or a support is on what the comment is on.",
        )
    if item.answer:
        raise Refused("A reply or a support chooses no answer.", "Write what you want to say as your comment.")
    return found


def meant(named: Comment | None, code: str, stance: str) -> Comment:
    """The comment that is meant by the one `named` by this code. A reply to a reply, or to a support, refers to the first
    comment; what is supported is the comment or the reply itself, of a support the comment that it supports."""
    if named is None or named.state != CommentState.PUBLISHED:
        raise Refused(
            f"{code} is not among the published comments of this consultation.",
            "It may have been withdrawn or withheld meanwhile. Send what you say as a comment of its own.",
        )
    first = named.in_reply_to
    return named if first is None or (stance and not named.stance) else meant(first, first.code, stance)


def with_words(items: Iterable[NewComment], referred: Iterable[Comment | None]) -> list[NewComment]:
    """The same comments; support without words of its own says what it supports, which is known only now."""
    both = zip(items, referred, strict=True)
    return [item if one is None or item.text else replace(item, text=support_of(one.code)) for item, one in both]


def find_named(consultation: Consultation, code: str) -> Comment | None:
    """The comment with this code, with those to which it refers, as `meant` asks for it. Refused where there can be none."""
    refuse_without_policy(consultation)
    refuse_without_code(code)
    related = ("submission", "clause", "question")
    chain = [*related, *(f"in_reply_to__{one}" for one in related), *(f"in_reply_to__in_reply_to__{one}" for one in related)]
    return Comment.objects.for_consultation(consultation).filter(code=code).select_related(*chain).first()


def find_meant(consultation: Consultation, code: str, stance: str) -> Comment:
    """The comment to which a reply or a support of the one with this code would refer now. Refused as `referred_to` says."""
    return meant(find_named(consultation, code), code, stance)
