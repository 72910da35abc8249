"""What whoever is shown the facts of an entry, and its salts, can find out by themselves."""

import hashlib
import json
from collections.abc import Mapping

from normsite.foundation.ledger.models import Entry
from normsite.foundation.ledger.services import commitment


def holds(entry: Entry, facts: Mapping[str, str]) -> bool:
    """True when the digest belongs to the leaf and every given fact is the one committed to. Unknown fields are refused."""
    if hashlib.sha256(entry.leaf.encode()).hexdigest() != entry.digest:
        return False
    commitments = json.loads(entry.leaf)["commitments"]
    salts = dict(entry.salts.values_list("field", "salt"))
    return all(field in salts and commitments.get(field) == commitment(salts[field], value) for field, value in facts.items())
