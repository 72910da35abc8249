"""The receipt's secret: how it is made, and who may open the receipt."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.crypto import salted_hmac

from comments.models import Consultation, Submission
from normsite.foundation.accounts.models import User


@dataclass(frozen=True)
class Receipt:
    """What the sender gets: the submission, the codes of its comments in their order, and the secret that opens its receipt
    page. We keep only the secret's hash."""

    submission: Submission
    codes: Sequence[str]
    token: str


def receipt_token(key: str) -> str:
    """The receipt's secret, made of the form's key and a secret of ours: a repeat gets the same, and nobody stores it."""
    return base64.urlsafe_b64encode(salted_hmac("comments.receipt", key, algorithm="sha256").digest()).decode().rstrip("=")


def key_hash(key: str) -> str:
    """What is stored of a form's key. The prefix keeps it apart from the hash of a token, which opens receipts."""
    return sha256(f"key:{key}")


def place_of_key(key: str) -> str:
    """By what name files are those of one program's submission, which will come under this key."""
    return f"key:{sha256(f'files:{key}')[:50]}"


def sha256(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


def owns_submission(submission: Submission, *, token: str | None = None, user: User | None = None) -> bool:
    """True for whoever has the receipt's secret, and for the account that sent it."""
    if token and hmac.compare_digest(submission.token_hash, sha256(token)):
        return True
    return user is not None and user.is_authenticated and submission.user_id == user.pk


def opened_by(keys: Sequence[str]) -> tuple[Submission, str] | None:
    """The submission whose receipt one of these secrets opens, with that secret; None where none does."""
    by_hash = {sha256(key): key for key in keys}
    found = Submission.objects.filter(token_hash__in=list(by_hash)).first() if by_hash else None
    return (found, by_hash[found.token_hash]) if found else None


def receipt_of_repeat(*, consultation: Consultation, idempotency_key: str) -> Receipt | None:
    """The receipt that the sender of this key has got already. Whoever asks must have shown that the key is theirs."""
    earlier = Submission.objects.filter(consultation=consultation, idempotency_key=key_hash(idempotency_key)).first()
    if earlier is None:
        return None
    codes = earlier.comments.order_by("position").values_list("code", flat=True)
    return Receipt(earlier, list(codes), receipt_token(idempotency_key))
