"""What is kept of a reading holds for the code that has made it: ours, and the libraries in the versions that are installed."""

import ast
import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import packages_distributions, version
from pathlib import Path

import pytest

from norms import text
from norms.text import FILES, LIBRARIES, digest_of_code

OURS = ("normsite", "norms")


def imported(path: Path) -> Iterator[str]:
    """The modules that a file of ours imports."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module == "normsite":
            yield from (f"normsite.{one.name}" for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


USED = {module for path in FILES for module in imported(path)}


def test_every_file_of_ours_that_a_reading_uses_is_told():
    used = {Path(str(import_module(module).__file__)) for module in USED if module.partition(".")[0] in OURS}
    assert used <= set(FILES)


def test_every_library_that_a_reading_uses_is_told():
    tops = {module.partition(".")[0] for module in USED} - set(OURS) - sys.stdlib_module_names
    found = packages_distributions()
    assert {name.lower() for top in tops for name in found[top]} == set(LIBRARIES)


def test_another_version_of_a_library_is_another_state_of_the_code(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(text, "version", lambda name: "6.2.1" if name == "bleach" else version(name))
    assert digest_of_code(FILES, LIBRARIES) != text.CODE


def test_another_word_in_any_file_is_another_state_of_the_code(tmp_path):
    file = tmp_path / "unseen.py"
    file.write_text("UNKEPT = 1\n")
    before = digest_of_code([file], ())
    file.write_text("UNKEPT = 2\n")
    assert digest_of_code([file], ()) != before
