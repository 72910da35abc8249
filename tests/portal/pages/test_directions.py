"""Words of people run in their own direction and turn nothing around, wherever they are shown.

Everything that can be written is written in Hebrew here, with a sign that turns around what follows; then every sort of page is
read as somebody at each desk and as a visitor, and so is what is published and mailed.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html as lxml_html

import norms.services as text
from comments.models import Consultation, NewComment
from comments.services import (
    approve_disposition,
    decide_comment,
    extend_consultation,
    open_consultation,
    publish_comment,
    publish_dispositions,
    withdraw_comment,
    withhold_comment,
)
from norms.models import Clause, Revision
from normsite.foundation.accounts.models import User
from normsite.foundation.accounts.services import add_member, save_organisation
from normsite.foundation.documents import Document, export
from normsite.foundation.notifications.models import OutboxMail
from normsite.portal.publication.models import Publication
from normsite.portal.publication.publishing import publish
from riskreviews.queries import text_fingerprint
from riskreviews.services import (
    add_evidence,
    add_safeguard,
    add_scenario,
    give_peer_review,
    request_peer_review,
    start_assessment,
)
from tests.cast import Cast
from tests.comments.scenes import only_comment, send
from tests.journeys.test_everyone import Walk
from tests.riskreviews.scenes import COSTS, JUSTIFICATION, LEVELS

pytestmark = pytest.mark.django_db

TURNED = "\u202e"
WORDS = f"מפתחות{TURNED} סוד"
NAME = "שרה כהן"
SEEN = WORDS.replace(TURNED, "⟦U+202E⟧")
HEBREW = re.compile("[\u0590-\u05ff]")
LATIN = re.compile("[A-Za-z]")
# What the texts above say in English, and codes.
OURS = re.compile(r"⟦U\+202E⟧|shall hold(?: for a second)?|\b(?:N|P|O|R|SC|SG|CN|PUB)-\d+\b|\b(?:C|RC)-20\d\d-\d+\b")
ISOLATE = re.compile("\u2068[^\u2069]*\u2069")  # how a sentence that code has put together keeps a name apart
# django-allauth tells who is signed in, with the name at the end.
FROM_ELSEWHERE = "self::*[contains(., 'already logged in')][not(.//div)]"


@pytest.fixture
def written(cast: Cast) -> Publication:
    """A norm from the first draft to its publication, and another that is open for comment and drafted on."""
    User.objects.update(name=NAME)
    body = save_organisation(organisation=None, name=f"{NAME} ושות", kind="academia", country="IL")
    add_member(organisation=body, person=cast.rosa, title=NAME)
    obligation = text.register_obligation(
        kind="law",
        instrument=WORDS,
        reference=WORDS,
        title=WORDS,
        text=WORDS,
        source=WORDS,
        as_of=date(2026, 1, 1),
        by=cast.edda,
    )
    first = _drafted(cast, f"{WORDS} א")
    text.link_obligation(provision=first.norm.provisions.first(), obligation=obligation, by=cast.edda, note=WORDS)
    first = text.freeze_revision(revision=first, by=cast.edda)
    consultation = _answered(cast, first)
    second = text.start_revision(revision=first, by=cast.edda, label=WORDS, note=WORDS)
    keys = Clause.objects.get(revision=second, anchor="keys")
    changed = f"{WORDS} shall hold for a second."
    text.save_clause(clause=keys, version=keys.version, by=cast.edda, title=f"{WORDS} ב", body=changed, rationale=WORDS)
    second = text.freeze_revision(revision=second, by=cast.edda)
    _assessed(cast, second)
    publication = publish(revision=Revision.objects.select_related("norm").get(pk=second.pk), by=cast.april)
    _running(cast)
    assert consultation.concluded_at is not None
    return publication


def _drafted(cast: Cast, title: str) -> Revision:
    norm = text.register_norm(
        title=title, summary=WORDS, scheme="iso", designation=WORDS, committee=WORDS, label=WORDS, note=WORDS, by=cast.edda
    )
    revision = norm.revisions.select_related("norm").get()
    text.add_clause(revision=revision, title=WORDS, anchor="scope", kind="scope", body=WORDS, by=cast.edda)
    words = f"{WORDS} shall hold."
    text.add_clause(revision=revision, title=f"{WORDS} ב", anchor="keys", body=words, rationale=WORDS, by=cast.edda)
    return revision


def _opened(cast: Cast, revision: Revision, days_ago: int) -> Consultation:
    start = timezone.now() - timedelta(days=days_ago)
    return open_consultation(
        revision=revision,
        title=f"{WORDS} {days_ago}",
        asks=WORDS,
        opens_at=start,
        closes_at=start + timedelta(days=59),
        short_reason=WORDS,
        questions=[WORDS],
        by=cast.sami,
        at=start,
    )


def _said(cast: Cast, consultation: Consultation) -> Iterator[NewComment]:
    yield NewComment(text=WORDS, kind="te", anchor="keys", proposed_change=WORDS)
    yield NewComment(text=WORDS, question=1)
    yield NewComment(text=WORDS)


def _answered(cast: Cast, revision: Revision) -> Consultation:
    consultation = _opened(cast, revision, 70)
    at = consultation.opens_at + timedelta(days=1)
    who = {"capacity": "individual", "name": NAME, "email": "sara@readers.example"}
    published, asked, held = [only_comment(send(consultation, one, at=at, **who)) for one in _said(cast, consultation)]
    taken_back = send(consultation, WORDS, at=at, **who)
    withdraw_comment(comment=only_comment(taken_back), token=taken_back.token)
    for comment in (published, asked):
        publish_comment(comment=comment, by=cast.sami)
    withhold_comment(comment=held, ground="security", reason=WORDS, by=cast.sami)
    for comment, effect in ((published, "substantive"), (asked, "none"), (held, "none")):
        answer = decide_comment(comment=comment, outcome="noted", reason=WORDS, effect=effect, by=cast.edda)
        approve_disposition(disposition=answer, version=answer.version, by=cast.april)
    return publish_dispositions(consultation=consultation, by=cast.sami)


def _assessed(cast: Cast, revision: Revision) -> None:
    assessment = start_assessment(revision=revision, title=WORDS, scope=WORDS, by=cast.rhea)
    scenario = add_scenario(
        assessment=assessment,
        by=cast.rhea,
        title=WORDS,
        description=WORDS,
        threat_source=WORDS,
        reasoning=WORDS,
        clause=Clause.objects.get(revision=revision, anchor="keys"),
        provisions=list(revision.norm.provisions.all()),
        owner=cast.edda,
        treatment="change_likelihood",
        consequences={"security": {"level": "H", "words": WORDS}},
        uncertainty="high",
        uncertainty_reason=WORDS,
        benefit_lost=WORDS,
        **LEVELS,
    )
    add_evidence(scenario=scenario, citation=WORDS, url="https://reports.example/7", shows=WORDS, by=cast.rhea)
    codes = ("governability", "reach")
    justified = {
        field: WORDS if isinstance(value, str) and field not in codes else value for field, value in JUSTIFICATION.items()
    }
    justified |= {"alternatives": [(WORDS, WORDS)], "costs": [replace(one, basis=WORDS) for one in COSTS]}
    provision = revision.norm.provisions.first()
    facts: dict[str, Any] = {"title": WORDS, "description": WORDS, "tier": "T3", "provision": provision, **justified}
    add_safeguard(assessment=assessment, scenarios=[scenario], by=cast.rhea, **facts)
    review = request_peer_review(assessment=assessment, reviewer=cast.piet, by=cast.rhea)
    give_peer_review(review=review, words=text_fingerprint(revision), verdict="agree_with_remarks", text=WORDS, by=cast.piet)


def _running(cast: Cast) -> None:
    """What is going on: a draft, an assessment of it that a peer has, a text under consultation with comments to handle."""
    draft = _drafted(cast, f"{WORDS} ג")
    assessment = start_assessment(revision=draft, title=WORDS, scope=WORDS, by=cast.rhea)
    facts = {"title": WORDS, "description": WORDS, "reasoning": WORDS, "treatment": "avoid", **LEVELS}
    add_scenario(assessment=assessment, by=cast.rhea, **facts)
    request_peer_review(assessment=assessment, reviewer=cast.piet, by=cast.rhea)
    consultation = _opened(cast, text.freeze_revision(revision=_drafted(cast, f"{WORDS} ד"), by=cast.edda), 2)
    later = consultation.closes_at + timedelta(days=9)
    consultation = extend_consultation(consultation=consultation, closes_at=later, reason=WORDS, by=cast.sami)
    who: dict[str, Any] = {"capacity": "organisation", "organisation": f"{NAME} ושות", "organisation_kind": "academia"}
    comments = [
        only_comment(send(consultation, one, **who)) for one in [*_said(cast, consultation), *_said(cast, consultation)]
    ]
    for comment in comments[:4]:
        publish_comment(comment=comment, by=cast.sami)
    withhold_comment(comment=comments[4], ground="abuse", reason=WORDS, by=cast.sami)
    decide_comment(comment=comments[0], outcome="noted", reason=WORDS, effect="none", by=cast.edda)


def read(page: str) -> lxml_html.HtmlElement:
    document = lxml_html.document_fromstring(page)
    for element in document.xpath("//script | //style | //textarea | //input"):  # what is typed stays as it is typed
        element.drop_tree()
    return document


def strays(document: lxml_html.HtmlElement) -> list[str]:
    """Hebrew that runs in no direction of its own, or in one with words of ours beside it; and every raw sign that turns."""
    found = []
    for piece in document.xpath("//body//text()"):
        element = piece.getparent() if piece.is_text else piece.getparent().getparent()
        line = " ".join(ISOLATE.sub("", piece).split())
        if not HEBREW.search(line) or element.xpath(FROM_ELSEWHERE):
            continue
        if not any(one.tag == "bdi" or one.get("dir") for one in [element, *element.iterancestors()][:-2]):
            found.append(f"no direction: {line}")
        elif LATIN.search(OURS.sub("", line)):
            found.append(f"with words of ours: {line}")
    whole = lxml_html.tostring(document, encoding="unicode")
    return found + [f"turned: {whole[max(0, place - 60) : place + 20]}" for place in _places(whole)]


def _places(whole: str) -> list[int]:
    return [match.start() for match in re.finditer(f"{TURNED}|&#8238;", whole)]


def _pages(client: Client, *starts: str) -> dict[str, str]:
    return {path: client.get(path).text for path in Walk(client).from_(*starts)}


def undirected(page: str) -> list[str]:
    """The fields for text that don't follow the direction of what is typed."""
    fields = lxml_html.document_fromstring(page).xpath(
        "//textarea[not(@hidden)][not(@dir='auto')] | //input[@type='text' or @type='search'][not(@dir='auto')][not(@tabindex)]"
    )
    return [field.get("name") for field in fields]


