"""What is withheld is withheld by its words: whoever brings them back, by whichever path, brings them back withheld."""

import hashlib
from collections.abc import Mapping

from django.db import transaction
from django.db.models import Q

from normsite.foundation.withholding.models import Withholding
from normsite.foundation.withholding.services import carry_to, keys_with
from normsite.foundation.withholding.vocabulary import Part
from normsite.foundation.withholding.wording import is_anybodys, keys_of


@transaction.atomic
def keep_withheld(*, norm: str, said: Mapping[Part, str], before: Mapping[Part, str] | None = None) -> None:
    """Withhold what says again what is withheld in this norm, by the same decision until the same day.

    Of words that are withheld in one place and were made public in another, the place decides: they come back withheld while
    they are withheld anywhere, and otherwise as the latest decision, or the end of what they stood in, left them. What is
    written in a part that is withheld is withheld with it, and known again wherever it is taken. `before` is what the parts
    said until now: words that stood there already are not brought back.
    """
    for part, text in said.items():
        earlier = (before or {}).get(part, "")
        now, then = set(keys_of(text)), set(keys_of(earlier))
        if not text or not (now - then or (is_anybodys(text) and text != earlier)):
            continue
        standing = Withholding.objects.standing().of_part(part).first()
        if standing is not None:
            keys_with(standing, now | then)
        elif (source := _source(norm, part, text, now - then)) is not None:
            carry_to(source, part, now)


def _source(norm: str, part: Part, text: str, new: set[str]) -> Withholding | None:
    """By which withholding these words are withheld, if by any: one that stands, or the one that was over last."""
    same = Q(fingerprint=hashlib.sha256(text.encode()).hexdigest())
    known = Q(keys__overlap=sorted(new)) | (same & Q(place=part.place) if is_anybodys(text) else same)
    found = list(Withholding.objects.filter(known, norm=norm, kind=part.kind).select_related("authorised_by"))
    if standing := [one for one in found if one.stands]:
        return standing[0]
    over = sorted(found, key=lambda one: max(filter(None, (one.ended_at, one.lifted_at))))
    return over[-1] if over and over[-1].lifted_at is None else None
