import hashlib
from collections import Counter
from pathlib import Path

import pytest

from bench.registers import accounts, members, organisations
from bench.synthetic import MOST_IN_A_SEASON, clusters, seasons, write
from thidua.records import layout, strict_yaml
from thidua.records.archive import Archive
from thidua.records.schema import Schemas
from thidua.records.source import Folder
from thidua.records.strict_yaml import LONGEST_FILE
from thidua.scoring.evaluation import ClusterEvaluation, Evaluator
from thidua.scoring.filing import State

DOSSIERS = 50


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("portal")
    write(root, DOSSIERS)
    return root


@pytest.fixture(scope="module")
def evaluator(root: Path) -> Evaluator:
    return Evaluator(Archive(Folder(root)))


@pytest.fixture(scope="module")
def evaluated(evaluator: Evaluator) -> list[ClusterEvaluation]:
    return [evaluator.cluster("2020", cluster) for cluster in evaluator.season("2020").records.clusters]


def files(root: Path) -> dict[str, bytes]:
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


def test_the_same_seed_gives_the_same_bytes(root: Path, tmp_path: Path) -> None:
    write(tmp_path, DOSSIERS, seed=1)

    assert files(tmp_path) == files(root)


def test_another_seed_gives_other_dossiers(root: Path, tmp_path: Path) -> None:
    write(tmp_path, DOSSIERS, seed=2)

    mine, others = (
        {path: data for path, data in files(folder).items() if path.endswith("self-assessment.yml")}
        for folder in (root, tmp_path)
    )
    assert mine.keys() == others.keys()
    assert all(mine[path] != others[path] for path in mine)


def test_there_are_as_many_dossiers_as_asked_for(root: Path) -> None:
    assert sum(path.endswith("self-assessment.yml") for path in files(root)) == DOSSIERS


def test_every_file_stands_where_it_may_and_passes_its_schema(root: Path) -> None:
    schemas = Schemas()
    for path, data in files(root).items():
        place = layout.place(path)
        assert place is not None, path
        parsed, findings = strict_yaml.parse(data, path)
        assert parsed is not None, findings
        assert schemas.explain(place.kind, parsed.value, path) == []


def test_a_self_assessment_has_25_criteria_and_about_8_kb(root: Path) -> None:
    sizes = []
    for path, data in files(root).items():
        if path.endswith("self-assessment.yml"):
            parsed, _ = strict_yaml.parse(data, path)
            assert parsed is not None
            assert isinstance(parsed.value, dict)
            assert len([code for code in parsed.value["scores"] if code[0] not in "TP"]) == 25
            sizes.append(len(data))
    assert all(6_000 <= size <= 10_500 for size in sizes)
    assert 7_500 <= sum(sizes) / len(sizes) <= 9_000


def test_nothing_is_wrong_beyond_a_forgotten_document_of_evidence(
    evaluator: Evaluator, evaluated: list[ClusterEvaluation]
) -> None:
    findings = [*evaluator.archive.registers().findings, *evaluator.season("2020").findings]
    findings += [finding for cluster in evaluated for finding in cluster.findings]

    assert Counter(finding.rule.id for finding in findings).keys() <= {"evidence-missing"}


def test_every_dossier_is_verified(evaluated: list[ClusterEvaluation]) -> None:
    assert {member.state for cluster in evaluated if cluster.result for member in cluster.result.members} == {
        State.VERIFIED
    }


def test_some_dossiers_are_adjusted_and_some_adjustments_are_answered_and_reviewed(root: Path) -> None:
    names = Counter(Path(path).name for path in files(root))
    adjusted = sum(b"\nscores:\n" in d for p, d in files(root).items() if p.endswith("verification.yml"))

    assert 0 < names["response.yml"] == names["review.yml"] < adjusted < DOSSIERS


def test_every_criterion_kind_is_used(evaluator: Evaluator) -> None:
    frame = evaluator.season("2020").frame
    assert frame is not None

    assert {criterion.kind.name for criterion in frame.rubric.criteria.values()} == {
        "points",
        "pass_fail",
        "levels",
        "per_unit",
        "ratio",
        "deduction",
    }


def test_the_decision_awards_exactly_those_who_are_nominated(
    evaluator: Evaluator, evaluated: list[ClusterEvaluation]
) -> None:
    decision = evaluator.season("2020").records.decision
    assert decision is not None
    nominated = {
        (award, cluster.result.cluster, organisation)
        for cluster in evaluated
        if cluster.result
        for award, organisations in cluster.result.nominations.nominated.items()
        for organisation in organisations
    }

    assert set(decision.value.standing()) == nominated
    assert {award for award, _, _ in nominated} == {"emulation_flag", "merit_certificate"}


def test_receipts_carry_the_hash_of_what_was_filed(root: Path, evaluated: list[ClusterEvaluation]) -> None:
    for cluster in evaluated:
        receipts = cluster.records.receipts_monitor
        assert receipts is not None
        for receipt in receipts.value.listed:
            path = cluster.records.dossier(receipt.organisation).path("self-assessment.yml")
            assert receipt.sha256 == hashlib.sha256((root / path).read_bytes()).hexdigest()


def test_what_is_over_a_season_goes_into_earlier_ones() -> None:
    assert seasons(1_000) == [(2020, 1_000)]
    assert seasons(2_500) == [(2018, 500), (2019, 1_000), (2020, 1_000)]
    assert seasons(1_001) == [(2019, 2), (2020, 999)]


@pytest.mark.parametrize("dossiers", [2, 5, 12, 50, 999, 1_000])
def test_clusters_have_about_eight_members_and_no_season_more_than_125(dossiers: int) -> None:
    listed = [str(number) for number in range(dossiers)]
    found = clusters(listed)

    assert [organisation for cluster in found for organisation in cluster] == listed
    assert len(found) <= 125
    assert dossiers < 12 or all(6 <= len(cluster) <= 9 for cluster in found)


def test_the_registers_of_a_full_season_are_small_enough_to_be_read() -> None:
    listed = members(MOST_IN_A_SEASON)

    assert len({member.id for member in listed}) == len(listed)
    assert len(organisations(listed).encode()) < LONGEST_FILE
    assert len(accounts(listed).encode()) < LONGEST_FILE


@pytest.mark.parametrize("dossiers", [2, 3, 5, 9])
def test_a_tiny_portal_is_sound_too(tmp_path: Path, dossiers: int) -> None:
    write(tmp_path, dossiers)
    cluster = Evaluator(Archive(Folder(tmp_path))).cluster("2020", "cum-001")

    assert not [finding for finding in cluster.findings if finding.is_error]


def test_a_portal_is_never_written_over_another(root: Path) -> None:
    with pytest.raises(FileExistsError):
        write(root, DOSSIERS)


def test_one_dossier_is_too_few(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="two dossiers"):
        write(tmp_path, 1)
