"""What has changed: decisions, corrections, amendments and conferences, newest first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from thidua.portal import link
from thidua.portal.context import Context
from thidua.publication.digest import PublishedSeason
from thidua.records import format as write


@dataclass(frozen=True, slots=True)
class News:
    """Something that happened on a day, with the address of the page that shows it."""

    on: date
    text: str
    address: str

    @property
    def day(self) -> str:
        """The day in words."""
        return write.day(self.on)

    @property
    def iso(self) -> str:
        """The day for machines."""
        return write.iso(self.on)


def news(context: Context, seasons: Iterable[PublishedSeason], most: int) -> list[News]:
    """Return the latest changes up to the day of the build, at most ``most``."""
    found = [item for season in seasons for item in _of_season(context, season) if item.on <= context.today]
    return sorted(found, key=lambda item: (item.on, item.address, item.text), reverse=True)[:most]


def _of_season(context: Context, season: PublishedSeason) -> Iterator[News]:
    yield News(season.season.opens_on, f"Mở năm thi đua {season.id}.", link.season(season.id))
    for amendment in season.season.amendments:
        yield News(amendment.on, f"Sửa đổi năm {season.id}: {amendment.what}", link.season(season.id))
    for correction in season.corrections:
        text = f"Đính chính năm {season.id}: {correction.what}"
        yield News(correction.on, text, f"{link.season(season.id, 'ket-qua')}#{correction.id}")
    if season.decision is not None and season.published_on is not None:
        numbers = write.enumeration(document.number for document in season.decision.decisions)
        text = f"Công bố quyết định khen thưởng năm {season.id} (số {numbers})."
        yield News(season.published_on, text, link.season(season.id, "ket-qua"))
    for cluster in season.clusters:
        schedule = cluster.schedule
        if schedule is None:
            continue
        address = link.cluster(season.id, cluster.id)
        if cluster.has_met and schedule.ends_on < context.today:
            yield News(schedule.ends_on, f"{cluster.cluster.name} họp hội nghị tổng kết năm {season.id}.", address)
        yield News(
            schedule.decided_on,
            f"{cluster.cluster.name} ấn định ngày hội nghị tổng kết: {write.day(schedule.day)}.",
            address,
        )
