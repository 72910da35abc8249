"""The places of commenting that take files, lists of several people, and what other systems have received."""

import json
import re
from collections.abc import Iterator
from random import Random
from typing import Any
from urllib.parse import quote

from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import html as lxml_html

from comments.models import CommentImport
from comments.models.declaration import VERSION
from comments.services import carry_on_import
from normsite.foundation.notifications.models import OutboxMail
from tests.comments.commenting_form.files import ISO, letter, packed, plain, workbook
from tests.fuzz.forms import filled_in
from tests.fuzz.meter import Meter
from tests.fuzz.site import NOBODY, Door, Site

ENDS = ["xlsx", "docx", "csv", "xls", "txt", "pdf", "png", "jpeg", "json", "exe"]
BEGINNINGS = (
    b"",
    b"PK\3\4",
    b"%PDF-1.7\n",
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff\xe0",
    b"\xd0\xcf\x11\xe0",
    b"MZ",
    b"\xef\xbb\xbf",
)
OF_ANOTHER_SYSTEM = ("Document ID", "Received Date", "Name", "Organization Name", "Country", "Section", "Comment")
CELLS = 400  # of a table at most: what is read of larger ones is the business of tests/comments/commenting_form
WIDTH = 30_000  # characters that a cell holds in workbooks


def of_commenting() -> Iterator[Door]:
    yield Door("a comment form, uploaded, read and put right", _form_of_words, 60)
    yield Door("a file of any kind as a comment form", _form_of_anything, 30)
    yield Door("the columns of a comment form", _columns, 30)
    yield Door("a file of any kind, attached", _attached, 40)
    yield Door("a comment whose passage is any", _passage, 20)
    yield Door("a list that is shared", _shared, 30)
    yield Door("questions of a consultation", _questions, 20)
    yield Door("a file of another system, mapped and taken over", _import_of_words, 40)
    yield Door("a file of any kind of another system", _import_of_anything, 20)


def _rows(words: str, random: Random, columns: int) -> list[list[str]]:
    """The text as the cells of a table, cut where it happens."""
    cut = random.choice((" ", "\n", "|", "."))
    cells = [cell[:WIDTH] for cell in words.split(cut)[:CELLS]]
    return [cells[at : at + columns] + [""] * (columns - len(cells[at : at + columns])) for at in range(0, len(cells), columns)]


def _written(rows: list[list[str]], random: Random) -> tuple[str, bytes]:
    """As a file of one of the three kinds. What their makers refuse to write is left out."""
    can_be_written = [["".join(sign for sign in cell if sign >= " " and not "\ud800" <= sign <= "\udfff" and sign < "\ufffe")
                       for cell in row] for row in rows]  # fmt: skip
    kind = random.choice(("xlsx", "docx", "csv", "csv"))
    if kind == "csv":
        return "form.csv", plain(*[[cell.encode(errors="replace").decode() for cell in row] for row in rows])
    return f"form.{kind}", workbook(*can_be_written) if kind == "xlsx" else letter(*can_be_written[:40])


def _anything(words: str, random: Random) -> SimpleUploadedFile:
    data = random.choice((b"", random.choice(BEGINNINGS))) + words.encode(
        random.choice(("utf-8", "utf-16", "latin-1")), "replace"
    )
    member = random.choice(("word__document_xml", "xl__workbook_xml", "[Content_Types]_xml", "x"))
    data = random.choice((data, data, packed(**{member: data})))
    name = random.choice(("form.txt", f"form.{random.choice(ENDS)}", words[:100] or "x", f"{words[:60]}.{random.choice(ENDS)}"))
    return SimpleUploadedFile(name, data, content_type=random.choice(("text/plain", "application/pdf", "a/b")))


def _visitor(site: Site) -> Meter:
    visitor = Meter()
    visitor.log = site.client(NOBODY).log
    return visitor


def _form_at(response: Any, field: str) -> dict[str, Any] | None:
    """What the form on this page with such a field would send."""
    if response.status_code not in (200, 409, 422):
        return None
    forms = lxml_html.fromstring(response.content).iter("form")
    return next((given for given, _ in map(filled_in, forms) if any(name.startswith(field) for name in given)), None)


# --- comment forms ---------------------------------------------------------------------------------------------------


def _upload(site: Site, visitor: Meter, name: str, data: bytes) -> Any:
    address = f"/consultations/{site.consultation}/form/"
    return visitor.follow(visitor.post(address, {"file": SimpleUploadedFile(name, data)}))


def _form_of_words(site: Site, words: str, random: Random) -> None:
    visitor = _visitor(site)
    page = _upload(site, visitor, *_written([list(ISO), *_rows(words, random, len(ISO))], random))
    given = _form_at(page, "row-")
    if given is None:
        return
    for name in given:
        if name.startswith("row-") and not name.endswith(("about", "kind", "leave")) and random.random() < 0.5:
            given[name] = words[: random.choice((10, 1_000, 20_000))]
    keep = {"keep": random.choice(("good", "all", words[:20]))}
    visitor.follow(visitor.post(f"/consultations/{site.consultation}/form/", given | keep))


def _form_of_anything(site: Site, words: str, random: Random) -> None:
    visitor = _visitor(site)
    visitor.follow(visitor.post(f"/consultations/{site.consultation}/form/", {"file": _anything(words, random)}))


