"""Say what is watched outside, for which norms, by which thresholds; and let programs give readings."""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from norms.models import Norm
from normsite.foundation.accounts.models import User
from normsite.foundation.codes import Kind
from normsite.foundation.conflicts import EditConflict, stands_already, stripped
from normsite.foundation.errors import Refused
from normsite.foundation.ledger.models import Act
from normsite.foundation.ledger.services import record
from normsite.foundation.lines import check_words
from normsite.foundation.markup import check_address, check_text
from normsite.foundation.references import next_code
from normsite.foundation.unseen import isolated
from riskreviews.models import Direction, Indicator, IndicatorKey, Scenario
from riskreviews.models.indicator import written
from riskreviews.services.crossings import follow_threshold

FACTS = ("title", "why", "source", "source_url", "unit", "direction", "warning", "crossing", "cadence", "first_due")
MOST_KEYS = 20
A_WHILE = timedelta(days=5 * 365)


@transaction.atomic
def add_indicator(*, norms: Sequence[Norm], by: User, scenarios: Sequence[Scenario] = (), **facts: Any) -> Indicator:
    """Watch something from now on: `FACTS` of it, and the norms tied to it, of which anybody may read a text.

    Refused: thresholds in the wrong order, no norm, and a second indicator of the same title.
    """
    facts = _checked(norms, scenarios, facts)
    # One person adds one indicator at a time: the second click waits here, then meets what the first has written.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    namesake = Indicator.objects.watched().filter(title__iexact=facts["title"]).first()
    if namesake is not None:
        raise Refused(f"{namesake.code} has this title already.", "Go on with that one, or choose another title.")
    indicator = Indicator.objects.create(code=next_code(Kind.INDICATOR), created_by=by, **facts)
    _tie(indicator, norms, scenarios)
    return indicator


@transaction.atomic
def change_indicator(
    *, indicator: Indicator, version: int, norms: Sequence[Norm], by: User, scenarios: Sequence[Scenario] = (), **facts: Any
) -> Indicator:
    """Correct an indicator; `EditConflict` when somebody else has saved since `version`. Other thresholds are on record, and
    what was read is weighed by them at once."""
    facts = _checked(norms, scenarios, facts)
    indicator = lock_indicator(indicator)
    tied = set(indicator.norms.all()) == set(norms) and set(indicator.scenarios.all()) == set(scenarios)
    if stands_already(indicator, facts) and tied:
        return indicator
    if indicator.version != version:
        raise EditConflict(f"{indicator.code} was changed while you were writing.", indicator)
    for field, value in facts.items():
        setattr(indicator, field, value)
    indicator.version += 1
    indicator.save()
    _tie(indicator, norms, scenarios)
    return indicator


@transaction.atomic
def end_indicator(*, indicator: Indicator, by: User) -> Indicator:
    """No reading is expected any more, and no key opens it; what was read stays for everybody to see."""
    indicator = lock_indicator(indicator)
    indicator.ended_at = timezone.now()
    indicator.save(update_fields=["ended_at"])
    indicator.keys.standing().update(ended_at=indicator.ended_at)
    record(Act.INDICATOR_ENDED, indicator.code)
    return indicator


@transaction.atomic
def make_key(*, indicator: Indicator, name: str, by: User) -> tuple[IndicatorKey, str]:
    """A key by which a program gives readings, and its secret, which is shown this once: only its hash is kept."""
    check_words(IndicatorKey, name=name)
    indicator = lock_indicator(indicator)
    if indicator.keys.standing().count() >= MOST_KEYS:
        raise Refused(f"An indicator has at most {MOST_KEYS} keys.", "End one that is no longer needed.")
    token = secrets.token_urlsafe(32)
    key = IndicatorKey.objects.create(indicator=indicator, name=name.strip(), token_hash=token_hash(token), made_by=by)
    return key, token


def end_key(*, key: IndicatorKey, by: User) -> None:
    """From now on it gives nothing. One that is ended already stays so."""
    IndicatorKey.objects.standing().filter(pk=key.pk).update(ended_at=timezone.now())


def key_of(indicator: Indicator, token: str) -> IndicatorKey | None:
    """The key of this indicator with this secret, unless it was ended."""
    return indicator.keys.standing().filter(token_hash=token_hash(token)).first()


def token_hash(token: str) -> str:
    """What is stored of a key's secret; the prefix keeps it apart from the hashes of other secrets."""
    return hashlib.sha256(f"indicator:{token}".encode()).hexdigest()


def lock_indicator(indicator: Indicator) -> Indicator:
    """As it stands now, locked; refused where it is not watched any more."""
    found = Indicator.objects.select_for_update(of=("self",)).get(pk=indicator.pk)
    if found.ended_at is not None:
        raise Refused(
            f"{found.code} is not watched any more.", "Nothing is changed. Add another indicator for what follows it."
        )
    return found


def _checked(norms: Sequence[Norm], scenarios: Iterable[Scenario], facts: dict[str, Any]) -> dict[str, Any]:
    if facts.keys() != set(FACTS):
        raise TypeError(f"An indicator has exactly these facts: {', '.join(FACTS)}.")
    check_words(Indicator, **facts)
    check_text(facts["why"])
    today = timezone.localdate()
    if not today - A_WHILE <= facts["first_due"] <= today + A_WHILE:
        raise Refused("The first reading is expected by a day within five years of today.", "Choose another day.")
    check_address(facts["source_url"], "the source")
    facts = stripped(facts)
    above = facts["direction"] == Direction.ABOVE
    if facts["warning"] == facts["crossing"] or (facts["warning"] > facts["crossing"]) is above:
        side = "below" if above else "above"
        raise Refused("The warning would come after the crossing.", f"Give a warning value {side} the crossing value.")
    if not norms:
        raise Refused("An indicator is tied to at least one norm.", "Choose which norm is looked at again.")
    hidden = set(norms) - set(Norm.objects.public().filter(pk__in=[norm.pk for norm in norms]))
    if hidden:
        names = " and ".join(sorted(isolated(norm) for norm in hidden))
        raise Refused(f"Nobody outside may read a text of {names}.", "Indicators are public, so tie what is public.")
    for scenario in scenarios:
        if scenario.assessment.revision.norm not in norms:
            raise Refused(f"{scenario.code} is about another norm than those tied here.", "Tie its norm, or leave it out.")
    return facts


def _tie(indicator: Indicator, norms: Sequence[Norm], scenarios: Sequence[Scenario]) -> None:
    """Tie it, put thresholds and ties on record, and weigh what was read by them."""
    indicator.norms.set(norms)
    indicator.scenarios.set(scenarios)
    public = {
        "direction": indicator.direction,
        "warning": written(indicator.warning),
        "crossing": written(indicator.crossing),
        "cadence": indicator.cadence,
        "norms": ", ".join(sorted(norm.code for norm in norms)),
    }
    record(Act.INDICATOR_SET, indicator.code, public=public)
    follow_threshold(indicator)
