"""The sample seasons: the data are clean, and no scenario has been lost."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
SUBMISSIONS = ROOT / "submissions"
SEASONS = ("2019", "2020", "2021")
STATES = {"missing", "sealed", "submitted", "contested", "verified"}


# --- reading -------------------------------------------------------------------------------------------------------


@cache
def record(path: str) -> Any:
    """A record with every scalar as text, so that `no`, dates and numbers are what is written."""
    return yaml.load((SUBMISSIONS / path).read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506 - text only


def records(name: str, season: str = "*") -> dict[str, Any]:
    """All records of a file name in the clusters of a season, by path below submissions/."""
    found = [*SUBMISSIONS.glob(f"{season}/cum-*/{name}"), *SUBMISSIONS.glob(f"{season}/cum-*/*/{name}")]
    paths = sorted(path.relative_to(SUBMISSIONS).as_posix() for path in found)
    return {path: record(path) for path in paths}


def thidua(*arguments: str) -> Any:
    """The JSON that a command prints; it must end well."""
    command = [sys.executable, "-m", "thidua", *arguments, "--format", "json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    return json.loads(done.stdout)


@cache
def score(season: str) -> dict[str, Any]:
    """A season's results by cluster."""
    return {cluster["cluster"]: cluster for cluster in thidua("score", season)["clusters"]}


def members(season: str, cluster: str) -> dict[str, Any]:
    """A cluster's results by member."""
    return {member["organisation"]: member for member in score(season)[cluster]["members"]}


@cache
def findings() -> tuple[tuple[str, str, str], ...]:
    """Severity, rule and path of everything `validate` says."""
    return tuple((f["severity"], f["rule"], f["path"]) for f in thidua("validate")["findings"])


def dossier(season: str, cluster: str, organisation: str, name: str) -> Any:
    """One record of a dossier."""
    return record(f"{season}/{cluster}/{organisation}/{name}.yml")


def receipts(season: str = "*") -> list[dict[str, str]]:
    """All receipts of a season."""
    files = {**records("receipts-lead.yml", season), **records("receipts-monitor.yml", season)}
    return [{**row, "file": path} for path, content in files.items() for row in content["receipts"]]


# --- the data as a whole -------------------------------------------------------------------------------------------


def test_sample_has_no_errors() -> None:
    assert [finding for finding in findings() if finding[0] == "error"] == []


def test_warnings_are_the_intended_ones() -> None:
    assert sorted((rule, path.removeprefix("submissions/")) for severity, rule, path in findings()) == [
        ("changed-after-receipt", "2020/cum-04/hoi-ban-xe-lan/self-assessment.yml"),
        ("consolidation-late", "2020/consolidations/ban-dan-chu.yml"),
        ("decision-not-nominated", "2020/decision.yml"),
        ("evidence-missing", "2020/cum-03/hiep-hoi-cho-noi/self-assessment.yml"),
        ("evidence-missing", "2020/cum-05/hoi-co-lang/self-assessment.yml"),
        ("target-differs", "2020/cum-04/hoi-bua-com-lanh/self-assessment.yml"),
        ("target-differs", "2021/cum-02/hoi-ban-do-du-lieu-mo/self-assessment.yml"),
        ("verification-above-self", "2020/cum-02/hoi-vat-lieu-tre/verification.yml"),
        ("verification-above-self", "2021/cum-04/hoi-bua-com-lanh/verification.yml"),
        ("verification-equal", "2020/cum-03/hoi-lai-do/verification.yml"),
        ("vote-teller-candidate", "2019/cum-02/vote.yml"),
    ]


@pytest.mark.parametrize("season", SEASONS)
def test_every_season_says_that_it_is_invented(season: str) -> None:
    assert record(f"{season}/season.yml")["sample"] == "true"


def test_organisations_are_forty_to_fifty_in_six_clusters_of_five_to_nine() -> None:
    invented = [o for o in record("organisations.yml")["organisations"] if o["kind"] == "member"]
    assert 40 <= len(invented) <= 50
    for season in ("2020", "2021"):
        sizes = [len(cluster["members"]) for cluster in records("cluster.yml", season).values()]
        assert len(sizes) == 6
        assert all(5 <= size <= 9 for size in sizes)


