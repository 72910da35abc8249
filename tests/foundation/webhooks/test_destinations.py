"""Nothing is sent to where only our own machines should reach."""

import socket

import pytest

from normsite.foundation.errors import Refused
from normsite.foundation.webhooks.destinations import Destination, NotPublic, addresses_of, is_public, read_url
from normsite.foundation.webhooks.posting import post
from tests.foundation.webhooks.scenes import listening

PRIVATE = [
    "127.0.0.1",
    "127.9.9.9",
    "0.0.0.0",  # noqa: S104  nothing is bound to it
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",  # shared by a provider's customers
    "169.254.169.254",  # where clouds keep secrets
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",  # NAT64
    "64:ff9b:1::a00:1",
    "100::1",
    "2001::1",  # Teredo
    "2001:db8::1",
    "2002:7f00:1::1",  # 6to4
    "3fff::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_is_not_public_is_known_as_such(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "193.0.14.129", "2606:4700::1111", "2a00:1450:4001:82a::200e"])
def test_a_public_address_is_known_as_such(address):
    assert is_public(address)


@pytest.mark.parametrize(
    ("url", "read"),
    [
        ("https://hooks.example", Destination(True, "hooks.example", 443, "/")),
        ("https://HOOKS.example:8443/in?key=1", Destination(True, "hooks.example", 8443, "/in?key=1")),
        ("https://hooks.example./in", Destination(True, "hooks.example", 443, "/in")),
        ("https://bücher.example/tür", Destination(True, "xn--bcher-kva.example", 443, "/t%C3%BCr")),
        ("https://[2606:4700::1111]/", Destination(True, "2606:4700::1111", 443, "/")),
    ],
)
def test_an_address_is_read_as_it_will_be_connected_to(url, read):
    assert read_url(url) == read


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example/",
        "ftp://hooks.example/",
        "file:///etc/passwd",
        "gopher://hooks.example/",
        "//hooks.example/",
        "hooks.example",
        "https://",
        "https:///in",
        "https://hooks.example:22/",
        "https://hooks.example:80/",
        "https://hooks.example:99999/",
        "https://nils:secret@hooks.example/",
        "https://nils@hooks.example/",
        "https://hooks.example@127.0.0.1/",
        "https://hooks.example#@127.0.0.1/",
        "https://hooks.example\\@127.0.0.1/",
        "https://hooks.example/\r\nHost: inside",
        "https://hooks.example/\tin",
        "https://hooks .example/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[fe80::1%25eth0]/",
        "https://[::1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://１２７.０.０.１/",  # digits of full width
        "https://a..example/",
        f"https://{'a' * 64}.example/",
    ],
)
def test_what_is_no_address_of_an_endpoint_is_refused_with_a_sentence(url):
    with pytest.raises(Refused):
        read_url(url)


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0x7f.1", "0177.0.0.1", "0", "localhost", "localhost."])
def test_other_ways_to_write_this_machine_lead_nowhere(host):
    """Those are names until they are looked up: the machine's own resolver reads them as numbers."""
    answer = post(f"https://{host}/", {}, b"{}")
    assert (answer.status, answer.problem) == (None, "Its name leads to no public address.")


def resolving(monkeypatch, *answers: list[str]) -> list[str]:
    """Let names lead to these addresses, the next each time; which names were asked for."""
    asked, left = [], list(answers)

    def answer(host, port, *args, **options):
        asked.append(host)
        found = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET6 if ":" in one else socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in found]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    return asked


@pytest.mark.parametrize("inside", ["10.0.0.5", "127.0.0.1", "fd12::1", "::ffff:10.0.0.5"])
def test_a_name_with_one_private_address_among_public_ones_leads_nowhere(monkeypatch, inside):
    resolving(monkeypatch, ["93.184.215.14", inside])
    with pytest.raises(NotPublic):
        addresses_of(read_url("https://hooks.example/"))


def test_a_name_that_there_is_not_is_answered_like_one_that_leads_inside(monkeypatch):
    def unknown(*args, **options):
        raise socket.gaierror("unknown")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert post("https://nowhere.example/", {}, b"{}").problem == "Its name leads to no public address."


def test_a_name_that_leads_elsewhere_the_second_time_gains_nothing(monkeypatch):
    """It is looked up once, and the connection goes to what was looked at."""
    connected = []

    def connect(address, timeout):
        connected.append(address)
        raise ConnectionRefusedError(111, "Connection refused")

    asked = resolving(monkeypatch, ["93.184.215.14"], ["127.0.0.1"])
    monkeypatch.setattr(socket, "create_connection", connect)
    answer = post("https://rebinding.example/", {}, b"{}")
    assert (asked, connected) == (["rebinding.example"], [("93.184.215.14", 443)])
    assert answer.problem == "The connection failed: Connection refused"


def test_nothing_on_this_machine_is_reached_however_it_is_named(monkeypatch):
    with listening() as inside:
        resolving(monkeypatch, ["127.0.0.1"])
        monkeypatch.setattr("normsite.foundation.webhooks.destinations.PORTS", {443, inside.port})
        assert post(f"https://hooks.example:{inside.port}/", {}, b"{}").status is None
        assert post(inside.url, {}, b"{}").problem.startswith("Messages are sent by HTTPS alone.")
        assert inside.got == []
