"""The places that no form shows, and the roads on which a text comes to be read by others."""

import io
import json
from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any
from urllib.parse import quote, urlencode

from django.db import connection
from django.utils import timezone
from lxml import html as lxml_html

from comments.models import BESIDE, NAMES, PARTS, Comment
from comments.models.declaration import VERSION
from norms.models import Clause, Norm, Revision
from norms.services import freeze_revision
from tests.fuzz.forms import filled_in
from tests.fuzz.meter import Meter
from tests.fuzz.site import NOBODY, Door, Site


def without_form() -> Iterator[Door]:
    yield Door("a clause, saved, frozen, shown and compared", _clause_shown, 60)
    yield Door("two texts of a clause, compared", _clauses_compared, 40)
    yield Door("a clause, saved twice", _clause_again, 40)
    yield Door("a rationale, saved and shown", _rationale_shown, 10)
    yield Door("a comment, sent, published, shown, answered", _comment_shown, 60)
    yield Door("a comment by the interface", _by_interface, 30)
    yield Door("JSON of any shape", _any_json, 40)
    yield Door("a body of any kind", _any_body, 30)
    yield Door("a form of many fields", _many_fields, 15)
    yield Door("a part of an address", _in_address, 30)
    yield Door("a query of any kind", _in_query, 30)
    yield Door("a header", _in_header, 40)
    yield Door("a cookie", _in_cookie, 20)
    yield Door("autosave", _autosave, 20)
    yield Door("preview beside the editor", _preview, 20)
    yield Door("dragging a clause", _drag, 5)
    yield Door("levels of a scenario, shown while they are chosen", _levels, 5)
    yield Door("an import, pasted and planned", _import_planned, 60)
    yield Door("an import, uploaded and planned", _import_uploaded, 30)
    yield Door("an import, pasted and written", _import_written, 60)
    yield Door("an import as the next revision", _import_next, 40)


# --- the texts of norms ----------------------------------------------------------------------------------------------


def _editor(site: Site, code: str, anchor: str = "keys", **words: str) -> dict[str, Any]:
    clause = Clause.objects.filter(revision__norm__code=code, anchor=anchor).latest("revision__number")
    told = {"title": clause.title, "kind": clause.kind, "normative": "on", "body": clause.body, "rationale": clause.rationale}
    return told | {"version": clause.version} | words


def _clause_shown(site: Site, words: str, random: Random) -> None:
    code, edda = site.old_draft, site.client("edda")
    edda.follow(edda.post(f"/desk/norms/{code}/clauses/keys/", _editor(site, code, body=words)))
    revision = Revision.objects.get(norm__code=code, number=2)
    freeze_revision(revision=revision, by=site.cast.edda)
    Revision.objects.filter(pk=revision.pk).update(released_at=timezone.now() - timedelta(hours=1))
    nobody = site.client(NOBODY)
    for address in ("r2/", "r2/since/r1/", "r1/since/r2/"):
        nobody.get(f"/norms/{code}/{address}")
    nobody.get(f"/api/v1/norms/{code}/revisions/2/clauses/")
    nobody.get(f"/search/?{urlencode({'q': words[:100]}, errors='replace')}")


def _clauses_compared(site: Site, words: str, random: Random) -> None:
    """The same text in both revisions, but for pieces here and there."""
    code, edda = site.old_draft, site.client("edda")
    edda.post(f"/desk/norms/{code}/clauses/keys/", _editor(site, code, body=words))
    first = Revision.objects.get(norm__code=code, number=1)
    pieces = words.split(" ")
    other = " ".join(piece if place % random.choice((2, 3, 7)) else f"{piece}x" for place, piece in enumerate(pieces))
    with connection.cursor() as cursor:  # the first revision is frozen, and the database knows it
        cursor.execute("ALTER TABLE norms_clause DISABLE TRIGGER USER")
        Clause.objects.filter(revision=first, anchor="keys").update(body=other.replace("\0", ""))
        cursor.execute("ALTER TABLE norms_clause ENABLE TRIGGER USER")
    for person in ("edda", "april"):
        site.client(person).get(f"/norms/{code}/r2/since/r1/")


