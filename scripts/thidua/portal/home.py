"""The home page: what this is, where the current season stands, the latest results and changes."""

from collections.abc import Iterable, Sequence

from thidua.portal import link, period
from thidua.portal.award import outcome
from thidua.portal.composition import Head, compose
from thidua.portal.context import Context
from thidua.portal.link import Link
from thidua.portal.milestone import milestones
from thidua.portal.news import news
from thidua.portal.page import Page
from thidua.portal.progress import progress_rows
from thidua.publication.digest import PublishedSeason
from thidua.records import format as write

LATEST = 8
SHORT = 10
LEAD = (
    "Kết quả chấm điểm, bình chọn và khen thưởng của các Cụm thi đua, công bố theo từng năm: ai được đề nghị, "
    "vì sao, và kiểm tra lại bằng cách nào."
)


def home(
    context: Context, seasons: Sequence[PublishedSeason], files: Iterable[Link] = (), commit: str | None = None
) -> Page:
    """Return the home page for all seasons. ``commit`` is where the data come from, None if they are not in Git."""
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
        version=version(context, commit),
        news=[(item, link.relative("", item.address)) for item in news(context, seasons, LATEST)],
    )


def version(context: Context, commit: str | None) -> dict[str, object]:
    """Return the moment and the commit of the data in words; a commit that the reader may not see is not named."""
    is_hidden = context.portal.is_internal and not context.view.is_internal
    named = commit is not None and not is_hidden
    return {
        "moment": write.moment(context.as_of),
        "iso": write.iso(context.as_of),
        "commit": Link(commit[:SHORT], link.commit_link(context, commit)) if commit is not None and named else None,
    }


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
