"""The sticky comment: written once, then kept up to date. What it may rely on is asked of the forge, never of the run.

A run of ``pull_request`` uses the workflow as the pull request has it. So a verdict is repeated only where the pull
request leaves ``.github/`` alone: then the check that ran was the target's own.
"""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final
from urllib.parse import quote

from thidua.forge import artifact, comment
from thidua.forge.api import Api
from thidua.forge.artifact import Forged
from thidua.forge.run import Run
from thidua.records.language import Language

BOT: Final = "github-actions[bot]"
CHECKS: Final = ".github/"


class Outcome(StrEnum):
    """What became of the comment."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    NOT_A_CHECK = "not a run of the check on a pull request"
    NO_VERDICT = "the check left no verdict"
    OUTDATED = "the pull request has moved on or is closed"


def tell(api: Api, run: Run, names: Mapping[str, str], language: Language) -> Outcome:
    """Tell the verdict of ``run`` on its pull request. Raises Forged if the artifact is not what the check writes."""
    if not run.is_check:
        return Outcome.NOT_A_CHECK
    found = api.get(f"actions/runs/{run.id}/artifacts?per_page=100")["artifacts"]
    offered = [one for one in found if str(one["name"]).startswith(artifact.PREFIX)]
    if not offered:
        return Outcome.NO_VERDICT
    numbers = _numbers(api, run)
    if not numbers:
        return Outcome.OUTDATED
    number, chosen = _chosen(numbers, offered)
    if _is_own_check(api, number):
        return _write(api, number, lambda _was: comment.withheld(language))
    archive = api.download(f"actions/artifacts/{chosen['id']}/zip", artifact.LARGEST_ARCHIVE)
    verdict = artifact.verdict(artifact.unpack(archive), run.head_sha)
    if run.head_sha != api.get(f"pulls/{number}")["head"]["sha"]:
        return Outcome.OUTDATED
    return _write(api, number, lambda was: comment.told(verdict, was, names, run.url, language))


def _numbers(api: Api, run: Run) -> Sequence[int]:
    """Return the open pull requests whose head is the commit that was checked, as the forge says."""
    head = quote(f"{run.head_owner}:{run.head_branch}", safe="")
    return [
        pull["number"]
        for pull in api.all(f"pulls?state=open&head={head}")
        if pull["head"]["sha"] == run.head_sha
        and pull["head"]["repo"] is not None
        and pull["head"]["repo"]["id"] == run.head_repository
    ]


def _chosen(numbers: Sequence[int], offered: Sequence[Mapping[str, Any]]) -> tuple[int, Mapping[str, Any]]:
    """Return the pull request that the run was for, and its newest artifact."""
    named = {artifact.name(number): number for number in numbers}
    own = [one for one in offered if one["name"] in named]
    if not own:
        raise Forged("the artifact is named for another pull request")
    newest = max(own, key=lambda one: int(one["id"]))
    if not 0 < newest["size_in_bytes"] <= artifact.LARGEST_ARCHIVE:
        raise Forged(f"the archive has {newest['size_in_bytes']} bytes")
    return named[newest["name"]], newest


def _is_own_check(api: Api, number: int) -> bool:
    """Whether the pull request edits the checks, or may do so: the forge does not list all of a huge one."""
    files = list(api.all(f"pulls/{number}/files"))
    names = [str(file.get(key, "")) for file in files for key in ("filename", "previous_filename")]
    is_complete = len(files) >= api.get(f"pulls/{number}")["changed_files"]
    return not is_complete or any(name.startswith(CHECKS) for name in names)


def _write(api: Api, number: int, body: Callable[[comment.State | None], str]) -> Outcome:
    for one in api.all(f"issues/{number}/comments"):
        was = comment.state(one["body"] or "")
        if was is not None and one["user"] is not None and one["user"]["login"] == BOT:
            new = body(was)
            if new == one["body"]:
                return Outcome.UNCHANGED
            api.patch(f"issues/comments/{one['id']}", {"body": new})
            return Outcome.UPDATED
    api.post(f"issues/{number}/comments", {"body": body(None)})
    return Outcome.CREATED