def _clause_again(site: Site, words: str, random: Random) -> None:
    """Saved, then saved with words turned around: each sentence looks for what it was before."""
    code, edda = site.draft, site.client("edda")
    address = f"/desk/norms/{code}/clauses/keys/"
    edda.post(address, _editor(site, code, body=words))
    pieces = words.split(" ")
    random.shuffle(pieces)
    edda.follow(edda.post(address, _editor(site, code, body=" ".join(pieces))))
    edda.post(address, _editor(site, code, body=words) | {"version": "1"})  # somebody else was quicker


def _rationale_shown(site: Site, words: str, random: Random) -> None:
    code, edda = site.draft, site.client("edda")
    edda.follow(edda.post(f"/desk/norms/{code}/clauses/keys/", _editor(site, code, rationale=words)))
    edda.get(f"/norms/{code}/r1/")


def _autosave(site: Site, words: str, random: Random) -> None:
    sent = _editor(site, site.draft, **{random.choice(("body", "rationale", "title")): words})
    site.client("edda").post(f"/desk/norms/{site.draft}/clauses/keys/", sent | {"autosave": "1"})


def _preview(site: Site, words: str, random: Random) -> None:
    sent = _editor(site, site.draft, **{random.choice(("body", "rationale")): words})
    site.client("edda").post(f"/desk/norms/{site.draft}/clauses/keys/preview/", sent)


def _drag(site: Site, words: str, random: Random) -> None:
    sent = {"parent": "", "position": "0"} | {random.choice(("parent", "position", "direction")): words}
    site.client("edda").post(f"/desk/norms/{site.draft}/clauses/keys/move/", sent)


def _levels(site: Site, words: str, random: Random) -> None:
    name = random.choice(("initiation", "adverse", "impact", "residual_impact", "find", "provisions"))
    site.client("rhea").post(f"/desk/risk/{site.assessment}/scenarios/{site.scenario}/preview/", {name: words})


def _import_planned(site: Site, words: str, random: Random) -> None:
    sent = {"text": words, "scheme": random.choice(("iso", "rfc2119")), "title": "Imported"}
    site.client("edda").post("/desk/norms/import/", sent)


def _import_uploaded(site: Site, words: str, random: Random) -> None:
    encoding = random.choice(("utf-8", "utf-16", "latin-1"))
    file = io.BytesIO(words.encode(encoding, "replace"))
    file.name = "norm.md"
    site.client("edda").post("/desk/norms/import/", {"file": file, "scheme": "iso"})


def _import_written(site: Site, words: str, random: Random) -> None:
    edda = site.client("edda")
    sent = {"text": words, "scheme": random.choice(("iso", "rfc2119")), "title": "Imported", "confirm": "1"}
    edda.post("/desk/norms/import/", sent | {"summary": "What it is for."})


def _import_next(site: Site, words: str, random: Random) -> None:
    """Planned and written, then the same text with a little more below it planned and written."""
    edda = site.client("edda")
    norm = Norm.objects.get(code=site.old_draft)
    for more in ("", "\n\n# More\n\nIt may."):
        sent = {"text": f"# Keys\n\n{words}{more}", "norm": norm.pk, "freeze_first": "on"}
        plan = edda.post("/desk/norms/import/", sent)
        if plan.status_code == 200:
            seen = lxml_html.fromstring(plan.content).xpath("//input[@name='seen']/@value")
            edda.post("/desk/norms/import/", sent | {"seen": seen, "confirm": "1"})


# --- comments --------------------------------------------------------------------------------------------------------


