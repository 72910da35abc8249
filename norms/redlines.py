"""The redlines of many pairs of texts, each computed once and kept: public pages are looked at often and by anybody."""

import hashlib
from collections.abc import Iterable, Iterator

from django.utils import timezone

from norms.models import KeptRedline
from norms.text import CODE
from norms.text.redline import Difference, Pair, compare
from normsite.foundation.apart import apart
from normsite.foundation.turns import Busy, turn

LONG = 100_000
"""Characters that are compared while somebody waits; above, in a process of its own, one at a time for the whole site."""
LONGEST = 4_000_000
"""Characters that are compared in one go; what is left over is for the next who asks."""
SECONDS = 15
MEND = "Compare two texts that lie closer together."


def differences(pairs: Iterable[Pair]) -> dict[Pair, Difference]:
    """The difference of each pair of an older and a newer text, both as stored HTML. `Busy` while a long one is being made."""
    keys = {pair: _key(pair) for pair in pairs}
    kept = {row.key: row for row in KeptRedline.objects.filter(key__in=list(keys.values()))}
    _note_use(kept.values())
    found = {pair: _of_row(kept[key]) for pair, key in keys.items() if key in kept}
    missing = [pair for pair in keys if pair not in found]
    return found | dict(zip(missing, _computed(missing), strict=True)) if missing else found


def _computed(missing: list[Pair]) -> list[Difference]:
    if sum(map(_length, missing)) <= LONG:
        made = compare(missing)
        _keep(missing, made)
        return made
    with turn("norms.redlines") as ours:
        if not ours:
            raise Busy("A long comparison is being made just now.")
        batch = list(_batch(missing))
        made = apart(compare, batch, what="The comparison", mend=MEND, seconds=SECONDS)
        _keep(batch, made)
    if len(batch) < len(missing):
        raise Busy("This is a long comparison; a part of it is made.")
    return made


def _batch(pairs: list[Pair]) -> Iterator[Pair]:
    """The first pairs that together have at most `LONGEST` characters, but at least one: what one process compares in its
    time."""
    total = 0
    for pair in pairs:
        total += _length(pair)
        if total > LONGEST and total > _length(pair):
            return
        yield pair


def _length(pair: Pair) -> int:
    return len(pair[0]) + len(pair[1])


def _key(pair: Pair) -> str:
    """Each text goes in with its length before it, so that two pairs with the words cut elsewhere have different keys."""
    told = "".join(f"{len(text)}:{text}" for text in (CODE, *pair))
    return hashlib.sha256(told.encode(errors="surrogatepass")).hexdigest()


def _of_row(row: KeptRedline) -> Difference:
    return Difference(row.html, row.added, row.removed, row.words, row.same)


def _keep(pairs: list[Pair], made: list[Difference]) -> None:
    today = timezone.now().date()
    rows = [
        KeptRedline(
            key=_key(pair),
            html=one.html,
            added=one.added,
            removed=one.removed,
            words=one.words,
            same=one.same,
            size=len(one.html),
            used_on=today,
        )
        for pair, one in zip(pairs, made, strict=True)
    ]
    KeptRedline.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)


def _note_use(rows: Iterable[KeptRedline]) -> None:
    """Note the day of use, not the instant: it suffices for forgetting the oldest, and a row is written once a day at most."""
    today = timezone.now().date()
    stale = [row.key for row in rows if row.used_on < today]
    if stale:
        KeptRedline.objects.filter(key__in=stale).update(used_on=today)
