"""Write to the public record."""

import hashlib
import json
import secrets
from collections.abc import Mapping

from django.utils import timezone

from normsite.foundation.ledger.models import Act, Entry, Salt
from normsite.foundation.rows import insert


def commitment(salt: str, value: str) -> str:
    """SHA-256 over the salt's bytes (given in hexadecimal) followed by the value in UTF-8, in hexadecimal."""
    return hashlib.sha256(bytes.fromhex(salt) + value.encode()).hexdigest()


def record(act: Act, code: str, *, facts: Mapping[str, str] | None = None, public: Mapping[str, str] | None = None) -> Entry:
    """Add one entry beside the change that it records; call it inside the same transaction.

    `facts` may be personal or confidential: only salted commitments to them enter the leaf. `public` enters as it is: codes,
    states, digests, never a name or an address.
    """
    entry, salts = entry_of(act, code, facts=facts or {}, public=public or {})
    insert(entry, *salts)
    return entry


def entry_of(act: Act, code: str, *, facts: Mapping[str, str], public: Mapping[str, str]) -> tuple[Entry, list[Salt]]:
    """What `record` writes, for whoever writes it together with rows of their own."""
    at = timezone.now()
    salts = {field: secrets.token_hex(32) for field in sorted(facts)}
    leaf = json.dumps(
        {
            "act": act.value,
            "at": at.isoformat(timespec="milliseconds"),
            "code": code,
            "commitments": {field: commitment(salt, facts[field]) for field, salt in salts.items()},
            "public": dict(public),
        },
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    )
    entry = Entry(at=at, act=act, code=code, leaf=leaf, digest=hashlib.sha256(leaf.encode()).hexdigest())
    return entry, [Salt(entry=entry, field=field, salt=salt) for field, salt in salts.items()]
