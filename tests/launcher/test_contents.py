"""What a start brings into the database, and what it leaves out because an earlier one did it."""

import pytest

from normsite.launcher import database
from normsite.launcher.database import Contents
from normsite.launcher.errors import CannotStart


@pytest.fixture
def acts(monkeypatch) -> list[str]:
    """The commands that would have been run."""
    done: list[str] = []

    def carry_out(name, command, *, log, environment):
        done.append(" ".join(command[2:]))
        log.write_text(f"said by {done[-1]}")

    monkeypatch.setattr(database, "carry_out", carry_out)
    return done


@pytest.fixture
def contents(folder) -> Contents:
    return Contents(folder, folder.path, {}, own=True)


def test_a_new_database_gets_its_tables_and_then_the_demonstration(contents, acts):
    contents.prepare(new=True)
    assert acts == ["migrate --no-input", "demo --if-empty", "demo --accounts"]
    assert contents.demonstration_accounts() == "said by demo --accounts"


def test_a_second_start_does_neither(contents, acts):
    contents.prepare(new=True)
    acts.clear()
    contents.prepare(new=False)
    assert acts == []


def test_an_interrupted_demonstration_is_taken_up_by_the_next_start(contents, acts, monkeypatch):
    def fail(name, command, *, log, environment):
        if "demo" in command:
            raise CannotStart("interrupted")

    with monkeypatch.context() as once:
        once.setattr(database, "carry_out", fail)
        with pytest.raises(CannotStart):
            contents.prepare(new=True)
    contents.prepare(new=False)
    assert acts == ["demo --if-empty", "demo --accounts"]


def test_a_changed_migration_is_applied_by_the_next_start(contents, acts, monkeypatch):
    contents.prepare(new=False)
    monkeypatch.setattr(database, "migrations_fingerprint", lambda: "another")
    contents.prepare(new=False)
    assert acts == ["migrate --no-input", "migrate --no-input"]


def test_somebody_elses_database_is_migrated_at_each_start_because_its_marks_may_be_old(folder, acts):
    contents = Contents(folder, folder.path, {}, own=False)
    contents.prepare(new=False)
    contents.prepare(new=False)
    assert acts == ["migrate --no-input", "migrate --no-input"]


def test_without_the_demonstration_a_new_database_stays_empty(contents, acts, monkeypatch):
    monkeypatch.setenv("NORMSITE_DEMO", "0")
    contents.prepare(new=True)
    assert acts == ["migrate --no-input"]
