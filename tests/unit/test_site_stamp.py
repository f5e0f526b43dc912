"""The stamp: what the one script says of the moment and the commit, and to whom."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from support.page import PORTAL
from thidua.portal import link
from thidua.portal.context import Context
from thidua.publication.policy import Audience, View
from thidua.records.registers import Organisations
from thidua.site.stamp import script

COMMIT = "c0ffee" + "0" * 34
RECORD = "submissions/2020/season.yml"


def context(audience: Audience = Audience.PUBLIC, **changes: object) -> Context:
    portal = replace(PORTAL, **changes)
    return Context(portal, Organisations([]), View(audience, datetime(2021, 11, 20, 1, tzinfo=UTC)), is_in_git=True)


def told(context: Context, commit: str | None = COMMIT) -> dict[str, object]:
    line = next(line for line in script(context, commit).splitlines() if "stamp = " in line)
    found: dict[str, object] = json.loads(line.partition("= ")[2].removesuffix(";"))
    return found


def test_it_tells_the_moment_and_the_commit() -> None:
    found = told(context())
    assert found["moment"] == "08:00 ngày 20/11/2021"
    assert found["commit"] == COMMIT[:10]
    assert str(found["href"]).endswith(f"/commit/{COMMIT}")


@pytest.mark.parametrize("forge", ["github", "gitlab", "forgejo"])
def test_links_to_the_branch_become_links_to_the_commit(forge: str) -> None:
    around = context(forge=forge)
    for before in (link.source_link(around, RECORD, 7), link.history_link(around, RECORD)):
        assert before is not None
        (after,) = [
            commit + before.removeprefix(branch)
            for branch, commit in told(around)["pins"]  # type: ignore[attr-defined]
            if before.startswith(branch)
        ]
        assert COMMIT in after
        assert "main" not in after
    room = {"github": "blob", "gitlab": "-/blob", "forgejo": "src/commit"}[forge]
    assert f"/{room}/{COMMIT}/" in str(told(around)["pins"])


def test_an_internal_repository_is_not_named_in_public() -> None:
    found = told(context(is_internal=True))
    assert (found["commit"], found["href"], found["report"], found["pins"]) == (None, None, None, [])
    assert told(context(Audience.INTERNAL, is_internal=True))["commit"] == COMMIT[:10]


def test_without_git_there_is_the_moment_alone() -> None:
    found = told(context(), None)
    assert found["moment"]
    assert (found["commit"], found["pins"]) == (None, [])


def test_a_report_ends_with_the_text_to_which_the_commit_is_added() -> None:
    for forge in ("github", "gitlab", "forgejo"):
        around = context(forge=forge)
        report = link.report_link(around, "2020/", "Năm 2020")
        assert report is not None
        assert report.startswith(str(told(around)["report"]))
        assert report.endswith("ng%C3%A0y%29%3A%0A")


def test_no_name_ends_the_script() -> None:
    assert "</script" not in script(context(web_url="https://example.org/</script>"), COMMIT)
