"""A form is ours when the browser says that it stood on a page of ours."""

import pytest

from normsite.foundation.origins import is_from_here

OURS = "https://norms.example"


@pytest.mark.parametrize(
    ("told", "answer"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "same-site", "Origin": OURS}, False),
        ({"Origin": OURS}, True),
        ({"Origin": "https://norms.example.evil"}, False),
        ({"Origin": "http://norms.example"}, False),
        ({"Origin": "null", "Referer": f"{OURS}/consultations/"}, False),
        ({"Referer": f"{OURS}/consultations/"}, True),
        ({"Origin": "https://[norms.example"}, False),
        ({}, False),
    ],
)
def test_a_form_is_from_here_only_where_the_browser_says_so(told: dict[str, str], answer: bool):
    assert is_from_here(lambda name: told.get(name, ""), "https://other.example", OURS) is answer
