"""What upper storeys ask of all that is withheld of a norm."""

from normsite.foundation.withholding.models import Decision


def decisions_on(norm: str) -> int:
    """How many decisions there are by which something of this norm was withheld, withheld further or made public.

    None is ever deleted, so the same number says that nothing was decided in between. No instant says that: what is committed
    later may bear an earlier one.
    """
    return Decision.objects.filter(withholding__norm=norm).count()
