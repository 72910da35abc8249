"""An edition made ready for screening: its texts with the criteria that are in use, once in each process."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from threading import Lock

from normsite.foundation.controls.models import ControlList, CriteriaVersion, Criterion, Origin
from normsite.foundation.controls.queries import list_rows
from normsite.foundation.controls.reading_out import places_of, texts_above
from normsite.foundation.controls.text.criteria import Group, ListRow, SuggestedCriterion, suggest_criteria
from normsite.foundation.controls.text.index import READING, Index, build_index

MOST_KEPT = 6
"""Editions; each takes some megabytes."""

_kept: dict[int, tuple[str, Index]] = {}
_building = Lock()


def version_of(control_list: ControlList) -> str:
    """A digest that changes with everything that is looked for by this edition, and with how texts are read. The texts of an
    edition don't change, and what is found by a criterion doesn't when it is confirmed as it was suggested."""
    number = CriteriaVersion.of(control_list)
    named = f"{READING}/{control_list.pk}/{control_list.imported_at.isoformat()}/{number}"
    return hashlib.sha256(named.encode()).hexdigest()[:32]


def index_for(control_list: ControlList) -> Index:
    """The edition with its confirmed and suggested criteria; hits bear the keys of `Criterion`.

    Built anew, which takes some seconds for a whole list, when `version_of` it has changed.
    """
    version = version_of(control_list)
    version_kept, index = _kept.get(control_list.pk, ("", None))
    if index is not None and version_kept == version:
        return index
    with _building:
        version_kept, index = _kept.get(control_list.pk, ("", None))
        if index is None or version_kept != version:
            index = _built(control_list)
            _keep(control_list.pk, version, index)
    return index


def _keep(key: int, version: str, index: Index) -> None:
    _kept.pop(key, None)
    while len(_kept) >= MOST_KEPT:
        del _kept[next(iter(_kept))]
    _kept[key] = (version, index)


def _built(control_list: ControlList) -> Index:
    rows = list_rows(control_list)
    return build_index(rows, _criteria(control_list, rows), name=str(control_list))


def _criteria(control_list: ControlList, rows: Sequence[ListRow]) -> list[SuggestedCriterion]:
    """Those in use. Before a worker has read any out of the list, what it would read too, so that nothing goes by unseen: what
    people have written or carried by then is seldom the whole."""
    in_use = _in_use(control_list, rows)
    if Criterion.objects.filter(control_list=control_list, origin=Origin.FOUND).exists():
        return in_use
    return [*in_use, *suggest_criteria(rows)]


def _in_use(control_list: ControlList, rows: Sequence[ListRow]) -> list[SuggestedCriterion]:
    """What is controlled is told by the paragraphs from a criterion's own up to the heading, and by a person's words for it."""
    places = places_of(rows)
    found = []
    for one in Criterion.objects.in_use().filter(control_list=control_list).order_by("entry_code", "pk"):
        texts = texts_above(rows, places.get((one.paragraph_code, one.paragraph_text)))
        subject = (*texts, *one.subjects) or (one.paragraph_text,)
        found.append(
            SuggestedCriterion(
                code=one.paragraph_code,
                group=_in_paragraph(one.group, one.paragraph_code),
                subject=subject,
                features=tuple(one.features),
                exceptions=(one.exceptions,) if one.exceptions else (),
                key=one.pk,
            )
        )
    return found


def _in_paragraph(group: Group, code: str) -> Group:
    """What a person wrote names no paragraph: it is of the criterion's own."""
    parts = (
        _in_paragraph(part, code) if isinstance(part, Group) else replace(part, code=part.code or code) for part in group.parts
    )
    return Group(group.join, tuple(parts))
