"""``thidua serve``: builds the portal, serves it on this machine, and builds it again when something changes."""

import errno
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

import click
from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from thidua.cli.build import BuildRequest, default_site, run
from thidua.cli.invocation import EnvironmentProblem, Invocation, as_of_option, shared_options
from thidua.records.language import Language
from thidua.records.language import mark as _
from thidua.records.layout import ROOT

HELP: Final = _("Build the portal, serve it on this machine, and build it again when a record or a page changes.")
PORT_HELP: Final = _("The port on the loopback address.")
AUDIENCE_HELP: Final = _("For whom the portal is built.")
BUSY: Final = _(
    "Something else is served at port {port} already. Choose another one: thidua serve --port {other}; "
    "or end what runs there."
)
CLOSED: Final = _("Port {port} cannot be opened ({problem}). Choose one from 1024 up: thidua serve --port 8000")
SERVING: Final = _("The portal is served at {address} (Ctrl+C ends it).")
CHANGED: Final = _("A file changed; building again …")
QUIET_SECONDS: Final = 0.5
LAST_PORT: Final = 65535


class Quiet(SimpleHTTPRequestHandler):
    """A handler that does not write a line for every request."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the parameter's name is the library's
        """Say nothing."""


class Bell(FileSystemEventHandler):
    """Rings when a file changes."""

    def __init__(self) -> None:
        self.rung = threading.Event()

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Ring, unless a file was only looked at."""
        if event.event_type in {"created", "modified", "deleted", "moved"}:
            self.rung.set()


def command(spoken: Language) -> click.Command:
    """Return the command in one language."""

    @click.command("serve", help=spoken.text(HELP))
    @click.option("--site", type=click.Path(path_type=Path), default=None, metavar="DIR")
    @click.option(
        "--port", type=click.IntRange(0, LAST_PORT), default=8000, show_default=True, help=spoken.text(PORT_HELP)
    )
    @click.option(
        "--audience", type=click.Choice(["public", "internal"]), default="public", help=spoken.text(AUDIENCE_HELP)
    )
    @as_of_option(spoken)
    @shared_options(spoken)
    def serve(invocation: Invocation, site: Path | None, port: int, audience: str, as_of: str | None) -> None:
        request = BuildRequest(site or default_site(invocation.root, audience), audience, as_of, jobs=1)
        with (
            bound(invocation, request.site, port) as server,  # before the first build, which takes its time
            watched(invocation.root) as bell,  # before the first build, so that a change during it is not missed
        ):
            run(invocation, request)
            with served(server) as address:
                invocation.out.print(invocation.say(SERVING, address=address))
                build_at_every_change(invocation, request, bell)

    return serve


@contextmanager
def bound(invocation: Invocation, site: Path, port: int) -> Iterator[ThreadingHTTPServer]:
    """Open a port on the loopback address for ``site``; the context is the server. Ends the run if it is taken."""
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), partial(Quiet, directory=str(site)))
    except OSError as problem:
        if problem.errno == errno.EADDRINUSE:
            invocation.refuse(BUSY, port=port, other=port % LAST_PORT + 1)
        invocation.refuse(CLOSED, port=port, problem=problem.strerror)
    with server:
        yield server


@contextmanager
def served(server: ThreadingHTTPServer) -> Iterator[str]:
    """Serve until the context ends; it is the address."""
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()


@contextmanager
def watched(root: Path) -> Iterator[Bell]:
    """Watch the records and the pages at ``root``; the context is the bell that their changes ring."""
    bell = Bell()
    observer = Observer()
    for name in (ROOT, "docs"):
        if (root / name).is_dir():
            observer.schedule(bell, str(root / name), recursive=True)
    observer.start()
    try:
        yield bell
    finally:
        observer.stop()
        observer.join()


def build_at_every_change(invocation: Invocation, request: BuildRequest, bell: Bell) -> None:
    """Build again whenever the bell has rung, until interrupted."""
    with suppress(KeyboardInterrupt):
        while True:
            bell.rung.wait()
            while bell.rung.is_set():
                bell.rung.clear()
                bell.rung.wait(QUIET_SECONDS)
            invocation.err.print(invocation.say(CHANGED))
            try:
                run(invocation, request)
            except EnvironmentProblem as problem:
                problem.show()  # the next change may mend it; until then the portal is served as it was
