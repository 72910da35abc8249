"""Every address of the site, found by itself, with every argument that exists in the planted world.

An address without arguments is found without help. One with arguments takes them from `PLACES`, by the longest beginning that
stands there; for one that begins in no known way the crawl fails and says so.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from comments.models import Comment, CommentImport, CommentState, Consultation, DraftLink
from norms.models import (
    Applicability,
    CarveOut,
    Clause,
    ImportJob,
    LegalHold,
    NamedReader,
    Norm,
    NormReview,
    Obligation,
    ObligationLink,
    Position,
    Provision,
    Revision,
    SanctionsCheck,
    Statement,
)
from normsite.foundation.accounts.models import Membership, Organisation, UnsentForm, User
from normsite.foundation.controls.models import ControlList, Correlation, Criterion, CriterionState, Entry, ListImport
from normsite.foundation.documents import FORMATS
from normsite.foundation.notices.kinds import Audience
from normsite.foundation.notices.links import Wish, confirming, stopping
from normsite.foundation.notices.models import Event, Follower
from normsite.foundation.webhooks.models import Delivery, Endpoint
from normsite.foundation.withholding.models import Withholding
from normsite.portal.publication.models import Passage, Publication
from normsite.portal.publication.queries import layout_of
from riskreviews.models import (
    Indicator,
    IndicatorKey,
    OutsidePoint,
    OutsideReview,
    PeerReview,
    Reading,
    Reappraisal,
    Referral,
    Safeguard,
    Scenario,
    Screening,
)
from tests.leaks.planting import World

ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>(?:\[[^\]]*\]|[^()])*\)")
ANY = re.compile(r"<\w+>")
HERE = "tests/leaks/addresses.py"


@dataclass(frozen=True)
class Sample:
    """Arguments for an address. `twin` are those of a thing that was never there, where outsiders may not know of this one."""

    arguments: tuple[object, ...]
    twin: tuple[object, ...] | None = None


@dataclass(frozen=True)
class Address:
    """One address with its arguments in place; `route` is the address with their names, `swaps` what its twin has instead."""

    route: str
    path: str
    twin: str | None = None
    swaps: tuple[tuple[str, str], ...] = ()

    @property
    def is_desk(self) -> bool:
        return self.route.startswith("desk/")


Found = Iterable[Sample]


def known(*arguments: object) -> Sample:
    return Sample(arguments)


def secret(hidden: bool, arguments: tuple[object, ...], twin: tuple[object, ...]) -> Sample:
    return Sample(arguments, twin if hidden else None)


# --- what exists, and whether an outsider may know of it; said here in plain words, apart from the code that is tried ---


def public_texts(world: World) -> set[int]:
    return {text.revision.pk for text in world.texts if text.public}


def norms(world: World) -> Found:
    read = set(Revision.objects.filter(pk__in=public_texts(world)).values_list("norm", flat=True))
    for norm in Norm.objects.order_by("pk"):
        yield secret(norm.pk not in read, (norm.code,), ("N-999999",))


def revisions(world: World) -> Found:
    for one in Revision.objects.select_related("norm").order_by("pk"):
        yield secret(one.pk not in public_texts(world), (one.norm.code, one.number), (one.norm.code, 99))


def margins(world: World) -> Found:
    consulted = set(Consultation.objects.values_list("revision", flat=True))
    for one in Clause.objects.filter(revision__in=consulted).select_related("revision__norm").order_by("pk"):
        place = (one.revision.norm.code, one.revision.number, one.anchor)
        yield secret(one.revision_id not in public_texts(world), place, (one.revision.norm.code, 99, one.anchor))


def comparisons(world: World) -> Found:
    public = public_texts(world)
    for one in Revision.objects.exclude(based_on=None).select_related("norm", "based_on").order_by("pk"):
        hidden = not {one.pk, one.based_on_id} <= public
        yield secret(hidden, (one.norm.code, one.number, one.based_on.number), (one.norm.code, 98, 99))


def provisions(world: World) -> Found:
    public = Statement.objects.filter(clause__revision__in=public_texts(world))
    stated = set(public.values_list("provision", flat=True))
    for one in Provision.objects.order_by("pk"):
        yield secret(one.pk not in stated, (one.code,), ("P-999999",))


def obligations(world: World) -> Found:
    return [known(one.code) for one in Obligation.objects.all()]


def consultations(world: World) -> Found:
    return [known(one.code) for one in Consultation.objects.order_by("pk")]


def comments(world: World) -> Found:
    """Of one that nobody has read anybody may know that it waits; of its words nothing (`test_unread.py`)."""
    return [known(one.code) for one in Comment.objects.order_by("pk")]


def files(world: World) -> Found:
    """Of each comment one; of those whose words are not public it is for outsiders like one that was never there."""
    for one in Comment.objects.order_by("pk"):
        yield secret(one.state != CommentState.PUBLISHED, (one.code, 1), (one.code, 99))


def publications(world: World) -> Found:
    return [known(one.code) for one in Publication.objects.all()]


def cards(world: World) -> Found:
    """Each clause's card of each record."""
    return [
        known(one.publication.code, one.place.split("/")[1]) for one in Passage.objects.cards().select_related("publication")
    ]


