"""The index of all seasons."""

from collections.abc import Iterable, Sequence

from thidua.portal import link, period
from thidua.portal.composition import Head, compose
from thidua.portal.context import Context
from thidua.portal.link import Link
from thidua.portal.page import Page
from thidua.publication.digest import PublishedSeason
from thidua.records import format as write

ADDRESS = "nam/"


def seasons_page(context: Context, seasons: Sequence[PublishedSeason], files: Iterable[Link] = ()) -> Page:
    """Return the page that lists all seasons, the latest first."""
    head = Head(
        address=ADDRESS,
        title="Các năm thi đua",
        description="Kế hoạch, kết quả, bảng tiêu chí và tiến độ của từng năm thi đua.",
        page_class="seasons",
        is_sample=any(season.season.is_sample for season in seasons),
        files=tuple(files),
        lead="Mỗi năm có kế hoạch, bảng tiêu chí và kết quả riêng; số liệu đã công bố chỉ thay đổi qua đính chính.",
    )
    ordered = sorted(seasons, key=lambda season: season.id, reverse=True)
    return compose(context, head, "seasons", rows=[_row(context, season) for season in ordered])


def _row(context: Context, season: PublishedSeason) -> dict[str, object]:
    def to(room: str) -> str:
        return link.relative(ADDRESS, link.season(season.id, room))

    return {
        "id": season.id,
        "href": to(""),
        "title": season.season.title,
        "phase": period.phase(season, context.today),
        "clusters": write.count(len(season.clusters)),
        "members": write.count(sum(len(cluster.members) for cluster in season.clusters)),
        "scale": write.brief_points(season.rubric.total),
        "links": (
            Link("Kết quả", to("ket-qua")),
            Link("Bảng tiêu chí", to("tieu-chi")),
            Link("Tiến độ", to("tien-do")),
        ),
    }
