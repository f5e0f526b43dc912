"""The members of a cluster and of a season as tables: state, points, class, rank, what was proposed and awarded.

A rank counts within its cluster only: clusters stand one after the other and are never put into one order.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from thidua.exports.table import Column, ColumnKind, Row, Table, points, season_table, texts
from thidua.exports.value import name
from thidua.publication.digest import ClusterDigest, MemberDigest, PublishedSeason
from thidua.publication.policy import Publication
from thidua.records import vocabulary
from thidua.records.decision import Decision
from thidua.records.figure import Figure

COLUMNS: Final = (
    *texts("Mã Cụm", "Cụm", "Mã tổ chức", "Tổ chức", "Tình trạng hồ sơ", "Đúng hạn"),
    *points("Điểm tự chấm", "Điểm chính thức"),
    *texts("Xếp loại"),
    Column("Thứ hạng trong Cụm", ColumnKind.COUNT),
    *texts("Cụm đề nghị (chưa phải quyết định khen thưởng)", "Quyết định khen thưởng"),
)
_YES_NO: Final = {True: "có", False: "không", None: None}
_LAST: Final = 10**9


def cluster_table(cluster: ClusterDigest, publication: Publication, decision: Decision | None) -> Table:
    """Return the members of a cluster by rank; ``decision`` is the season's, if there is one."""
    shown = decision if publication.is_open(Figure.AWARDS) else None
    title = f"Kết quả thi đua năm {cluster.season} – {cluster.cluster.name}"
    return season_table(publication, title, COLUMNS, tuple(_rows([cluster], publication, shown)))


def results_table(season: PublishedSeason, publication: Publication) -> Table:
    """Return the members of all clusters, cluster by cluster."""
    rows = tuple(_rows(season.clusters, publication, season.decision))
    return season_table(publication, f"Kết quả thi đua năm {season.id} của các Cụm", COLUMNS, rows)


def in_order(cluster: ClusterDigest) -> list[MemberDigest]:
    """Return the members by rank; those of whom none is shown follow in protocol order (rules.md §4)."""
    return sorted(cluster.members, key=lambda member: member.rank.rank if member.rank else _LAST)


def class_title(member: MemberDigest, publication: Publication) -> str | None:
    """Return the title of a member's class; None where it is not shown."""
    code = member.classification
    return vocabulary.classification(publication.frame.rubric, code) if code is not None else None


def _rows(clusters: Iterable[ClusterDigest], publication: Publication, decision: Decision | None) -> Iterator[Row]:
    frame = publication.frame
    for cluster in clusters:
        for member in in_order(cluster):
            yield (
                cluster.id,
                cluster.cluster.name,
                member.organisation,
                name(member.organisation, frame),
                vocabulary.STATES[member.state] if member.state is not None else None,
                _YES_NO[member.on_time],
                member.self_total,
                member.official_total,
                class_title(member, publication),
                member.rank.rank if member.rank is not None else None,
                _joined(vocabulary.award(frame.season, award) for award in member.nominated_for),
                _joined(_decided(member.organisation, cluster.id, publication, decision)),
            )


def _decided(organisation: str, cluster: str, publication: Publication, decision: Decision | None) -> Iterator[str]:
    """Yield what was decided for a member: an award by its title alone, else with what became of it."""
    season = publication.frame.season
    standing = decision.standing() if decision is not None else {}
    for award in season.awards:
        row = standing.get((award.code, cluster, organisation))
        if row is not None:
            title = award.label
            is_awarded = row.status == "awarded"
            yield title if is_awarded else f"{title} ({vocabulary.AWARD_STATUSES[row.status].lower()})"


def _joined(titles: Iterable[str]) -> str | None:
    return ", ".join(titles) or None
