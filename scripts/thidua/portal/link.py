"""Addresses: from one page of the site to another, and into the repository that holds the records."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from thidua.portal.context import Context
from thidua.records.registers import Portal

INDEX = "index.html"


@dataclass(frozen=True, slots=True)
class Link:
    """A text with the place it leads to; without a place it is a text only."""

    text: str
    href: str | None = None


def relative(start: str, target: str) -> str:
    """Return the link from the page at ``start`` to ``target``, addresses of the site such as ``2020/cum-06/``.

    A folder's link names its index file, so that the site also works from any sub-path and straight from a disk. The
    target may have a fragment: ``2020/#cum-06``.
    """
    target, mark, fragment = target.partition("#")
    here = start.split("/")[:-1]
    there = target.split("/")
    shared = 0
    while shared < min(len(here), len(there) - 1) and here[shared] == there[shared]:
        shared += 1
    steps = "../" * (len(here) - shared) + "/".join(there[shared:])
    if not steps or steps.endswith("/"):
        steps += INDEX
    return steps + mark + fragment


def season(season_id: str, room: str = "") -> str:
    """Return the address of a season, or of one of its rooms: ``2020/ket-qua/``."""
    return f"{season_id}/{room}/" if room else f"{season_id}/"


def cluster(season_id: str, cluster_id: str) -> str:
    """Return the address of a cluster."""
    return f"{season_id}/{cluster_id}/"


def dossier(season_id: str, cluster_id: str, organisation: str) -> str:
    """Return the address of a dossier."""
    return f"{season_id}/{cluster_id}/{organisation}/"


def organisation(organisation_id: str) -> str:
    """Return the address of an organisation."""
    return f"to-chuc/{organisation_id}/"


def source_link(context: Context, path: str, line: int | None = None) -> str | None:
    """Return the address of a record's line in the repository, on the branch that the portal is built from.

    On the page a script pins it to the commit of the data (``site/stamp.py``).

    None where there is no such address, or where the reader may not see the repository (data-model.md, portal.yml).
    """
    room = file_room(context.portal)
    base = repository(context)
    if base is None or not context.is_in_git:
        return None
    anchor = f"#L{line}" if line is not None else ""
    return f"{base}/{room}/{quote(context.portal.branch)}/{quote(path)}{anchor}"


def file_room(portal: Portal, *, is_commit: bool = False) -> str:
    """Return what stands between a repository's address and a branch, or a commit, where a file is shown."""
    rooms = {"github": "blob", "gitlab": "-/blob", "forgejo": "src/commit" if is_commit else "src/branch"}
    return rooms.get(portal.forge, "")


def history_room(portal: Portal, *, is_commit: bool = False) -> str:
    """Return what stands between a repository's address and a branch, or a commit, where a history is shown."""
    rooms = {"github": "commits", "gitlab": "-/commits", "forgejo": "commits/commit" if is_commit else "commits/branch"}
    return rooms.get(portal.forge, "")


def commit_link(context: Context, commit: str | None) -> str | None:
    """Return the address of a commit."""
    base = repository(context)
    if base is None or commit is None:
        return None
    return f"{base}/{'-/commit' if context.portal.forge == 'gitlab' else 'commit'}/{commit}"


def history_link(context: Context, path: str) -> str | None:
    """Return the address of the history of a file or folder, on the branch that the portal is built from."""
    base = repository(context)
    if base is None or not context.is_in_git:
        return None
    return f"{base}/{history_room(context.portal)}/{quote(context.portal.branch)}/{quote(path)}"


def report_link(context: Context, address: str, title: str) -> str | None:
    """Return the address that opens a prefilled report of an error on the page at ``address``."""
    form = new_report(context)
    if form is None:
        return None
    about = (
        f"Trang: {context.portal.site_url}{address}\n\nSố liệu nào chưa đúng, và căn cứ vào đâu (số văn bản, ngày):\n"
    )
    subject = f"Báo lỗi dữ liệu: {title}"
    if context.portal.forge == "gitlab":
        return f"{form}{_query({'issue[title]': subject, 'issue[description]': about})}"
    return f"{form}{_query({'title': subject, 'body': about})}"


def new_report(context: Context) -> str | None:
    """Return how the addresses of prefilled reports begin, None where there are none. They end with the text."""
    base = repository(context)
    room = "/-/issues/new?" if context.portal.forge == "gitlab" else "/issues/new?"
    return None if base is None else base + room


def _query(fields: Mapping[str, str]) -> str:
    """Return the fields as the query of an address."""
    return urlencode(fields, quote_via=quote)


def repository(context: Context) -> str | None:
    """Return the address of the repository, None where there is none or the reader may not see it."""
    hidden = context.portal.is_internal and not context.view.is_internal
    return None if hidden or context.portal.forge == "none" else context.portal.web_url.rstrip("/")
