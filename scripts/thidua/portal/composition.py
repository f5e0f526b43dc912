"""Puts a page together: the subject's template inside the frame that all pages share."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from thidua.portal import link
from thidua.portal.context import Context
from thidua.portal.environment import render
from thidua.portal.link import Link
from thidua.portal.page import Crumb, Page
from thidua.publication.digest import PublishedSeason

HOME = Crumb("Trang chủ", "")
SEASONS = Crumb("Năm thi đua", "nam/")
VERSION = "#phien-ban"
"""Where the moment and the commit of the data stand: on the home page."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a page says of itself before its content.

    ``crumbs`` lead from the home page (left out) to the page's parent; ``files`` are the same data for machines, by
    address; ``source`` is the page's main record, a path below the root.
    """

    address: str
    title: str
    description: str
    page_class: str
    crumbs: tuple[Crumb, ...] = ()
    is_sample: bool = False
    files: tuple[Link, ...] = ()
    source: str | None = None
    kicker: str | None = None
    lead: str | None = None


def compose(context: Context, head: Head, template: str, **values: object) -> Page:
    """Return the page; ``values`` go to the template, besides ``head``, ``frame`` and ``here`` (the address)."""
    crumbs = (*((HOME, *head.crumbs) if head.address else ()), Crumb(head.title))
    body = render(template, head=head, frame=_frame(context, head, crumbs), here=head.address, **values)
    return Page(
        address=head.address,
        title=head.title,
        description=head.description,
        body=body,
        page_class=head.page_class,
        is_sample=head.is_sample,
        crumbs=crumbs,
    )


def _frame(context: Context, head: Head, crumbs: Iterable[Crumb]) -> dict[str, object]:
    source = link.source_link(context, head.source) if head.source else None
    return {
        "crumbs": [
            Link(c.title, None if c.address is None else link.relative(head.address, c.address)) for c in crumbs
        ],
        "is_internal": context.view.is_internal,
        "running": f"{context.site_name} – {context.portal.site_url}{head.address}",
        "version": link.relative(head.address, VERSION),
        "source": source,
        "report": link.report_link(context, head.address, head.title),
        "files": [replace(f, href=link.relative(head.address, f.href or "")) for f in head.files],
    }


def season_head(
    season: PublishedSeason, room: str, title: str, description: str, files: Iterable[Link], lead: str | None = None
) -> Head:
    """Return the head of a season's page: of the season itself when ``room`` is empty."""
    return Head(
        address=link.season(season.id, room),
        title=title,
        description=description,
        page_class=f"season-{room or 'plan'}",
        crumbs=(SEASONS, *((Crumb(f"Năm {season.id}", link.season(season.id)),) if room else ())),
        is_sample=season.season.is_sample,
        files=tuple(files),
        source=f"submissions/{season.id}/{'rubric' if room == 'tieu-chi' else 'season'}.yml",
        kicker=f"Năm thi đua {season.id}",
        lead=lead,
    )


def rooms(season: str, here: str) -> tuple[Link, ...]:
    """Return the links between the pages of a season; the page at ``here`` has none."""
    return tuple(
        Link(title, None if address == here else link.relative(here, address))
        for title, address in (
            ("Kế hoạch", link.season(season)),
            ("Kết quả", link.season(season, "ket-qua")),
            ("Bảng tiêu chí", link.season(season, "tieu-chi")),
            ("Tiến độ", link.season(season, "tien-do")),
        )
    )
