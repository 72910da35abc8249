"""The state folder: one launcher at a time, secrets for its owner alone, sockets whose path is short enough."""

import os
import socket
import tempfile
from pathlib import Path

import pytest

from normsite.launcher import folder as folders
from normsite.launcher import ports
from normsite.launcher.errors import CannotStart
from normsite.launcher.folder import Folder


def test_a_second_launcher_is_refused_and_told_which_process_is_first(folder):
    with folder.locked(), pytest.raises(CannotStart) as refusal, Folder(folder.path).locked():
        pass
    assert str(refusal.value) == (
        f"Normsite already runs from this folder (process {os.getpid()}). Stop that one first with Ctrl-C."
    )


def test_when_the_first_has_ended_the_next_may_start(folder):
    with folder.locked():
        pass
    with folder.locked():
        assert (folder.path / "lock").read_text() == str(os.getpid())


def test_the_secret_key_is_made_once_for_the_owner_alone(folder):
    key = folder.secret_key()
    assert len(key) > 50
    assert Folder(folder.path).secret_key() == key
    assert (folder.path / "secret_key").stat().st_mode & 0o777 == 0o600
    assert folder.path.stat().st_mode & 0o077 == 0


def test_sockets_lie_in_the_folder_when_the_path_is_short(folder):
    assert folder.sockets("redis") == folder.path / "redis"


def test_sockets_of_a_deep_folder_lie_in_a_private_temporary_one(place, monkeypatch):
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(place))
    near = Folder(place / "deep" / ("down" * 25)).sockets("redis")
    assert near.parent == place
    assert near.stat().st_mode & 0o777 == 0o700


def test_a_temporary_folder_that_others_may_write_to_is_refused(place):
    trap = place / "trap"
    trap.mkdir()
    trap.chmod(0o777)
    with pytest.raises(CannotStart, match="is not ours"):
        folders.private_folder(trap)


def test_a_temporary_folder_that_is_a_link_elsewhere_is_refused(place):
    (place / "link").symlink_to(Path("/"))
    with pytest.raises(CannotStart, match="is not ours"):
        folders.private_folder(place / "link")


def test_a_taken_port_leads_to_the_next_free_one():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert ports.is_free(port) is False
        assert ports.choose(port) > port


def test_a_port_taken_only_on_the_other_loopback_address_counts_as_taken():
    try:
        other = socket.create_server(("::1", 0), family=socket.AF_INET6)
    except OSError:
        pytest.skip("this machine has no IPv6 loopback")
    with other:
        assert ports.is_free(other.getsockname()[1]) is False


def test_when_no_port_is_free_the_variable_to_set_is_named():
    with pytest.raises(CannotStart, match="NORMSITE_PORT"):
        ports.choose(65536)
