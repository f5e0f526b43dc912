"""Portals of any size, the same bytes for the same seed (performance.md). Every organisation and figure is invented.

Seasons of at most 1,000 dossiers in 125 clusters end with 2020; what is over goes into earlier seasons, where the
same organisations appear, so that the registers stay small enough to be read.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

from bench.ballot import HeldRound, Rules, rounds, vote
from bench.cluster import Roles, exceptions, receipts, standing_records
from bench.dossier import Actors, filed
from bench.phrase import Dice, heading, phrases, template
from bench.registers import COUNCIL_ACCOUNTS, MONITORS, accounts, members, organisations
from thidua.records import strict_yaml
from thidua.records.layout import ROOT, cluster_path, dossier_path, season_path
from thidua.records.rubric import Rubric
from thidua.records.season import Season

LAST_YEAR = 2020
MOST_IN_A_SEASON = 1000
CLUSTER_SIZE = 8

Nominations = list[tuple[str, str, str]]


def write(root: Path, dossiers: int, seed: int = 1) -> None:
    """Write a portal with that many dossiers below ``root``, where no ``submissions/`` may exist yet.

    Raises ValueError for fewer than two dossiers: somebody must verify the lead's.
    """
    if dossiers < 2:
        raise ValueError("a portal needs two dossiers at least")
    (root / ROOT).mkdir(parents=True)
    listed = members(min(dossiers, MOST_IN_A_SEASON))
    _put(root, f"{ROOT}/portal.yml", template("portal.yml"))
    _put(root, f"{ROOT}/organisations.yml", organisations(listed))
    _put(root, f"{ROOT}/accounts.yml", accounts(listed))
    holders: frozenset[str] = frozenset()
    for year, count in seasons(dossiers):
        holders = _season(root, year, [member.id for member in listed[:count]], holders, seed)


def seasons(dossiers: int) -> Sequence[tuple[int, int]]:
    """Return the years, oldest first, with the number of dossiers of each; none has fewer than two."""
    full, rest = divmod(dossiers, MOST_IN_A_SEASON)
    counts = [MOST_IN_A_SEASON] * full
    if rest == 1 and full:
        counts[0], rest = MOST_IN_A_SEASON - 1, 2
    counts = [rest, *counts] if rest else counts
    return [(LAST_YEAR - len(counts) + 1 + index, count) for index, count in enumerate(counts)]


def clusters(organisations: Sequence[str]) -> Sequence[Sequence[str]]:
    """Return the organisations in clusters of eight, or about eight where they do not divide evenly."""
    count = max(1, round(len(organisations) / CLUSTER_SIZE))
    bounds = [index * len(organisations) // count for index in range(count + 1)]
    return [organisations[start:end] for start, end in pairwise(bounds)]


def _season(root: Path, year: int, organisations: Sequence[str], holders: frozenset[str], seed: int) -> frozenset[str]:
    """Write a season and return who was awarded its first award."""
    texts = {
        name: template(name).format(year=year, next=year + 1, previous=year - 1)
        for name in ("season.yml", "rubric.yml")
    }
    for name, text in texts.items():
        _put(root, season_path(str(year), name), text)
    rules = Rules(
        Season.from_mapping(_parsed(texts["season.yml"])), Rubric.from_mapping(_parsed(texts["rubric.yml"])), holders
    )
    nominations: Nominations = []
    covered: dict[str, list[str]] = {monitor: [] for monitor in MONITORS}
    for index, ids in enumerate(clusters(organisations)):
        roles = Roles(
            year,
            f"cum-{index + 1:03}",
            ids,
            MONITORS[index % len(MONITORS)],
            COUNCIL_ACCOUNTS[index % len(COUNCIL_ACCOUNTS)],
            1 + index % 9,
        )
        covered[roles.monitor].append(roles.cluster)
        held = _cluster(root, rules, roles, seed)
        nominations += [(r.award.code, roles.cluster, o) for r in held for o in r.candidates[: r.places]]
    for monitor, listed in covered.items():
        if listed:
            _put(root, f"{ROOT}/{year}/consolidations/{monitor}.yml", _consolidation(year, listed))
    _put(root, season_path(str(year), "decision.yml"), _decision(year, nominations))
    return frozenset(organisation for award, _, organisation in nominations if award == rules.season.awards[0].code)


def _cluster(root: Path, rules: Rules, roles: Roles, seed: int) -> Sequence[HeldRound]:
    """Write a cluster and return its vote."""
    dice = Dice(seed, roles.year, roles.cluster)
    excepted = exceptions(roles, dice)
    dossiers = [
        filed(
            rules.rubric,
            Actors(roles.year, organisation, roles.verifier(organisation), roles.monitor),
            Dice(seed, roles.year, organisation),
        )
        for organisation in roles.members
    ]
    for dossier in dossiers:
        for name, text in dossier.files.items():
            _put(root, dossier_path(str(roles.year), roles.cluster, dossier.organisation, name), text)
    held = rounds(rules, roles, {d.organisation: d.official for d in dossiers}, excepted)
    filings = {dossier.organisation: dossier.files["self-assessment.yml"] for dossier in dossiers}
    files: Iterable[tuple[str, str]] = [
        *standing_records(roles, excepted, dice),
        *receipts(roles, filings, excepted, dice),
        ("vote.yml", vote(rules, roles, held, excepted, dice)),
    ]
    for name, text in files:
        _put(root, cluster_path(str(roles.year), roles.cluster, name), text)
    return held


def _consolidation(year: int, covered: Sequence[str]) -> str:
    text = phrases()["consolidation"].format(n=len(covered), year=year)
    listed = "".join(f"  - {cluster}\n" for cluster in covered)
    return (
        f"{heading('consolidation', 2)}number: 120/BC-MAU\nsent_on: {year}-12-14\ncovers:\n{listed}text: |-\n  {text}\n"
    )


def _decision(year: int, nominations: Nominations) -> str:
    rows = "".join(
        f"      - award: {award}\n        cluster: {cluster}\n"
        f"        organisation: {organisation}\n        status: awarded\n"
        for award, cluster, organisation in nominations
    )
    return (
        f"{heading('decision', 1)}decisions:\n  - number: 45/QĐ-MAU\n    issued_on: {year + 1}-01-05\n"
        f"    awards:\n{rows}published_on: {year + 1}-01-06\n"
    )


def _parsed(text: str) -> dict[str, object]:
    parsed, findings = strict_yaml.parse(text.encode(), "")
    if parsed is None or findings or not isinstance(parsed.value, dict):
        raise ValueError(f"a template of the bench cannot be read: {findings}")
    return parsed.value


def _put(root: Path, path: str, text: str) -> None:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode())
