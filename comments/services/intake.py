"""Take comments in, at most once, never after the deadline."""

import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction

from comments.emails import mail_receipt
from comments.guards.admission import Admission
from comments.guards.answers import refuse_wrong_answer
from comments.guards.author import Author, author_of, refuse_wrong_author
from comments.guards.confidential import refuse_wrong_confidential
from comments.guards.deadlines import Instants, instants_of, refuse_unless_open
from comments.guards.declaration import refuse_outdated
from comments.guards.passages import passage_starts
from comments.guards.receipts import Receipt, key_hash, receipt_of_repeat, receipt_token, sha256
from comments.guards.replies import referred_to, refuse_wrong_reference, with_words
from comments.guards.standing import Standing, look_in
from comments.models import (
    MOST_COMMENTS,
    MOST_FILES,
    MOST_TOGETHER,
    PARTS,
    Capacity,
    Comment,
    CommentKind,
    Consultation,
    CountedBy,
    NewComment,
    Part,
    Question,
    Submission,
    confidential_facts,
    relation,
    said_in,
)
from comments.models.language import language_tag
from comments.services.attachments import claim_files
from comments.services.confidential import insert_confidential_parts
from normsite.foundation.accounts.models import User
from normsite.foundation.arrivals import Arrival
from normsite.foundation.codes import Kind
from normsite.foundation.errors import Refused
from normsite.foundation.ledger.models import Act
from normsite.foundation.ledger.services import entry_of
from normsite.foundation.lines import check_words
from normsite.foundation.markup import check_text
from normsite.foundation.references import next_codes
from normsite.foundation.rows import insert
from normsite.foundation.throttle import spend
from normsite.foundation.unseen import can_be_seen

SHORTEST_KEY = 32


class OtherBody(Refused):
    """A form that was sent already comes again with other words in it."""


@dataclass(frozen=True)
class Sending:
    """What is being sent: comments on what, by whom, under which key, and how it is let in."""

    consultation: Consultation
    items: Sequence[NewComment]
    author: Author
    key: str
    admission: Admission
    wants_notices: bool = False
    declared: str = ""
    language: str = ""

    @property
    def anchors(self) -> set[str]:
        return {item.anchor for item in self.items if item.anchor}

    @property
    def quoted(self) -> set[str]:
        """The clauses in which words are marked."""
        return {item.anchor for item in self.items if item.passage}

    @property
    def referred(self) -> set[str]:
        """The comments to which some of these refer."""
        return {item.in_reply_to for item in self.items if item.in_reply_to}

    @property
    def body_digest(self) -> str:
        items = [item.body for item in self.items]
        body = {"consultation": self.consultation.code, "items": items, "author": vars(self.author)}
        body |= {"language": self.language} if self.language else {}
        return sha256(json.dumps(body, sort_keys=True))

    @property
    def public(self) -> dict[str, str]:
        """What the public record says of it in so many words."""
        return {"declaration": self.declared} if self.declared else {}

    @property
    def facts(self) -> dict[str, str]:
        """What the public record commits to without showing it."""
        author = {**vars(self.author), "language": self.language}
        facts = {field: value for field, value in author.items() if value}
        for position, item in enumerate(self.items, 1):
            facts |= {f"{one.part.fact} {position}": one.words for one in said_in(item.words)}
            facts |= {f"{name} {position}": words for name, words in confidential_facts(item).items()}
            files = enumerate(item.attachments, 1)
            facts |= {f"attachment {number} {position}": one.fact for number, one in files}
        return facts


