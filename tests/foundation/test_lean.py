"""What shows pages doesn't carry what draws simulations."""

import subprocess
import sys

import pytest
from django.conf import settings

from normsite.foundation.lean import without


def loads(program: str, name: str) -> bool:
    """Whether a process of its own has loaded this library in the end."""
    told = f"{program}\nimport sys\nprint({name!r} in sys.modules)"
    done = subprocess.run([sys.executable, "-c", told], cwd=settings.BASE_DIR, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()[-1] == "True"


def test_a_library_is_loaded_as_if_another_one_were_not_installed():
    assert "xmlrpc" not in sys.modules
    with without("xmlrpc"), pytest.raises(ImportError):
        __import__("xmlrpc")
    assert __import__("xmlrpc").__name__ == "xmlrpc"


def test_what_is_loaded_already_stays():
    before = sys.modules["json"]
    with without("json"):
        assert __import__("json") is before
    assert sys.modules["json"] is before


def test_no_process_that_shows_pages_loads_what_draws():
    pages = (
        "import os\nos.environ['DJANGO_SETTINGS_MODULE'] = 'normsite.settings'\nimport django\ndjango.setup()\n"
        "from django.urls import get_resolver\nget_resolver().url_patterns\nimport openpyxl.reader.excel, pint"
    )
    assert not loads(pages, "numpy")
    assert loads(f"{pages}\nfrom riskreviews.methods.trials import library\nlibrary()", "numpy")