def test_every_organisation_and_body_has_an_account() -> None:
    acting = {account["acts_for"] for account in record("accounts.yml")["accounts"]}
    assert {o["id"] for o in record("organisations.yml")["organisations"]} | {"administrator"} == acting


def test_no_two_dossiers_of_a_cluster_read_alike() -> None:
    for path in records("cluster.yml"):
        folder = path.removesuffix("/cluster.yml")
        reports = [r["report"] for p, r in records("self-assessment.yml").items() if p.startswith(folder + "/")]
        summaries = [report["summary"] for report in reports]
        texts = [part["text"] for report in reports for part in report["results"]]
        assert len(set(summaries)) == len(summaries)
        assert len(set(texts)) == len(texts)


# --- the plan of 2020 ----------------------------------------------------------------------------------------------


def test_plan_carries_its_facts() -> None:
    season = record("2020/season.yml")
    plan = season["plan"]
    assert "number" not in plan
    assert "issued_on" not in plan
    assert plan["issued_by"] == "ban-thuong-truc"
    assert "lần thứ ba" in plan["purpose"]
    assert [content[:2] for content in plan["contents"]] == ["a)", "b)", "c)"]
    assert {duty["for"] for duty in plan["duties"]} == {"council_member", "monitor", "lead", "member"}
    assert len(plan["invited"]) == 5
    assert [recipient["purpose"] for recipient in plan["recipients"]] == ["để chỉ đạo", "để thực hiện", "lưu"]
    assert "VT" in plan["recipients"][-1]["to"]
    assert "Ban TCCB" in plan["recipients"][-1]["to"]
    basis = {(b["number"], b["issued_on"]) for b in season["legal_basis"]}
    assert basis == {("116/HD-MTTW-BTT", "2018-06-21"), ("32/TB-MTTW-BTT", "2020-02-26")}
    deadlines = season["deadlines"]
    assert deadlines["self_assessment"]["date"] == "2020-11-15"
    assert deadlines["conference"] == {"date": "2020-12-10", "rule": "before"}
    assert deadlines["consolidation"] == {"date": "2020-12-15", "rule": "before"}
    assert season["conference"] == {"max_days": "1", "venue": "lead"}


def test_rubric_has_every_kind_and_variant() -> None:
    rubric = record("2020/rubric.yml")
    criteria = [c for section in rubric["sections"] for c in section["criteria"]]
    assert len(criteria) == 25
    assert {c["kind"] for c in criteria} == {
        "points", "pass_fail", "levels", "per_unit", "ratio", "deduction"
    }  # fmt: skip
    assert any("step" in c for c in criteria)
    assert any("floor" in c for c in criteria)
    assert any("steps" in c for c in criteria)
    assert any("minimum" in c for c in criteria)
    assert any(c.get("na_allowed") == "true" for c in criteria)
    assert rubric["bonus"]
    assert rubric["penalties"]


def test_rubric_changed_after_2019() -> None:
    codes = {year: [s["code"] for s in record(f"{year}/rubric.yml")["sections"]] for year in ("2019", "2020")}
    assert codes["2019"] != codes["2020"]


def test_clusters_of_2020_are_complete() -> None:
    wanted = {"cluster", "covenant", "receipts-lead", "receipts-monitor", "schedule", "conference", "vote", "report"}
    for number in range(1, 7):
        present = {path.stem for path in (SUBMISSIONS / f"2020/cum-0{number}").glob("*.yml")}
        assert wanted <= present
    covered = [c for p in SUBMISSIONS.glob("2020/consolidations/*.yml")
               for c in record(p.relative_to(SUBMISSIONS).as_posix())["covers"]]  # fmt: skip
    assert sorted(covered) == [f"cum-0{number}" for number in range(1, 7)]


