"""Whoever reads only the summary knows what changed, whose it is, what it does to the ranks, and what is wrong."""

import pytest
from gate_portal import (
    CLUSTER,
    CLUSTER_FILE,
    CONFERENCE,
    COVENANT,
    LOWERED,
    SCHEDULE,
    SEASON_FILE,
    self_assessment,
    verification,
)
from gate_repository import History
from test_gate_impact import FILED, MET

from thidua.gate.verdict import Verdict
from thidua.records.schema import Schemas

PAPER = "paper: {number: 52/BC-HSX, issued_on: 2020-11-10}\n"
REVIEW = "reviewer: ban-to-chuc\noutcomes:\n  I.1: {upheld: true, reason: Giữ nguyên kết quả thẩm định}\n"
DECISION = """\
decisions:
  - number: 45/QĐ-MTTW
    issued_on: 2021-01-05
    awards: [{award: emulation_flag, cluster: cum-01, organisation: hoi-tram, status: awarded}]
published_on: 2021-01-06
"""


def told(history: History, verdict: Verdict) -> str:
    return history.summary(verdict, "vi")


def rows(text: str) -> list[list[str]]:
    lines = (line for line in text.splitlines() if line.startswith("| "))
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def test_a_record_is_named_in_words_with_its_cluster_and_whoever_writes_it(history: History) -> None:
    main = history.portal(FILED)
    head = history.commit({f"{CLUSTER}/hoi-tram/verification.yml": verification("hoi-sen", LOWERED)}, main)

    text = told(history, history.review(main, head, "sen", is_internal=True))

    path = f"{CLUSTER}/hoi-tram/verification.yml"
    assert [
        f"Thẩm định – Hội Rừng Tràm, Cụm thi đua số 1<br><sub>{path}</sub>",
        "mới",
        "Hội Sen Hồng – đơn vị thẩm định",
    ] in rows(text)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("2020/season.yml", "Thể lệ của năm 2020"),
        ("2020/cum-01/cluster.yml", "Phân công trong Cụm, cum-01"),
        ("2020/cum-01/hoi-tram/self-assessment.yml", "Bản tự chấm điểm – Hội Rừng Tràm, Cụm thi đua số 1"),
        ("portal.yml", "Thông tin Cổng"),
    ],
)
def test_a_record_is_called_as_on_the_pages(history: History, path: str, name: str) -> None:
    main = history.portal()
    head = history.commit({f"submissions/{path}": "x: 1\n"}, main)

    (row,) = rows(told(history, history.review(main, head, "quantri")))[2:3]
    assert row[0].startswith(f"{name}<br>")


@pytest.mark.parametrize(
    ("name", "text", "login", "whose"),
    [
        ("hoi-tram/targets.yml", "targets: {}\n", "tram", "Hội Rừng Tràm"),
        ("hoi-tram/review.yml", REVIEW, "tochuc", "Ban Tổ chức – đơn vị phúc tra"),
        ("covenant.yml", COVENANT, "sen", "Hội Sen Hồng – Cụm trưởng"),
        ("receipts-monitor.yml", "receipts: []\n", "tochuc", "Ban Tổ chức – ban theo dõi"),
        ("schedule.yml", SCHEDULE, "pct-01", "Hội đồng Thi đua - Khen thưởng – người phụ trách Cụm"),
        ("exclusions.yml", "exclusions: []\n", "btt", "Ban Thường trực"),
    ],
)
def test_whose_a_record_is_is_told_by_name(history: History, name: str, text: str, login: str, whose: str) -> None:
    main = history.portal()
    head = history.commit({f"{CLUSTER}/{name}": text}, main)
    assert whose in [row[2] for row in rows(told(history, history.review(main, head, login))) if name in row[0]]


@pytest.mark.parametrize(
    ("name", "text", "whose"),
    [
        ("hoi-tram/verification.yml", verification("hoi-tre"), "đơn vị thẩm định hồ sơ này"),
        ("hoi-tram/review.yml", REVIEW, "đơn vị phúc tra"),
    ],
)
@pytest.mark.parametrize("login", ["ai-do", "ngo"])
def test_whoever_is_not_registered_or_no_longer_is_not_told_who_looked_at_a_dossier(
    history: History, name: str, text: str, whose: str, login: str
) -> None:
    main = history.portal({f"2020/cum-01/{name}": text})
    head = history.commit({f"{CLUSTER}/{name}": f"{text}# x\n"}, main)

    (row,) = [row for row in rows(told(history, history.review(main, head, login))) if name in row[0]]
    assert row[2] == whose


