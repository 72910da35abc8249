"""What the search for dead code is told to pass over is still there."""

import ast
import tomllib
from fnmatch import fnmatchcase
from pathlib import Path

from django.conf import settings

HOUSE = Path(settings.BASE_DIR)
RULES = tomllib.loads((HOUSE / "pyproject.toml").read_text())["tool"]["vulture"]


def defined(source: str) -> set[str]:
    """The names to which a file gives a meaning: of functions, classes, variables and attributes."""
    nodes = list(ast.walk(ast.parse(source)))
    made = {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    stored = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return made | stored | {node.attr for node in nodes if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)}


def test_each_exception_from_the_search_for_dead_code_stands_for_a_name_of_ours():
    rooms = [path for path in RULES["paths"] if (HOUSE / path).is_dir()]
    names = set().union(*(defined(path.read_text()) for room in rooms for path in (HOUSE / room).rglob("*.py")))
    assert [one for one in RULES["ignore_names"] if not any(fnmatchcase(name, one) for name in names)] == []
