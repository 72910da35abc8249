"""One POST to a server of whose good will nothing is known."""

import datetime
import socket
import ssl
import threading
import time

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from normsite.foundation.webhooks import posting
from normsite.foundation.webhooks.posting import post
from tests.foundation.webhooks.scenes import listening

SOON = 2.0  # seconds, in the place of ten; a busy machine takes half of one to begin an answer


def test_what_is_sent_arrives_as_it_is(receiver):
    answer = post(receiver.url, {"webhook-id": "msg_1"}, "{“ü”}".encode())
    (message,) = receiver.got
    assert (message.path, message.body, message.id) == ("/hooks?from=normsite", "{“ü”}".encode(), "msg_1")
    assert message.headers["host"] == f"127.0.0.1:{receiver.port}"
    assert (answer.status, answer.is_yes, answer.problem) == (204, True, "")


def test_what_the_server_says_is_kept_in_its_beginning(receiver):
    receiver.status, receiver.says = 500, "Überlauf\0".encode() + b"x" * 2_000
    answer = post(receiver.url, {}, b"{}")
    assert (answer.status, answer.is_yes, answer.problem) == (500, False, "The server did not take it.")
    assert answer.text == "Überlauf\ufffd" + "x" * 491


def test_bytes_that_are_no_text_break_nothing(receiver):
    receiver.says = b"\xff\xfe\x00\x80"
    assert "\0" not in post(receiver.url, {}, b"{}").text


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_a_failure_and_leads_nowhere(receiver, status):
    with listening() as inside:
        receiver.status, receiver.headers = status, {"Location": inside.url}
        answer = post(receiver.url, {}, b"{}")
        assert (answer.status, answer.is_yes, inside.got) == (status, False, [])
        assert answer.problem == "The server named another address. Redirects are not followed: give that address here."


def test_a_server_says_how_long_to_wait(receiver):
    receiver.status = 503
    for told, wait in (("120", 120), ("Fri, 27 Nov 2026 03:00:00 GMT", 0), ("-1", 0), ("²", 0), ("9" * 50, 0)):
        receiver.headers = {"Retry-After": told} if told.isascii() else {}
        assert post(receiver.url, {}, b"{}").wait == wait


def test_nobody_listening_is_told_in_a_sentence(receiver):
    with listening() as gone:
        pass
    assert post(gone.url, {}, b"{}").problem == "The connection failed: Connection refused"


def test_what_is_no_http_is_told_in_a_sentence(receiver):
    receiver.instead = lambda handler: handler.wfile.write(b"SSH-2.0-OpenSSH\r\n\r\n")
    assert post(receiver.url, {}, b"{}").problem == "What it answered is not HTTP."


def test_a_connection_that_is_closed_without_a_word_is_told_in_a_sentence(receiver):
    receiver.instead = lambda handler: handler.close_connection or handler.connection.shutdown(socket.SHUT_RDWR)
    assert post(receiver.url, {}, b"{}").problem == "The connection failed: it was closed without an answer"


def drip(piece: bytes, before: bytes = b""):
    """Send something, then a piece again and again, each long before a timeout of the socket."""

    def answer(handler) -> None:
        handler.wfile.write(before)
        try:
            while True:
                handler.wfile.write(piece)
                time.sleep(0.05)
        except OSError:  # whoever asked has gone
            handler.close_connection = True

    return answer