def test_in_a_published_season_it_is_the_board_that_corrects(history: History) -> None:
    main = history.portal(FILED | {"2020/decision.yml": DECISION})
    head = history.commit({f"{CLUSTER}/hoi-tram/verification.yml": verification("hoi-sen", LOWERED)}, main)

    text = told(history, history.review(main, head, "sen", "2021-02-01T08:00:00+07:00", is_internal=True))

    assert "Ban Thường trực, bằng đính chính vì kết quả năm đã công bố" in text


def test_inside_every_value_that_changes_is_told_before_and_after(history: History) -> None:
    main = history.portal({"2020/cum-01/hoi-tram/self-assessment.yml": self_assessment(38, 50)})
    head = history.commit({f"{CLUSTER}/hoi-tram/self-assessment.yml": self_assessment(36, 50)}, main)

    text = told(history, history.review(main, head, "tram", is_internal=True))

    assert ["Tự chấm điểm › I.1 › Điểm", "38", "36"] in rows(text)
    assert "›" not in told(history, history.review(main, head, "tram", is_internal=False))


def test_in_public_the_content_of_the_plan_is_told_and_the_money_is_not(history: History) -> None:
    main = history.portal()
    changed = SEASON_FILE.replace("Chuẩn bị hội nghị", "Chuẩn bị chu đáo hội nghị") + (
        "support: {cum-01: 30000000}\namendments: [{on: 2020-11-09, basis: hd-116, what: Làm rõ nhiệm vụ}]\n"
    )
    head = history.commit({"submissions/2020/season.yml": changed}, main)

    public = told(history, history.review(main, head, "btt", is_internal=False))
    inside = told(history, history.review(main, head, "btt", is_internal=True))

    assert "Chuẩn bị chu đáo hội nghị" in public
    assert "30000000" not in public
    assert "30000000" in inside


def test_what_may_not_be_shown_yet_is_named_as_such(history: History) -> None:
    main = history.portal(FILED | MET)
    lowered = verification("hoi-sen", LOWERED)
    head = history.commit({f"{CLUSTER}/hoi-tram/verification.yml": lowered}, main)

    text = told(history, history.review(main, head, "sen", is_internal=False))

    assert "có thể đổi nhưng chưa đến lúc công khai" in text
    assert "không nêu ở đây" in text
    assert "Chỉ có ba mươi buổi" not in text


def test_progress_is_public(history: History) -> None:
    main = history.portal()
    head = history.commit({f"{CLUSTER}/hoi-tram/self-assessment.yml": self_assessment(38, 50)}, main)

    text = told(history, history.review(main, head, "tram", is_internal=False))

    assert ["Cả Cụm", "số thành viên đã nộp", "0/4", "1/4"] in rows(text)


def test_where_there_are_errors_it_says_that_nothing_was_computed(history: History) -> None:
    main = history.portal()
    head = history.commit({f"{CLUSTER}/hoi-tram/self-assessment.yml": self_assessment(38, 50)}, main)

    text = told(history, history.review(main, head, "dua", is_internal=True))

    assert "Chưa tính ảnh hưởng vì còn lỗi phải sửa." in text


def test_a_decision_that_publishes_says_what_follows(history: History) -> None:
    main = history.portal(FILED | MET | {"2020/cum-01/conference.yml": CONFERENCE})
    head = history.commit({"submissions/2020/decision.yml": DECISION}, main)

    text = told(history, history.review(main, head, "btt", "2021-01-05T08:00:00+07:00"))

    assert "Kết quả năm 2020 được công bố từ ngày 06/01/2021; từ ngày đó mọi sửa đổi phải kèm đính chính." in text