def test_published_seasons_and_their_presets() -> None:
    assert record("2019/season.yml")["publication"] == {"preset": "cautious"}
    assert record("2020/season.yml")["publication"] == {"preset": "open"}
    assert record("2019/decision.yml")["published_on"] == "2020-01-10"
    assert record("2020/decision.yml")["published_on"] == "2021-01-08"
    late = [c for c in record("2020/corrections.yml")["corrections"] if c["on"] > "2021-01-08"]
    assert late


# --- filing --------------------------------------------------------------------------------------------------------


def test_late_missing_unknown_and_extended_filings() -> None:
    assert members("2020", "cum-01")["hiep-hoi-to-hop-tac"]["on_time"] is False
    assert members("2020", "cum-02")["hoi-quan-trac-thoi-tiet"]["state"] == "missing"
    assert members("2020", "cum-03")["hiep-hoi-cho-noi"]["on_time"] is None
    extended = record("2020/season.yml")["extensions"][0]
    moments = [r["received_at"] for r in receipts("2020") if r["organisation"] == extended["organisation"]]
    assert min(moments) > record("2020/season.yml")["deadlines"]["self_assessment"]["date"]
    assert members("2020", extended["cluster"])[extended["organisation"]]["on_time"] is True


def test_receipts_of_every_channel_and_a_supplement() -> None:
    assert {r["channel"] for r in receipts("2020")} == {"portal", "email", "paper"}
    assert any(r["kind"] == "supplement" for r in receipts("2020"))


def test_portal_receipts_carry_the_hash_of_the_present_file() -> None:
    stale = set()
    for row in receipts():
        if row["channel"] == "portal":
            file = SUBMISSIONS / Path(row["file"]).parent / row["organisation"] / "self-assessment.yml"
            if hashlib.sha256(file.read_bytes()).hexdigest() != row["sha256"]:
                stale.add((row["organisation"], row["kind"]))
    # one whose supplement has the present hash, one that was changed after its receipt
    assert stale == {("hoi-ban-do-cong-dong", "first"), ("hoi-ban-xe-lan", "first")}


def test_lead_has_no_receipt_of_its_own() -> None:
    for path, cluster in records("cluster.yml").items():
        rows = record(path.replace("cluster.yml", "receipts-lead.yml"))["receipts"]
        assert cluster["lead"] not in {row["organisation"] for row in rows}


def test_paper_filings_entered_by_the_monitor() -> None:
    for season in SEASONS:
        assert any("paper" in filed for filed in records("self-assessment.yml", season).values())


def test_estimates_not_applicable_and_targets() -> None:
    entries = [e for r in records("self-assessment.yml", "2020").values() for e in r["scores"].values()]
    assert any(e.get("estimated") == "true" for e in entries)
    assert any(e.get("not_applicable") == "true" for e in entries)
    assert records("targets.yml", "2020")


# --- verification and review ---------------------------------------------------------------------------------------


def test_lead_is_verified_by_its_deputy_or_the_monitor() -> None:
    assert dossier("2020", "cum-01", "hoi-hat-gao-que-huong", "verification")["verifier"] == "hoi-vuon-dat-doc"
    assert dossier("2020", "cum-04", "hoi-suc-khoe-hoc-duong", "verification")["verifier"] == "ban-phong-trao"


def test_one_cluster_scores_crosswise() -> None:
    cluster = record("2020/cum-05/cluster.yml")
    assert sorted(cluster["verifiers"]) == sorted(cluster["members"])
    assert sorted(cluster["verifiers"].values()) == sorted(cluster["members"])


def test_reviews_by_monitor_council_and_conference_upheld_and_not() -> None:
    reviews = records("review.yml", "2020").values()
    assert {r["reviewer"] for r in reviews} >= {"ban-to-chuc", "hoi-dong-tdkt", "conference"}
    outcomes = [o for r in reviews for o in r["outcomes"].values()]
    assert any(o.get("upheld") == "true" for o in outcomes)
    assert any("upheld" not in o and "points" not in o for o in outcomes)
    assert any("points" in o for o in outcomes)


def test_verifications_with_facts_and_with_points() -> None:
    kinds = {c["code"]: c["kind"] for s in record("2020/rubric.yml")["sections"] for c in s["criteria"]}
    entries = [
        (code, e) for r in records("verification.yml", "2020").values() for code, e in r.get("scores", {}).items()
    ]
    assert any("actual" in e for _, e in entries)
    assert any("points" in e and kinds.get(code) != "points" for code, e in entries)