def parts_of_records(world: World) -> Found:
    return [known(one.code, part.anchor) for one in Publication.objects.all() for part in layout_of(one).parts]


def assessments(world: World) -> Found:
    return [secret(not public, (code,), ("R-999999",)) for code, public in world.assessments.items()]


def scenarios(world: World) -> Found:
    for one in Scenario.objects.select_related("assessment").order_by("pk"):
        yield secret(not world.assessments[one.assessment.code], (one.assessment.code, one.code), ("R-999999", "SC-999999"))


def safeguards(world: World) -> Found:
    for one in Safeguard.objects.select_related("assessment").order_by("pk"):
        yield secret(not world.assessments[one.assessment.code], (one.assessment.code, one.code), ("R-999999", "SG-999999"))


def reappraisals(world: World) -> Found:
    """Of published safeguards alone."""
    return [known(one.pk) for one in Reappraisal.objects.order_by("pk")] or [known(999_999)]


def outside_links(world: World) -> Found:
    """What is asked of somebody outside: neither the hash of a link nor anything else that we keep opens it."""
    for one in OutsideReview.objects.order_by("pk"):
        yield secret(True, (one.token_hash,), ("x" * 64,))


def outside_reviews(world: World) -> Found:
    return [known(one.assessment.code, one.pk) for one in OutsideReview.objects.select_related("assessment").order_by("pk")]


def outside_points(world: World) -> Found:
    points = OutsidePoint.objects.select_related("review__assessment").order_by("pk")
    return [known(one.review.assessment.code, one.pk) for one in points]


def indicators(world: World) -> Found:
    return [known(one.code) for one in Indicator.objects.order_by("pk")]


def readings(world: World) -> Found:
    return [known(one.indicator.code, one.pk) for one in Reading.objects.select_related("indicator").order_by("pk")]


def indicator_keys(world: World) -> Found:
    return [known(one.indicator.code, one.pk) for one in IndicatorKey.objects.select_related("indicator")]


def norm_reviews(world: World) -> Found:
    return [known(one.code) for one in NormReview.objects.order_by("pk")]


def screenings(world: World) -> Found:
    """Known to the desk alone."""
    return [secret(True, (one.code,), ("SCR-999999",)) for one in Screening.objects.order_by("pk")]


def referrals(world: World) -> Found:
    return [known(one.screening.code, one.pk) for one in Referral.objects.select_related("screening")]


def withholdings(world: World) -> Found:
    """Of what everybody may read; what is withheld of a comment that nobody reads any more has come to its end."""
    for one in Withholding.objects.order_by("pk"):
        yield secret(one.ended_at is not None, (one.code,), ("WH-999999",))


def parts(world: World) -> Found:
    """What the desk may withhold, or has: without a place, and with one."""
    for one in Withholding.objects.filter(place="").order_by("pk"):
        yield known(one.kind, one.about)


def placed_parts(world: World) -> Found:
    for one in Withholding.objects.exclude(place="").order_by("pk"):
        yield known(one.kind, one.about, one.place)


def receipts(world: World) -> Found:
    return [Sample((code,), ("RC-2026-99999",)) for code in world.receipts]


def sent(world: World) -> Found:
    for one in Comment.objects.select_related("submission").order_by("pk"):
        yield Sample((one.submission.code, one.code), ("RC-2026-99999", "C-2026-99999"))


