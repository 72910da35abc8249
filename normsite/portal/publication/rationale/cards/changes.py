"""What became of a clause since the public was consulted."""

from norms.models import Clause
from normsite.foundation.documents import Block
from normsite.portal.publication.rationale.cards.told import Told
from normsite.portal.publication.rationale.lines import line, link


def changed(clause: Clause, told: Told) -> list[Block]:
    change = told.changes.get(clause.anchor)
    return [line(f"{change.words} ", link("See the change word by word", f"#change-{clause.anchor}"), ".")] if change else []
