"""Starting a process so that it never outlives the launcher, and stopping it in good time."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import psutil

from normsite.launcher.errors import CannotStart
from normsite.launcher.privileges import Identity

PR_SET_PDEATHSIG = 1
LINES_SHOWN = 15


@dataclass
class Child:
    """A server that we started. `gentle` is the signal that asks it to finish, `patience` how many seconds it may take."""

    name: str
    process: "subprocess.Popen[bytes]"
    log: Path
    gentle: signal.Signals
    patience: float

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def last_words(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines()[-LINES_SHOWN:]
        return "\n".join(f"    {line}" for line in lines)

    def ask_to_stop(self) -> None:
        if self.alive:
            self.process.send_signal(self.gentle)

    def stop(self) -> None:
        """Wait for the end that was asked for, then insist. What it started goes with it."""
        self.ask_to_stop()
        try:
            self.process.wait(self.patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)


def launch(
    name: str,
    command: list[str],
    *,
    log: Path,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    identity: Identity | None = None,
    gentle: signal.Signals = signal.SIGTERM,
    patience: float = 15,
    words: bytes = b"",
    niceness: int = 0,
) -> Child:
    """Start a server in a process group of its own, so that Ctrl-C reaches the launcher alone.

    `words` go to its input; with a higher `niceness` it leaves the processor to others first.
    """
    if log.exists():
        log.rename(log.with_suffix(".log.1"))
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env=dict(environment) if environment is not None else None,
            start_new_session=True,
            preexec_fn=_preparation(gentle, identity, niceness),
        )
    assert process.stdin  # noqa: S101  (it was asked for one line above)
    with contextlib.suppress(BrokenPipeError), process.stdin as given:
        given.write(words)
    return Child(name, process, log, gentle, patience)


def _preparation(gentle: signal.Signals, identity: Identity | None, niceness: int) -> Callable[[], None]:
    """What the new process does to itself before it becomes the server."""
    parent = os.getpid()
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None

    def prepare() -> None:
        os.nice(niceness)
        if identity:
            identity.enter()
        if libc:
            # Linux sends this signal when the launcher dies, even of `kill -9`.
            libc.prctl(PR_SET_PDEATHSIG, int(gentle), 0, 0, 0)
            if os.getppid() != parent:
                os._exit(1)

    return prepare


def carry_out(name: str, command: list[str], *, log: Path, environment: Mapping[str, str]) -> None:
    """Run a command to its end; when it fails, its last words are the reason that nothing starts."""
    child = launch(name, command, log=log, environment=environment)
    finish(child)


def finish(child: Child) -> None:
    """Wait until a command that was launched has done its work."""
    try:
        code = child.process.wait()
    finally:
        child.stop()
    if code:
        raise CannotStart(f"{child.name} failed. It said:\n{child.last_words()}\n  All of it is in {child.log}.")


def stop_all(children: Iterable[Child]) -> None:
    """Ask all at once, then wait for each."""
    children = list(children)
    for child in children:
        child.ask_to_stop()
    for child in children:
        child.stop()


def await_ready(child: Child, ready: Callable[[], bool], *, seconds: float = 60) -> None:
    """Wait until the server answers; say what it said when it doesn't."""
    deadline = time.monotonic() + seconds
    while not ready():
        if not child.alive:
            raise CannotStart(f"{child.name} did not start. It said:\n{child.last_words()}")
        if time.monotonic() > deadline:
            raise CannotStart(f"{child.name} gave no answer within {seconds:.0f} seconds. It said:\n{child.last_words()}")
        time.sleep(0.02)


def leftovers(folder: Path, program: str) -> list[psutil.Process]:
    """Servers of an earlier launcher: processes of this program whose working folder is exactly this one."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.name() == Path(program).name and Path(process.cwd()) == folder.resolve():
                found.append(process)
    return found


def end_leftovers(folder: Path, program: str, gentle: signal.Signals, *, seconds: float = 30) -> bool:
    """Stop what an earlier launcher left running here; whether there was anything."""
    remaining = leftovers(folder, program)
    if not remaining:
        return False
    for process in remaining:
        with contextlib.suppress(psutil.Error):
            process.send_signal(gentle)
    _, stubborn = psutil.wait_procs(remaining, timeout=seconds)
    for process in stubborn:
        with contextlib.suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(stubborn, timeout=5)
    return True
