"""The sticky comment: written once, then kept up to date. What it may rely on is asked of the forge, never of the run.

A run of ``pull_request`` uses the workflow as the pull request has it. So a verdict is repeated only where the pull
request leaves ``.github/`` alone: then the check that ran was the target's own.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from urllib.parse import quote
from zoneinfo import ZoneInfo

from thidua.forge import artifact, comment
from thidua.forge.api import Api
from thidua.forge.artifact import Forged
from thidua.forge.run import Run
from thidua.records.language import Language

BOT: Final = "github-actions[bot]"
CHECKS: Final = ".github/"


class Delivery(StrEnum):
    """What became of the comment."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    NOT_A_CHECK = "not a run of the check on a pull request"
    NO_VERDICT = "the check left no verdict"
    OUTDATED = "the pull request has moved on or is closed"
    OLDER = "the comment tells a newer verdict on the same commit"


def tell(api: Api, run: Run, names: Mapping[str, str], zone: ZoneInfo, language: Language) -> Delivery:
    """Tell the verdict of ``run`` on its pull request. Raises Forged if the artifact is not what the check writes."""
    if not run.is_check:
        return Delivery.NOT_A_CHECK
    number = _number(api, run)
    if number is None:
        return Delivery.OUTDATED
    chosen = _artifact(api, run, number)
    if chosen is None:
        return _write(api, number, lambda was: _missing(was, run, language))
    files = list(api.all(f"pulls/{number}/files"))
    pull = api.get(f"pulls/{number}")
    if pull["head"]["sha"] != run.head_sha or not all(_is_of(file, run.head_sha) for file in files):
        return Delivery.OUTDATED
    if _is_own_check(files, pull["changed_files"]):
        return _write(api, number, lambda _was: comment.withheld(run.head_sha, language))
    archive = api.download(f"actions/artifacts/{chosen['id']}/zip", artifact.LARGEST_ARCHIVE)
    verdict = artifact.verdict(artifact.unpack(archive), run.head_sha)

    def body(was: comment.CommentMark | None) -> str | Delivery:
        mark = comment.mark(verdict, was)
        if (
            was is not None
            and was.head == mark.head
            and was.at is not None
            and mark.at is not None
            and was.at > mark.at
        ):
            return Delivery.OLDER
        return comment.told(verdict, mark, names, run.url, zone, language)

    return _write(api, number, body)


def _number(api: Api, run: Run) -> int | None:
    """Return the open pull request into the main branch whose head was checked, as the forge says."""
    if run.head_repository is None:
        return None
    head = quote(f"{run.head_owner}:{run.head_branch}", safe="")
    base = quote(run.main_branch, safe="")
    found = [
        pull["number"]
        for pull in api.all(f"pulls?state=open&head={head}&base={base}")
        if pull["head"]["sha"] == run.head_sha
        and pull["head"]["repo"] is not None
        and pull["head"]["repo"]["id"] == run.head_repository
        and pull["base"]["ref"] == run.main_branch
    ]
    return next(iter(found), None)


def _artifact(api: Api, run: Run, number: int) -> Mapping[str, Any] | None:
    """Return the newest artifact that the last attempt of the run left, None if it left none."""
    found = api.get(f"actions/runs/{run.id}/artifacts?per_page=100")["artifacts"]
    offered = [
        one
        for one in found
        if one["name"].startswith(artifact.PREFIX) and datetime.fromisoformat(one["created_at"]) >= run.started_at
    ]
    if not offered:
        return None
    own = [one for one in offered if one["name"] == artifact.name(number)]
    if not own:
        raise Forged("the artifact is named for another pull request")
    newest: Mapping[str, Any] = max(own, key=lambda one: int(one["id"]))
    if not 0 < newest["size_in_bytes"] <= artifact.LARGEST_ARCHIVE:
        raise Forged(f"the archive has {newest['size_in_bytes']} bytes")
    return newest


def _is_of(file: Mapping[str, Any], head: str) -> bool:
    """Whether a listed file is that of the commit ``head``; where one was removed, the forge names the one before."""
    return file["status"] == "removed" or str(file["contents_url"]).endswith(f"?ref={head}")


def _is_own_check(files: Sequence[Mapping[str, Any]], changed: int) -> bool:
    """Whether a pull request edits the checks, or may do so: the forge does not list all of a huge one."""
    names = [str(file.get(key, "")) for file in files for key in ("filename", "previous_filename")]
    return len(files) < changed or any(name.startswith(CHECKS) for name in names)


def _missing(was: comment.CommentMark | None, run: Run, language: Language) -> str | Delivery:
    """Return the comment for a newer commit without a verdict; where nothing has been told, nothing is out of date."""
    if was is None or was.head == run.head_sha:
        return Delivery.NO_VERDICT
    return comment.missing(was.state, run.head_sha, run.url, language)


def _write(api: Api, number: int, body: Callable[[comment.CommentMark | None], str | Delivery]) -> Delivery:
    """Write what ``body`` makes of the comment so far; an outcome instead of a text leaves things as they are."""
    for one in api.all(f"issues/{number}/comments"):
        was = comment.read_mark(one["body"] or "")
        if was is not None and one["user"] is not None and one["user"]["login"] == BOT:
            new = body(was)
            if isinstance(new, Delivery):
                return new
            if new == one["body"]:
                return Delivery.UNCHANGED
            api.patch(f"issues/comments/{one['id']}", {"body": new})
            return Delivery.UPDATED
    first = body(None)
    if isinstance(first, Delivery):
        return first
    api.post(f"issues/{number}/comments", {"body": first})
    return Delivery.CREATED