def submit_comments(
    *,
    consultation: Consultation,
    items: Sequence[NewComment],
    capacity: str,
    idempotency_key: str,
    name: str = "",
    email: str = "",
    organisation: str = "",
    organisation_kind: str = "",
    country: str = "",
    wants_notices: bool = False,
    declaration: str = "",
    language: str = "",
    user: User | None = None,
    arrival: Arrival | None = None,
    admission: Admission | None = None,
    at: datetime | None = None,
) -> Receipt:
    """Receive one or several comments as one submission, and mail the receipt where an address is given.

    `idempotency_key` (32 characters or more, random, known only to the sender's browser) makes a form sent twice count once:
    the same key with the same body gives the same receipt; with another body `OtherBody` is raised. Refused when received
    outside [opens_at, closes_at) by the database's clock, without a comment, with more than 500, a text longer than 10,000
    characters or all together longer than a million, on a passage that doesn't stand in its clause, with a confidential part
    without ground and reason, with a file that isn't there (more than 5 to one comment), anonymously where the consultation
    doesn't allow it, and as a reply or a support where it takes none, of what isn't published, or twice in support of the same.

    `arrival` says when the last byte had been read: that instant counts, or that of an earlier refusal for want of room
    (docs/decisions/0005). `admission` says how crowded it was just before (`admit_browser`, `admit_program`; None: not at all):
    a sender who has to wait gets `TooMany`, unless it is a repeat, or too late, or the last minute; and only what is taken anew
    spends anything. With `wants_notices` the receipt's mail has a link by which the owner of the address says that they wish to
    follow the consultation; until then nothing is kept of it. `declaration` is the version that the sender has
    ticked, which every door to here asks for; `language` that of the comments, as a tag of BCP 47. `at` is for demonstration
    data; now otherwise.
    """
    author = author_of(
        capacity=capacity,
        name=name,
        email=email,
        organisation=organisation,
        organisation_kind=organisation_kind,
        country=country,
    )
    refuse_wrong_author(consultation, author)
    _refuse_wrong_items(items)
    for item in items:
        refuse_wrong_reference(consultation, item)
    if len(idempotency_key) < SHORTEST_KEY:
        raise Refused("The form has lost its key.", "Load the page anew and send again.")
    refuse_outdated(declaration)
    language = language_tag(language) if language else ""
    admission = admission or Admission()
    sending = Sending(consultation, items, author, idempotency_key, admission, wants_notices, declaration, language)
    try:
        with transaction.atomic():
            receipt = _receive(sending, user, arrival, at)
    except IntegrityError:  # the same form was being sent at the same time and came first
        earlier = receipt_of_repeat(consultation=consultation, idempotency_key=idempotency_key)
        if earlier is None:
            raise OtherBody("This form was sent already, to another consultation.", "Load the page anew.") from None
        receipt = earlier
    if not hmac.compare_digest(receipt.submission.body_digest, sending.body_digest):
        raise OtherBody("This form was sent already, with other words in it.", "Start a new submission for further comments.")
    return receipt


def _receive(sending: Sending, user: User | None, arrival: Arrival | None, at: datetime | None) -> Receipt:
    standing = look_in(
        sending.consultation,
        key=sending.key,
        email=sending.author.email,
        anchors=sending.anchors,
        quoted=sending.quoted,
        referred=sending.referred,
    )
    if standing.is_repeat and (earlier := receipt_of_repeat(consultation=sending.consultation, idempotency_key=sending.key)):
        return earlier
    consultation = standing.consultation
    instants = Instants(at, at, CountedBy.STORING) if at else instants_of(consultation, arrival, standing.now)
    refuse_unless_open(consultation, instants.received)
    held = sending.admission.hold(now=instants.stored, until=consultation.closes_at)
    _refuse_unknown_subjects(sending, standing)
    starts = passage_starts(sending.items, standing.words)
    referred = referred_to(sending.items, standing.referred, standing.questions)
    said = replace(sending, items=with_words(sending.items, referred))  # what is sent again is known by what was sent
    code, *codes = next_codes(Kind.RECEIPT, *[Kind.COMMENT] * len(sending.items))
    public = {
        "consultation": consultation.code,
        "comments": ",".join(codes),
        "received_at": instants.received.isoformat(),
        "stored_at": instants.stored.isoformat(),
        **sending.public,
    }
    entry, salts = entry_of(Act.COMMENT_RECEIVED, code, facts=said.facts | _referring(sending.items, referred), public=public)
    submission = _submission(sending, user, instants, code=code, held=held, entry=entry)
    insert(entry, *salts, submission)
    comments = _comments(said, standing, submission, codes, starts)
    _let_refer(comments, referred, standing)
    insert(*comments)
    insert_confidential_parts(sending.items, comments)
    claim_files(comments, [item.attachments for item in sending.items])
    receipt = Receipt(submission, codes, receipt_token(sending.key))
    mail_receipt(
        submission, comments, standing.norm, token=receipt.token, lately=standing.receipts_lately, follows=sending.wants_notices
    )
    transaction.on_commit(partial(spend, *sending.admission.spends), robust=True)
    return receipt