def references(world: World) -> Found:
    """Every code that there is, of whatever kind."""
    for found in (
        norms,
        provisions,
        obligations,
        consultations,
        comments,
        assessments,
        screenings,
        publications,
        withholdings,
        receipts,
        *(norms, provisions, obligations, consultations, comments, assessments, screenings, publications, receipts),
        *(indicators, norm_reviews),
    ):
        yield from found(world)
    for found in (scenarios, safeguards):
        for one in found(world):
            yield Sample(one.arguments[1:], one.twin and one.twin[1:])


def exports(world: World) -> Found:
    """Without the PDF, which is made of the same Document as the JSON and can't be read like a text."""
    return [known(*one.arguments, key) for one in publications(world) for key in FORMATS if key != "pdf"]


def clauses(world: World) -> Found:
    newest = Revision.objects.newest().values("pk")
    for one in Clause.objects.filter(revision__in=newest).select_related("revision__norm").order_by("pk"):
        yield known(one.revision.norm.code, one.anchor)


def feeds(world: World) -> Found:
    """Of the site; of everything that can be followed by a code; of names that stand beside comments."""
    for name in ("all", "norms", "consultations"):
        yield from (known(name), known(f"{name}/important"))
    yield from (known("important"), known("decisions"), known("publications"))
    for sort, found in (("norm", norms), ("obligation", obligations), ("consultation", consultations)):
        yield from _under(sort, found(world))
    yield from (known(f"consultation/{one.code}/comments") for one in Consultation.objects.order_by("pk"))
    yield from _under("clause", _clauses_that_were(world))
    yield from _under("organisation", _organisations_that_spoke())


def _under(sort: str, found: Found) -> Found:
    for one in found:
        of, twin = ("/".join([sort, *map(str, words)]) if words else "" for words in (one.arguments, one.twin or ()))
        yield Sample((of,), (twin,) if twin else None)


def _clauses_that_were(world: World) -> Found:
    public = public_texts(world)
    places = {(one.revision.norm.code, one.anchor): False for one in Clause.objects.select_related("revision__norm")}
    places |= {
        (one.revision.norm.code, one.anchor): True
        for one in Clause.objects.filter(revision__in=public).select_related("revision__norm")
    }
    for (code, anchor), read in sorted(places.items()):
        yield secret(not read, (code, anchor), (code, "nowhere"))


def _organisations_that_spoke() -> Found:
    """Who spoke is known by a published comment alone."""
    for one in Comment.objects.exclude(submission__organisation="").select_related("submission").order_by("pk"):
        yield secret(one.state != CommentState.PUBLISHED, (one.submission.organisation,), ("nobody",))


def older_entries(world: World) -> Found:
    """After some events of each audience; those that aren't for everybody are answered like one that was never there."""
    for audience in Audience:
        for event in Event.objects.filter(audience=audience, at__lte=timezone.now())[:3]:
            yield secret(audience != Audience.EVERYBODY, (event.pk, "all"), (999_999_999, "all"))


def weeks(world: World) -> Found:
    happened = Event.objects.filter(audience=Audience.EVERYBODY, at__lte=timezone.now()).values_list("at", flat=True)
    return [known(week) for week in sorted({f"{at:%G-W%V}" for at in happened})]


def applicabilities(world: World) -> Found:
    for one in Applicability.objects.select_related("norm").order_by("pk"):
        yield known(one.norm.code, one.pk)


def readers(world: World) -> Found:
    for one in NamedReader.objects.select_related("revision__norm").order_by("pk"):
        yield known(one.revision.norm.code, one.revision.number, one.pk)


def sanctions_checks(world: World) -> Found:
    for one in SanctionsCheck.objects.select_related("reader__revision__norm").order_by("pk"):
        yield known(one.reader.revision.norm.code, one.reader.revision.number, one.pk)


def holds(world: World) -> Found:
    for one in LegalHold.objects.select_related("revision__norm").order_by("pk"):
        yield known(one.revision.norm.code, one.revision.number, one.pk)


def links(world: World) -> Found:
    return [known(one.provision.code, one.pk) for one in ObligationLink.objects.select_related("provision").order_by("pk")]


def reviews(world: World) -> Found:
    return [known(one.assessment.code, one.pk) for one in PeerReview.objects.select_related("assessment").order_by("pk")]


def people(world: World) -> Found:
    return [known(one.pk) for one in User.objects.order_by("-pk")]


def organisations(world: World) -> Found:
    return [known(one.pk) for one in Organisation.objects.all()]


def memberships(world: World) -> Found:
    return [known(one.pk) for one in Membership.objects.all()]


