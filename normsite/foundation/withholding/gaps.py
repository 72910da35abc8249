"""What stands in the place of withheld words: a gap with the facts that everybody may know.

`cover` is asked by whatever reads rows to show them. It puts the gap into the very fields that held the words, so that a page,
a record or a file made of these rows can't show them, whether or not it knows of gaps.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.utils import timezone
from django.utils.html import format_html

from normsite.foundation.accounts.access import Reader
from normsite.foundation.unseen import isolated
from normsite.foundation.withholding.models import Withholding
from normsite.foundation.withholding.rules import can_read_withheld
from normsite.foundation.withholding.vocabulary import Kind, Part

Row = TypeVar("Row")
DAY = "%-d %B %Y"


@dataclass(frozen=True)
class Fields:
    """Which fields of a row hold the words of a part: as they were typed, and the HTML made of them, if any is."""

    typed: str
    html: str = ""
    beside: tuple[str, ...] = ()  # what tells of the same, and is left empty


@dataclass(frozen=True)
class Gap:
    """A withholding as a page shows it: `covers` while the reader doesn't see the words."""

    withholding: Withholding
    covers: bool

    @property
    def words(self) -> str:
        """The facts in plain words, in the place of the text."""
        return f"[{_said(self.withholding)} {self.withholding.code}]"

    @property
    def html(self) -> str:
        """The same as clean HTML, as the record and the files have it; it leads to the page of the gap."""
        one = self.withholding
        return format_html(
            '<p><strong>Withheld.</strong> {} See <a href="{}">{}</a>.</p>',
            _said(one).removeprefix("Withheld. "),
            one.get_absolute_url(),
            one.code,
        )


def _said(one: Withholding) -> str:
    by, since = isolated(one.authorised_by.name), timezone.localdate(one.since)
    return (
        f"Withheld. {one.get_basis_display()}: {isolated(one.reason)} {one.measure}, withheld since {since.strftime(DAY)}; "
        f"authorised by {by} on {one.decided_on.strftime(DAY)}, to be looked at again by {one.until.strftime(DAY)}."
    )


def hidden_places(kind: Kind, about: str, reader: Reader) -> set[str]:
    """Where in what bears this code words of this kind are withheld from this reader."""
    if can_read_withheld(reader, None):
        return set()
    return set(Withholding.objects.standing().of([kind], [about]).values_list("place", flat=True))


PartsOf = Callable[[Row], Iterable[tuple[Part, Fields]]]


def cover(rows: Iterable[Row], parts_of: PartsOf[Row], reader: Reader | None = None) -> None:
    """Put a gap into each field of these rows whose words are withheld, in one query however many they are.

    Each row with something of it gets `gaps`, by the name of the field that was typed; a gap that was lifted leaves the words
    and tells of its history. `reader` is who sees them at the desk; without one it is for everybody.
    """
    placed = [(row, part, fields) for row in rows for part, fields in parts_of(row)]
    if not placed:
        return
    found = _found(part for _, part, _ in placed)
    may_read = reader is not None and can_read_withheld(reader, None)
    for row, part, fields in placed:
        if (one := _of(part, found)) is not None:
            _put(row, fields, Gap(one, covers=one.stands and not may_read))


def gaps_of(row: object) -> Mapping[str, Gap]:
    """The gaps of a row that was covered, by the field that holds them; none where nothing of it was ever withheld."""
    return getattr(row, "gaps", {})


def _found(parts: Iterable[Part]) -> Mapping[tuple[str, str, str], Withholding]:
    """By kind, code and place what is withheld there, or else what was withheld last."""
    wanted = list(parts)
    rows = Withholding.objects.of({part.kind for part in wanted}, {part.about for part in wanted})
    there = rows.filter(ended_at=None).defer("keys")  # of what is not there any more nothing is told
    in_order = there.select_related("authorised_by", "lifted_by").order_by("lifted_at", "pk")
    found: dict[tuple[str, str, str], Withholding] = {}
    for one in in_order:  # those that stand have no instant and come last
        found[one.kind, one.about, one.place] = one
    return found


def _of(part: Part, found: Mapping[tuple[str, str, str], Withholding]) -> Withholding | None:
    one = found.get((part.kind, part.about, part.place))
    return one if one is not None and one.since_revision <= part.since_revision else None


def _put(row: Any, fields: Fields, gap: Gap) -> None:
    row.gaps = {**gaps_of(row), fields.typed: gap}
    if gap.covers:
        setattr(row, fields.typed, gap.words)
        if fields.html:
            setattr(row, fields.html, gap.html)
        for name in fields.beside:
            setattr(row, name, None if isinstance(getattr(row, name), date) else type(getattr(row, name))())
