"""Whom a cluster proposes for each award: quota, order and open ties in words (rules.md §8, Vietnamese)."""

from collections.abc import Callable
from dataclasses import dataclass

from thidua.portal import words
from thidua.portal.rank import rank_title
from thidua.publication.edition import AwardDecision, Edition
from thidua.publication.redaction import PublishedCluster
from thidua.records.figure import Figure
from thidua.records.format import number, percent
from thidua.records.season import Award, Quota, Season
from thidua.records.vote import CONSENSUS
from thidua.scoring.nomination import quota


@dataclass(frozen=True, slots=True)
class ProposedMember:
    """A member proposed: its order, votes and rank as texts (empty where not shown), and what was decided."""

    order: int
    organisation: str
    name: str
    yes: str
    rank: str
    verdict: AwardDecision | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """The proposal of one award; ``decided`` are members that the decision names without a proposal.

    ``absence`` says why nobody is proposed, as far as the vote may be shown.
    """

    title: str
    quota: str
    order: str
    excludes: str
    members: tuple[ProposedMember, ...]
    decided: tuple[tuple[str, AwardDecision], ...]
    tied: tuple[str, ...]
    reached: tuple[str, ...]
    reason: str
    absence: str


def proposals(published: PublishedCluster, edition: Edition, names: Callable[[str], str]) -> tuple[Proposal, ...]:
    """Return the proposals in the awards' order; empty while nominations may not be shown."""
    if published.nominations is None:
        return ()
    return tuple(_proposal(award, published, edition, names) for award in edition.season.awards)


def quota_sum(rule: Quota, members: int) -> str:
    """Return how many a cluster may propose, with the arithmetic."""
    if rule.count is not None:
        return f"Mỗi Cụm được đề nghị tối đa {rule.count}."
    exact = rule.ratio * members
    share = f"{percent(rule.ratio, 2)} × {members} = {number(exact)}"
    places = quota(rule, members)
    whole = int(exact + exact.__class__(1, 2))
    arithmetic = share if exact.denominator == 1 else f"{share}, làm tròn thành {whole}"
    if places != whole:
        arithmetic += f", tối thiểu {rule.minimum}"
    return f"Được đề nghị tối đa {places} ({arithmetic})."


def _proposal(
    award: Award,
    published: PublishedCluster,
    edition: Edition,
    names: Callable[[str], str],
) -> Proposal:
    nominations = published.nominations
    chosen = nominations.nominated.get(award.code, ()) if nominations is not None else ()
    tied = nominations.open_ties.get(award.code, ()) if nominations is not None else ()
    vote = published.records.vote
    return Proposal(
        title=award.title,
        quota=quota_sum(award.quota, len(published.members)),
        order=_order(published, edition.season),
        excludes=f"{excluded}." if (excluded := words.exclusion(award, edition.season)) else "",
        members=tuple(
            _member(place, organisation, award, published, edition, names)
            for place, organisation in enumerate(chosen, start=1)
        ),
        decided=tuple(
            (names(member.organisation), verdict)
            for member in published.members
            if member.organisation not in chosen
            and (verdict := edition.verdict(award.code, published.id, member.organisation)) is not None
        ),
        tied=tuple(map(names, tied)),
        reached=tuple(map(names, published.reached.get(award.code, ()))),
        reason=vote.value.reasons.get(award.code, "") if vote is not None else "",
        absence=_absence(award, published),
    )


def _absence(award: Award, published: PublishedCluster) -> str:
    vote = published.records.vote
    if vote is None and Figure.VOTES in published.shows:
        return "Chưa có kết quả bình chọn, suy tôn nên chưa có đề nghị."
    if published.vote is not None and not published.vote.is_valid:
        return "Bình chọn không đủ số lượng nên không có đề nghị."
    if vote is not None and not vote.value.of_award(award.code):
        return f"Chưa bình chọn {award.label}."
    return "Cụm không đề nghị tổ chức nào."


def _member(
    place: int,
    organisation: str,
    award: Award,
    published: PublishedCluster,
    edition: Edition,
    names: Callable[[str], str],
) -> ProposedMember:
    standings = published.vote.standings.get(award.code, {}) if published.vote is not None else {}
    yes = standings[organisation].yes if organisation in standings else None
    verdict = edition.verdict(award.code, published.id, organisation)
    return ProposedMember(
        order=place,
        organisation=organisation,
        name=names(organisation),
        yes="" if yes is None else number(yes),
        rank=rank_title(published.member(organisation), published),
        verdict=verdict,
    )


def _order(published: PublishedCluster, season: Season) -> str:
    mode = published.vote.mode if published.vote is not None else season.voting.mode
    if mode == CONSENSUS:
        return "Thứ tự đề nghị theo thứ hạng."
    if season.voting.by_votes:
        return "Thứ tự đề nghị theo số phiếu đồng ý, sau đó theo thứ hạng."
    return "Thứ tự đề nghị theo thứ hạng, sau đó theo số phiếu đồng ý."
