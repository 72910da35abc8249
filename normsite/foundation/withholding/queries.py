"""What upper storeys ask of all that is withheld of a norm."""

from datetime import datetime

from normsite.foundation.withholding.models import Decision


def last_decision(norm: str) -> datetime | None:
    """When something of this norm was last withheld, withheld further or made public; None where it never was."""
    return Decision.objects.filter(withholding__norm=norm).order_by("-at").values_list("at", flat=True).first()