def jobs(world: World) -> Found:
    for job in ImportJob.objects.all():
        yield secret(True, (job.key,), (UUID(int=1),))


def list_jobs(world: World) -> Found:
    for job in ListImport.objects.all():
        yield secret(True, (job.key,), (UUID(int=1),))


def comment_imports(world: World) -> Found:
    """Known to secretaries alone."""
    for job in CommentImport.objects.all():
        yield secret(True, (job.key,), (UUID(int=1),))


def unsent(world: World) -> Found:
    """Forms kept for one person in one browser: for everybody else like one that was never there."""
    for one in UnsentForm.objects.all():
        yield secret(True, (str(one.pk),), ("00000000-0000-4000-8000-000000000000",))


def drafts(world: World) -> Found:
    """Lists of comments that aren't sent: neither the hash of a link nor anything else that we keep opens one."""
    for link in DraftLink.objects.all():
        yield secret(True, (link.token_hash,), ("x" * 64,))


def tokens(*links: Callable[[Follower], str]) -> Callable[[World], Found]:
    """What is signed for a follower: nobody else has it, so it is tried as whoever got it by mail would."""
    return lambda world: [known(link(one).rstrip("/").rpartition("/")[2]) for link in links for one in world.followers]


def wishes(one: Follower) -> str:
    return confirming(Wish("somebody@followers.example", "site", "now"))


def webhooks(world: World) -> Found:
    """Endpoints of one person: for everybody else like one that was never there."""
    for one in Endpoint.objects.all():
        yield secret(True, (str(one.pk),), (str(UUID(int=1)),))


def messages(world: World) -> Found:
    for one in Delivery.objects.all():
        yield secret(True, (str(one.endpoint_id), one.webhook_id), (str(UUID(int=1)), "msg_0"))


def control_series(world: World) -> Found:
    return [known(series) for series in sorted(set(ControlList.objects.values_list("series", flat=True)))]


def editions(world: World) -> Found:
    return [known(one.series, one.edition) for one in ControlList.objects.order_by("pk")]


def categories(world: World) -> Found:
    places = Entry.objects.values_list("control_list__series", "control_list__edition", "category").distinct()
    return [known(*place) for place in places.order_by("control_list", "category")]


def entries(world: World) -> Found:
    found = Entry.objects.select_related("control_list").order_by("pk")
    return [known(one.control_list.series, one.control_list.edition, one.code) for one in found]


def current_entries(world: World) -> Found:
    return [known(series, code) for series, _, code in (one.arguments for one in entries(world))]


def positions(world: World) -> Found:
    """Where a body states its position: for whoever doesn't speak for it like a norm that was never there."""
    for one in Position.objects.select_related("norm"):
        yield secret(True, (one.body_id, one.norm.code), (one.body_id, "N-999999"))


def carve_outs(world: World) -> Found:
    for one in CarveOut.objects.select_related("position__norm"):
        place = one.position
        yield secret(True, (place.body_id, place.norm.code, one.pk), (place.body_id, "N-999999", one.pk))


def differences(world: World) -> Found:
    lists = list(ControlList.objects.order_by("as_of"))
    return [known(two.series, two.edition, one.edition) for one in lists for two in lists if one.series == two.series]


def criteria(world: World) -> Found:
    """One that was never confirmed is for outsiders like one that was never there."""
    confirmed = set(Criterion.objects.filter(state=CriterionState.CONFIRMED).values_list("code", flat=True))
    for code in sorted(set(Criterion.objects.values_list("code", flat=True))):
        yield secret(code not in confirmed, (code,), ("CR-999999",))


def correlations(world: World) -> Found:
    return [known(pk) for pk in Correlation.objects.order_by("pk").values_list("pk", flat=True)]


def compared_lists(world: World) -> Found:
    return [known(*pair) for pair in Correlation.objects.order_by().values_list("left_list", "right_list").distinct()]


def always(*arguments: object) -> Callable[[World], Found]:
    return lambda world: [known(*arguments)]


def each(found: Callable[[World], Found], *more: object) -> Callable[[World], Found]:
    """Those arguments with the same further ones behind."""
    return lambda world: [Sample((*one.arguments, *more), (*one.twin, *more) if one.twin else None) for one in found(world)]


