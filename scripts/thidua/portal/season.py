"""The page of a season: its plan and its rules, every fact from season.yml."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from thidua.portal import link, words
from thidua.portal.composition import compose, rooms, season_head
from thidua.portal.context import Context
from thidua.portal.link import Link
from thidua.portal.milestone import milestones
from thidua.portal.page import Page
from thidua.portal.rich import rich
from thidua.publication import embargo
from thidua.publication.digest import ClusterDigest, PublishedSeason
from thidua.publication.policy import exposure
from thidua.records import format as write
from thidua.records.figure import Figure
from thidua.records.season import Season

_LETTERED: Final = re.compile(r"[a-zđ]\)\s")


@dataclass(frozen=True, slots=True)
class Listing:
    """Texts of the plan; ``is_lettered`` where they carry their own letters (a, b, c, d, đ, e, g)."""

    texts: tuple[str, ...]
    is_lettered: bool


def season_page(context: Context, season: PublishedSeason, files: Iterable[Link] = ()) -> Page:
    """Return the page of a season."""
    plan = season.season.plan
    head = season_head(
        season,
        "",
        f"Kế hoạch năm thi đua {season.id}",
        f"{season.season.title}: nội dung, thời hạn, phân công, cách bình chọn và khen thưởng.",
        files,
        lead=season.season.title,
    )
    return compose(
        context,
        head,
        "season",
        rooms=rooms(season.id, head.address),
        facts=tuple(_facts(context, season.season)),
        milestones=milestones(season, context.today),
        purpose=rich(plan.purpose),
        contents=_listing(plan.contents),
        meeting=tuple(_meeting(context, season.season)),
        participants=_listing(plan.participants),
        invited=_listing(plan.invited),
        funding=plan.funding,
        supporter=context.role("standing_board", season.season),
        support=tuple(_support(context, season, head.address)),
        duties=[(context.role(duty.role, season.season), duty.text) for duty in plan.duties],
        recipients=[(recipient.to, recipient.purpose) for recipient in plan.recipients],
        awards=tuple(_awards(season)),
        voting=tuple(_voting(season.season)),
        tie_break=[words.tie_break(key, season.season, season.rubric) for key in season.season.tie_break],
        publication=tuple(_publication(season.season)),
        extensions=tuple(_extensions(context, season)),
        amendments=[(write.day(a.on), a.what, _basis(season.season, a.basis)) for a in season.season.amendments],
        bases=[_legal_basis(season.season, basis.id) for basis in season.season.legal_basis],
        clusters=[_cluster(context, season, cluster, head.address) for cluster in season.clusters],
    )


def _listing(texts: Sequence[str]) -> Listing:
    return Listing(tuple(texts), all(_LETTERED.match(text) for text in texts))


def _facts(context: Context, season: Season) -> Iterator[tuple[str, object]]:
    plan = season.plan
    yield "Cơ quan ban hành", context.name(plan.issued_by, season)
    if plan.number is not None or plan.issued_on is not None:
        day = f"ngày {write.day(plan.issued_on)}" if plan.issued_on is not None else ""
        yield "Số, ngày ban hành", " ".join(part for part in (plan.number, day) if part)
    yield "Mở năm thi đua", write.day(season.opens_on)
    addressees = "Cụm trưởng hoặc ban theo dõi" if season.any_addressee else "Cụm trưởng và ban theo dõi"
    yield (
        "Gửi báo cáo và bảng tự chấm điểm",
        [
            f"{words.deadline(season.self_assessment).capitalize()} ({words.last_day(season.self_assessment)})",
            f"Nơi nhận: {addressees}",
        ],
    )
    yield "Thời hạn giải trình", f"{write.count(season.response_days)} ngày sau khi có kết quả thẩm định"
    yield "Hội nghị của các Cụm", f"Hoàn thành {words.deadline(season.conference)}"
    yield "Ban, đơn vị theo dõi báo cáo", words.deadline(season.consolidation).capitalize()
    yield (
        "Hình thức nhận hồ sơ",
        "Niêm phong: các tổ chức không xem được điểm tự chấm của nhau trước hạn"
        if season.is_sealed
        else "Nhận hồ sơ mở (các tổ chức xem được của nhau)",
    )


def _meeting(context: Context, season: Season) -> Iterator[tuple[str, str]]:
    days = "một ngày" if season.conference_days == 1 else f"tối đa {write.count(season.conference_days)} ngày"
    yield "Thời gian", f"Hội nghị tổ chức trong {days}, hoàn thành {words.deadline(season.conference)}."
    who = context.role("council_member", season)
    yield "Ngày họp của từng Cụm", f"{who} quyết định, trên cơ sở thống nhất với Cụm trưởng."
    place = "Tại tổ chức làm Cụm trưởng." if season.venue_is_lead else "Do Cụm lựa chọn."
    yield "Địa điểm", place


def _support(context: Context, season: PublishedSeason, here: str) -> Iterator[tuple[Link, str, str]]:
    for cluster in season.clusters:
        if cluster.id in season.season.support:
            title = Link(cluster.cluster.name, link.relative(here, link.cluster(season.id, cluster.id)))
            lead = context.name(cluster.cluster.lead, season.season)
            yield title, lead, write.money(season.season.support[cluster.id])


def _awards(season: PublishedSeason) -> Iterator[dict[str, object]]:
    for award in season.season.awards:
        yield {
            "title": award.title,
            "quota": words.quota(award.quota),
            "conditions": [words.condition(rule, season.rubric) for rule in award.conditions],
            "exclusion": words.exclusion(award, season.season),
        }


def _voting(season: Season) -> Iterator[tuple[str, object]]:
    voting = season.voting
    yield "Hình thức", words.VOTE_MODES[voting.mode].capitalize()
    yield "Có giá trị khi", f"Có mặt ít nhất {write.fraction(voting.quorum)} số tổ chức có quyền bỏ phiếu"
    for award in season.awards:
        if award.code in voting.thresholds:
            title = award.label
            yield f"Được đề nghị {title} khi đạt", words.threshold(voting.thresholds[award.code]).capitalize()
    yield (
        "Phiếu cho chính mình",
        "Không tính (coi là phiếu trắng)" if voting.self_vote_excluded else "Được tính như phiếu khác",
    )
    first, second = ("số phiếu", "xếp hạng") if voting.by_votes else ("xếp hạng", "số phiếu")
    yield "Thứ tự xét trong số đạt phiếu", f"Theo {first}, bằng nhau thì theo {second}"


def _publication(season: Season) -> Iterator[tuple[str, str, str]]:
    for figure in Figure:
        rule = exposure(season, figure)
        whom = "Tổ chức được đề nghị khen thưởng" if rule.nominated_only else "Tất cả"
        subject = embargo.SUBJECTS[figure]
        yield subject[0].upper() + subject[1:], embargo.MOMENTS[rule.when], "–" if rule.when == "never" else whom


def _extensions(context: Context, season: PublishedSeason) -> Iterator[tuple[str, str, str]]:
    for extension in season.season.extensions:
        until = words.deadline(season.season.self_assessment.moved(extension.until))
        yield context.name(extension.organisation, season.season), until, extension.basis


def _basis(season: Season, basis: str) -> str:
    found = next((b for b in season.legal_basis if b.id == basis), None)
    return f"Số {found.number} ngày {write.day(found.issued_on)}" if found is not None else basis


def _legal_basis(season: Season, basis: str) -> tuple[Link, str, str, str]:
    found = next(b for b in season.legal_basis if b.id == basis)
    return Link(found.number, found.url), write.day(found.issued_on), found.issuer, found.title


def _cluster(context: Context, season: PublishedSeason, cluster: ClusterDigest, here: str) -> dict[str, object]:
    plan = season.season
    document = cluster.cluster.assigned_by
    signed = f" ngày {write.day(document.issued_on)}" if document is not None and document.issued_on else ""
    return {
        "title": Link(cluster.cluster.name, link.relative(here, link.cluster(season.id, cluster.id))),
        "lead": context.name(cluster.cluster.lead, plan),
        "deputies": context.names(cluster.cluster.deputies, plan),
        "monitors": context.names(cluster.cluster.monitors, plan),
        "members": write.count(len(cluster.members)),
        "meets_on": write.day(cluster.schedule.day) if cluster.schedule is not None else "Chưa ấn định",
        "assigned_by": f"{document.number}{signed}" if document is not None else write.NOTHING,
    }