def _comment_shown(site: Site, words: str, random: Random) -> None:
    visitor, address = Meter(), f"/consultations/{site.consultation}/comment/"
    visitor.log = site.client(NOBODY).log
    text = words[:10_000] if random.random() < 0.8 else words
    visitor.get(address)
    parts = {part.name: text[: part.most] for part in PARTS if not part.quoted}
    sent = {"about": "c:keys", "kind": "te", "website": ""} | parts
    sent["text"] = text
    visitor.follow(visitor.post(address, sent))
    visitor.post(f"{address}you/", {"capacity": "individual", "name": words[:100] or "x", "email": ""})
    page = visitor.get(f"{address}check/")
    visitor.get(f"{address}draft.txt")
    if page.status_code == 200:
        form = next(one for one in lxml_html.fromstring(page.content).iter("form") if one.xpath(".//input[@name='seen']"))
        visitor.follow(visitor.post(f"{address}check/", filled_in(form)[0] | {"declaration": VERSION}))
    comment = Comment.objects.filter(consultation__code=site.consultation).latest("pk")
    sami = site.client("sami")
    sami.get(f"/desk/consultations/{site.consultation}/moderate/")
    sami.post(f"/desk/consultations/{site.consultation}/moderate/", {"comment": comment.code})
    nobody, docket = site.client(NOBODY), f"/consultations/{site.consultation}/comments"
    for shown in (f"/comments/{comment.code}/", f"{docket}/", f"/api/v1{docket}/"):
        nobody.get(shown)
    log: Any = nobody.get(f"{docket}.csv")
    b"".join(log.streaming_content if log.streaming else log)
    answer = {"outcome": "rejected", "effect": "none", "reason": text, "version": "0"}
    edda = site.client("edda")
    edda.follow(edda.post(f"/desk/comments/{comment.code}/decide/", answer))
    site.client("april").get(f"/desk/consultations/{site.consultation}/approve/")


def _submission(**changes: Any) -> dict[str, Any]:
    comment = {"clause": "keys", "kind": "te", "text": "Say how fast.", "proposed_change": "at once"}
    return {
        "idempotency_key": "k" * 40,
        "capacity": "individual",
        "name": "Petra",
        "declaration": VERSION,
        "comments": [comment],
    } | changes


def _interface(site: Site) -> str:
    return f"/api/v1/consultations/{site.consultation}/submissions/"


OF_A_COMMENT = ("clause", "kind", "question", *NAMES, *BESIDE)
OF_A_SENDER = ("idempotency_key", "capacity", "name", "email", "organisation", "organisation_kind", "country", "language")


def _by_interface(site: Site, words: str, random: Random) -> None:
    name = random.choice((*OF_A_COMMENT, *OF_A_SENDER))
    sent = _submission()
    if name in OF_A_COMMENT:
        sent["comments"][0][name] = words
    else:
        sent[name] = words
    site.client(NOBODY).post(_interface(site), json.dumps(sent), content_type="application/json")


