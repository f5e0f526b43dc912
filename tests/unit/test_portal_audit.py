"""The page on history and audit and its JSON: what the audit found, and for whom."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from support.command import validate_output
from support.page import words
from support.seasons import portal
from thidua.exports.audit import audit_file
from thidua.gate.public_reason import public_reasons
from thidua.portal.audit import MOST, audit_page
from thidua.portal.board import board_page
from thidua.portal.context import Context
from thidua.publication.audit import Identified
from thidua.publication.audit_document import read_audit
from thidua.publication.digest import PublishedSeason
from thidua.publication.disclosure import Disclosure, PublishedAudit, publish_audit
from thidua.publication.policy import Audience
from thidua.records.catalogue import rules_of
from thidua.records.finding import Severity
from thidua.records.language import LANGUAGES, language

REASONS = public_reasons(language("vi"))
DECIDED = "2021-11-20T08:00:00+07:00"
BEFORE_DEADLINE = "2020-11-10T08:00:00+07:00"
OPEN, CAUTIOUS = "submissions/2020/cum-06", "submissions/2019/cum-01"
RIVER, FOREST, CARPENTERS = "hoi-song-xanh", "hoi-rung-dau-nguon", "hoi-tho-moc"
RIVER_NAME, FOREST_NAME = "Hội Sông Xanh Việt Nam", "Hội Rừng Đầu nguồn Việt Nam"
CARPENTERS_NAME = "Hội Thợ mộc Truyền thống Việt Nam"

Document = dict[str, Any]


def step(
    number: int, *paths: str, login: str | None = "song-xanh-01", acts_for: str | None = RIVER, **more: Any
) -> Document:
    found = {
        "commit": f"{number:040x}",
        "parent": f"{number - 1:040x}" if number > 1 else None,
        "at": f"2020-11-{1 + number % 28:02}T09:00:00+07:00",
        "actor": login,
        "acts_for": acts_for,
        "identified": "recorded",
        "merged_by": None,
        "founding": False,
        "kind": "data",
        "paths": list(paths),
    }
    return found | more


def founding(number: int = 1) -> Document:
    return step(number, login=None, acts_for=None, identified="unknown", founding=True, kind="nothing")


def finding(rule: str, path: str, message: str) -> Document:
    place = {"line": 1, "column": 1, "pointer": ""}
    return {"rule": rule, "severity": "error", "path": path, **place, "message": message, "hint": ""}


def late(filed: Document, organisation: str) -> Document:
    path = filed["paths"][0]
    return {"commit": filed["commit"], "at": filed["at"], "path": path, "organisation": organisation, "action": "added"}


def audit(
    steps: Iterable[Document],
    wrong: Mapping[int, list[Document]] | None = None,
    filings: Iterable[Document] = (),
    marks: Mapping[int, list[Document]] | None = None,
) -> Document:
    """What ``thidua audit --format json`` prints of steps, with findings and marks by the index of the step."""
    listed, filed = list(steps), list(filings)
    exceptions, marked = (
        [{**listed[index], "findings": found} for index, found in (judged or {}).items()] for judged in (wrong, marks)
    )
    document = {
        "tip": listed[-1]["commit"],
        "since": None,
        "as_of": "2021-11-20T08:00:00+07:00",
        "notes": True,
        "clean": not exceptions,
        "summary": {
            "steps": len(listed),
            "founding": sum(s["founding"] for s in listed),
            **{source: sum(s["identified"] == source and not s["founding"] for s in listed) for source in Identified},
            "exceptions": len(exceptions),
            "marked": len(marked),
            "late": len(filed),
        },
        "exceptions": exceptions,
        "marked": marked,
        "late": filed,
        "steps": listed,
    }
    validate_output("audit", document)
    return document


def published(
    document: Document, audience: Audience = Audience.PUBLIC, as_of: str = DECIDED, *, is_internal: bool = False
) -> tuple[Context, tuple[PublishedSeason, ...], PublishedAudit]:
    context, seasons = portal(as_of, audience)
    context = replace(context, portal=replace(context.portal, is_internal=is_internal))
    disclosure = Disclosure(context.view, seasons, is_repository_internal=is_internal)
    return context, seasons, publish_audit(read_audit(document), disclosure, REASONS)


def page(document: Document, audience: Audience = Audience.PUBLIC, as_of: str = DECIDED, **more: bool) -> str:
    context, seasons, trail = published(document, audience, as_of, **more)
    return audit_page(context, seasons, trail).body


def text(document: Document, audience: Audience = Audience.PUBLIC, as_of: str = DECIDED, **more: bool) -> str:
    return str(words(page(document, audience, as_of, **more)))


def data(document: Document, audience: Audience = Audience.PUBLIC, as_of: str = DECIDED, **more: bool) -> Document:
    """The JSON, held against its schema."""
    context, seasons, trail = published(document, audience, as_of, **more)
    found: Document = json.loads(audit_file(trail, context.view, seasons).data)
    validate_output("api-audit", found)
    return found


def everything(document: Document, audience: Audience = Audience.PUBLIC, as_of: str = DECIDED, **more: bool) -> str:
    """All that is told, on the page and in the JSON."""
    return page(document, audience, as_of, **more) + json.dumps(
        data(document, audience, as_of, **more), ensure_ascii=False
    )


OWN = f"{OPEN}/{RIVER}/self-assessment.yml"
CLEAN = audit([founding(), step(2, OWN), step(3, "README.md", login="quantri", acts_for="administrator", kind="code")])
RIVAL = f"{OPEN}/{FOREST}/self-assessment.yml"
MESSAGE = f"Chỉ tổ chức thành viên được ghi “{RIVAL}”; tài khoản “song-xanh-01” đại diện cho “{RIVER}”."
EXCEPTION = audit([founding(), step(2, RIVAL, merged_by="ke-hop-nhat")], {1: [finding("gate-owner", RIVAL, MESSAGE)]})


# The result


def test_a_clean_history_is_stated_soberly() -> None:
    found = text(CLEAN)
    assert "Đã xét lại 3 bước; không bước nào lẽ ra bị từ chối." in found
    assert "Bước đầu tiên (ngày 02/11/2020) diễn ra khi kho chưa có danh mục tài khoản" in found
    assert RIVER_NAME in found
    assert "Quản trị" in found
    assert "Những bước lẽ ra bị từ chối" not in found
    assert data(CLEAN)["clean"] is True


def test_an_exception_says_when_what_why_and_for_whom() -> None:
    found = text(EXCEPTION)
    assert "Đã xét lại 2 bước; 1 bước lẽ ra bị từ chối." in found
    row = found[found.index("1 bước, bước mới nhất ở trên") :]
    assert "09:00 ngày 03/11/2020" in row
    assert RIVER_NAME in row
    assert "Người thực hiện không phải là bên được ghi tệp này." in row
    assert RIVAL in row
    assert f'/commit/{2:040x}"' in page(EXCEPTION)
    (exception,) = data(EXCEPTION)["exceptions"]
    assert (exception["acts_for"], exception["paths"]) == (RIVER, [RIVAL])
    assert [(f["rule"], f["path"]) for f in exception["findings"]] == [("gate-owner", RIVAL)]


def test_how_the_actors_are_known_is_counted() -> None:
    claimed = step(2, OWN, identified="claimed")
    unknown = step(3, OWN, login=None, acts_for=None, identified="unknown")
    document = audit([founding(), claimed, unknown, step(4, OWN)])
    found = text(document)
    assert "theo khai báo" in found
    assert "không rõ" in found
    summary = data(document)["summary"]
    assert [summary[name] for name in ("founding", "recorded", "claimed", "unknown")] == [1, 1, 1, 1]
    facts = ("Việc lập Cổng do chủ kho dữ liệu thực hiện", "do máy chủ ghi lại", "theo khai báo", "Không rõ người")
    assert [re.search(rf"{fact}[^:0-9]*([0-9]+) bước", found) is not None for fact in facts] == [True] * 4


def test_the_portal_was_founded_by_whoever_owns_the_repository() -> None:
    document = audit([founding() | {"actor": "chu-kho", "identified": "recorded"}, step(2, OWN)])
    assert "chủ kho dữ liệu" in text(document).split("Lập Cổng")[0].rsplit("Kết quả", 1)[1]
    assert "không rõ" not in text(document)
    assert "chu-kho" not in everything(document)
    assert "chu-kho" in text(document, Audience.INTERNAL)


def test_a_copy_without_the_servers_notes_accuses_nobody_silently() -> None:
    assert "không có ghi chú của máy chủ" in text(CLEAN | {"notes": False})
    assert "không có ghi chú của máy chủ" not in text(CLEAN)


def test_an_audit_from_a_commit_says_so() -> None:
    found = audit([step(8, OWN)]) | {"since": f"{7:040x}"}
    assert f"Xét từ {f'{7:040x}'[:10]}" in text(found)
    assert "đầu lịch sử" not in text(found)
    assert data(found)["whole"] is False


def test_without_an_audit_the_page_says_so_and_how_to_make_one() -> None:
    context, seasons = portal(DECIDED)
    body = audit_page(context, seasons, None).body
    assert "dựng không kèm kiểm toán" in body
    assert "thidua build --audit audit.json" in body


def test_a_long_history_is_cut_on_the_page_and_whole_in_the_json() -> None:
    document = audit([founding(), *(step(number, OWN) for number in range(2, MOST + 50))])
    assert f"{MOST} bước mới nhất trong số {MOST + 49} bước" in text(document)
    assert page(document).count("Đúng quy định") == MOST
    assert len(data(document)["steps"]) == MOST + 49


def test_steps_are_counted_by_season_and_cluster() -> None:
    document = audit([founding(), step(2, OWN), step(3, OWN, f"{CAUTIOUS}/vote.yml"), step(4, f"{OPEN}/vote.yml")])
    found = text(document)
    assert "Năm 2020, Cụm thi đua số 6" in found
    assert data(document)["steps"][2]["scopes"] == [
        {"season": "2020", "cluster": "cum-06"},
        {"season": "2019", "cluster": "cum-01"},
    ]


def test_the_page_is_well_formed_for_readers_of_screens() -> None:
    filed = step(3, OWN)
    body = page(
        audit([founding(), step(2, RIVAL), filed], {1: [finding("gate-owner", RIVAL, "x")]}, [late(filed, RIVER)])
    )
    assert body.count("<table") == body.count("<caption") == 4
    assert "<th>" not in body
    levels = [int(part[0]) for part in body.split("<h")[1:] if part[0].isdigit()]
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_what_others_wrote_is_escaped() -> None:
    nasty = "submissions/2020/cum-06/<script>alert(1)</script>.yml"
    document = audit([founding(), step(2, nasty)], {1: [finding("gate-path", nasty, nasty)]})
    for audience in Audience:
        assert "<script>" not in page(document, audience)


# Who reads what


def test_the_public_reads_no_login_and_no_message_that_names_one() -> None:
    told = everything(EXCEPTION)
    assert "song-xanh-01" not in told
    assert "ke-hop-nhat" not in told
    assert MESSAGE not in told


def test_inside_everything_is_shown_with_the_watermark() -> None:
    hidden = step(3, f"{CAUTIOUS}/exclusions.yml", login="btt", acts_for="ban-thuong-truc")
    document = audit(
        [founding(), step(2, RIVAL, merged_by="ke-hop-nhat"), hidden], {1: [finding("gate-owner", RIVAL, MESSAGE)]}
    )
    found = text(document, Audience.INTERNAL)
    assert "NỘI BỘ" in found
    assert all(secret in found for secret in ("song-xanh-01", "ke-hop-nhat", MESSAGE, "Trường hợp không xét"))
    document = data(document, Audience.INTERNAL)
    assert document["audience"] == "internal"
    assert document["steps"][2]["paths"] == [f"{CAUTIOUS}/exclusions.yml"]
    assert document["exceptions"][0]["findings"][0]["message"] == MESSAGE


def test_an_internal_repository_is_not_named_in_public() -> None:
    told = everything(EXCEPTION, is_internal=True)
    assert f"{2:040x}"[:10] not in told
    assert "example.org/mttq" not in told
    assert data(EXCEPTION, is_internal=True)["tip"] is None
    assert "kho nội bộ" in told
    assert f"{2:040x}" in everything(EXCEPTION, Audience.INTERNAL, is_internal=True)


def test_files_of_an_internal_repository_outside_the_records_are_only_counted() -> None:
    assert "README.md" in everything(CLEAN)
    assert "README.md" not in everything(CLEAN, is_internal=True)
    assert data(CLEAN, is_internal=True)["steps"][2]["paths_withheld"] == 1


def test_what_is_no_record_is_never_named() -> None:
    path = "hoi-tho-moc/ghi-chu.yml"
    document = audit(
        [founding(), step(2, f"{OPEN}/{path}", login="btt", acts_for="ban-thuong-truc")],
        {1: [finding("gate-path", f"{OPEN}/{path}", f"{OPEN}/{path}")]},
    )
    told = everything(document)
    assert path not in told
    assert "1 tệp không nêu tên" in told
    (_, found) = data(document)["steps"]
    assert (found["paths"], found["paths_withheld"], found["scopes"]) == ([], 1, [])
    assert found["acts_for"] == "ban-thuong-truc"


BOARD: Document = {"login": "btt", "acts_for": "ban-thuong-truc"}
EXCLUSIONS = f"{OPEN}/exclusions.yml"
CORRECTIONS = "submissions/2020/corrections.yml"


@pytest.mark.parametrize(
    ("with_exclusions", "without"),
    [
        ([EXCLUSIONS], None),
        ([f"{OPEN}/Exclusions.yml"], None),
        ([EXCLUSIONS, CORRECTIONS], None),
        ([EXCLUSIONS, f"{OPEN}/schedule.yml"], [f"{OPEN}/schedule.yml"]),
        ([EXCLUSIONS, CORRECTIONS, f"{OPEN}/vote.yml"], [CORRECTIONS, f"{OPEN}/vote.yml"]),
        ([EXCLUSIONS, CORRECTIONS, "submissions/2019/season.yml"], ["submissions/2019/season.yml"]),
    ],
)
@pytest.mark.parametrize("as_of", [BEFORE_DEADLINE, DECIDED])
def test_the_public_audit_is_the_same_without_lists_of_exclusions(
    with_exclusions: list[str], without: list[str] | None, as_of: str
) -> None:
    """Not even that there is one, when it was written, or that it was wrong: to the reader the step is another one."""
    found = [finding("gate-owner", path, path) for path in with_exclusions if "xclusions" in path]
    told = audit([founding(), step(2, *with_exclusions, **BOARD), step(3, OWN)], {1: found})
    as_if = audit([founding(), *([step(2, *without, **BOARD)] if without else []), step(3, OWN)])
    assert everything(told, as_of=as_of) == everything(as_if, as_of=as_of)


def test_a_step_does_not_tell_by_its_kind_or_its_fault_that_it_held_exclusions() -> None:
    mixed = [finding("gate-mixed", "README.md", "x"), finding("gate-correction-secret", CORRECTIONS, "x")]
    told = audit([founding(), step(2, EXCLUSIONS, "README.md", kind="mixed"), step(3, OWN)], {1: mixed})
    as_if = audit([founding(), step(2, "README.md", kind="code"), step(3, OWN)])
    assert everything(told) == everything(as_if)


def test_inside_the_audit_has_the_lists_of_exclusions() -> None:
    document = audit([founding(), step(2, EXCLUSIONS, **BOARD)])
    assert EXCLUSIONS in everything(document, Audience.INTERNAL)


def test_late_members_are_named_where_the_season_names_them() -> None:
    filed = step(2, OWN)
    document = audit([founding(), filed], filings=[late(filed, RIVER)])
    assert [filing["organisation"] for filing in data(document)["late"]] == [RIVER]
    assert "Năm 2020: 1 lần" in text(document)
    assert text(document).count(RIVER_NAME) == 2


@pytest.mark.parametrize("name", ["self-assessment", "seal", "targets"])
def test_where_a_season_does_not_name_them_they_are_counted_and_nobody_can_be_told(name: str) -> None:
    filed = step(2, f"{CAUTIOUS}/{CARPENTERS}/{name}.yml", login="tho-moc-01", acts_for=CARPENTERS)
    document = audit([founding(), filed], filings=[late(filed, CARPENTERS)])
    told = everything(document)
    assert CARPENTERS not in told
    assert CARPENTERS_NAME not in told
    assert "Năm 2019: 1 lần" in told
    assert data(document)["late"] == []
    (_, found) = data(document)["steps"]
    assert (found["acts_for"], found["withheld"], found["paths"]) == (None, True, [])
    assert "tổ chức không nêu tên" in told
    assert CARPENTERS_NAME in everything(document, Audience.INTERNAL)


def test_before_the_deadline_who_has_filed_is_not_told() -> None:
    told = everything(CLEAN, as_of=BEFORE_DEADLINE)
    assert RIVER not in told
    assert RIVER_NAME not in told


@pytest.mark.parametrize("name", ["verification", "response", "review"])
def test_whose_points_are_not_shown_was_not_seen_to_be_verified_or_contested(name: str) -> None:
    lead = "hoi-hat-gao-que-huong"
    _, seasons = portal(DECIDED)
    cluster = next(c for s in seasons if s.id == "2019" for c in s.clusters if c.id == "cum-01")
    nominated = {m.organisation for m in cluster.members if m.nominated_for}
    assert CARPENTERS not in nominated
    for member in (CARPENTERS, *nominated):
        document = audit([founding(), step(2, f"{CAUTIOUS}/{member}/{name}.yml", login="x", acts_for=lead)])
        (_, found) = data(document)["steps"]
        assert (found["paths"] == []) is (member == CARPENTERS)
        assert found["acts_for"] == lead or member == lead


def test_a_decision_is_told_from_its_publication() -> None:
    path = "submissions/2020/decision.yml"
    document = audit([founding(), step(2, path, login="btt", acts_for="ban-thuong-truc")])
    assert path in everything(document)
    told = everything(document, as_of="2020-12-20T08:00:00+07:00")
    assert path not in told
    assert "Quyết định khen thưởng" not in told


def test_where_progress_is_not_public_late_filings_are_not_even_counted() -> None:
    context, seasons = portal(DECIDED)
    closed = tuple(
        replace(s, clusters=tuple(replace(c, shows=frozenset(), members=()) for c in s.clusters)) for s in seasons
    )
    filed = step(2, OWN)
    trail = read_audit(audit([founding(), filed], filings=[late(filed, RIVER)]))
    found = publish_audit(trail, Disclosure(context.view, closed, is_repository_internal=False), REASONS)
    assert found.late_counts == {}
    assert found.steps[1].scopes == ()


# What is only marked

SCORED = f"{OPEN}/{FOREST}/verification.yml"
MARK = finding("gate-verification-after-vote", SCORED, f"Hồ sơ của “{FOREST}” đến nay mới được thẩm định.")
MARKED = audit([founding(), step(2, SCORED)], marks={1: [MARK | {"severity": "warning"}]})


def test_marks_are_told_inside_on_the_page_the_board_and_in_the_json() -> None:
    context, seasons, trail = published(MARKED, Audience.INTERNAL)
    season = next(season for season in seasons if season.id == "2020")
    board = board_page(context, season, (), trail.marked).body

    assert MARK["message"] in text(MARKED, Audience.INTERNAL)
    assert MARK["message"] in board
    assert [found["rule"] for step_ in data(MARKED, Audience.INTERNAL)["marked"] for found in step_["findings"]] == [
        MARK["rule"]
    ]
    assert "Không có bước nào." in text(CLEAN, Audience.INTERNAL)


def test_the_public_reads_no_mark_and_not_that_there_is_none() -> None:
    found = data(MARKED)

    assert "marked" not in found
    assert "marked" not in found["summary"]
    assert found["clean"] is True
    assert MARK["rule"] not in everything(MARKED)
    assert "cần lưu ý" not in everything(MARKED)
    assert "cần lưu ý" not in everything(CLEAN)


# The file that a build is given


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"clean": True}, "clean"),
        ({"tip": "f" * 40}, "steps"),
        ({"summary": EXCEPTION["summary"] | {"steps": 3}}, "summary.steps"),
        ({"summary": EXCEPTION["summary"] | {"recorded": 2}}, "summary.recorded"),
        ({"summary": EXCEPTION["summary"] | {"exceptions": 0}, "exceptions": []}, "clean"),
        ({"exceptions": [EXCEPTION["exceptions"][0] | {"acts_for": FOREST}]}, "exceptions"),
        ({"exceptions": [EXCEPTION["exceptions"][0] | {"findings": []}]}, "exceptions"),
        ({"marked": [EXCEPTION["exceptions"][0]]}, "summary.marked"),
        ({"late": [late(step(9, OWN), RIVER)], "summary": EXCEPTION["summary"] | {"late": 1}}, "late"),
    ],
)
def test_an_audit_that_contradicts_itself_is_none(change: Document, place: str) -> None:
    with pytest.raises(ValueError, match=f"^{place}$"):
        read_audit(EXCEPTION | change)


NEVER_MERGED = {  # no step of the history: what is pushed so is refused before there is a change set, or is no offence
    "gate-empty",
    *("gate-ref", "gate-branch-deleted", "gate-no-commit", "gate-branch-rewritten", "gate-founding"),
    *("gate-first-parent", "gate-side-branch", "gate-detour", "gate-step"),
}


def test_every_rule_of_the_gate_has_words_for_the_public() -> None:
    errors = [rule for rule in rules_of("thidua.records", "thidua.gate") if rule.severity is Severity.ERROR]

    silent = {rule.id for rule in errors if rule.id.startswith("gate-") and not rule.public}
    assert silent == NEVER_MERGED  # marks are never public


def test_what_the_public_reads_names_no_value_and_is_said_of_one_rule_only() -> None:
    told = [rule.public for rule in rules_of("thidua.records", "thidua.gate") if rule.public]

    assert not [text for text in told if "{" in text]
    for code in LANGUAGES:
        reasons = public_reasons(language(code))
        assert len(set(reasons.values())) == len(reasons) == len(told) + 1


def test_of_a_rule_that_is_not_known_here_the_public_reads_no_more_than_that_it_was_broken() -> None:
    document = audit([founding(), step(2, OWN)], {1: [finding("gate-of-another-day", OWN, "“song-xanh-01” làm sai.")]})

    assert "Không đúng quy định về việc ghi tệp vào kho dữ liệu." in text(document)
    assert "song-xanh-01" not in everything(document)