# The beginnings of addresses, and what there is at them. A new capability adds its own; what lies below is found by itself.
PLACES: dict[str, Callable[[World], Found]] = {
    "norms/<code>/": norms,
    "norms/<code>/r<number>/": revisions,
    "norms/<code>/r<number>/clauses/<anchor>/comments/": margins,
    "norms/<code>/r<number>/since/r<other>/": comparisons,
    "provisions/<code>/": provisions,
    "obligations/<code>/": obligations,
    "comments/<code>/": comments,
    "comments/<code>/files/<number>/": files,
    "ref/<code>/": references,
    "control-lists/<series>/": control_series,
    "control-lists/<series>/<edition>/": editions,
    "control-lists/<series>/<edition>/category/<category>/": categories,
    "control-lists/<series>/<edition>/<code>/": entries,
    "control-lists/<series>/<edition>/since/<other>/": differences,
    "control-lists/<series>/<edition>/since/<other>/<code>/": each(differences, "2B001"),
    "control-lists/<series>/<code>/": current_entries,
    "risk/method/<key>/": always("nist-sp-800-30"),
    "risk/tiers/<version>/": always(1),
    "risk/<code>/": assessments,
    "indicators/<code>/": indicators,
    "outside-review/<token>/": outside_links,
    "consultations/<code>/": consultations,
    "consultations/<code>/comment/<number>/": each(consultations, 1),
    "consultations/<code>/comment/shared/<number>/end/": each(consultations, 1),
    "drafts/mine/<number>/": lambda world: [secret(True, (link.pk,), (999_999,)) for link in DraftLink.objects.all()],
    "drafts/<token>/": drafts,
    "receipts/<code>/": receipts,
    "receipts/<code>/files/<comment>/<number>/": each(sent, 1),
    "receipts/<code>/withdraw/<comment>/": sent,
    "receipts/<code>/answer/<comment>/": sent,
    "notices/returned/<provider>/": always("postmark"),
    "rationale/<code>/": publications,
    "withheld/<code>/": withholdings,
    "desk/withheld/<code>/": withholdings,
    "desk/withheld/new/<kind>/<about>/": parts,
    "desk/withheld/new/<kind>/<about>/<place>/": placed_parts,
    "rationale/<code>/<key>/": exports,
    "rationale/<code>/cards/<number>/": each(publications, 2),
    "rationale/<code>/clause/<name>/": cards,
    "rationale/<code>/part/<anchor>/": parts_of_records,
    "rationale/<code>/part/<anchor>/<number>/": each(parts_of_records, 1),
    "api/v1/norms/<code>/": norms,
    "api/v1/norms/<code>/revisions/<number>/": revisions,
    "api/v1/consultations/<code>/": consultations,
    "api/v1/control-lists/<series>/<edition>/": editions,
    "api/v1/control-lists/<series>/<edition>/entries/<code>/": entries,
    "api/v1/control-lists/<series>/corresponding/<code>/": current_entries,
    "api/v1/indicators/<code>/": indicators,
    "feeds/<name>.atom": feeds,
    "feeds/before/<pk>/<name>.atom": older_entries,
    "weekly/<week>/": weeks,
    "desk/control-lists/import/<key>/": list_jobs,
    "desk/control-lists/<series>/<edition>/": editions,
    "desk/norms/<code>/": norms,
    "desk/norms/<code>/applicability/<pk>/": applicabilities,
    "desk/norms/import/<key>/": jobs,
    "desk/norms/<code>/r<number>/": revisions,
    "desk/norms/<code>/r<number>/circulation/readers/<pk>/": readers,
    "desk/norms/<code>/r<number>/circulation/checks/<pk>/": sanctions_checks,
    "desk/norms/<code>/r<number>/circulation/hold/<pk>/": holds,
    "desk/norms/<code>/export-control/<number>/": revisions,
    "desk/norms/<code>/clauses/<anchor>/": clauses,
    "desk/screenings/<code>/": screenings,
    "desk/screenings/<code>/referrals/<pk>/": referrals,
    "desk/provisions/<code>/": provisions,
    "desk/provisions/<code>/links/<pk>/": links,
    "desk/obligations/<code>/": obligations,
    "desk/criteria/of/<series>/<edition>/": editions,
    "desk/criteria/<code>/": criteria,
    "desk/correlations/<pk>/": correlations,
    "desk/correlations/<left>/<right>/": compared_lists,
    "desk/risk/reappraisals/<pk>/": reappraisals,
    "desk/risk/<code>/": assessments,
    "desk/risk/<code>/scenarios/<scenario_code>/": scenarios,
    "desk/risk/<code>/scenarios/<scenario_code>/<step>/": each(scenarios, "consequences"),
    "desk/risk/<code>/scenarios/new/<template>/": each(assessments, "update-hijacked"),
    "desk/risk/<code>/safeguards/<safeguard_code>/": safeguards,
    "desk/risk/<code>/reviews/<pk>/": reviews,
    "desk/risk/<code>/outside/<pk>/": outside_reviews,
    "desk/risk/<code>/points/<pk>/": outside_points,
    "desk/indicators/<code>/": indicators,
    "desk/indicators/<code>/readings/<pk>/": readings,
    "desk/indicators/<code>/keys/<pk>/": indicator_keys,
    "desk/norm-reviews/<code>/": norm_reviews,
    "desk/consultations/<code>/": consultations,
    "desk/comments/<code>/": comments,
    "desk/imports/<key>/": comment_imports,
    "desk/schedule/<name>/": always("notices.tell"),
    "desk/publish/<code>/r<number>/": revisions,
    "desk/people/<pk>/": people,
    "desk/organisations/<pk>/": organisations,
    "desk/members/<pk>/": memberships,
    "unsent/<pk>/": unsent,
    "desk/notices/<pk>/": lambda world: [known(one.pk) for one in Event.objects.for_everybody()[:3]],
    "follow/yes/<token>/": tokens(wishes),
    "notices/mine/<token>/": always("nothing"),
    "notices/stop/<token>/": tokens(lambda one: stopping(one, ["site"])),
    "webhooks/<key>/": webhooks,
    "positions/<body>/<code>/": positions,
    "positions/<body>/<code>/carve-outs/<pk>/": carve_outs,
    "webhooks/<key>/deliveries/<webhook_id>/": messages,
    "accounts/confirm-email/<key>/": always("nothing"),
    "accounts/password/reset/key/<uidb36>-<key>/": always("1", "nothing"),
    "accounts/2fa/webauthn/keys/<pk>/": always(1),
    "accounts/oidc/<provider_id>/": always("nothing"),
}


