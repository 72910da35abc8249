"""What corresponds to a paragraph in other lists: confirmed correlations, read from either side."""

from dataclasses import dataclass

from normsite.foundation.controls.models import ControlList, Correlation, Relation


@dataclass(frozen=True)
class Correspondence:
    """What stands in another list for a paragraph. `relation` is what the paragraph asked for is to the other one. `asked`
    is the code for which it was confirmed: that of the paragraph, or of what it stands in. `code` is empty for what is
    national only."""

    asked: str
    relation: Relation
    control_list: ControlList
    code: str
    correlation: Correlation

    @property
    def words(self) -> str:
        """For example "5A002.a controls the same as 5A002.a in …"."""
        return " ".join(filter(None, (self.asked, self.relation.label, self.code)))


def corresponding(series: str, code: str, other: str = "") -> list[Correspondence]:
    """What a person has confirmed to correspond to this paragraph of the list with this `series`, in all other lists or in
    `other`.

    Where nothing is said of the paragraph itself, what is said of the one in which it stands. Each answer names the edition for
    which it was confirmed (`control_list`).
    """
    for asked in with_those_above(code):
        found = Correlation.objects.public().touching(series, asked).select_related("left_list", "right_list")
        answers = [_seen_from(row, series, asked) for row in found]
        if answers := [one for one in answers if other in ("", one.control_list.series)]:
            return answers
    return []


def with_those_above(code: str) -> list[str]:
    """`5A002.a.4`, `5A002.a`, `5A002`."""
    parts = code.split(".")
    return [".".join(parts[:length]) for length in range(len(parts), 0, -1)]


def _seen_from(row: Correlation, series: str, asked: str) -> Correspondence:
    relation = Relation(row.relation)
    if row.left_list.series == series and row.left_code == asked:
        return Correspondence(asked, relation, row.right_list, row.right_code, row)
    return Correspondence(asked, relation.turned, row.left_list, row.left_code, row)