# --- ranks ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("season", "cluster", "first", "second", "key"),
    [
        ("2020", "cum-01", "hoi-vuon-dat-doc", "hoi-ruong-bac-thang", "base"),
        ("2020", "cum-02", "hoi-vat-lieu-tre", "hoi-nang-luong-mai-nha", "section:II"),
        ("2020", "cum-03", "hiep-hoi-det-tho-cam", "hoi-khoi-nghiep-que-nha", "penalty"),
        ("2020", "cum-04", "hoi-so-cuu-cong-dong", "hoi-bep-com-nghia-tinh", "no_flag_last_season"),
        ("2020", "cum-06", "hoi-song-xanh", "hoi-tu-sach-lang", "vote"),
        ("2019", "cum-01", "hoi-giong-ban-dia", "hiep-hoi-xuong-nho", "bonus"),
    ],
)
def test_tie_is_broken_by_every_key(season: str, cluster: str, first: str, second: str, key: str) -> None:
    better, worse = members(season, cluster)[first], members(season, cluster)[second]
    assert better["official"]["total"] == worse["official"]["total"]
    assert better["rank"] + 1 == worse["rank"]
    assert better["decided_by"] == worse["decided_by"] == key


def test_one_tie_stands_although_a_revoked_flag_could_have_parted_it() -> None:
    first, second = (members("2020", "cum-06")[o] for o in ("hoi-dan-ca-ba-mien", "hoi-di-san-lang"))
    assert first["rank"] == second["rank"] == 6
    assert first["decided_by"] is second["decided_by"] is None


def test_excluded_member_is_not_eligible() -> None:
    assert record("2020/cum-01/exclusions.yml")["exclusions"][0]["organisation"] == "hoi-cho-que"
    failed = members("2020", "cum-01")["hoi-cho-que"]["eligibility"]["merit_certificate"]["failed"]
    assert failed == ["not_excluded"]


def test_unsigned_covenant_and_absence_cost_the_flag() -> None:
    cluster = members("2020", "cum-03")
    assert "covenant_signed" in cluster["hoi-thu-gom-tai-che"]["eligibility"]["emulation_flag"]["failed"]
    assert "attended_conference" in cluster["hiep-hoi-cho-noi"]["eligibility"]["emulation_flag"]["failed"]


# --- conference and vote -------------------------------------------------------------------------------------------


def test_conferences_of_every_format_with_money_and_guests() -> None:
    conferences = records("conference.yml", "2020").values()
    assert {c["format"] for c in conferences} == {"in_person", "online", "hybrid"}
    assert all(c["budget"]["actual"] and c["guests"] for c in conferences)
    for schedule in records("schedule.yml", "2020").values():
        assert "2020-11-28" <= schedule["date"] <= "2020-12-09"


def test_two_clusters_meet_together_at_one_lead() -> None:
    first, second = record("2020/cum-04/schedule.yml"), record("2020/cum-05/schedule.yml")
    assert (first["joint_with"], second["joint_with"]) == (["cum-05"], ["cum-04"])
    assert first["host"] == second["host"] == record("2020/cum-04/cluster.yml")["lead"]


def test_secret_ballots_hands_and_consensus() -> None:
    modes = {path: vote.get("mode", "secret_ballot") for path, vote in records("vote.yml", "2020").items()}
    assert set(modes.values()) == {"secret_ballot", "show_of_hands", "consensus"}


def test_void_vote_nominates_nobody() -> None:
    cluster = score("2020")["cum-05"]
    assert cluster["vote"]["valid"] is False
    assert cluster["nominations"] == {"emulation_flag": [], "merit_certificate": []}


def test_flag_is_won_in_a_second_round_with_a_reason_for_passing_over() -> None:
    vote = record("2020/cum-01/vote.yml")
    assert [(r["award"], r["round"]) for r in vote["rounds"]][:2] == [("emulation_flag", "1"), ("emulation_flag", "2")]
    winner = score("2020")["cum-01"]["nominations"]["emulation_flag"]
    assert winner == ["hoi-giong-ban-dia"]
    assert members("2020", "cum-01")[winner[0]]["rank"] == 2
    assert "emulation_flag" in vote["reasons"]


