"""The client of the bench knows where an answer ends, and takes no other status for the right one."""

import socket
import threading

import pytest

from tests.bench.client import Line, Load, drive

LENGTH = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
CHUNKS = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
LIKE_AN_END = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nC-0\r\n\r\nA\r\n1234567890\r\n0\r\n\r\n"
EMPTY = b"HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n"


class Paired(Line):
    """A connection whose other end the test holds."""

    def connect(self):
        self.socket, self.other = socket.socketpair()
        self.socket.setblocking(False)


@pytest.mark.parametrize("answer", [LENGTH, CHUNKS, LIKE_AN_END])
@pytest.mark.parametrize("size", [1, 7, 1000])
def test_an_answer_is_whole_with_its_last_byte_however_it_comes(answer, size):
    line = Paired(0)
    line.ask(b"GET / HTTP/1.1\r\n\r\n")
    for start in range(0, len(answer), size):
        assert not line.answered
        line.other.sendall(answer[start : start + size])
        line.read()
    assert (line.answered, line.status) == (True, 200)


def test_an_answer_that_says_no_length_has_no_body():
    line = Paired(0)
    line.ask(b"POST / HTTP/1.1\r\n\r\n")
    line.other.sendall(EMPTY)
    line.read()
    assert (line.answered, line.status) == (True, 302)


def test_a_server_that_hangs_up_is_noticed():
    line = Paired(0)
    line.other.close()
    with pytest.raises(ConnectionError):
        line.read()


@pytest.fixture
def port():
    """A listener that answers each request on each connection: `/hang` by hanging up, `/never` not at all."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve(connection):
        with connection:
            while request := connection.recv(4096):
                if request.startswith(b"GET /hang"):
                    return
                if not request.startswith(b"GET /never"):
                    connection.sendall(EMPTY if request.startswith(b"GET /elsewhere") else LENGTH)

    def accept():
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    yield listener.getsockname()[1]
    listener.close()


def asking(port, *paths, **further):
    requests = tuple(f"GET {path} HTTP/1.1\r\n\r\n".encode() for path in paths)
    return drive(Load(port, requests, connections=2, **further))


def test_what_is_once_is_asked_once_and_every_other_status_is_wrong(port):
    answers = asking(port, "/", "/", "/elsewhere", once=True)
    assert (len(answers.times), answers.wrong) == (2, 1)
    assert answers.received == 2 * len(LENGTH) + len(EMPTY)


def test_what_may_come_again_is_asked_until_the_time_is_over(port):
    answers = asking(port, "/", seconds=0.05)
    assert len(answers.times) > 2
    assert answers.wrong == 0
    assert answers.seconds >= 0.05


def test_an_answer_that_does_not_come_is_waited_for_only_so_long(port):
    answers = asking(port, "/never", "/", once=True, seconds=0.0, patience=0.1)
    assert (len(answers.times), answers.wrong, len(answers.waits)) == (1, 1, 1)
    assert answers.waits[0] > 0.05


def test_who_was_hung_up_on_connects_anew_and_goes_on(port):
    answers = asking(port, "/hang", "/", "/", "/", once=True)
    assert (len(answers.times), answers.wrong) == (3, 1)
