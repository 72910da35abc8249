"""A site with something of each kind on it, and somebody of each role looking at it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from django.utils import timezone

from norms.models import Provision, Revision
from norms.services import add_clause, start_revision
from normsite.foundation.accounts.models import User
from normsite.portal.publication.publishing import publish
from riskreviews.models import Assessment
from tests import scenes
from tests.cast import Cast, gather
from tests.comments import scenes as talks
from tests.fuzz.meter import Meter
from tests.riskreviews import scenes as risks

NOBODY = "nobody"
STAFF = ("ada", "sami", "edda", "rhea", "piet", "april", "rosa")
Send = Callable[["Site", str, Random], None]


@dataclass(frozen=True)
class Door:
    """A place where a text can be sent, and how often it is chosen."""

    name: str
    send: Send
    weight: int = 1


@dataclass
class Site:
    """The clients of everybody, all of them metered, and what the doors are about."""

    cast: Cast
    clients: dict[str, Meter]
    consultation: str
    closed: str
    norm: str
    draft: str
    old_draft: str
    assessment: str
    scenario: str
    receipt: str
    key: str
    comment: str
    provision: str
    publication: str
    addresses: list[str] = field(default_factory=list)

    def client(self, name: str) -> Meter:
        return self.clients[name]


def build() -> Site:
    """Norms in every state, consultations in every phase, comments at every step."""
    cast = gather()
    story = scenes.ready(cast, "Published norm")
    publication = publish(revision=story.second, by=cast.april)
    running = talks.opened(cast, revision=talks.frozen_revision(cast, "Norm under consultation"))
    receipt = talks.send(running, talks.NewComment(text="About keys.", anchor="keys"), "About all.")
    ended = talks.closed(cast, revision=talks.frozen_revision(cast, "Norm being answered"))
    waiting = [talks.published(cast, ended, f"Comment {number}") for number in range(3)]
    talks.answered(cast, waiting[0])
    talks.decide_comment(comment=waiting[1], outcome="rejected", reason="No.", effect="none", by=cast.edda)
    talks.send(ended, "To moderate")
    draft = scenes.drafted(cast, "Draft norm")
    next_draft = _next_draft(cast)
    assessment = risks.assessment_of(risks.draft_text(cast, "Norm at risk"), cast)
    scenario = risks.scenario_in(assessment, cast)
    risks.safeguard_in(assessment, [scenario], cast)
    asked = risks.assessment_of(risks.draft_text(cast, "Norm in review"), cast, "Loss of keys")
    risks.scenario_in(asked, cast)
    risks.asked(asked, cast)
    clients = {name: Meter() for name in (NOBODY, *STAFF)}
    for name in STAFF:
        user: User = getattr(cast, name)
        clients[name].force_login(user)
    site = Site(
        cast=cast,
        clients=clients,
        consultation=running.code,
        closed=ended.code,
        norm=story.norm.code,
        draft=draft.norm.code,
        old_draft=next_draft.norm.code,
        assessment=assessment.code,
        scenario=scenario.code,
        receipt=receipt.submission.code,
        key=receipt.token,
        comment=waiting[2].code,
        provision=Provision.objects.earliest("pk").code,
        publication=publication.code,
    )
    site.addresses = list(_addresses(site))
    return site


def _next_draft(cast: Cast) -> Revision:
    """A second revision that differs from the public first in the clause `keys`."""
    first = scenes.frozen(cast, "Norm with a next draft")
    Revision.objects.filter(pk=first.pk).update(released_at=timezone.now() - timedelta(days=1))
    first.refresh_from_db()
    second = start_revision(revision=first, by=cast.edda)
    add_clause(revision=second, title="More", anchor="more", body="It may be more.", by=cast.edda)
    return second


PAGES = """
    / /search/ /norms/ /receipts/ /profile/ /obligations/
    /consultations/{c}/ /consultations/{c}/comments/ /consultations/{c}/comment/ /consultations/{c}/comment/you/
    /consultations/{c}/form/ /consultations/{c}/comment/list/
    /desk/consultations/{e}/import/ /desk/comments/{comment}/confidential/
    /receipts/{receipt}/?key={key}
    /accounts/login/ /accounts/signup/ /accounts/password/reset/ /accounts/email/ /accounts/reauthenticate/ /accounts/2fa/
    /accounts/2fa/totp/activate/ /accounts/2fa/webauthn/login/ /accounts/2fa/authenticate/
    /desk/ /desk/mails/ /desk/people/ /desk/people/invite/ /desk/people/{nils}/
    /desk/organisations/ /desk/organisations/new/ /desk/organisations/{aerolith}/
    /desk/consultations/open/ /desk/consultations/{c}/extend/ /desk/consultations/{e}/ /desk/consultations/{e}/comments/
    /desk/consultations/{e}/moderate/ /desk/consultations/{e}/approve/ /desk/consultations/{e}/publish/
    /desk/comments/{comment}/withhold/ /desk/comments/{comment}/decide/
    /desk/norms/ /desk/norms/new/ /desk/norms/import/ /desk/norms/{n}/next/
    /desk/norms/{d}/ /desk/norms/{d}/facts/ /desk/norms/{d}/stage/ /desk/norms/{d}/freeze/ /desk/norms/{d}/draft/
    /desk/norms/{d}/clauses/keys/ /desk/norms/{d}/clauses/alarms/remove/
    /desk/provisions/{provision}/link/ /desk/obligations/ /desk/obligations/new/ /desk/publish/{d}/r1/
    /desk/risk/ /desk/risk/new/ /desk/risk/{a}/ /desk/risk/{a}/edit/ /desk/risk/{a}/carry/ /desk/risk/{a}/ask/
    /desk/risk/{a}/scenarios/new/ /desk/risk/{a}/safeguards/new/ /desk/risk/{a}/scenarios/{scenario}/
    /desk/risk/{a}/scenarios/templates/ /desk/risk/{a}/scenarios/new/update-hijacked/
    /desk/risk/{a}/scenarios/{scenario}/without/ /desk/risk/{a}/scenarios/{scenario}/with/
    /desk/risk/{a}/scenarios/{scenario}/consequences/ /desk/risk/{a}/scenarios/{scenario}/uncertainty/
    /desk/risk/{a}/scenarios/{scenario}/treatment/
    /desk/risk/{a}/scenarios/{scenario}/evidence/ /desk/risk/{a}/scenarios/{scenario}/remove/
"""


def _addresses(site: Site) -> Iterator[str]:
    """The pages whose forms are filled in."""
    codes = {name: getattr(site, name) for name in ("receipt", "key", "comment", "provision", "scenario")}
    codes |= {"c": site.consultation, "e": site.closed, "n": site.norm, "d": site.draft, "a": site.assessment}
    codes |= {"nils": site.cast.nils.pk, "aerolith": site.cast.aerolith.pk}
    yield from PAGES.format(**codes).split()
    yield from (f"/desk/risk/{one.code}/review/" for one in Assessment.objects.filter(state="in_review"))
