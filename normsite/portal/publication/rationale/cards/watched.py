"""What is measured outside that could make a clause need another look, as it stood on the day of publication."""

from norms.models import Clause
from normsite.foundation.documents import Block, Line
from normsite.foundation.unseen import isolated
from normsite.portal.publication.rationale.cards.told import Told, states
from normsite.portal.publication.rationale.lines import line, link
from normsite.portal.publication.rationale.words import DAY
from riskreviews.queries import Watched


def watched(clause: Clause, told: Told) -> list[Block]:
    """First what is tied to a risk on the clause, then what is tied to the norm as a whole. Of a clause that states something
    it is said too where there is none."""
    if not states(clause):
        return []
    today = link("What is watched today", f"{told.revision.norm.get_absolute_url()}#watched")
    of_clause, of_norm = told.watched.get(clause.anchor, []), told.watched_for_norm
    if not of_clause and not of_norm:
        return [line("Nothing was measured for it on the day of publication. ", today, ".")]
    said = [_indicator(one) for one in of_clause] or [line("Nothing was measured for this clause alone.")]
    return [*said, *(_indicator(one, "For the whole norm: ") for one in of_norm), line("As of publication. ", today, ".")]


def _indicator(one: Watched, about: str = "") -> Line:
    """Where its newest reading stands, from where on norms are looked at again, and when that was last so."""
    indicator = one.indicator
    name = link(f"{indicator.code} {isolated(indicator.title)}", indicator.get_absolute_url())
    read = f"{one.newest} {isolated(indicator.unit)} on {one.newest_day.strftime(DAY)}, " if one.newest_day else ""
    crossed = f"last crossed on {one.crossed_on.strftime(DAY)}" if one.crossed_on else "never crossed"
    where = f"{indicator.get_direction_display().lower()} {isolated(indicator.crossing_words)}"
    return line(about, name, f": {read}{one.standing.label.lower()}. Norms are looked at again {where}; {crossed}.")
