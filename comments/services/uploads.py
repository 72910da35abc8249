"""Keep the file of a comment form for a while, and what a body has said of its columns."""

import secrets
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from comments.models import KeptForm, NamedColumns
from comments.models.uploads import LASTS
from normsite.foundation.accounts.models import Organisation, User

MOST_KEPT = 200  # of 3 MB each


@transaction.atomic
def keep_form(*, data: bytes, name: str, instead_of: str = "") -> str:
    """Keep a file, and give out the token by which it is found; `instead_of` is that of one that isn't needed any more. When
    there are very many, the oldest go first: their owners are asked for the file again."""
    forget_form(instead_of)
    full = KeptForm.objects.order_by("-kept_at").values("pk")[MOST_KEPT - 1 :]
    KeptForm.objects.filter(pk__in=list(full.values_list("pk", flat=True))).delete()
    return KeptForm.objects.create(token=secrets.token_urlsafe(24), data=data, name=name[:200]).token


def forget_form(token: str) -> None:
    """Delete the file with this token; one that is gone already stays gone."""
    KeptForm.objects.filter(token=token).delete()


def forget_old_forms() -> None:
    """Delete the files for which nobody has come back within the hour."""
    KeptForm.objects.filter(kept_at__lte=timezone.now() - LASTS).delete()


def name_columns(*, organisation: Organisation, headings: str, fields: Mapping[int, str], by: User) -> None:
    """Note for all members of an organisation what the columns under these headings are; the later word holds."""
    said = {"fields": dict(fields), "named_at": timezone.now(), "named_by": by}
    NamedColumns.objects.update_or_create(organisation=organisation, headings=headings, defaults=said)
