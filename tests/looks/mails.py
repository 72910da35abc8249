"""Every mail that the site sends, in words, made of what is in the database; nothing is queued or sent."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from unittest.mock import patch

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.core.context import request_context
from django.conf import settings
from django.test import RequestFactory
from django.utils import timezone

from comments.emails import mail_dispositions, mail_receipt, mail_returned, mail_withdrawal
from comments.models import Comment, Disposition, Submission
from normsite.foundation.accounts import adapters
from normsite.foundation.accounts.emails import mail_invitation, mail_of_guesses
from normsite.foundation.accounts.models import User
from normsite.foundation.notices.digests import MOST
from normsite.foundation.notices.followers import follow, follower_of
from normsite.foundation.notices.kinds import KINDS
from normsite.foundation.notices.letters import write_digest, write_notice
from normsite.foundation.notices.models import Event
from normsite.foundation.notifications import outbox
from normsite.foundation.notifications.letters import Writing, words_of
from normsite.foundation.notifications.models import Letter, OutboxMail
from normsite.portal.publication.emails import tell_commenters
from normsite.portal.publication.models import Publication
from normsite.portal.publication.queries import consultations_on
from riskreviews.emails import (
    mail_outside_given,
    mail_outside_invitation,
    mail_outside_taken_back,
    mail_request_taken_back,
    mail_review_given,
    mail_review_request,
)
from riskreviews.models import OutsideReview, PeerReview

LINKS = {
    name: f"{settings.BASE_URL}/notices/{name}/eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9:signed/" for name in ("stop", "manage")
}
WEEK = timedelta(days=7)
NOON = datetime(2030, 5, 6, 12, tzinfo=UTC)
COUNTS = {"new": 2, "changed": 1, "gone": 0}
CONSULTATION = {"consultation": "CN-1", "title": "Draft of quantum key modules", "opens_at": NOON - WEEK, "closes_at": NOON}
CHANGES = {"earlier": "Second draft", "comparison": "/norms/N-1/r3/since/r2/", "clauses": COUNTS, "requirements": COUNTS}
COMMENT = {"comment": "C-2030-00042", "about": "4.2 Keys", "consultation": "CN-1", "title": "Draft of quantum key modules"}
# What the words of each kind are made of, as the rooms' `events.py` write it down.
FACTS: dict[str, dict[str, Any]] = {
    "consultation_announced": CONSULTATION,
    "consultation_opened": CONSULTATION | CHANGES,
    "closing_in_a_week": CONSULTATION,
    "closing_in_a_day": CONSULTATION,
    "consultation_extended": CONSULTATION | {"closed_before_at": NOON - WEEK},
    "consultation_closed": CONSULTATION,
    "answers_published": CONSULTATION,
    "comment_published": COMMENT,
    "my_comment_published": COMMENT,
    "my_comment_withheld": COMMENT | {"ground": "Security"},
    "stage_changed": {"stage": "40.20", "stage_name": "Under consultation", "before": "30.99", "before_name": "Draft approved"},
    "rationale_published": {"publication": "PUB-1", "designation": "QKM 1:2030", "revision": "First edition", **CHANGES},
    "trigger_met": {
        "safeguard": "SG-1",
        "tier": "T3",
        "assessment": "R-1",
        "cause": "date",
        "day": "2030-05-06",
    },
    "review_due": {"assessment": "RA-1", "title": "Theft of keys", "day": "2030-05-06", "codes": ["R-1", "S-2"]},
    "norm_review_opened": {"review": "NR-1", "cause": "IND-1", "cause_title": "Qubits of the largest machine"},
    "norm_review_concluded": {
        "review": "NR-1",
        "cause": "IND-1",
        "cause_title": "Qubits of the largest machine",
        "outcome": "To be revised",
    },
    "obligation_changed": {"obligation": "OB-1", "instrument": "Regulation (EU) 2021/821, Article 4", "title": "End use"},
    "position_published": {
        "country": "Norway",
        "body": "Nordland Standard",
        "number": 2,
        "adoption": "Modified (MOD)",
        "carve_outs": 3,
    },
    "search_hit": {"number": 3, "words": "zeroise", "where": "the comments"},
    "work_waits": {"sentence": "Decide comment C-2030-00042", "about": "Draft of quantum key modules", "was_due_at": None},
    "work_overdue": {"sentence": "Give your peer review of RA-1", "about": "Theft of keys", "was_due_at": NOON - WEEK},
    "reading_overdue": {"indicator": "IND-1", "title": "Qubits of the largest machine", "day": "2030-05-06"},
    "gate_unmet": {"day": "2030-05-06", "number": 2, "first": "The text is not frozen."},
    "declassification_due": {"withheld": "WH-7", "what": "Rationale of a clause", "day": "2030-05-06"},
    "delivery_fails": {"given_up": 2, "minutes": 0},
    "called_back": {"was": "Closes on 6 May, 12:00 UTC: Draft of quantum key modules", "correction": "It closes on 13 May."},
}
WITH_DEADLINE = {kind for kind, facts in FACTS.items() if facts.get("closes_at")} - {"consultation_closed", "answers_published"}


def example(kind: str, **facts: Any) -> Event:
    """An event that never was."""
    written = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in FACTS[kind].items()}
    return Event(
        kind=kind,
        occasion=f"example/{kind}",
        audience=KINDS[kind].audience,
        targets=["site"],
        norm="N-99",
        norm_title="Quantum key modules",
        path="/consultations/CN-1/",
        facts=written | facts,
        at=timezone.now(),
        due_at=NOON if kind in WITH_DEADLINE else None,
    )


def every_mail() -> dict[str, Writing]:
    """By name, each with the links that one reader would have."""
    return {
        name: filled(writing)
        for name, writing in [*_of_the_rooms(), *_of_following(), *_of_accounts(), *_notices(), *_digests()]
    }


def filled(writing: Writing) -> Writing:
    letter = Letter(subject=writing.subject, text=writing.text, html=writing.html, headers=dict(writing.headers))
    return words_of(OutboxMail(letter=letter, slots=LINKS))


def _of_the_rooms() -> Iterator[tuple[str, Writing]]:
    sent = Submission.objects.exclude(email="").filter(comments__isnull=False).order_by("-pk").first()
    comments = list(sent.comments.select_related("clause", "question"))
    norm = sent.consultation.revision.norm
    answer = Disposition.objects.select_related("comment__consultation", "decided_by").order_by("pk").first()
    review = PeerReview.objects.exclude(verdict="").order_by("pk").first()
    publication = Publication.objects.order_by("pk").first()
    someone = User.objects.order_by("pk").first()
    yield "receipt", _written(lambda: mail_receipt(sent, comments, norm, token="Qm9va3MgYXJlIG9wZW4", lately=0))
    yield "withdrawn", _written(lambda: mail_withdrawal(Comment.objects.filter(submission=sent).first()))
    yield "answers", _written(lambda: mail_dispositions(answer.comment.consultation))
    yield "returned", _written(lambda: mail_returned(answer, someone))
    yield "published", _written(lambda: tell_commenters(publication, consultations_on(publication.revision)))
    yield "review_asked", _written(lambda: mail_review_request(review))
    yield "review_given", _written(lambda: mail_review_given(review))
    outside = OutsideReview(
        pk=1, assessment=review.assessment, invited_by=someone, expires_at=NOON, email="ola@labs.example", verdict="issues"
    )
    yield "outside_asked", _written(lambda: mail_outside_invitation(outside, token="Qm9va3MgYXJlIG9wZW4"))
    yield "outside_taken_back", _written(lambda: mail_outside_taken_back(outside))
    yield "outside_given", _written(lambda: mail_outside_given(outside))
    yield "review_taken_back", _written(lambda: mail_request_taken_back(review, someone))


def _of_following() -> Iterator[tuple[str, Writing]]:
    following = {"subject": "Quantum key modules", "days": 7, "link": f"{settings.BASE_URL}/follow/yes/eyJhbGciOiJIUzI1NiJ9/"}
    for name in ("confirm", "link"):
        yield f"following_{name}", _laid_out(*outbox.render_mail(f"emails/following/{name}", following))


def _of_accounts() -> Iterator[tuple[str, Writing]]:
    person, by = User.objects.order_by("pk")[:2]
    EmailAddress.objects.get_or_create(user=person, email=person.email, defaults={"verified": True})
    yield "invitation", _written(lambda: mail_invitation(person, by, ["editor", "observer"]))
    yield "guesses", _written(lambda: mail_of_guesses(person, "password"))
    yield "guesses_by_code", _written(lambda: mail_of_guesses(person, "code"))
    links = {
        "activate_url": f"{settings.BASE_URL}/accounts/confirm-email/MQ:1rkz/",
        "password_reset_url": f"{settings.BASE_URL}/accounts/password/reset/key/1-set/",
        "signup_url": f"{settings.BASE_URL}/accounts/signup/",
    }
    for name in (
        "email_confirmation",
        "email_confirmation_signup",
        "password_reset_key",
        "unknown_account",
        "account_already_exists",
    ):
        yield name, _written(partial(_by_allauth, name, person, links))


def _by_allauth(name: str, person: User, links: dict[str, str]) -> None:
    with (
        request_context(RequestFactory().get("/")),
        patch.object(adapters, "ASKED_BY_ANYBODY", frozenset()),  # however often, it is written
    ):
        get_adapter().send_mail(f"account/email/{name}", person.email, {"user": person, **links})


def _notices() -> Iterator[tuple[str, Writing]]:
    follow(follower=follower_of("fay@followers.example"), target="site", name="everything on this site")
    for kind in KINDS:
        event = Event.objects.filter(kind=kind).order_by("-pk").first()
        yield f"notice_{kind}", write_notice([event or example(kind)], ["site"])
    yield "notice_consultation_extended_ahead", write_notice([example("consultation_extended")], ["site"])


def _digests() -> Iterator[tuple[str, Writing]]:
    newest = list(Event.objects.for_everybody()[:200])
    some = [example("closing_in_a_day"), *newest[:6]]
    every = {(event.norm, event.kind): event for event in newest}
    yield "digest_daily", write_digest(some, ["site"], pace="daily")
    yield "digest_weekly", write_digest([example("consultation_opened"), *every.values()], ["site"], pace="weekly")
    yield "digest_with_contents", long_digest(6)
    yield "digest_of_headlines", long_digest()
    yield "digest_of_one", write_digest([example("closing_in_a_week")], ["site"], pace="daily")


def long_digest(number: int = MOST, *, title: str = "Quantum key modules for links between two stations ") -> Writing:
    """As many events as a digest may hold, of as many norms, with titles as long as may be."""
    title = (title * 240)[:240].strip()
    events = [_with_long_titles(place, title) for place in range(number)]
    return write_digest(events, ["site"], pace="weekly")


def _with_long_titles(place: int, title: str) -> Event:
    event = example("consultation_opened", title=title[:200], consultation=f"CN-{place}", earlier=title[:120])
    event.norm, event.norm_title, event.occasion = f"N-{1000 + place}", title, f"example/{place}"
    event.path = f"/consultations/{'x' * 270}/"
    event.due_at = NOON + place * timedelta(hours=1)
    return event


def _written(mail: Callable[[], Any]) -> Writing:
    """The first letter that this would queue."""
    with _caught() as caught:
        mail()
    return caught[0]


def _laid_out(subject: str, text: str, html: str) -> Writing:
    return words_of(OutboxMail(subject=subject, text=text, html=html))


@contextmanager
def _caught() -> Iterator[list[Writing]]:
    found: list[Writing] = []

    def keep(*, subject: str, text: str, html: str = "", **_: Any) -> None:
        found.append(_laid_out(subject, text, html))

    with patch.object(outbox, "queue_letter", keep), patch.object(adapters, "queue_letter", keep):
        yield found
