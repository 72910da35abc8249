"""One call each."""

from normsite.foundation.notices import digests, telling
from normsite.foundation.workers import periodic


@periodic("notices.tell", every=15)
def tell() -> None:
    """Give notices of what happened, and put into mails what is wanted at once."""
    telling.tell()


@periodic("notices.cut_digests", every=60)
def cut_digests() -> None:
    """Digests whose hour has come, in each follower's own zone."""
    digests.cut_digests()
