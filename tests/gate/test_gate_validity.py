"""What a change can have made wrong in files that it does not touch is found before it is merged."""

from gate_portal import ACCOUNTS, CLUSTER, COVENANT, OTHER_CLUSTER, SCHEDULE, SEASON, SEASON_FILE, S
from gate_repository import History, rules

from thidua.gate.verdict import Verdict

BEFORE = "2020-02-02T08:00:00+07:00"
REASON = "Bỏ cụm\n\nReason: cụm không còn thành viên nào\n"
JOINT = {"2020/cum-01/schedule.yml": SCHEDULE + "joint_with: [cum-02]\n"}


def errors(verdict: Verdict) -> list[tuple[str, str]]:
    return [(finding.path, finding.rule.id) for finding in verdict.findings if finding.is_error]


def test_an_account_that_acts_for_another_is_checked_where_it_is_named(history: History) -> None:
    main = history.portal()
    repointed = ACCOUNTS.replace("login: pct-01, acts_for: hoi-dong-tdkt", "login: pct-01, acts_for: hoi-sen")
    head = history.commit({f"{S}/accounts.yml": repointed}, main)

    verdict = history.review(main, head, "quantri", BEFORE, is_internal=True)

    assert errors(verdict) == [(f"{CLUSTER}/cluster.yml", "council-account-member")]


def test_an_account_may_move_to_another_body(history: History) -> None:
    main = history.portal()
    moved = ACCOUNTS.replace("login: pct-01, acts_for: hoi-dong-tdkt", "login: pct-01, acts_for: ban-thuong-truc")
    head = history.commit({f"{S}/accounts.yml": moved}, main)

    assert rules(history.review(main, head, "quantri", BEFORE)) == []


def test_a_cluster_that_goes_is_missed_where_another_meets_with_it(history: History) -> None:
    main = history.portal(JOINT)
    head = history.commit({f"{SEASON}/cum-02/cluster.yml": None}, main, message=REASON)

    verdict = history.review(main, head, "quantri", BEFORE, is_internal=True)

    assert errors(verdict) == [(f"{CLUSTER}/schedule.yml", "reference-cluster")]


def test_a_cluster_goes_with_the_last_of_its_files_whichever_it_is(history: History) -> None:
    """Its cluster.yml may be missing already: the folder makes a cluster, and season.yml names clusters too."""
    season = SEASON_FILE + "support: {cum-02: 1000000}\n"
    files = {"2020/season.yml": season, "2020/cum-02/cluster.yml": None, "2020/cum-02/covenant.yml": COVENANT}
    main = history.portal(JOINT | files)
    head = history.commit({f"{SEASON}/cum-02/covenant.yml": None}, main, message=REASON)

    verdict = history.review(main, head, "quantri", BEFORE, is_internal=True)

    assert errors(verdict) == [
        (f"{CLUSTER}/schedule.yml", "reference-cluster"),
        (f"{SEASON}/season.yml", "reference-cluster"),
    ]


def test_a_cluster_that_nobody_names_comes_and_goes(history: History) -> None:
    main = history.portal({"2020/cum-02/cluster.yml": None})
    head = history.commit({f"{SEASON}/cum-02/cluster.yml": OTHER_CLUSTER}, main)

    assert rules(history.review(main, head, "btt", BEFORE)) == []
    gone = history.commit({f"{SEASON}/cum-02/cluster.yml": None}, head, message=REASON)
    assert rules(history.review(head, gone, "quantri", BEFORE)) == []
