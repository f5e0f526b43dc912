"""A forge on loopback: as much of GitHub's REST API as the comment and the notes need, answering from plain values."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

REPOSITORY = "mttq/thi-dua"
TOKEN = "token-of-the-run"  # noqa: S105 - of this test
BOT = {"login": "github-actions[bot]", "type": "Bot"}


@dataclass
class Forge:
    """What a forge knows, and what was asked of it."""

    pulls: list[dict[str, Any]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    files_of: str = ""  # the commit whose files are listed, if it is not the head
    artifacts: list[dict[str, Any]] = field(default_factory=list)
    archives: dict[int, bytes] = field(default_factory=dict)
    comments: list[dict[str, Any]] = field(default_factory=list)
    brought: dict[str, list[int] | None] = field(default_factory=dict)  # None: no answer
    slow: dict[str, int] = field(default_factory=dict)  # how often a commit's pull requests are not known yet
    cut: str = ""  # where this stands in an address, half of the answer is sent
    silent: str = ""  # where this stands in an address, nothing is
    reviews: list[dict[str, Any]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    address: str = ""

    def add_artifact(
        self, name: str, archive: bytes, size: int | None = None, at: str = "2021-11-20T01:02:03Z"
    ) -> None:
        """Keep an artifact as a run uploads it; ``size`` and ``at`` are what the forge says of it."""
        number = 900 + len(self.artifacts)
        size = len(archive) if size is None else size
        self.artifacts.append({"id": number, "name": name, "size_in_bytes": size, "created_at": at})
        self.archives[number] = archive

    def answer(self, method: str, path: str, query: dict[str, list[str]], document: Any) -> Any:
        """Return the answer to a request on the repository, None if there is nothing."""
        routes: list[tuple[str, str, Callable[..., Any]]] = [
            ("GET", r"actions/runs/(\d+)/artifacts", lambda _run: {"artifacts": self.artifacts}),
            ("GET", r"pulls", lambda: self._page(self._open(query), query)),
            ("GET", r"pulls/(\d+)", self._pull),
            ("GET", r"pulls/(\d+)/reviews", lambda _n: self._page(self.reviews, query)),
            ("GET", r"commits/([0-9a-f]{40})/pulls", lambda commit: self._brought(commit, query)),
            ("GET", r"pulls/(\d+)/files", lambda number: self._page(self._files(number), query)),
            ("GET", r"issues/(\d+)/comments", lambda _n: self._page(self.comments, query)),
            ("POST", r"issues/(\d+)/comments", lambda _n: self._comment(document)),
            ("PATCH", r"issues/comments/(\d+)", lambda comment: self._edit(int(comment), document)),
        ]
        for verb, pattern, handle in routes:
            found = re.fullmatch(pattern, path)
            if verb == method and found:
                return handle(*found.groups())
        return None

    def _open(self, query: dict[str, list[str]]) -> list[dict[str, Any]]:
        wanted = {"state": query["state"][0], "label": query["head"][0], "base": query["base"][0]}
        return [pull for pull in self.pulls if {**pull, "base": pull["base"]["ref"]}.items() >= wanted.items()]

    def _files(self, number: str) -> list[dict[str, str]]:
        head = self.files_of or self._pull(number)["head"]["sha"]
        place = f"{self.address}/repos/{REPOSITORY}/contents"
        return [
            {"filename": name, "status": "modified", "contents_url": f"{place}/{name}?ref={head}"}
            for name in self.files
        ]

    def _pull(self, number: str) -> dict[str, Any]:
        return next(pull for pull in self.pulls if pull["number"] == int(number))

    def _brought(self, commit: str, query: dict[str, list[str]]) -> list[Any] | None:
        numbers = self.brought.get(commit, [])
        if numbers is None:
            return None
        self.slow[commit] = self.slow.get(commit, 0) - 1
        if self.slow[commit] >= 0:
            return []
        found = [self._pull(str(number)) for number in numbers]
        short = [{key: value for key, value in pull.items() if key != "merged_by"} for pull in found]
        return self._page(short, query)

    def _page(self, items: list[Any], query: dict[str, list[str]]) -> list[Any]:
        size, page = int(query["per_page"][0]), int(query["page"][0])
        return items[size * (page - 1) : size * page]

    def _comment(self, document: dict[str, str]) -> dict[str, Any]:
        self.comments.append({"id": 1 + len(self.comments), "user": BOT, **document})
        return self.comments[-1]

    def _edit(self, number: int, document: dict[str, str]) -> dict[str, Any]:
        self.comments[number - 1].update(document)
        return self.comments[number - 1]


def handler(forge: Forge) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            forge.asked.append(f"{self.command} {self.path}")
            address = urlsplit(self.path)
            blob = re.fullmatch(r"/blob/(\d+)", address.path)
            if blob:
                # The store of artifacts refuses whoever shows it a token.
                self.send(400 if "Authorization" in self.headers else 200, forge.archives[int(blob[1])])
                return
            prefix = f"/repos/{REPOSITORY}/"
            if not address.path.startswith(prefix) or self.headers["Authorization"] != f"Bearer {TOKEN}":
                self.send(404, b"{}")
                return
            path = address.path.removeprefix(prefix)
            archive = re.fullmatch(r"actions/artifacts/(\d+)/zip", path)
            if archive:
                self.send(302, b"", Location=f"{forge.address}/blob/{archive[1]}")
                return
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            found = forge.answer(self.command, path, parse_qs(address.query), json.loads(body) if body else None)
            data = json.dumps(found).encode()
            if forge.silent and forge.silent in path:
                return
            if forge.cut and forge.cut in path:
                self.send(200, data[: len(data) // 2], **{"Content-Length": str(len(data))})
                return
            self.send(404 if found is None else 200, data)

        do_GET = do_POST = do_PATCH = handle_any  # noqa: N815 - the names that http.server calls

        def send(self, status: int, data: bytes, **headers: str) -> None:
            self.send_response(status)
            for name, value in {"Content-Length": str(len(data)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
            pass

    return Handler


@contextmanager
def serve(forge: Forge) -> Iterator[Forge]:
    """Serve a forge on loopback as long as the block runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(forge))
    forge.address = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield forge
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