def _submission(sending: Sending, user: User | None, instants: Instants, **more: Any) -> Submission:
    return Submission(
        consultation=sending.consultation,
        token_hash=sha256(receipt_token(sending.key)),
        idempotency_key=key_hash(sending.key),
        body_digest=sending.body_digest,
        user=None if sending.author.capacity == Capacity.ANONYMOUS else user,
        received_at=instants.received,
        stored_at=instants.stored,
        counted_by=instants.by,
        declared=sending.declared,
        language=sending.language,
        **vars(sending.author),
        **more,
    )


def _comments(
    sending: Sending, standing: Standing, submission: Submission, codes: Sequence[str], starts: Sequence[int | None]
) -> list[Comment]:
    return [
        Comment(
            code=code,
            submission=submission,
            consultation=sending.consultation,
            position=position,
            clause=standing.clauses.get(item.anchor),
            question=standing.questions.get(item.question or 0),
            kind=item.kind,
            received_at=submission.received_at,
            passage_start=start,
            confidential_ground=item.confidential_ground,
            confidential_reason=item.confidential_reason,
            stance=item.stance,
            **item.words,
        )
        for position, (code, item, start) in enumerate(zip(codes, sending.items, starts, strict=True), 1)
    ]


def _referring(items: Sequence[NewComment], referred: Sequence[Comment | None]) -> dict[str, str]:
    """What the public record commits to of the comments to which others refer."""
    places = enumerate(zip(items, referred, strict=True), 1)
    return {f"{relation(item.stance)} {place}": one.code for place, (item, one) in places if one}


def _let_refer(comments: Sequence[Comment], referred: Sequence[Comment | None], standing: Standing) -> None:
    """Those that refer to another comment are on what that is on."""
    questions: dict[int | None, Question] = {one.pk: one for one in standing.questions.values()}
    for comment, one in zip(comments, referred, strict=True):
        if one is not None:
            comment.in_reply_to, comment.clause, comment.question = one, one.clause, questions.get(one.question_id)


def _refuse_unknown_subjects(sending: Sending, standing: Standing) -> None:
    if any(item.anchor and item.anchor not in standing.clauses for item in sending.items):
        raise Refused("One of the clauses is not in the text under consultation.", "Choose the clause again.")
    if any(item.question and item.question not in standing.questions for item in sending.items):
        raise Refused("One of the questions is not put in this consultation.", "Choose the question again.")
    for item in sending.items:
        if not item.in_reply_to:
            refuse_wrong_answer(item, standing.questions.get(item.question or 0))


def _refuse_wrong_items(items: Sequence[NewComment]) -> None:
    if not items:
        raise Refused("There is no comment in this submission.", "Write one first.")
    if len(items) > MOST_COMMENTS:
        raise Refused(f"A submission holds at most {MOST_COMMENTS} comments.", "Send these, then start another submission.")
    if sum(len(words) for item in items for words in (*item.words.values(), item.confidential)) > MOST_TOGETHER:
        raise Refused(
            f"All comments together are longer than {MOST_TOGETHER:,} characters.", "Send them in several submissions."
        )
    for item in items:
        if len(item.attachments) > MOST_FILES:
            raise Refused(f"A comment takes at most {MOST_FILES} files.", "Leave some out, or put them with another comment.")
        if item.kind not in CommentKind.values:
            raise Refused("Say of which type the comment is: general, technical or editorial.")
        for part in PARTS:
            _refuse_wrong_words(part, getattr(item, part.name), needed=part.needed and not (item.stance and not item.text))
        refuse_wrong_confidential(item)


def _refuse_wrong_words(part: Part, words: str, *, needed: bool) -> None:
    if needed and not can_be_seen(words):
        raise Refused(f"{part.called} has no words.", "Write them, or take the comment out.")
    if words.strip() and not can_be_seen(words):
        raise Refused(f"{part.called} has no words.", "Write them, or leave it empty.")
    if part.rows:
        check_text(words, what=part.called, longest=part.most)
    else:
        check_words(Comment, **{part.name: words})