@pytest.mark.parametrize("who", ["visitor", "ada", "sami", "edda", "rhea", "piet", "april", "rosa"])
def test_on_every_page_words_run_in_their_own_direction(cast, written, client, as_user, who):
    reader = client if who == "visitor" else as_user(getattr(cast, who))
    starts = ["/", "/norms/", "/consultations/", "/search/?q=מפתחות", "/obligations/", "/rationale/", "/profile/", "/desk/"]
    pages = _pages(reader, *(starts if who != "visitor" else starts[:-2]))
    assert {path: found for path, page in pages.items() if (found := strays(read(page)))} == {}
    assert {path: found for path, page in pages.items() if (found := undirected(page))} == {}
    assert sum(SEEN in page for page in pages.values()) > 10


def test_in_what_is_published_words_run_in_their_own_direction(written):
    document = Document.load(bytes(written.document))
    page = export(document, "html").decode()
    assert strays(read(page)) == []
    assert SEEN in page
    assert WORDS in export(document, "json").decode()  # the record itself stays as it was written


def test_in_mails_words_run_in_their_own_direction(written):
    mails = list(OutboxMail.objects.all())
    assert {mail.occasion: found for mail in mails if (found := strays(read(mail.html)))} == {}
    assert [mail.occasion for mail in mails if TURNED in mail.subject + mail.text + mail.html] == []
    assert sum(SEEN in mail.html for mail in mails) >= 4
