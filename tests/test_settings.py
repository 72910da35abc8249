"""Settings that make no sense stop the start with a sentence."""

import runpy

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

SETTINGS = settings.BASE_DIR / "normsite/settings.py"


@pytest.mark.parametrize("given", ["", "two", "-1", "1.5", "²", "11"])
def test_what_is_no_number_of_proxies_stops_the_start(monkeypatch, given):
    monkeypatch.setenv("NORMSITE_PROXIES", given)
    with pytest.raises(ImproperlyConfigured) as refused:
        runpy.run_path(str(SETTINGS))
    assert str(refused.value) == f"NORMSITE_PROXIES is {given!r}: give it a whole number from 0 to 10."


def test_a_number_within_its_bounds_is_taken(monkeypatch):
    monkeypatch.setenv("NORMSITE_PROXIES", "10")
    assert runpy.run_path(str(SETTINGS))["PROXIES"] == 10
