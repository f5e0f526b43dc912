"""Why a member has its rank, in words: the total, and the chain of rules.md §4 where totals are equal (Vietnamese)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from thidua.portal import words
from thidua.publication.redaction import PublishedCluster, PublishedMember
from thidua.records.format import enumeration, points
from thidua.scoring.result import Frame
from thidua.scoring.sheet import Sheet

Names = Callable[[str], str]


_BRIEF_KEYS: Final = {
    "base": "điểm các nhóm",
    "penalty": "điểm trừ",
    "bonus": "điểm thưởng",
    "no_flag_last_season": "kết quả năm trước",
    "vote": "số phiếu",
}


@dataclass(frozen=True, slots=True)
class TieStep:
    """One key of the chain with what both members have; empty where a figure may not be shown."""

    key: str
    own: str
    other: str


@dataclass(frozen=True, slots=True)
class TotalComparison:
    """A member with equal total: the keys in turn up to the one that separates, what follows, and why."""

    other: str
    steps: tuple[TieStep, ...]
    verdict: str
    reason: str


@dataclass(frozen=True, slots=True)
class RankReason:
    """A rank with its reasons. ``decided`` names the key of a tie that was settled, else it is empty."""

    title: str
    sentence: str
    decided: str
    comparisons: tuple[TotalComparison, ...]


def brief_key(key: str) -> str:
    """Return a key of the tie-break chain in a word or two, for tables."""
    return f"điểm nhóm {key.removeprefix('section:')}" if key.startswith("section:") else _BRIEF_KEYS[key]


def rank_title(member: PublishedMember, published: PublishedCluster) -> str:
    """Return “Hạng 1”, or “Đồng hạng 1” where another shown member has the same rank; empty without a rank."""
    if member.rank is None:
        return ""
    shared = sum(other.rank is not None and other.rank.rank == member.rank.rank for other in published.members)
    return f"{'Đồng hạng' if shared > 1 else 'Hạng'} {member.rank.rank}"


def standing(member: PublishedMember, published: PublishedCluster, frame: Frame, names: Names) -> RankReason | None:
    """Return why ``member`` has its rank, as far as the other members' points are shown; None without a rank."""
    sheet = member.sheets.official
    if member.rank is None or sheet is None:
        return None
    comparisons = tuple(_comparisons(member, sheet, published, frame, names))
    decided = words.tie_break(member.rank.decided_by, frame.season, frame.rubric) if member.rank.decided_by else ""
    return RankReason(
        rank_title(member, published),
        f"{rank_title(member, published)}: {_sentence(member, sheet, published, comparisons)}",
        decided,
        comparisons,
    )


def _sentence(
    member: PublishedMember,
    sheet: Sheet,
    published: PublishedCluster,
    comparisons: tuple[TotalComparison, ...],
) -> str:
    total = f"{points(sheet.total)} điểm"
    if not comparisons:
        return f"{total}, {_above(member, sheet, published)}."
    if len(comparisons) == 1 and _separates(comparisons[0]):
        only = comparisons[0]
        return f"{total}, bằng điểm với {only.other}; {only.verdict} do {only.reason}{_figures(only.steps[-1])}."
    same = [c.other for c in comparisons if not _separates(c)]
    settled = [c for c in comparisons if _separates(c)]
    parts = [total, f"bằng điểm với {enumeration([c.other for c in comparisons])}"]
    parts += [f"{c.verdict} {c.other} do {c.reason}{_figures(c.steps[-1])}" for c in settled]
    if same:
        parts.append(f"mọi căn cứ phân định đều bằng nhau nên đồng hạng với {enumeration(same)}")
    return "; ".join(parts) + "."


def _above(member: PublishedMember, sheet: Sheet, published: PublishedCluster) -> str:
    place = member.rank.rank if member.rank else 1
    if place == 1:
        return "tổng điểm cao nhất trong Cụm"
    higher = sum(o.sheets.official is not None and o.sheets.official.total > sheet.total for o in published.members)
    if higher == place - 1:
        return f"{higher} tổ chức trong Cụm có tổng điểm cao hơn"
    return f"{place - 1} tổ chức trong Cụm xếp trên"


def _comparisons(
    member: PublishedMember, sheet: Sheet, published: PublishedCluster, frame: Frame, names: Names
) -> Iterator[TotalComparison]:
    for other in published.members:
        theirs = other.sheets.official
        if other is member or theirs is None or theirs.total != sheet.total or not other.rank or not member.rank:
            continue
        key = dict(member.rank.settled).get(other.organisation, "")
        chain = frame.season.tie_break
        keys = chain[: chain.index(key) + 1] if key else chain
        one, two = (member.organisation, sheet), (other.organisation, theirs)
        steps = tuple(_step(each, one, two, published, frame) for each in keys)
        name, is_above = names(other.organisation), member.rank.rank < other.rank.rank
        if not key:
            yield TotalComparison(name, steps, "đồng hạng với", "")
        else:
            reason = words.tie_reason(key, frame.season, frame.rubric, is_above=is_above)
            yield TotalComparison(name, steps, "xếp trên" if is_above else "xếp sau", reason)


def _step(
    key: str, own: tuple[str, Sheet], other: tuple[str, Sheet], published: PublishedCluster, frame: Frame
) -> TieStep:
    return TieStep(
        words.tie_break(key, frame.season, frame.rubric),
        *(_figure(key, *one, published, frame) for one in (own, other)),
    )


def _figure(key: str, organisation: str, sheet: Sheet, published: PublishedCluster, frame: Frame) -> str:
    if key.startswith("section:"):
        return points(sheet.sections[key.removeprefix("section:")])
    match key:
        case "base":
            return points(sheet.base)
        case "penalty":
            return points(sheet.penalty)
        case "bonus":
            return points(sheet.bonus)
        case "no_flag_last_season":
            return "đã được tặng" if organisation in frame.flag_holders else "chưa được tặng"
        case _:
            first = frame.season.awards[0].code if frame.season.awards else ""
            return f"{published.vote.first_round_yes(first, organisation)} phiếu" if published.vote else ""


def _separates(comparison: TotalComparison) -> bool:
    return comparison.verdict != "đồng hạng với" and bool(comparison.steps)


def _figures(step: TieStep) -> str:
    is_counted = step.own != step.other and step.own[:1].isdigit()
    return f" ({step.own} so với {step.other})" if is_counted else ""
