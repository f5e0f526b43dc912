"""The forge's REST API, as GitHub and what is compatible with it speak it: a thin layer over urllib."""

import json
from collections.abc import Iterator, Mapping
from http.client import HTTPException, HTTPMessage
from typing import IO, Any, Final
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

SECONDS: Final = 30
PAGE: Final = 100
MOST_PAGES: Final = 30
LONGEST_ANSWER: Final = 16 * 1024 * 1024
LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})


class ApiError(Exception):
    """The forge did not answer as it should."""


class _Stay(HTTPRedirectHandler):
    """Does not follow: the token is for the forge, not for where it points to."""

    def redirect_request(
        self,
        req: Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> None:
        """Return no request, so that the redirection itself is the answer."""


class Api:
    """One repository's API. ``address`` is that of the API, ``repository`` is owner/name."""

    def __init__(self, address: str, repository: str, token: str) -> None:
        self._base = f"{_safe(address).rstrip('/')}/repos/{repository}"
        self._headers = {
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {token}",
            "User-Agent": "thidua",
            "X-GitHub-Api-Version": "2022-11-28",
        }
        self._opener = build_opener(_Stay)

    def get(self, path: str) -> Any:
        """Return what is at ``path`` of the repository."""
        return self._ask("GET", path)

    def all(self, path: str) -> Iterator[Any]:
        """Yield the items of a list, page after page (at most MOST_PAGES)."""
        sign = "&" if "?" in path else "?"
        for page in range(1, MOST_PAGES + 1):
            items = self.get(f"{path}{sign}per_page={PAGE}&page={page}")
            yield from items
            if len(items) < PAGE:
                return

    def post(self, path: str, document: Mapping[str, Any]) -> Any:
        """Send a document, return the answer."""
        return self._ask("POST", path, document)

    def patch(self, path: str, document: Mapping[str, Any]) -> Any:
        """Change what is at ``path``, return the answer."""
        return self._ask("PATCH", path, document)

    def download(self, path: str, limit: int) -> bytes:
        """Return a file of at most ``limit`` bytes; the forge points to where it is, which never sees the token."""
        try:
            return _fetch(self._opener, self._request("GET", path), limit)
        except HTTPError as redirection:
            if redirection.code not in {302, 303, 307} or "Location" not in redirection.headers:
                raise ApiError(f"GET {path}: {redirection.code}") from redirection
            place = _safe(redirection.headers["Location"])
        try:
            return _fetch(build_opener(_Stay), Request(place, headers={"User-Agent": "thidua"}), limit)  # noqa: S310
        except HTTPError as problem:
            raise ApiError(f"GET {path}: {problem.code} at its place") from problem

    def _ask(self, method: str, path: str, document: Mapping[str, Any] | None = None) -> Any:
        try:
            return json.loads(_fetch(self._opener, self._request(method, path, document), LONGEST_ANSWER))
        except HTTPError as problem:
            raise ApiError(f"{method} {path}: {problem.code}") from problem
        except ValueError as problem:
            raise ApiError(f"{method} {path}: not JSON") from problem

    def _request(self, method: str, path: str, document: Mapping[str, Any] | None = None) -> Request:
        data = None if document is None else json.dumps(document).encode()
        return Request(f"{self._base}/{path}", data, self._headers, method=method)  # noqa: S310 - _safe


def _safe(address: str) -> str:
    """Return an address that is encrypted, or on this machine. Raises ApiError for any other."""
    parts = urlsplit(address)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK):
        return address
    raise ApiError(f"not a safe address: {parts.scheme}://{parts.hostname}")


def _fetch(opener: OpenerDirector, request: Request, limit: int) -> bytes:
    """Return what is at an address. Raises HTTPError where it is refused or elsewhere, ApiError if less comes."""
    try:
        with opener.open(request, timeout=SECONDS) as answer:
            data: bytes = answer.read(limit + 1)
            rest = answer.length
    except HTTPError:
        raise
    except (OSError, HTTPException) as problem:
        raise ApiError(f"{request.get_method()} {request.selector}: {problem!r}") from problem
    if len(data) > limit:
        raise ApiError(f"longer than {limit} bytes")
    if rest:
        raise ApiError(f"{request.get_method()} {request.selector}: {rest} bytes are missing")
    return data
