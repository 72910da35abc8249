"""Carry confirmed criteria to another edition of their list."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils import timezone

from normsite.foundation.accounts.models import User
from normsite.foundation.codes import Kind
from normsite.foundation.controls.conditions import as_data
from normsite.foundation.controls.models import (
    ControlList,
    CriteriaVersion,
    Criterion,
    CriterionState,
    Entry,
    Origin,
    Paragraph,
)
from normsite.foundation.controls.text.criteria import Group
from normsite.foundation.controls.text.thresholds import Condition
from normsite.foundation.errors import Refused
from normsite.foundation.ledger.models import Act
from normsite.foundation.ledger.services import record
from normsite.foundation.references import next_codes
from normsite.foundation.withholding.models import Withholding
from normsite.foundation.withholding.services import carry_withholdings

MOST_NAMED = 20


@dataclass(frozen=True)
class Carried:
    """How many criteria stand in the new edition as confirmed, how many are asked about since their paragraph reads
    otherwise, and the codes of those whose paragraph is gone."""

    confirmed: int = 0
    asked: int = 0
    gone: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """For whoever has carried them."""
        if not (self.confirmed or self.asked or self.gone):
            return "Every confirmed criterion of that edition was carried before."
        said = f"{self.confirmed} carried as confirmed. {self.asked} to be looked at, since their paragraph reads otherwise."
        if not self.gone:
            return said
        some = ", ".join(self.gone[:MOST_NAMED]) + (" and others" if len(self.gone) > MOST_NAMED else "")
        return f"{said} {len(self.gone)} have no paragraph there: {some}."


@dataclass(frozen=True)
class Place:
    """Where a criterion may stand in the new edition: the paragraph (None: the entry's heading) and its words."""

    paragraph: int | None
    text: str


@transaction.atomic
def carry_criteria(*, control_list: ControlList, to: ControlList, by: User) -> Carried:
    """Take the confirmed criteria of an edition over into another one of the same list.

    Those whose paragraph says the same there are confirmed with that reason; those whose paragraph has other words become
    suggestions. What was carried before is not carried again.
    """
    if control_list.series != to.series or control_list.pk == to.pk:
        raise Refused("Criteria are carried between two editions of one list.", "Choose another edition.")
    CriteriaVersion.lock(to)
    before = set(
        Criterion.objects.filter(control_list=to).exclude(carried_from=None).values_list("carried_from__code", flat=True)
    )
    confirmed = Criterion.objects.confirmed().filter(control_list=control_list).order_by("pk")
    olds = [one for one in confirmed if one.code not in before]
    places = _Places(to, olds)
    found = [(old, place) for old in olds if (place := places.of(old)) is not None]
    news = _write(to, found, by)
    carried = {old.code: new.code for (old, _), new in zip(found, news, strict=True)}
    for code in Withholding.objects.standing().filter(about__in=carried).values_list("about", flat=True):
        carry_withholdings(old=code, new=carried[code])
    if news:
        CriteriaVersion.advance(to)
    stays = sum(new.state == CriterionState.CONFIRMED for new in news)
    where = {old.code for old, _ in found}
    return Carried(stays, len(news) - stays, tuple(old.code for old in olds if old.code not in where))


class _Places:
    """The paragraphs of the new edition in which criteria of the old one may stand, in two statements."""

    def __init__(self, control_list: ControlList, criteria: Iterable[Criterion]) -> None:
        codes = {one.entry_code for one in criteria}
        entries = Entry.objects.filter(control_list=control_list, code__in=codes)
        self.headings = {code: Place(None, heading) for code, heading in entries.values_list("code", "heading")}
        rows = Paragraph.objects.filter(entry__control_list=control_list, entry__code__in=codes)
        self.by_code: dict[str, Place] = {}
        self.by_text: dict[tuple[str, str], Place] = {}
        for entry, code, text, pk in rows.values_list("entry__code", "code", "text", "pk"):
            place = Place(pk, text)
            if code:
                self.by_code[code] = place
            else:  # a note has no code of its own, so it is the same one where it says the same
                self.by_text[entry, _plain(text)] = place

    def of(self, criterion: Criterion) -> Place | None:
        here = (self.by_code.get(criterion.paragraph_code), self.headings.get(criterion.paragraph_code))
        note = self.by_text.get((criterion.entry_code, _plain(criterion.paragraph_text)))
        candidates = [place for place in (*here, note) if place is not None]
        same = (place for place in candidates if _plain(place.text) == _plain(criterion.paragraph_text))
        return next(same, candidates[0] if candidates else None)


def _plain(text: str) -> str:
    return " ".join(text.split())


def _write(to: ControlList, found: list[tuple[Criterion, Place]], by: User) -> list[Criterion]:
    codes = next_codes(*[Kind.CRITERION] * len(found)) if found else []
    news = [_carried(old, place, to, code, by) for (old, place), code in zip(found, codes, strict=True)]
    for new in news:
        _take_place(new)
    Criterion.objects.bulk_create(news, batch_size=500)
    for new in news:
        if new.state == CriterionState.CONFIRMED:
            record(Act.CRITERION_CONFIRMED, new.code, public={"version": "1", "paragraph": new.paragraph_code})
    return news


def _carried(old: Criterion, place: Place, to: ControlList, code: str, by: User) -> Criterion:
    is_same = _plain(old.paragraph_text) == _plain(place.text)
    group = old.group if old.paragraph_text == place.text else _still_there(old.group, old.paragraph_text, place.text)
    return Criterion(
        code=code,
        control_list=to,
        paragraph_id=place.paragraph,
        entry_code=old.entry_code,
        paragraph_code=old.paragraph_code,
        paragraph_text=place.text,
        spot=old.spot,
        subjects=old.subjects,
        conditions=as_data(group),
        features=old.features,
        exceptions=old.exceptions,
        effect=old.effect,
        origin=Origin.CARRIED,
        carried_from=old,
        changed_by=by,
        state=CriterionState.CONFIRMED if is_same else CriterionState.SUGGESTED,
        reason=f"As {old.code}: its paragraph says the same in this edition." if is_same else "",
        decided_by=by if is_same else None,
        decided_at=timezone.now() if is_same else None,
    )


def _still_there(group: Group, before: str, now: str) -> Group:
    """The same conditions; of one whose words are gone from the text, the words and their place are forgotten."""
    return Group(group.join, tuple(_placed(part, before, now) for part in group.parts))


def _placed(part: Condition | Group, before: str, now: str) -> Condition | Group:
    if isinstance(part, Group):
        return _still_there(part, before, now)
    is_here = before[part.start : part.end].strip() == part.words
    stays = not is_here or now[part.start : part.end].strip() == part.words
    return part if stays else replace(part, words="", start=0, end=0)


def _take_place(criterion: Criterion) -> None:
    """What was read out of the new edition at the same spot, and that nobody has touched yet, is the same one."""
    same = Criterion.objects.suggested().filter(
        control_list=criterion.control_list, paragraph=criterion.paragraph_id, spot=criterion.spot, origin=Origin.FOUND
    )
    if criterion.state == CriterionState.CONFIRMED:
        same.filter(paragraph_code=criterion.paragraph_code, changed_by=None).delete()
