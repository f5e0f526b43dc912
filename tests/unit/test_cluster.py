"""Who verifies whom in a cluster (rules.md §3): nobody ever verifies itself, whatever else the record says."""

import pytest

from thidua.records.cluster import Cluster


def cluster(**changes: object) -> Cluster:
    data = {
        "name": "Cụm thi đua số 1",
        "members": ["hoi-dan-dau", "hoi-pho", "hoi-ba", "hoi-bon"],
        "lead": "hoi-dan-dau",
        "deputies": ["hoi-pho"],
        "council_members": [],
        "monitors": ["ban-theo-doi"],
    }
    return Cluster.from_mapping(data | changes)


EVERYBODY = ("hoi-dan-dau", "hoi-pho", "hoi-ba", "hoi-bon", "ban-theo-doi", "ban-khac")


@pytest.mark.parametrize(
    ("organisation", "verifiers"),
    [
        ("hoi-dan-dau", {"hoi-pho", "ban-theo-doi"}),
        ("hoi-pho", {"hoi-dan-dau"}),
        ("hoi-ba", {"hoi-dan-dau"}),
    ],
)
def test_the_lead_verifies_and_a_deputy_or_monitor_verifies_the_lead(organisation: str, verifiers: set[str]) -> None:
    assert {v for v in EVERYBODY if cluster().may_verify(v, organisation)} == verifiers


def test_a_named_verifier_takes_the_place_of_all_others() -> None:
    crosswise = cluster(verifiers={"hoi-ba": "hoi-bon", "hoi-dan-dau": "hoi-ba"})
    assert {v for v in EVERYBODY if crosswise.may_verify(v, "hoi-ba")} == {"hoi-bon"}
    assert {v for v in EVERYBODY if crosswise.may_verify(v, "hoi-dan-dau")} == {"hoi-ba"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"verifiers": {member: member for member in EVERYBODY[:4]}},
        {"deputies": ["hoi-dan-dau"]},
        {"monitors": ["hoi-dan-dau", "hoi-ba"]},
    ],
)
def test_nobody_verifies_itself_even_if_the_record_names_it(wrong: dict[str, object]) -> None:
    assert not any(cluster(**wrong).may_verify(member, member) for member in EVERYBODY)
