"""An uploaded comment form between its pages: how it was read waits in the session, its file in the database."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.utils import timezone

from comments.commenting_form import Column, CommentingForm, read_form
from comments.commenting_form.columns import COMMENTS
from comments.forms import UploadedRow, WrongRow, digest_of, refuse_too_much, told_once, uploaded
from comments.models import Consultation, KeptForm, NamedColumns
from comments.services import forget_form, keep_form, name_columns
from normsite.foundation.accounts.models import Organisation
from normsite.foundation.apart import apart
from normsite.foundation.throttle import Limit, browser, look, network, refuse_if_there_is_time, spend

A_BROWSER_UPLOADS = Limit("comment-form", most=10, seconds=600)
A_NETWORK_UPLOADS = Limit("comment-form-network", most=60, seconds=600)
SECONDS = 20
NAMED = "comments:columns"
BEFORE = "It stands in the form that was uploaded before."
MOST_NAMED = 20  # of one browser


class Names(NamedTuple):
    """What somebody has said of the columns under some headings, and when."""

    fields: dict[int, str]
    named_at: str


def refuse_crowds(request: HttpRequest, consultation: Consultation) -> None:
    """Reading costs a process, so it is counted before it begins, also where nothing comes of it."""
    buckets = A_BROWSER_UPLOADS.of(browser(request)), A_NETWORK_UPLOADS.of(network(request))
    refuse_if_there_is_time(max(look(*buckets)), now=timezone.now(), until=consultation.closes_at)
    spend(*buckets)


def read(data: bytes, name: str, headings: Mapping[int, str] | None = None) -> CommentingForm:
    """The form in a process of its own, its columns as `headings` says or as they are recognised."""
    mend = "Upload it in several files."
    return apart(read_form, data, name, headings, what="Reading the file", mend=mend, seconds=SECONDS)


def read_as_named(request: HttpRequest, data: bytes, name: str) -> tuple[CommentingForm, str]:
    """The form by what was said of its headings before, and when that was; else as it is recognised."""
    form = read(data, name)
    named = _named_before(request, digest_of(form.columns))
    if named is None or not _fits(named, form.columns):
        return form, ""
    return read(data, name, named.fields), named.named_at


def _fits(named: Names, columns: tuple[Column, ...]) -> bool:
    return named.fields.keys() <= {one.index for one in columns}


# ---- What was said of columns


def _named_before(request: HttpRequest, headings: str) -> Names | None:
    """By the organisation of whoever is signed in for one, else by this browser; never by a stranger."""
    body = _body_of(request)
    if body is not None:
        one = NamedColumns.objects.filter(organisation=body, headings=headings).first()
        return Names(_whole(one.fields), one.named_at.isoformat()) if one else None
    said = request.session.get(NAMED, {}).get(headings)
    return Names(_whole(said["fields"]), said["named_at"]) if said else None


def remember(request: HttpRequest, columns: list[dict[str, Any]], fields: Mapping[int, str]) -> None:
    """Keep in mind what the columns under these headings are: for all members of the body, or for this browser."""
    headings, body = digest_of([Column(**one) for one in columns]), _body_of(request)
    if body is not None and request.user.is_authenticated:
        name_columns(organisation=body, headings=headings, fields=fields, by=request.user)
        return
    said = {"fields": {str(index): field for index, field in fields.items()}, "named_at": timezone.now().isoformat()}
    others = {key: value for key, value in request.session.get(NAMED, {}).items() if key != headings}
    request.session[NAMED] = dict([*others.items(), (headings, said)][-MOST_NAMED:])


def _whole(fields: Mapping[str, str]) -> dict[int, str]:
    return {int(index): field for index, field in fields.items()}


def _body_of(request: HttpRequest) -> Organisation | None:
    if not request.user.is_authenticated:
        return None
    membership = request.user.memberships.select_related("organisation").first()
    return membership.organisation if membership else None


# ---- What waits


def _told_apart(sort: str, rows: Sequence[UploadedRow | WrongRow], source: str) -> list[dict[str, Any]]:
    """The rows, each with the mark of its file, and under an `id` of its own: two sheets have rows of the same number."""
    return [{**asdict(row), "id": f"{sort}{place}", "source": source} for place, row in enumerate(rows, 1)]


def _known(row: Mapping[str, Any], source: str) -> object:
    """By what a row is known again: of the same file by its place, however its columns are read; of another by what it said."""
    return _place(row) if row.get("source") == source else row["item"]["row"]


def _place(row: Mapping[str, Any]) -> object:
    return row["sheet"], row["number"]


def _stays(row: Mapping[str, Any], sort: str, source: str) -> dict[str, Any]:
    """The row beside a form that was read from `source`; with a remark where its number is one of another form."""
    before = [] if row.get("source") == source else [BEFORE]
    if sort == "wrong":
        return {**row, "reason": " ".join([row["reason"].removesuffix(BEFORE).strip(), *before])}
    return {**row, "remarks": [*(one for one in row["remarks"] if one != BEFORE), *before]}


def _beside(stay: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that were there and the new ones, each under an `id` of its own."""
    ids = {row["id"] for row in new}
    others = (f"{row['id'].rstrip('e0123456789')}e{place}" for place, row in enumerate(stay, len(ids) + 1))
    return sorted([*new, *({**row, "id": one} for one, row in zip(others, stay, strict=True))], key=lambda row: row["number"])