class UnknownPlace(AssertionError):
    """An address has arguments for which nobody has said what there is."""


def routes() -> list[str]:
    """Every address as it is written, arguments as `<name>`."""
    return sorted(set(_routes(get_resolver().url_patterns, "")))


def _routes(patterns: Iterable[URLPattern | URLResolver], before: str) -> Iterator[str]:
    for one in patterns:
        route = before + ARGUMENT.sub(lambda found: f"<{found[1] or found[2]}>", str(one.pattern)).strip("^$").replace(
            "/$", "/"
        )
        if isinstance(one, URLResolver):
            yield from _routes(one.url_patterns, route)
        else:
            yield route


def place_of(route: str) -> Callable[[World], Found]:
    """What there is at an address with arguments."""
    beginnings = [place for place in PLACES if route.startswith(place) and not ANY.search(route.removeprefix(place))]
    if not beginnings:
        raise UnknownPlace(
            f"The leak crawl doesn't know what there is at “{route}”. Add its beginning to PLACES in {HERE}, with a function "
            "that yields each set of arguments, and for what outsiders may not know of a twin that was never there."
        )
    return PLACES[max(beginnings, key=len)]


def addresses(world: World) -> list[Address]:
    """Every address of the site with every set of arguments that there is."""
    found = []
    for route in routes():
        if not ANY.search(route):
            found.append(Address(route, f"/{route}"))
            continue
        found += [_address(route, sample) for sample in place_of(route)(world)]
    return found


def _address(route: str, sample: Sample) -> Address:
    path = _filled(route, sample.arguments)
    if sample.twin is None:
        return Address(route, path)
    pairs = zip(map(str, sample.arguments), map(str, sample.twin), strict=True)
    return Address(route, path, _filled(route, sample.twin), tuple(pair for pair in pairs if not pair[0].isdecimal()))


def _filled(route: str, arguments: Iterable[object]) -> str:
    given = iter(arguments)
    return "/" + ANY.sub(lambda _: str(next(given)), route)


def one_of_each(found: Iterable[Address], *, twins: bool = True) -> list[Address]:
    """For each route one address of what everybody may know, and with `twins` one of what outsiders may not."""
    kept = {(one.route, twins and one.twin is None): one for one in reversed(list(found))}
    return sorted(kept.values(), key=lambda one: one.path)
