"""The permission matrix, made from the rules themselves: a page on the desk and `docs/permissions.md`."""

from dataclasses import dataclass
from importlib import import_module

from normsite.foundation.accounts.models import Role
from normsite.foundation.accounts.rules import Rule

ROOMS = {
    "accounts": "People",
    "norms": "Norms",
    "riskreviews": "Risk reviews",
    "comments": "Consultations and comments",
    "publication": "Publication",
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
    for room in ROOMS:
        _load(room)
    lines: dict[str, list[Line]] = {title: [] for title in ROOMS.values()}
    for name, rule in sorted(Rule.registry.items()):
        title = ROOMS.get(name.partition(".")[0])
        if title is not None:
            allowed = tuple(role.value in rule.roles for role in Role)
            lines[title].append(Line(rule.sentence, allowed, rule.condition))
    return {title: found for title, found in lines.items() if found}


def _load(room: str) -> None:
    for module in (f"{room}.rules", f"normsite.foundation.{room}.rules", f"normsite.portal.{room}.rules"):
        try:
            import_module(module)
        except ModuleNotFoundError as missing:
            if not module.startswith(missing.name or " "):
                raise


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