@pytest.mark.parametrize(
    ("before", "piece"),
    [
        (b"", b""),  # silence
        (b"", b"H"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
)
def test_an_answer_that_does_not_end_ends_after_its_time(receiver, monkeypatch, before, piece):
    monkeypatch.setattr(posting, "SECONDS", SOON)
    receiver.instead = drip(piece, before)
    begun = time.monotonic()
    answer = post(receiver.url, {}, b"{}")
    assert SOON <= time.monotonic() - begun < SOON + 1
    assert (answer.status, answer.is_yes) == (None, False)
    assert answer.problem.startswith("There was no answer within")


@pytest.mark.parametrize(
    "rest", [b"\r\n", b"Content-Length: 99999999\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n", b"X-Slow: "]
)
def test_a_yes_counts_though_its_words_never_end(receiver, monkeypatch, rest):
    monkeypatch.setattr(posting, "SECONDS", SOON)
    receiver.instead = drip(b"1\r\nx\r\n", b"HTTP/1.1 200 OK\r\n" + rest)
    begun = time.monotonic()
    assert post(receiver.url, {}, b"{}").is_yes
    assert time.monotonic() - begun < SOON + 1


def test_of_a_huge_answer_no_more_is_read_than_is_bounded(receiver):
    sent: list[int] = []

    def flood(handler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
        try:
            while len(sent) < 10_000:
                handler.wfile.write(b"x" * 64 * 1024)
                sent.append(1)
        except OSError:
            handler.close_connection = True

    receiver.instead = flood
    answer = post(receiver.url, {}, b"{}")
    assert (answer.is_yes, answer.text) == (True, "x" * 500)
    assert len(sent) < 1_000  # 64 kB, and what lies in the buffers of both sides


def test_headers_without_end_are_refused(receiver):
    receiver.instead = drip(b"X-Many: " + b"x" * 1_000 + b"\r\n", b"HTTP/1.1 200 OK\r\n" + b"X-More: x\r\n" * 200)
    assert post(receiver.url, {}, b"{}").problem == "What it answered is not HTTP."


# --- over TLS --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """For hooks.example, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "hooks.example")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("hooks.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "hooks.pem"
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return path


@pytest.fixture
def secured(certificate, settings, monkeypatch):
    """A receiver that answers as hooks.example; every name leads there."""
    settings.WEBHOOKS_ANYWHERE = True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with listening(context) as found:
        asked = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", found.port))]
        real = socket.getaddrinfo
        monkeypatch.setattr(
            socket, "getaddrinfo", lambda host, *more, **options: asked if "example" in host else real(host, *more, **options)
        )
        yield found


def test_over_tls_the_name_is_asked_for_and_its_certificate_looked_at(secured, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert post(f"https://hooks.example:{secured.port}/in", {}, b"{}").status == 204
    assert [(one.path, one.headers["host"]) for one in secured.got] == [("/in", f"hooks.example:{secured.port}")]


def test_a_certificate_for_another_name_is_refused(secured, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    answer = post(f"https://other.example:{secured.port}/", {}, b"{}")
    assert (answer.status, secured.got) == (None, [])
    assert answer.problem.startswith("Its certificate is not good: Hostname mismatch")


def test_a_certificate_that_nobody_vouches_for_is_refused(secured):
    answer = post(f"https://hooks.example:{secured.port}/", {}, b"{}")
    assert (answer.status, secured.got) == (None, [])
    assert answer.problem == "Its certificate is not good: self-signed certificate"


def test_a_handshake_that_never_comes_ends_after_its_time(settings, monkeypatch):
    settings.WEBHOOKS_ANYWHERE = True
    monkeypatch.setattr(posting, "SECONDS", SOON)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        begun = time.monotonic()
        answer = post(f"https://127.0.0.1:{silent.getsockname()[1]}/", {}, b"{}")
    assert time.monotonic() - begun < SOON + 1
    assert answer.problem.startswith("There was no answer within")


def test_what_speaks_no_tls_is_told_in_a_sentence(receiver):
    answer = post(receiver.url.replace("http:", "https:"), {}, b"{}")
    assert (answer.status, receiver.got) == (None, [])
    assert answer.problem.startswith("No secure connection came about")


def test_no_thread_is_left_over(receiver):
    before = threading.active_count()
    post(receiver.url, {}, b"{}")
    assert not [one for one in threading.enumerate() if isinstance(one, threading.Timer)]
    assert threading.active_count() <= before + 1  # the receiver's own
