"""The page of a season's rubric: every criterion with its rule and an example, the classes, and how ties are broken."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from thidua.portal import words
from thidua.portal.chip import class_chip
from thidua.portal.composition import compose, rooms, season_head
from thidua.portal.context import Context
from thidua.portal.link import Link
from thidua.portal.page import Page
from thidua.publication import embargo
from thidua.publication.digest import PublishedSeason
from thidua.records import format as write
from thidua.records import vocabulary
from thidua.records.figure import Figure
from thidua.records.rubric import Criterion, Rubric


def rubric_page(context: Context, season: PublishedSeason, files: Iterable[Link] = ()) -> Page:
    """Return the page of a season's rubric."""
    rubric = season.rubric
    head = season_head(
        season,
        "tieu-chi",
        f"Bảng tiêu chí năm {season.id}",
        f"Tiêu chí, cách tính điểm, ngưỡng xếp loại và thứ tự phân định khi bằng điểm năm {season.id}.",
        files,
        lead=rubric.title,
    )
    return compose(
        context,
        head,
        "rubric",
        rooms=rooms(season.id, head.address),
        facts=_facts(season),
        sections=[
            {
                "code": section.code,
                "title": section.title,
                "max": write.brief_points(section.max),
                "rows": _rows(section.criteria),
            }
            for section in rubric.sections
        ],
        bonus=_rows(rubric.bonus),
        penalties=_rows(rubric.penalties),
        classes=tuple(_classes(rubric)),
        total_max=write.brief_points(rubric.total),
        tie_break=[words.tie_break(key, season.season, rubric) for key in season.season.tie_break],
        analysis=_analysis(season),
    )


def _facts(season: PublishedSeason) -> list[tuple[str, object]]:
    rubric = season.rubric
    numbers = {basis.id: basis.number for basis in season.season.legal_basis}
    return [
        ("Thang điểm", f"{write.brief_points(rubric.total)} điểm"),
        ("Điểm thưởng tối đa", f"{write.brief_points(rubric.bonus_max)} điểm"),
        ("Điểm trừ tối đa", f"{write.brief_points(rubric.penalty_max)} điểm"),
        ("Căn cứ", "; ".join(numbers.get(basis, basis) for basis in rubric.legal_basis)),
    ]


def _rows(criteria: Sequence[Criterion]) -> list[dict[str, object]]:
    return [
        {
            "code": criterion.code,
            "title": criterion.title,
            "guidance": criterion.guidance,
            "max": write.brief_points(criterion.max),
            "kind": criterion.kind.title,
            "rule": criterion.kind.sentence(),
            "example": criterion.kind.example(),
            "evidence": vocabulary.EVIDENCE[criterion.evidence],
            "na_allowed": criterion.na_allowed,
        }
        for criterion in criteria
    ]


def _classes(rubric: Rubric) -> Iterator[dict[str, object]]:
    above: int | None = None
    for found in rubric.classification:
        start = write.brief_points(found.start)
        limit = f"đến dưới {write.brief_points(above)} điểm" if above is not None else "trở lên"
        yield {"chip": class_chip(rubric, found.code), "range": f"Từ {start} điểm {limit}"}
        above = found.start


def _analysis(season: PublishedSeason) -> dict[str, object]:
    """Return how well the criteria told members apart, in the clusters where that may be shown."""
    clusters = [cluster for cluster in season.clusters if Figure.ANALYTICS in cluster.shows]
    if not clusters:
        return {"notice": embargo.notice(season.season, Figure.ANALYTICS), "rows": []}
    from thidua.scoring.statistics import discrimination  # noqa: PLC0415 - pandas is slow to load and seldom needed

    marks = [member.marks for cluster in clusters for member in cluster.members]
    rows = [
        {
            "code": row.code,
            "title": season.rubric.criteria[row.code].title,
            "dossiers": write.count(row.dossiers),
            "mean": write.percent(Fraction(row.mean)),
            "spread": write.percent(Fraction(row.spread)),
            "range": f"{write.points(row.lowest)} – {write.points(row.highest)}",
            "at_maximum": write.percent(Fraction(row.at_maximum)),
            "bar": write.whole_percent(Fraction(row.at_maximum)),
        }
        for row in discrimination(season.rubric, marks)
    ]
    return {"notice": None if rows else "Chưa đủ hồ sơ có điểm chính thức để phân tích.", "rows": rows}
