"""What is written for many is written by one worker at a time, for a while."""

from contextlib import nullcontext

import pytest

from normsite.foundation.notices import digests, tasks, telling
from normsite.foundation.notices.tasks import cut_digests, tell


@pytest.fixture
def done(monkeypatch):
    """What was done, and handed over to be gone on with."""
    done = []
    monkeypatch.setattr(telling, "tell", lambda: done.append("told") or 0)
    monkeypatch.setattr(digests, "cut_digests", lambda: done.append("cut") or 0)
    monkeypatch.setattr(tasks, "hand_over", done.append)
    return done


@pytest.mark.parametrize(("ours", "expected"), [(True, ["told", "cut"]), (False, [])])
def test_while_one_worker_writes_others_go_on_with_something_else(done, monkeypatch, ours, expected):
    monkeypatch.setattr(tasks, "turn", lambda name: nullcontext(ours))
    tell()
    cut_digests()
    assert done == expected


def test_what_takes_long_goes_on_behind_what_was_asked_for_meanwhile(done, monkeypatch):
    monkeypatch.setattr(tasks, "turn", lambda name: nullcontext(True))
    monkeypatch.setattr(telling, "LONGEST", 0.0)
    tell()
    assert done == ["told", "notices.tell"]
