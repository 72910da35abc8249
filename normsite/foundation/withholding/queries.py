"""What upper storeys ask of all that is withheld of a norm."""

from normsite.foundation.withholding.models import Decision, Withholding


def decisions_on(norm: str) -> int:
    """How many decisions there are by which something of this norm was withheld, withheld further or made public.

    None is ever deleted, so the same number says that nothing was decided in between. No instant says that: what is committed
    later may bear an earlier one.
    """
    return Decision.objects.filter(withholding__norm=norm).count()


def related_to(withholding: Withholding) -> set[int]:
    """The keys of all that was withheld by the same decision at first: what it was carried from, and all copies of that."""
    first = withholding
    while first.carried_from is not None:
        first = first.carried_from
    found, last = {first.pk}, {first.pk}
    while last:
        last = set(Withholding.objects.filter(carried_from__in=last).values_list("pk", flat=True)) - found
        found |= last
    return found - {withholding.pk}
