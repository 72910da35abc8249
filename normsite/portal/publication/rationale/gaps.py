"""What is withheld of the norm's own record, as it stands on the day of publication: rationales, scenarios, safeguards."""

from collections.abc import Iterable

from norms.models import Clause
from normsite.foundation.documents import Row, Table
from normsite.foundation.unseen import isolated
from normsite.foundation.withholding.gaps import gaps_of
from normsite.foundation.withholding.models import Withholding
from normsite.portal.publication.rationale.words import DAY, day
from riskreviews.models import Assessment

COLUMNS = ("Code", "What", "Of", "Ground", "Reason", "Length", "Since", "Authorised by", "Looked at again by")


def withheld_parts(clauses: Iterable[Clause], assessments: Iterable[Assessment]) -> list[Withholding]:
    """The gaps that the page shows in the place of words, once each, in the order of their codes."""
    rows: list[object] = [*clauses]
    for one in assessments:
        for scenario in one.scenarios.all():
            rows += [scenario, *scenario.evidence.all()]
        rows += one.safeguards.all()
    return gaps_in(rows)


def gaps_in(rows: Iterable[object]) -> list[Withholding]:
    """What is withheld of these rows, once each, in the order of their codes."""
    found = {gap.withholding.pk: gap.withholding for row in rows for gap in gaps_of(row).values() if gap.covers}
    return [found[pk] for pk in sorted(found)]


def parts_table(parts: Iterable[Withholding]) -> Table:
    """All that anybody may know of them."""
    rows = tuple(
        Row(
            (
                one.code,
                one.get_kind_display(),
                " ".join(filter(None, (one.about, one.place if one.kind == "rationale" else ""))),
                one.get_basis_display(),
                isolated(one.reason),
                one.measure,
                day(one.since),
                isolated(one.authorised_by.name),
                one.until.strftime(DAY),
            )
        )
        for one in parts
    )
    return Table("Withheld parts of the norm's record", COLUMNS, rows, key="withheld-parts")