def _any_json(site: Site, words: str, random: Random) -> None:
    size = len(words)
    shapes = (
        "[" * size,
        "[" * (size // 2) + "]" * (size // 2),
        '{"a":' * (size // 5),
        json.dumps(_submission(comments=[{}] * (size // 3))),
        json.dumps(_submission(comments=[[]] * (size // 3))),
        json.dumps(_submission() | {f"k{number}": number for number in range(size // 12)}),
        json.dumps(_submission(comments=[_submission()["comments"][0]] * (size // 90))),
        '{"comments": ' + "9" * size + "}",
        '{"comments": [' + "1e999," * (size // 6) + "1]}",
        json.dumps(_submission(name="\ud800" * (size // 6))),
        json.dumps(words),
        words,
        '"' + words,
        json.dumps(_submission(comments=words)),
        json.dumps({words: words[:10]}),
    )
    site.client(NOBODY).post(_interface(site), random.choice(shapes), content_type="application/json")


# --- below the forms -------------------------------------------------------------------------------------------------

FORM = "application/x-www-form-urlencoded"
KINDS = (FORM, "multipart/form-data; boundary=a", "multipart/form-data", "text/plain", "application/json")
PLACES = (
    "/ /search/ /receipts/ /accounts/login/ /consultations/{c}/comment/ /api/v1/norms/ /static/css/normsite.css /nowhere/ {api}"
)
WITH_A_PART = """
    /{} /norms/{}/ /norms/N-1/r{}/ /norms/N-1/r2/since/r{}/ /provisions/{}/ /obligations/{}/ /comments/{}/ /ref/{}/
    /rationale/{}/ /rationale/PUB-1/{}/ /consultations/{}/ /receipts/{}/ /risk/{}/ /api/v1/norms/{}/ /desk/risk/{}/
    /desk/norms/{}/ /desk/norms/N-4/clauses/{}/ /static/{} /drafts/{}/ /drafts/mine/{}/
    /comments/{}/files/1/ /desk/imports/{}/ /consultations/{}/form/
    /accounts/confirm-email/{}/ /accounts/password/reset/key/1-{}/
"""
IN_QUERIES = """
    q cursor format clause about question in_reply_to stance after words kind sender step key next page norm revision moved tick
    role
"""
WITH_A_QUERY = """
    /search/ /consultations/{c}/ /consultations/{c}/comments/ /consultations/{c}/comment/ /receipts/{receipt}/ /accounts/login/
    /api/v1/norms/ /api/v1/consultations/{e}/comments/ /desk/consultations/{e}/comments/ /desk/consultations/{e}/approve/
    /desk/consultations/open/ /desk/people/ /desk/organisations/ /desk/norms/ /desk/norms/import/ /desk/risk/new/
"""
HEADERS = """
    HTTP_ACCEPT HTTP_ACCEPT_LANGUAGE HTTP_ACCEPT_ENCODING HTTP_USER_AGENT HTTP_REFERER HTTP_ORIGIN HTTP_X_FORWARDED_FOR
    HTTP_X_FORWARDED_PROTO HTTP_IF_NONE_MATCH HTTP_IF_MODIFIED_SINCE HTTP_RANGE HTTP_HOST HTTP_X_CSRFTOKEN HTTP_HX_REQUEST
    HTTP_AUTHORIZATION HTTP_COOKIE CONTENT_LENGTH CONTENT_TYPE
"""


def _places(site: Site, several: str) -> list[str]:
    return several.format(c=site.consultation, e=site.closed, receipt=site.receipt, api=_interface(site)).split()


def _in_a_line(words: str) -> str:
    """As a server hands on what stands in a header."""
    return "".join(sign for sign in words if sign >= " ").encode(errors="replace").decode("latin-1")


def _any_body(site: Site, words: str, random: Random) -> None:
    bodies = (
        words,
        f"--a\r\n{words}",
        f'--a\r\nContent-Disposition: form-data; name="{words}"\r\n\r\nx\r\n--a--\r\n',
        f"--a\r\nContent-Disposition: form-data; {words}\r\n\r\n",
        "--a\r\n" * (len(words) // 5),
    )
    kind = random.choice((*KINDS, f"text/html; {_in_a_line(words[:2_000])}"))
    body = random.choice(bodies).encode(errors="replace")
    site.client(NOBODY).generic("POST", random.choice(_places(site, PLACES)), body, content_type=kind)


def _many_fields(site: Site, words: str, random: Random) -> None:
    size = len(words)
    bodies = (
        *(unit * (size // len(unit)) for unit in ("a&", "a=b&", "=", "%", "&")),
        "".join(f"a{number}=&" for number in range(size // 6)),
        urlencode({"text": words}, errors="replace"),
        "text=" + quote(words, errors="replace"),
    )
    address, body = random.choice(_places(site, PLACES)), random.choice(bodies)[:20_000].encode()
    site.client(NOBODY).generic("POST", address, body, content_type=FORM)
    ticked = [(random.choice(("answer", "comment")), words[place : place + 9]) for place in range(0, min(size, 9_000), 9)]
    body = urlencode(ticked, errors="replace").encode()
    for page in ("approve", "moderate"):
        site.client("april").generic("POST", f"/desk/consultations/{site.closed}/{page}/", body, content_type=FORM)


def _in_address(site: Site, words: str, random: Random) -> None:
    part = quote(words, safe=random.choice(("", "/")), errors="replace")
    site.client(random.choice((NOBODY, "edda"))).get(random.choice(WITH_A_PART.split()).format(part))


def _in_query(site: Site, words: str, random: Random) -> None:
    named = urlencode({random.choice((*IN_QUERIES.split(), words[:50])): words}, errors="replace")
    query = random.choice((named, quote(words, safe="&=%;+", errors="replace")))
    site.client(random.choice((NOBODY, "sami"))).get(f"{random.choice(_places(site, WITH_A_QUERY))}?{query}")


def _in_header(site: Site, words: str, random: Random) -> None:
    place = random.choice(_places(site, PLACES))
    header: dict[str, Any] = {random.choice(HEADERS.split()): _in_a_line(words)}
    site.client(random.choice((NOBODY, "edda"))).get(place, **header)


def _in_cookie(site: Site, words: str, random: Random) -> None:
    name = random.choice(("sessionid", "csrftoken", "messages", _in_a_line(words[:20])))
    cookies = f"{name}={_in_a_line(words)}; " * random.choice((1, 1, 3))
    site.client(NOBODY).get("/search/?q=keys", HTTP_COOKIE=cookies)
