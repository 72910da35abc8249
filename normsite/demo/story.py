"""The demonstration as a story: who did what, in the order in which it happened. The same each time for the same anchor."""

from datetime import datetime

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction

from norms.models import Norm, Obligation
from normsite.demo import (
    controls,
    files,
    following,
    incoming,
    people,
    positions,
    restricted,
    risks,
    screenings,
    talks,
    texts,
    watching,
    withheld,
)
from normsite.demo.clock import Calendar
from normsite.foundation.codes import Kind
from normsite.foundation.errors import Refused
from normsite.foundation.notifications.models import MailState, OutboxMail
from normsite.foundation.references import sequence_of
from normsite.portal.publication.publishing import publish
from riskreviews.queries import text_fingerprint
from riskreviews.services import carry_assessment, change_assessment, give_peer_review, request_peer_review


def is_empty() -> bool:
    """True while no norm is registered, so nothing of anybody's can be lost."""
    return not Norm.objects.exists()


@transaction.atomic
def erase() -> None:
    """Empty every table and start every code from 1. For demonstrations alone; refused on a site that serves HTTPS."""
    if settings.HTTPS:
        raise Refused("This site serves the public, so the demonstration data can't replace what is in it.")
    tables = [
        connection.ops.quote_name(model._meta.db_table)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and model._meta.app_label != "contenttypes" and model._meta.db_table != "auth_permission"
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY CASCADE")
        for kind in Kind:
            cursor.execute(f"ALTER SEQUENCE {sequence_of(kind)} RESTART")


@transaction.atomic
def tell(anchor: datetime) -> None:
    """Load everything around `anchor`, the "today" of the story, in one transaction; no mail leaves."""
    calendar = Calendar(anchor)
    cast = people.gather(calendar)
    following.begin(calendar, cast)
    known = texts.obligations(calendar, by=cast.staff["tomasz"])
    controls.first_editions(calendar, by=cast.staff["noor"])
    norms = {
        "uas": _published_norm(calendar, cast, known),
        "qkd": _norm_being_answered(calendar, cast, known),
        "am": _norm_under_consultation(calendar, cast, known),
    }
    positions.state(norms, calendar, cast)
    _newer_edition(norms, calendar, cast)
    following.catch_up()
    OutboxMail.objects.filter(state=MailState.WAITING).update(state=MailState.SENT, sent_at=anchor)


def _published_norm(calendar: Calendar, cast: people.People, known: dict[str, Obligation]) -> Norm:
    """Remote update of unmanned aircraft: drafted, assessed, consulted on, answered, revised, published."""
    name, meta = "uas", files.read("norms", "uas", "norm.yaml")
    first = texts.first_revision(name, calendar, cast)
    norm = first.norm
    texts.link(name, first, calendar, known, by=cast.staff["tomasz"])
    texts.freeze(name, first, calendar, cast)
    agreed = risks.assess(name, first, calendar, cast)
    withheld.withhold(name, risks.scenarios_of(name, agreed[0]), calendar, cast)
    texts.enter_stage(name, norm, calendar, meta["revisions"][0]["frozen"] + 1, cast, "40.20")
    talks.Talk(name, first, calendar, cast).play()
    second = texts.next_revision(name, 2, norm, calendar, cast)
    texts.freeze(name, second, calendar, cast)
    author, reviewer = cast.staff["mireille"], cast.staff["rajesh"]
    days = meta["revisions"][1]["frozen"]
    for assessment in agreed:
        with calendar.pretending(days + 1):
            carried = carry_assessment(assessment=assessment, revision=second, by=author)
            title = f"{assessment.title}, weighed again for the first edition"
            carried = change_assessment(
                assessment=carried, version=carried.version, title=title, scope=carried.scope, by=author
            )
            review = request_peer_review(assessment=carried, reviewer=reviewer, by=author)
        with calendar.pretending(days + 4):
            text = "The levels stand for the changed text. The changes answer comments and weaken no safeguard."
            words = text_fingerprint(second)
            give_peer_review(review=review, words=words, verdict="agree", text=text, by=reviewer, looked_at=True)
    second.refresh_from_db()
    known_risks = risks.scenarios_of(name, carried)
    watching.watch(name, "drafted", norm, known_risks, calendar, cast)
    published = meta["revisions"][1]["published"]
    screenings.screen(name, second, calendar, cast, published - 1)
    with calendar.pretending(published):
        publish(revision=second, by=cast.staff["helene"])
    watching.watch(name, "published", norm, known_risks, calendar, cast)
    withheld.make_known(name, calendar, cast)
    return norm


def _norm_being_answered(calendar: Calendar, cast: people.People, known: dict[str, Obligation]) -> Norm:
    """Quantum key distribution: the consultation is closed, its answers are in part decided, the next draft is begun."""
    name = "qkd"
    first = texts.first_revision(name, calendar, cast)
    texts.link(name, first, calendar, known, by=cast.staff["tomasz"])
    texts.freeze(name, first, calendar, cast)
    risks.assess(name, first, calendar, cast)
    talks.Talk(name, first, calendar, cast).play()
    texts.enter_stage(name, first.norm, calendar, -18, cast, files.read("norms", name, "norm.yaml")["stage"])
    texts.next_revision(name, 2, first.norm, calendar, cast)
    return first.norm


def _norm_under_consultation(calendar: Calendar, cast: people.People, known: dict[str, Obligation]) -> Norm:
    """Additive manufacturing: open for comment, comments are coming in."""
    name, meta = "am", files.read("norms", "am", "norm.yaml")
    first = texts.first_revision(name, calendar, cast)
    texts.link(name, first, calendar, known, by=cast.staff["leilani"])
    texts.freeze(name, first, calendar, cast)
    risks.assess(name, first, calendar, cast)
    texts.enter_stage(name, first.norm, calendar, meta["revisions"][0]["frozen"] + 1, cast, meta["stage"])
    consultation = talks.Talk(name, first, calendar, cast).play()
    incoming.take_over(name, consultation, calendar, cast)
    incoming.write_together(name, consultation, calendar, cast)
    return first.norm


def _newer_edition(norms: dict[str, Norm], calendar: Calendar, cast: people.People) -> None:
    """With the newer edition all screenings by the older one are stale. One norm is screened anew, one draft is being screened,
    one comes out restricted."""
    edition = controls.newer_edition(calendar, by=cast.staff["noor"])
    controls.write_criteria(edition, calendar, by=cast.staff["mireille"])
    controls.read_criteria(edition)
    controls.correlate(edition, calendar, by=cast.staff["mireille"])
    screenings.screen_by(edition, "uas", norms["uas"].revisions.get(number=2), calendar, cast, -30, outcome="cleared")
    screenings.begin(edition, norms["qkd"].revisions.get(number=2), calendar, cast, -6)
    restricted.tell(calendar, cast)
