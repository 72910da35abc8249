"""What is withheld is withheld by its words: whoever brings them back, by whichever path, brings them back withheld."""

import hashlib
from collections.abc import Mapping, Set
from functools import partial

from django.db import transaction

from normsite.foundation.withholding.models import Withholding
from normsite.foundation.withholding.services import carry_to, keys_with
from normsite.foundation.withholding.vocabulary import Kind, Part
from normsite.foundation.withholding.wording import asked_keys, is_anybodys, keys_of

OF_TEXTS = (Kind.RATIONALE, Kind.DESCRIPTION, Kind.REASONING, Kind.EVIDENCE, Kind.SAFEGUARD)
"""The kinds of parts that may take words from one another."""


def keep_withheld(*, norm: str, said: Mapping[Part, str], before: Mapping[Part, str] | None = None) -> None:
    """Withhold what says again what is withheld in this norm, by the same decision until the same day.

    Of words that are withheld in one place and were made public in another, the place decides: they come back withheld while
    they are withheld anywhere, and otherwise as the latest decision, or the end of what they stood in, left them. What is
    written in a part that is withheld is withheld with it, and known again wherever it is taken. `before` is what the parts
    said until now: words that stood there already are not brought back.

    It looks once more after the commit: somebody may have withheld the words in the same instant, unseen.
    """
    earlier = before or {}
    written = {part: text for part, text in said.items() if text and text != earlier.get(part, "")}
    if written:
        _keep(norm, written, earlier)
        transaction.on_commit(partial(_keep, norm, written, earlier, is_late=True), robust=True)


@transaction.atomic
def _keep(norm: str, written: Mapping[Part, str], earlier: Mapping[Part, str], *, is_late: bool = False) -> None:
    if not Withholding.objects.filter(norm=norm, kind__in=OF_TEXTS).exists():
        return
    for part, text in written.items():
        before = earlier.get(part, "")
        standing = Withholding.objects.standing().of_part(part).first()
        if standing is not None:
            # What was withheld meanwhile had been public before.
            keys_with(standing, keys_of(text) if is_late else {*keys_of(text), *keys_of(before)})
        elif (source := _source(norm, part, text, asked_keys(text) - asked_keys(before))) is not None:
            carry_to(source, part, keys_of(text))


def _source(norm: str, part: Part, text: str, new: Set[str]) -> Withholding | None:
    """By which withholding these words are withheld, if by any: one that stands, or the one that was over last."""
    fingerprint, may_be_anybodys = hashlib.sha256(text.encode()).hexdigest(), is_anybodys(text)

    def is_it(one: Withholding) -> bool:
        near = one.about == part.about if part.kind == Kind.EVIDENCE else one.place == part.place  # each piece is a new place
        same_place = one.kind == part.kind and near
        same = one.fingerprint == fingerprint and (same_place or not may_be_anybodys)
        return same or not new.isdisjoint(one.keys)

    there = Withholding.objects.filter(norm=norm, kind__in=OF_TEXTS).select_related("authorised_by").order_by("pk")
    found = [one for one in there if is_it(one)]
    if standing := [one for one in found if one.stands]:
        return standing[0]
    over = sorted(found, key=lambda one: max(filter(None, (one.ended_at, one.lifted_at))))
    return over[-1] if over and over[-1].lifted_at is None else None
