"""How far the control lists of jurisdictions are behind each other."""

from dataclasses import dataclass

from normsite.foundation.controls.models import ControlList


@dataclass(frozen=True)
class Lag:
    """A list in force, and how many days older it is than the newest in force anywhere."""

    control_list: ControlList
    days: int


def lags() -> list[Lag]:
    """Of all lists in force, the newest first."""
    lists = sorted(ControlList.objects.in_force().defer("report"), key=lambda one: (one.as_of, one.name), reverse=True)
    return [Lag(one, (lists[0].as_of - one.as_of).days) for one in lists]
