"""The pages of the organisations: an index, and one page for each member across the seasons."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from thidua.portal import link, words
from thidua.portal.alphabet import folded, sort_key
from thidua.portal.career import Participation, awards, careers, leads
from thidua.portal.chip import award_chips, class_chip
from thidua.portal.composition import Head, compose
from thidua.portal.context import Context
from thidua.portal.link import Link
from thidua.portal.page import Crumb, Page
from thidua.publication.digest import PublishedSeason
from thidua.records import format as write
from thidua.records.registers import Organisation

INDEX = "to-chuc/"
MOST_ROWS = 250
"""How many members the index tells of in a table; of more it lists the names, and their pages tell the rest."""


def organisations_page(context: Context, seasons: Sequence[PublishedSeason], files: Iterable[Link] = ()) -> Page:
    """Return the index of the organisations; ``files`` are the same data for machines."""
    titles, terms = _award_titles(seasons), careers(seasons)
    ordered = sorted(members(context), key=lambda member: sort_key(context.name(member.id)))
    is_short = len(ordered) <= MOST_ROWS
    head = Head(
        address=INDEX,
        title="Các tổ chức thành viên",
        description="Danh sách tổ chức thành viên, Cụm đang tham gia và khen thưởng qua các năm.",
        page_class="organisations",
        is_sample=any(season.season.is_sample for season in seasons),
        files=tuple(files),
        source="submissions/organisations.yml",
        lead="Xếp theo bảng chữ cái. Mỗi tổ chức có một trang riêng về kết quả qua các năm.",
    )
    return compose(
        context,
        head,
        "organisations",
        titles=list(titles.values()),
        rows=[_row(context, member, terms.get(member.id, []), titles) for member in ordered] if is_short else [],
        names=[_link(context, member) for member in ordered] if not is_short else [],
    )


def organisation_pages(
    context: Context,
    seasons: Sequence[PublishedSeason],
    chosen: Iterable[Organisation] | None = None,
    terms: Mapping[str, Sequence[Participation]] | None = None,
) -> Iterator[Page]:
    """Yield a page for each member, in the order of the register, or only for the ``chosen`` ones.

    ``terms`` are their ``careers`` where they are known already.
    """
    terms = careers(seasons) if terms is None else terms
    heirs = _heirs(context)
    is_sample = any(season.season.is_sample for season in seasons)
    titles = _award_titles(seasons)
    for member in members(context) if chosen is None else chosen:
        subject = _Subject(member, terms.get(member.id, []), heirs.get(member.id, []))
        yield _page(context, subject, titles, is_sample=is_sample)


def members(context: Context) -> list[Organisation]:
    """Return the organisations that have a page, in the order of the register."""
    return [organisation for organisation in context.organisations.listed if organisation.kind == "member"]


def _award_titles(seasons: Sequence[PublishedSeason]) -> dict[str, str]:
    """Return what all awards that any season knows are called, by code, of the latest season first.

    Titles are unique within a season only: one that stands for two awards over the years carries its year.
    """
    found: dict[str, tuple[str, str]] = {}
    for season in sorted(seasons, key=lambda season: season.id, reverse=True):
        for award in season.season.awards:
            found.setdefault(award.code, (award.label, season.id))
    bearers = Counter(label for label, _ in found.values())
    return {code: label if bearers[label] == 1 else f"{label} ({year})" for code, (label, year) in found.items()}


def _link(context: Context, member: Organisation) -> Link:
    return Link(context.name(member.id), link.relative(INDEX, link.organisation(member.id)))


def _row(
    context: Context, member: Organisation, terms: Sequence[Participation], titles: dict[str, str]
) -> dict[str, object]:
    last = terms[-1] if terms else None
    name = context.name(member.id)
    return {
        "name": Link(name, link.relative(INDEX, link.organisation(member.id))),
        "fold": folded(name),
        "short": member.short_name,
        "ended": None if member.exists_on(context.today) else _ended(context, member),
        "cluster": Link(
            f"{last.cluster.cluster.name} ({last.season.id})",
            link.relative(INDEX, link.cluster(last.season.id, last.cluster.id)),
        )
        if last is not None
        else None,
        "seasons": write.count(len(terms)),
        "leads": write.count(leads(terms)),
        "awards": [write.count(awards(terms, code)) for code in titles],
    }


def _ended(context: Context, member: Organisation) -> str:
    if member.until is None or context.today < member.since:
        return f"thành lập ngày {write.day(member.since)}"
    return f"đến ngày {write.day(member.until)}"


@dataclass(frozen=True, slots=True)
class _Subject:
    """An organisation with its terms, oldest first, and the ids of those that succeeded it."""

    organisation: Organisation
    terms: Sequence[Participation]
    heirs: Sequence[str]


def _heirs(context: Context) -> dict[str, list[str]]:
    """Return who succeeded whom, in the order of the register."""
    found: dict[str, list[str]] = {}
    for organisation in context.organisations.listed:
        for before in dict.fromkeys(organisation.succeeds):
            found.setdefault(before, []).append(organisation.id)
    return found


def _page(context: Context, subject: _Subject, titles: dict[str, str], *, is_sample: bool) -> Page:
    member, terms = subject.organisation, subject.terms
    name = context.name(member.id)
    address = link.organisation(member.id)
    head = Head(
        address=address,
        title=name,
        description=f"{name}: Cụm, điểm, xếp hạng và khen thưởng qua các năm thi đua.",
        page_class="organisation",
        crumbs=(Crumb("Tổ chức", INDEX),),
        is_sample=is_sample,
        source="submissions/organisations.yml",
        kicker="Tổ chức thành viên",
        lead=_summary(terms, titles),
    )
    return compose(
        context,
        head,
        "organisation",
        facts=tuple(_facts(context, subject, address)),
        rows=[_term(context, term, address) for term in reversed(terms)],
        hidden=any(term.member.official_total is None for term in terms),
    )


def _summary(terms: Sequence[Participation], titles: dict[str, str]) -> str:
    if not terms:
        return "Chưa tham gia năm thi đua nào trên Cổng."
    parts = [f"tham gia {write.count(len(terms))} năm thi đua"]
    if leads(terms):
        parts.append(f"{write.count(leads(terms))} năm làm Cụm trưởng")
    parts += [f"{write.count(n)} lần được tặng {title}" for code, title in titles.items() if (n := awards(terms, code))]
    text = write.enumeration(parts, ", ")
    return f"{text[0].upper()}{text[1:]}."


def _facts(context: Context, subject: _Subject, here: str) -> Iterator[tuple[str, object]]:
    member = subject.organisation
    if member.short_name:
        yield "Tên gọi tắt", member.short_name
    if member.name_en:
        yield "Tên tiếng Anh", member.name_en
    yield "Thành lập hoặc gia nhập", write.day(member.since)
    if member.until is not None:
        yield "Hoạt động đến", write.day(member.until)
    if member.former_names:
        former = sorted(member.former_names, key=lambda item: item.until, reverse=True)
        yield "Tên cũ", [f"{item.name} (đến ngày {write.day(item.until)})" for item in former]
    if member.succeeds:
        yield "Kế thừa", [_other(context, other, here) for other in member.succeeds]
    if subject.heirs:
        yield "Được kế thừa bởi", [_other(context, other, here) for other in subject.heirs]


def _other(context: Context, other: str, here: str) -> Link:
    href = link.relative(here, link.organisation(other)) if context.has_page(other) else None
    return Link(context.name(other), href)


def _term(context: Context, term: Participation, here: str) -> dict[str, object]:
    season, cluster, member = term.season, term.cluster, term.member
    total, scale = member.official_total, season.rubric.total
    return {
        "season": Link(season.id, link.relative(here, link.season(season.id))),
        "cluster": Link(cluster.cluster.name, link.relative(here, link.cluster(season.id, cluster.id))),
        "name": context.name(member.organisation, season.season),
        "was_renamed": context.name(member.organisation, season.season) != context.name(member.organisation),
        "role": words.ROLES["lead"] if term.is_lead else words.ROLES["deputy"] if term.is_deputy else "",
        "total": write.points(total) if total is not None else None,
        "scale": write.brief_points(scale),
        "share": write.percent(Fraction(total, scale)) if total is not None else None,
        "bar": write.whole_percent(Fraction(total, scale)) if total is not None else 0,
        "rank": f"{write.count(member.rank.rank)}/{write.count(len(cluster.members))}" if member.rank else None,
        "class": class_chip(season.rubric, member.classification) if member.classification else None,
        "awards": tuple(award_chips(season, cluster, member)),
        "dossier": link.relative(here, link.dossier(season.id, cluster.id, member.organisation)),
        "breaks": term.breaks,
    }