def test_a_long_text_is_cut_to_where_it_differs_and_many_values_are_counted(history: History) -> None:
    long = "Nội dung " * 40
    main = history.portal({"2020/cum-01/hoi-tram/self-assessment.yml": self_assessment(38, 50) + PAPER})
    before = SEASON_FILE.replace("Tổng kết năm 2020.", long + "cũ")
    main = history.commit({"submissions/2020/season.yml": before}, main)
    rows_ = "".join(f"  - {{for: member, text: Việc {number}}}\n" for number in range(60))
    changed = before.replace(long + "cũ", long + "mới").replace(
        "  duties: [{for: lead, text: Chuẩn bị hội nghị}]",
        "  duties:\n" + "".join(f"  {line}" for line in rows_.splitlines(keepends=True)),
    )
    head = history.commit({"submissions/2020/season.yml": changed}, main)

    text = told(history, history.review(main, head, "btt", is_internal=True))

    assert any(row[1].endswith("cũ") and row[2].endswith("mới") and len(row[1]) < 90 for row in rows(text))
    assert "mục nữa" in text


def test_hostile_text_in_a_value_is_escaped(history: History) -> None:
    main = history.portal()
    place = SCHEDULE.replace("place: ", "place: '[x](https://x.example) | <!-- @quantri -->' #")
    head = history.commit({f"{CLUSTER}/schedule.yml": place}, main)
    text = told(history, history.review(main, head, "pct-01", is_internal=False))
    assert "](https" not in text
    assert "<!-- @" not in text


def test_a_key_without_end_is_cut_before_it_is_told(history: History) -> None:
    main = history.portal()
    changed = SEASON_FILE + f"support: {{{'k' * 1_010}: 1}}\n"
    head = history.commit({"submissions/2020/season.yml": changed}, main)

    text = told(history, history.review(main, head, "btt", is_internal=True))

    (row,) = [row for row in rows(text) if "kkk" in row[0]]
    assert len(row[0]) < 200


def test_the_rest_of_a_list_that_has_no_room_is_counted(history: History) -> None:
    main = history.portal()
    head = history.commit({f"ghi-chu/{'x' * 150}-{number}.txt": "x" for number in range(600)}, main)

    text = told(history, history.review(main, head, "ai-do", is_internal=False))

    shown = len([row for row in rows(text) if row[0].startswith("ghi")])
    assert 0 < shown < 600
    assert f"… và {600 - shown} tệp nữa." in text


def test_an_award_called_support_is_told_and_hidden_values_are_owned_up_to(history: History) -> None:
    named = SEASON_FILE.replace("emulation_flag", "support")
    main = history.portal({"2020/season.yml": named})
    changed = named.replace("count: 1", "count: 3", 1) + "amendments: [{on: 2020-11-09, basis: hd-116, what: x}]\n"
    assert changed.count("count: 3") == 1
    quota = told(
        history,
        history.review(main, history.commit({"submissions/2020/season.yml": changed}, main), "btt", is_internal=False),
    )
    cluster = CLUSTER_FILE.replace("thu-ky-01", "pct-01")
    account = told(
        history,
        history.review(main, history.commit({f"{CLUSTER}/cluster.yml": cluster}, main), "btt", is_internal=False),
    )

    assert any(row[1:] == ["1", "3"] for row in rows(quota))
    assert "pct-01" not in account
    assert "không nêu ở đây" in account


def test_a_change_of_very_many_values_costs_no_more_than_what_is_shown(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    main = history.portal()
    many = "".join(f"  c-{number}: hoi-tre\n" for number in range(8_000))
    head = history.commit({f"{CLUSTER}/cluster.yml": CLUSTER_FILE + "verifiers:\n" + many}, main)
    verdict = history.review(main, head, "btt", is_internal=True)
    asked: list[object] = []
    original = Schemas.titles
    monkeypatch.setattr(Schemas, "titles", lambda self, *words: asked.append(words) or original(self, *words))

    text = told(history, verdict)

    assert len(asked) <= 40
    assert "1000" in text
    assert len(rows(text)) < 60


def test_nothing_of_a_stranger_s_content_is_told(history: History) -> None:
    main = history.portal()
    head = history.commit({f"{CLUSTER}/schedule.yml": SCHEDULE.replace("place: ", "place: Nơi lạ, ")}, main)
    assert "Nơi lạ" not in told(history, history.review(main, head, "ai-do", is_internal=False))
