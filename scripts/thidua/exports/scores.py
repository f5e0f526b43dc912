"""Points by criterion as tables: of one dossier, and of all members of a cluster side by side."""

from collections.abc import Iterable, Iterator
from typing import Final

from thidua.exports.criteria import listed
from thidua.exports.members import class_title, in_order
from thidua.exports.table import Cell, Row, Table, points, season_table, texts
from thidua.exports.value import name
from thidua.publication.digest import ClusterDigest, MemberDigest
from thidua.publication.policy import Publication
from thidua.publication.redaction import PublishedCluster, PublishedMember
from thidua.records.figure import Figure
from thidua.records.rubric import Criterion
from thidua.scoring.sheet import Sheet

NOT_APPLICABLE: Final = "KAD"
COLUMNS: Final = (
    *texts("Mã Cụm", "Mã tổ chức", "Tổ chức", "Nhóm tiêu chí", "Mã tiêu chí", "Tiêu chí"),
    *points("Điểm tối đa", "Điểm tự chấm", "Điểm thẩm định", "Điểm chính thức", "Chênh lệch"),
    *texts("Không áp dụng", "Ghi chú khi tự chấm", "Lý do"),
)


def dossier_table(member: PublishedMember, published: PublishedCluster, publication: Publication) -> Table:
    """Return the criteria of one dossier; bonus and penalties only where something is entered."""
    organisation = name(member.organisation, publication.frame)
    place = (published.id, member.organisation, organisation)
    sheets = (member.sheets.self_assessed, member.sheets.verified, member.sheets.official)
    entered = {code for sheet in sheets if sheet is not None for code in sheet.marks}
    shown = listed(publication.frame.rubric, entered)
    rows = tuple((*place, group.full_title, *_scores(criterion, member)) for group, criterion in shown)
    return season_table(publication, f"Điểm theo tiêu chí năm {published.season} – {organisation}", COLUMNS, rows)


def matrix_table(cluster: ClusterDigest, publication: Publication) -> Table | None:
    """Return the official points by criterion of the members by rank, a column each; None if none may be shown.

    What does not apply is ``KAD``; of bonus and penalties there is a line only where somebody has any.
    """
    shown = [member for member in in_order(cluster) if member.official_total is not None]
    if not shown:
        return None
    rubric = publication.frame.rubric
    columns = (
        *texts("Nhóm", "Mã tiêu chí", "Tiêu chí"),
        *points("Điểm tối đa", *(name(member.organisation, publication.frame) for member in shown)),
    )
    entered = {code for member in shown for code in member.marks}
    rows = [
        (group.title, criterion.code, criterion.title, criterion.max, *_marks(criterion.code, shown))
        for group, criterion in listed(rubric, entered)
    ]
    totals = (None, None, "Tổng điểm", rubric.total, *(member.official_total for member in shown))
    classes = (None, None, "Xếp loại", None, *(class_title(member, publication) for member in shown))
    title = f"Điểm chính thức theo tiêu chí năm {cluster.season} – {cluster.cluster.name}"
    return season_table(publication, title, columns, [*rows, totals, classes])


def _scores(criterion: Criterion, member: PublishedMember) -> Row:
    sheets, code = member.sheets, criterion.code
    own, official = _points(sheets.self_assessed, code), _points(sheets.official, code)
    has_gap = Figure.ANALYTICS in member.shows and own is not None and official is not None
    last = sheets.official or sheets.verified or sheets.self_assessed
    mark = last.marks.get(code) if last is not None else None
    claim = sheets.self_assessed.marks.get(code) if sheets.self_assessed is not None else None
    return (
        code,
        criterion.title,
        criterion.max,
        own,
        _points(sheets.verified, code),
        official,
        official - own if has_gap and own is not None and official is not None else None,
        NOT_APPLICABLE if mark is not None and mark.points is None else None,
        claim.entry.note if claim is not None else None,
        mark.entry.reason if mark is not None else None,
    )


def _points(sheet: Sheet | None, code: str) -> int | None:
    """Return the points of a criterion: None without a sheet and where it does not apply, 0 if nothing is entered."""
    if sheet is None:
        return None
    return sheet.marks[code].points if code in sheet.marks else 0


def _marks(code: str, members: Iterable[MemberDigest]) -> Iterator[Cell]:
    for member in members:
        found = member.marks.get(code, 0)
        yield NOT_APPLICABLE if found is None else found