def _columns(site: Site, words: str, random: Random) -> None:
    visitor, columns = _visitor(site), random.choice((2, 5, 12))
    page = _upload(site, visitor, *_written(_rows(words, random, columns), random))
    given = _form_at(page, "column_")
    if given is None:
        return
    fields = ("comments", "clause", "own_reference", "", words[:30])
    said = {name: random.choice(fields) for name in given if name.startswith("column_")}
    visitor.follow(visitor.post(f"/consultations/{site.consultation}/form/columns/", given | said))


# --- comments --------------------------------------------------------------------------------------------------------


def _attached(site: Site, words: str, random: Random) -> None:
    visitor, address = _visitor(site), f"/consultations/{site.consultation}/comment/"
    sent = {"about": "c:keys", "kind": "te", "text": "See the file.", "new_files": _anything(words, random)}
    page = visitor.follow(visitor.post(address, sent))
    given = _form_at(page, "attached")
    if given is not None:
        visitor.follow(visitor.post(address, given | {"attached": words[:100]}))
    comment = site.comment
    for place in (f"/comments/{comment}/files/1/", f"/receipts/{site.receipt}/files/{comment}/1/"):
        visitor.get(f"{place}?key={quote(words[:50], errors='replace')}")


def _passage(site: Site, words: str, random: Random) -> None:
    address = f"/consultations/{site.consultation}/comment/"
    around = {
        "passage": random.choice((words[:1_000], "shall erase")),
        "passage_before": words[:60],
        "passage_after": words[-60:],
    }
    sent = {"about": random.choice(("c:keys", "whole", "q:1")), "kind": "te", "text": "Say how."}
    visitor = _visitor(site)
    visitor.follow(visitor.post(address, sent | around))
    said: dict[str, Any] = {"clause": "keys", "kind": "te", "text": "Say how.", "passage": words[:1_000], "proposed_change": ""}
    said["passage_start"] = random.choice((0, -1, 10**30, words[:20], None))
    files: Any = random.choice((words, [words], [{"name": words[:50], "content": words}], {}))
    if random.random() < 0.5:
        said["attachments"] = files
    told = {"idempotency_key": "k" * 40, "capacity": "individual", "name": "Petra", "declaration": VERSION, "comments": [said]}
    visitor.post(f"/api/v1{address.removesuffix('comment/')}submissions/", json.dumps(told), content_type="application/json")


def _shared(site: Site, words: str, random: Random) -> None:
    """Begun, opened by its link, gone on with, and closed to somebody."""
    visitor, address = _visitor(site), f"/consultations/{site.consultation}/comment"
    visitor.post(f"{address}/", {"about": "c:keys", "kind": "te", "text": words[:10_000] or "x"})
    mailbox = f"enid-{random.randrange(10**9)}@works.example"  # one mailbox takes a few of these mails only
    email, name = random.choice(((mailbox, " ".join(words.split())[:30] or "Enid"), (words[:100], "Enid")))
    visitor.follow(visitor.post(f"{address}/later/", {"email": email, "name": name}))
    visitor.post(f"{address}/shared/", {"email": random.choice((words[:200], "cole@works.example"))})
    mails = OutboxMail.objects.filter(to=mailbox).order_by("-pk").values_list("text", flat=True)
    found = re.search(r"/drafts/\S+", mails[0]) if mails else None
    colleague = _visitor(site)
    link = found[0] if found else f"/drafts/{quote(words[:80], safe='', errors='replace') or 'x'}/"
    colleague.get(link)
    colleague.follow(colleague.post(link, {"name": words[:100], "take": random.choice(("", "on"))}))
    colleague.get(f"{address}/list/")
    colleague.get(f"{address}/draft.txt")
    colleague.post(f"{address}/shared/{random.choice((0, 1, 2**31, 2**70))}/end/")
    colleague.post(f"{address}/shared/leave/")


def _questions(site: Site, words: str, random: Random) -> None:
    sami, address = site.client("sami"), "/desk/consultations/open/"
    given = _form_at(sami.get(address), "questions")
    if given is not None:
        lines = random.choice((words, f"{words[:200]} | {words[:80]} | b", f"a | {words[:80]} … {words[-80:]}"))
        sami.follow(sami.post(address, given | {"questions": lines}))


# --- other systems ---------------------------------------------------------------------------------------------------


def _take(site: Site, file: SimpleUploadedFile) -> CommentImport | None:
    site.client("sami").post(f"/desk/consultations/{site.closed}/import/", {"file": file})
    return CommentImport.objects.order_by("-created_at").first()


def _import_of_words(site: Site, words: str, random: Random) -> None:
    rows = [list(OF_ANOTHER_SYSTEM), *_rows(words, random, len(OF_ANOTHER_SYSTEM))]
    told = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    data = random.choice((plain(*[[cell.encode(errors="replace").decode() for cell in row] for row in rows]),
                          json.dumps(told).encode()))  # fmt: skip
    job = _take(site, SimpleUploadedFile("bulk.csv", data))
    if job is None:
        return
    sami, address = site.client("sami"), f"/desk/imports/{job.key}/"
    given = _form_at(sami.get(address), "column-") or {}
    said = {random.choice((*given, "source", "zone", "undated")): words[: random.choice((20, 200, 20_000))]}
    sami.follow(
        sami.post(address, {"source": "The portal", **given, **random.choice(({}, said)), "undated": "2026-01-01 10:00"})
    )
    sami.post(f"{address}begin/")
    carry_on_import(str(job.key))
    for page in ("", "left-out.csv"):
        sami.get(f"{address}{page}")


def _import_of_anything(site: Site, words: str, random: Random) -> None:
    job = _take(site, _anything(words, random))
    if job is not None:
        site.client("sami").get(f"/desk/imports/{job.key}/")
