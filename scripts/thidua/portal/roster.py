"""The members of a cluster, one line each: state, points, rank, class, what was proposed and decided."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from thidua.portal import link, words
from thidua.portal.condition import AwardConditions, award_conditions
from thidua.portal.link import Link
from thidua.portal.rank import brief_key, rank_title
from thidua.publication.edition import Edition
from thidua.publication.redaction import PublishedCluster, PublishedMember
from thidua.records import vocabulary
from thidua.records.dossier import CONFERENCE
from thidua.records.figure import Figure
from thidua.records.format import NOTHING, count, points_or_dash, whole_percent

WITHOUT_RANK: Final = 10**9


@dataclass(frozen=True, slots=True)
class Honour:
    """An award proposed or decided for a member; ``kind`` is ``proposed`` or the status of the decision."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class MemberLine:
    """One member; texts, a dash or empty where a figure is not there or not shown."""

    name: Link
    roles: str
    state: str
    state_text: str
    timing: str
    own: str
    official: str
    bar: int | None
    rank: str
    decided: str
    class_code: str
    class_text: str
    honours: tuple[Honour, ...]


@dataclass(frozen=True, slots=True)
class VerificationLine:
    """Who verified and who reviewed one dossier, and how many criteria that concerned (a dash: not told)."""

    name: str
    verifier: str
    changed: str
    contested: str
    reviewer: str


@dataclass(frozen=True, slots=True)
class EligibilityLine:
    """The conditions of all awards for one member."""

    name: str
    awards: tuple[AwardConditions, ...]


Names = Callable[[str], str]


def in_order(published: PublishedCluster) -> list[PublishedMember]:
    """Return the members by rank; those without one follow in protocol order (rules.md §4)."""
    return sorted(published.members, key=lambda member: member.rank.rank if member.rank else WITHOUT_RANK)


def roster(published: PublishedCluster, edition: Edition, names: Names) -> tuple[MemberLine, ...]:
    """Return the members' lines, the first rank first."""
    return tuple(_line(member, published, edition, names) for member in in_order(published))


def _line(member: PublishedMember, published: PublishedCluster, edition: Edition, names: Names) -> MemberLine:
    own, official, rubric = member.sheets.self_assessed, member.sheets.official, edition.frame.rubric
    class_ = rubric.classify(official.total) if official is not None else None
    here = link.cluster(published.season, published.id)
    there = link.dossier(published.season, published.id, member.organisation)
    decided = member.rank.decided_by if member.rank else None
    return MemberLine(
        name=Link(names(member.organisation), link.relative(here, there)),
        roles=_roles(member.organisation, published),
        state=member.state.value if member.state else "",
        state_text=vocabulary.STATES[member.state] if member.state else "",
        timing=_timing(member),
        own=points_or_dash(own.total if own is not None else None),
        official=points_or_dash(official.total if official is not None else None),
        bar=whole_percent(Fraction(official.total, rubric.total)) if official is not None else None,
        rank=rank_title(member, published),
        decided=brief_key(decided) if decided else "",
        class_code=class_.code if class_ is not None else "",
        class_text=class_.title if class_ is not None else "",
        honours=honours(member, published, edition),
    )


def honours(member: PublishedMember, published: PublishedCluster, edition: Edition) -> tuple[Honour, ...]:
    """Return what was decided for a member, else what was proposed, in the order of the awards."""
    found = []
    for award in edition.season.awards:
        title = award.label
        verdict = edition.verdict(award.code, published.id, member.organisation)
        if verdict is not None:
            found.append(Honour(verdict.status, title if verdict.status == "awarded" else f"{title}: {verdict.text}"))
        elif award.code in member.nominated_for:
            found.append(Honour("proposed", f"Đề nghị {title}"))
    return tuple(found)


def verifications(published: PublishedCluster, names: Names) -> tuple[VerificationLine, ...]:
    """Return who scored which dossier, as far as that is shown, in protocol order."""
    return tuple(
        VerificationLine(
            names(member.organisation),
            names(record.value.verifier),
            *_concerned(member, len(record.value.scores)),
            _reviewer(member, names),
        )
        for member in published.members
        if (record := member.dossier.verification) is not None
    )


def eligibilities(published: PublishedCluster, edition: Edition, names: Names) -> tuple[EligibilityLine, ...]:
    """Return the conditions of the members for which they are shown, the first rank first."""
    lines = []
    for member in in_order(published):
        found = [award_conditions(award, member, published, edition.frame) for award in edition.season.awards]
        shown = tuple(conditions for conditions in found if conditions is not None)
        if shown:
            lines.append(EligibilityLine(names(member.organisation), shown))
    return tuple(lines)


def _concerned(member: PublishedMember, changed: int) -> tuple[str, str]:
    """Return how many criteria were changed and contested: beside them all others are as the member scored itself."""
    if Figure.SELF_POINTS not in member.shows:
        return NOTHING, NOTHING
    response = member.dossier.response
    return count(changed), count(len(response.value.responses) if response is not None else 0)


def _reviewer(member: PublishedMember, names: Names) -> str:
    review = member.dossier.review
    if review is None:
        return ""
    return words.ROLES[CONFERENCE] if review.value.reviewer == CONFERENCE else names(review.value.reviewer)


def _roles(organisation: str, published: PublishedCluster) -> str:
    if published.records.cluster is None:
        return ""
    cluster = published.records.cluster.value
    if organisation == cluster.lead:
        return words.ROLES["lead"]
    return words.ROLES["deputy"] if organisation in cluster.deputies else ""


def _timing(member: PublishedMember) -> str:
    if Figure.LATE_NAMES not in member.shows or member.dossier.self_assessment is None:
        return ""
    return {True: "đúng hạn", False: "nộp muộn", None: ""}[member.on_time]
