"""Texts looked through by the lists in force: what anybody asks who lets words go out.

Words that were looked through once are not looked through again, wherever they stand, until the list's criteria change.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict

from normsite.foundation.controls.hits import Hit, HitKind
from normsite.foundation.controls.indexes import index_for, version_of
from normsite.foundation.controls.models import ControlList, KeptHits
from normsite.foundation.controls.text.screening import screen_text


def digest_of(words: str) -> str:
    """SHA-256 of the words, in hexadecimal."""
    return hashlib.sha256(words.encode()).hexdigest()


def state_of(control_list: ControlList) -> str:
    """A digest of all that decides what a list finds: where it is the same, the same is found."""
    return version_of(control_list)


def look_through(texts: Sequence[str], control_list: ControlList) -> list[list[Hit]]:
    """The hits of one list in each text, in one question for what is kept. What is new is looked through now and kept."""
    state, digests = state_of(control_list), [digest_of(text) for text in texts]
    kept = _kept(control_list, state, digests)
    new = {digest: text for digest, text in zip(digests, texts, strict=True) if digest not in kept}
    if new:
        found = dict(zip(new, _screened(new.values(), control_list), strict=True))
        rows = (
            KeptHits(control_list=control_list, state=state, digest=digest, hits=[asdict(hit) for hit in hits])
            for digest, hits in found.items()
        )
        KeptHits.objects.bulk_create(rows, ignore_conflicts=True)
        KeptHits.objects.filter(control_list=control_list).exclude(state=state).delete()  # of criteria that are no more
        kept |= found
    return [kept[digest] for digest in digests]


def unseen_characters(texts: Sequence[str], control_list: ControlList) -> int:
    """How many characters of these texts were not looked through yet by the list as it is."""
    digests = [digest_of(text) for text in texts]
    kept = KeptHits.objects.filter(control_list=control_list, state=state_of(control_list), digest__in=digests)
    known = set(kept.values_list("digest", flat=True))
    return sum(len(text) for digest, text in zip(digests, texts, strict=True) if digest not in known)


def new_in_force(texts: Sequence[str]) -> list[bool]:
    """Whether some list in force has not looked through each text yet."""
    digests = [digest_of(text) for text in texts]
    new: set[str] = set()
    for control_list in ControlList.objects.in_force():
        kept = KeptHits.objects.filter(control_list=control_list, state=state_of(control_list), digest__in=digests)
        new |= set(digests) - set(kept.values_list("digest", flat=True))
    return [digest in new for digest in digests]


def hits_in_force(texts: Sequence[str]) -> list[list[tuple[ControlList, Hit]]]:
    """For each text what the lists in force find in it."""
    found: list[list[tuple[ControlList, Hit]]] = [[] for _ in texts]
    for control_list in ControlList.objects.in_force():
        for place, hits in enumerate(look_through(texts, control_list)):
            found[place] += [(control_list, hit) for hit in hits]
    return found


def _kept(control_list: ControlList, state: str, digests: Iterable[str]) -> dict[str, list[Hit]]:
    rows = KeptHits.objects.filter(control_list=control_list, state=state, digest__in=set(digests))
    return {row.digest: [Hit(**{**hit, "kind": HitKind(hit["kind"])}) for hit in row.hits] for row in rows}


def _screened(texts: Iterable[str], control_list: ControlList) -> list[list[Hit]]:
    index = index_for(control_list)
    return [screen_text(text, index) for text in texts]
