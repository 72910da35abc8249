"""The permission matrix, made from the rules themselves: a page on the desk and `docs/permissions.md`."""

from dataclasses import dataclass
from importlib import import_module

from normsite.foundation.accounts.models import Role
from normsite.foundation.accounts.rules import Rule

# Where the rules of each room stand, and how people call the room.
ROOMS = {
    "normsite.foundation.accounts.rules": "People",
    "normsite.foundation.controls.rules": "Control lists and criteria",
    "normsite.foundation.withholding.rules": "What is withheld",
    "norms.rules": "Norms",
    "riskreviews.rules": "Risk reviews",
    "comments.rules": "Consultations and comments",
    "normsite.portal.publication.rules": "Publication",
    "normsite.portal.following.rules": "Notices",
}


@dataclass(frozen=True)
class Line:
    """One act, whether each role may do it, and a further condition in words (may be empty)."""

    act: str
    allowed: tuple[bool, ...]
    condition: str

    @property
    def cells(self) -> list[tuple[str, bool]]:
        """Each role by name, and whether it may."""
        return [(str(role.label), yes) for role, yes in zip(Role, self.allowed, strict=True)]


def matrix() -> dict[str, list[Line]]:
    """Every rule of every room, by room, one column for each role in the order of `Role`."""
    for module in ROOMS:
        import_module(module)
    rules = [rule for _, rule in sorted(Rule.registry.items())]
    return {title: [_line(rule) for rule in rules if rule.predicate.__module__ == module] for module, title in ROOMS.items()}


def _line(rule: Rule) -> Line:
    return Line(rule.sentence, tuple(role.value in rule.roles for role in Role), rule.condition)


def as_markdown() -> str:
    """The text of `docs/permissions.md`."""
    head = " | ".join(["Act", *(role.label for role in Role)])
    rows = [
        "# Permissions",
        "",
        "Made by `manage.py permissions` from the rules in the code; a test fails when it is not current.",
    ]
    for title, lines in matrix().items():
        rows += ["", f"## {title}", "", f"| {head} |", "|---|" + ":-:|" * len(Role)]
        for line in lines:
            act = f"{line.act} ({line.condition})" if line.condition else line.act
            rows.append("| " + " | ".join([act, *("yes" if yes else "" for yes in line.allowed)]) + " |")
    return "\n".join(rows) + "\n"
