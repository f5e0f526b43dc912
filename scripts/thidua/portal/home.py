"""The home page: what this is, where the current season stands, the latest results and changes."""

from collections.abc import Iterable, Sequence

from thidua.portal import format as write
from thidua.portal import link, period
from thidua.portal.composition import Head, compose
from thidua.portal.context import Context
from thidua.portal.link import Link
from thidua.portal.milestone import milestones
from thidua.portal.news import news
from thidua.portal.outcome import outcome
from thidua.portal.page import Page
from thidua.portal.progress import progress_rows
from thidua.scoring.digest import PublishedSeason

LATEST = 8
LEAD = (
    "Kết quả chấm điểm, bình chọn và khen thưởng của các Cụm thi đua, công bố theo từng năm: ai được đề nghị, "
    "vì sao, và kiểm tra lại bằng cách nào."
)


def home(context: Context, seasons: Sequence[PublishedSeason], files: Iterable[Link] = ()) -> Page:
    """Return the home page for all seasons."""
    now = period.current(seasons, context.today)
    latest = period.latest_with_results(seasons)
    return compose(
        context,
        Head(
            address="",
            title=context.site_name,
            description=LEAD,
            page_class="home",
            is_sample=any(season.season.is_sample for season in seasons),
            files=tuple(files),
            lead=LEAD,
        ),
        "home",
        now=_current(context, now) if now is not None else None,
        latest=outcome(context, latest, "") if latest is not None else None,
        latest_id=latest.id if latest is not None else "",
        latest_href=link.relative("", link.season(latest.id, "ket-qua")) if latest is not None else "",
        news=[(item, link.relative("", item.address)) for item in news(context, seasons, LATEST)],
    )


def _current(context: Context, season: PublishedSeason) -> dict[str, object]:
    return {
        "id": season.id,
        "title": season.season.title,
        "phase": period.phase(season, context.today),
        "href": link.relative("", link.season(season.id)),
        "board": link.relative("", link.season(season.id, "tien-do")),
        "rubric": link.relative("", link.season(season.id, "tieu-chi")),
        "milestones": milestones(season, context.today),
        "today": write.day(context.today),
        "rows": progress_rows(context, season, ""),
    }
