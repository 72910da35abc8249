"""Nobody ends lines in a way of their own: `str.splitlines` ends them at signs that end none in Markdown."""

from pathlib import Path

from django.conf import settings

HOUSE = Path(settings.BASE_DIR)
OUR_OWN = ("normsite/launcher/",)  # reads files of our own programs
WRITES = ("comments/views/writing.py",)  # only turns what it has into a file to keep


def test_only_one_module_knows_where_a_line_ends():
    files = [path for room in ("normsite", "norms", "comments", "riskreviews") for path in (HOUSE / room).rglob("*.py")]
    found = {str(path.relative_to(HOUSE)) for path in files if ".splitlines(" in path.read_text()}
    assert sorted(name for name in found if not name.startswith(OUR_OWN) and name not in WRITES) == []