def test_certificate_passes_over_a_better_rank_with_a_reason() -> None:
    nominated = score("2020")["cum-04"]["nominations"]["merit_certificate"]
    ranks = {o: m["rank"] for o, m in members("2020", "cum-04").items()}
    assert [ranks[o] for o in nominated] == [2, 4]
    assert "merit_certificate" in record("2020/cum-04/vote.yml")["reasons"]


def test_flag_goes_to_the_lead_once() -> None:
    lead = record("2020/cum-04/cluster.yml")["lead"]
    assert score("2020")["cum-04"]["nominations"]["emulation_flag"] == [lead]


def test_open_tie_at_the_quota() -> None:
    cluster = score("2020")["cum-03"]
    assert cluster["open_ties"]["merit_certificate"] == ["hoi-tho-moc", "hoi-lai-do"]
    assert len(cluster["nominations"]["merit_certificate"]) == 2


# --- decisions and the years ---------------------------------------------------------------------------------------


def statuses(season: str) -> set[str]:
    """Every status that occurs in a season's decisions."""
    return {row["status"] for d in record(f"{season}/decision.yml")["decisions"] for row in d["awards"]}


def test_awards_given_refused_withdrawn_and_revoked() -> None:
    assert statuses("2020") == {"awarded", "not_awarded", "withdrawn"}
    assert statuses("2019") == {"awarded", "revoked"}


def test_council_recommends_other_than_the_vote_once() -> None:
    recommended = {
        r["organisation"]
        for r in record("2020/decision.yml")["council"]["recommended"]
        if (r["award"], r["cluster"]) == ("merit_certificate", "cum-04")
    }
    assert recommended ^ set(score("2020")["cum-04"]["nominations"]["merit_certificate"]) == {
        "hoi-bep-com-nghia-tinh",
        "hoi-cham-soc-tai-nha",
    }


def test_a_changed_name_a_merger_and_a_recut() -> None:
    register = {o["id"]: o for o in record("organisations.yml")["organisations"]}
    renamed = register["hoi-song-xanh"]["former_names"][0]["until"]
    assert record("2019/season.yml")["opens_on"] < renamed < record("2020/season.yml")["opens_on"]
    merged = register["hoi-ban-do-du-lieu-mo"]
    assert all(register[old]["to"] < merged["from"] for old in merged["succeeds"])
    home = {
        season: {m: path.split("/")[1] for path, c in records("cluster.yml", season).items() for m in c["members"]}
        for season in ("2020", "2021")
    }
    moved = {m for m, cluster in home["2021"].items() if m in home["2020"] and home["2020"][m] != cluster}
    assert moved == {"hoi-cho-que", "hoi-lai-do", "hoi-thu-gom-tai-che"}
    assert "hoi-ban-do-du-lieu-mo" in home["2021"]


# --- the running season --------------------------------------------------------------------------------------------


def test_dossiers_of_2021_are_in_every_state_and_no_conference_has_met() -> None:
    states = {m["state"] for cluster in score("2021") for m in members("2021", cluster).values()}
    assert states == STATES
    assert records("conference.yml", "2021") == records("vote.yml", "2021") == {}
    assert 0 < len(records("schedule.yml", "2021")) < 6
    assert any(m["on_time"] is False for c in score("2021") for m in members("2021", c).values())


def test_seals_match_what_was_opened() -> None:
    opened = closed = 0
    for path, seal in records("seal.yml", "2021").items():
        file = (SUBMISSIONS / path).with_name("self-assessment.yml")
        if file.exists():
            salted = bytes.fromhex(seal["salt"]) + file.read_bytes()
            assert hashlib.sha256(salted).hexdigest() == seal["sha256"]
            opened += 1
        else:
            assert "salt" not in seal
            closed += 1
    assert opened
    assert closed
    assert record("2021/season.yml")["intake"] == "sealed"