def _of_those(many: int) -> list[str]:
    return [f"{many} row{'' if many == 1 else 's'} that you had put right or begun to {_is(many)} here too."] if many else []


def _is(many: int) -> str:
    return "is" if many == 1 else "are"


class Upload:
    """The form that a browser has uploaded to a consultation last. `kept` is how it was read, None where none waits; its `id`
    says which form it is, so that a page that had shown another changes nothing here."""

    def __init__(self, request: HttpRequest, consultation: Consultation) -> None:
        self._session = request.session
        self.consultation = consultation
        self._name = f"comments:upload:{consultation.code}"
        self.kept: dict[str, Any] | None = self._session.get(self._name)

    def __getitem__(self, name: str) -> Any:
        return self.kept[name] if self.kept else []

    @property
    def file(self) -> KeptForm | None:
        """Its file; None once an hour has passed."""
        return KeptForm.objects.filter(token=self.kept["file"]).first() if self.kept else None

    @property
    def has_comments(self) -> bool:
        """Whether it is known which column holds the comments."""
        return any(one["field"] == COMMENTS for one in self["columns"])

    @property
    def named_on(self) -> datetime | None:
        """When its columns were named, where that was before it was uploaded."""
        return datetime.fromisoformat(self["named_at"]) if self["named_at"] else None

    def is_of(self, request: HttpRequest) -> bool:
        """Whether a page that was sent had shown this form."""
        return self.kept is not None and request.POST.get("upload") == self.kept["id"]

    def put(self, form: CommentingForm, *, data: bytes, name: str, named_at: str = "") -> None:
        """A form just read, in the place of the one before, or the same one read again. Rows of which somebody had said
        something stay as they were put. Refused where all together are too long."""
        source = hashlib.sha256(data).hexdigest()
        good, wrong = uploaded(form, self.consultation)
        good, common = told_once(good)
        stay = {sort: [_stays(row, sort, source) for row in self[sort] if row.get("typed")] for sort in ("good", "wrong")}
        new = {"good": _told_apart("", good, source), "wrong": _told_apart("w", wrong, source)}
        known = {_known(row, source) for rows in stay.values() for row in rows}
        rows = {
            sort: _beside(stay[sort], [row for row in new[sort] if not known & {_place(row), row["item"]["row"]}])
            for sort in new
        }
        refuse_too_much(row["item"] for some in rows.values() for row in some)
        self._keep(
            id=secrets.token_urlsafe(9),
            file=keep_form(data=data, name=name, instead_of=self.kept["file"] if self.kept else ""),
            **rows,
            columns=[asdict(one) for one in form.columns],
            named_at=named_at,
            about=" · ".join(fact for fact in (form.document, form.project, form.date) if fact),
            remarks=[*form.remarks, *(f"Of all comments: {one}" for one in common), *_of_those(sum(map(len, stay.values())))],
        )

    def leave_out(self, rows: set[str]) -> None:
        """Of what can't be kept as it stands, the rows that were put right before."""
        wrong = [row for row in self["wrong"] if row["item"]["row"] not in rows]
        if gone := len(self["wrong"]) - len(wrong):
            said = f"{gone} row{'' if gone == 1 else 's'} that you had put right before {_is(gone)} in your list already."
            self._keep(**{**(self.kept or {}), "remarks": [*self["remarks"], said]})
        self.change(wrong=wrong)

    def drop(self, ids: set[str]) -> None:
        """These rows are not wanted."""
        self.change(**{sort: [row for row in self[sort] if row["id"] not in ids] for sort in ("good", "wrong")})

    def change(self, **rows: list[dict[str, Any]]) -> None:
        """The `good` rows, or the `wrong` ones, are these now."""
        ordered = {name: sorted(some, key=lambda row: row["number"]) for name, some in rows.items()}
        self._keep(**{**(self.kept or {}), **ordered})

    def end(self) -> None:
        """Its comments are in the list: nothing of it is needed any more."""
        if self.kept:
            forget_form(self.kept["file"])
        self._session.pop(self._name, None)
        self.kept = None

    def _keep(self, **kept: Any) -> None:
        self.kept = self._session[self._name] = kept
