"""The board of a season: clusters by milestones, and the members that are late where their names are public."""

from collections.abc import Iterable, Iterator

from thidua.portal import link, words
from thidua.portal.audit_step import ScopeTitles, step_row
from thidua.portal.chip import Chip, state_chip
from thidua.portal.composition import compose, rooms, season_head
from thidua.portal.context import Context
from thidua.portal.deviation import deviations
from thidua.portal.link import Link
from thidua.portal.milestone import milestones
from thidua.portal.page import Page
from thidua.portal.progress import progress_rows, totals
from thidua.portal.rich import rich
from thidua.publication import embargo
from thidua.publication.digest import MemberDigest, PublishedSeason
from thidua.publication.disclosure import PublishedStep
from thidua.records import format as write
from thidua.records.figure import Figure
from thidua.scoring.filing import State


def board_page(
    context: Context, season: PublishedSeason, files: Iterable[Link] = (), marked: Iterable[PublishedStep] = ()
) -> Page:
    """Return the board of a season. ``marked`` are the steps of its history that the audit marks; none in public."""
    head = season_head(
        season,
        "tien-do",
        f"Tiến độ năm {season.id}",
        f"Số hồ sơ đã nộp, đã thẩm định, ngày hội nghị và báo cáo của từng Cụm năm {season.id}.",
        files,
        lead=f"Tình hình thực hiện các mốc của kế hoạch năm {season.id}, theo từng Cụm.",
    )
    is_open = any(Figure.LATE_NAMES in cluster.shows for cluster in season.clusters)
    return compose(
        context,
        head,
        "board",
        rooms=rooms(season.id, head.address),
        milestones=milestones(season, context.today),
        rows=progress_rows(context, season, head.address),
        sums=totals(season),
        deadline=words.last_day(season.season.self_assessment),
        late=tuple(_late(context, season, head.address)),
        deviations=deviations(context, season.season, season.departures),
        marked=[step_row(context, step, ScopeTitles([season]), head.address) for step in [*marked][::-1]],
        notice=None if is_open else embargo.notice(season.season, Figure.LATE_NAMES),
        addressee=context.role("standing_board", season.season),
        consolidations=[
            (
                context.name(monitor, season.season),
                report.number,
                write.day(report.sent_on),
                "; ".join(c.cluster.name for c in season.clusters if c.id in report.covers),
                rich(report.text),
            )
            for monitor, report in sorted(season.consolidations.items())
        ],
    )


def _late(context: Context, season: PublishedSeason, here: str) -> Iterator[tuple[Link, str, Chip]]:
    """Yield the members that are late or missing after the deadline, where their names may be shown."""
    for cluster in season.clusters:
        for member in cluster.members:
            if Figure.LATE_NAMES not in member.shows:
                continue
            last = season.season.filing_deadline(cluster.id, member.organisation).last_day
            chip = _chip(member) if member.on_time is False or context.today > last else None
            if chip is not None:
                address = link.dossier(season.id, cluster.id, member.organisation)
                name = context.name(member.organisation, season.season)
                yield Link(name, link.relative(here, address)), cluster.cluster.name, chip


def _chip(member: MemberDigest) -> Chip | None:
    if member.state in {State.MISSING, State.SEALED}:
        return state_chip(member.state)
    return Chip("note-late", "Nộp muộn") if member.on_time is False else None
