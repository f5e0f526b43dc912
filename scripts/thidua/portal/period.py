"""Where a season stands on the day of the build."""

from collections.abc import Sequence
from datetime import date

from thidua.publication.digest import PublishedSeason
from thidua.records.figure import Figure


def current(seasons: Sequence[PublishedSeason], today: date) -> PublishedSeason | None:
    """Return the latest season that has opened, else the first that will; None without seasons."""
    ordered = sorted(seasons, key=lambda season: season.id)
    opened = [season for season in ordered if season.season.opens_on <= today]
    return opened[-1] if opened else next(iter(ordered), None)


def latest_with_results(seasons: Sequence[PublishedSeason]) -> PublishedSeason | None:
    """Return the latest season in which the proposals of a cluster are public; None if there is none yet."""
    ordered = sorted(seasons, key=lambda season: season.id, reverse=True)
    return next((s for s in ordered if any(Figure.NOMINATIONS in c.shows for c in s.clusters)), None)


def phase(season: PublishedSeason, today: date) -> str:
    """Return in words how far a season has come."""
    plan = season.season
    if season.published_on is not None:
        return "Đã công bố quyết định khen thưởng"
    if today < plan.opens_on:
        return "Chưa mở"
    if today <= plan.self_assessment.last_day:
        return "Đang nhận báo cáo và bảng tự chấm điểm"
    if today <= plan.conference.last_day:
        return "Đang thẩm định, tổ chức hội nghị"
    return "Chờ quyết định khen thưởng"
