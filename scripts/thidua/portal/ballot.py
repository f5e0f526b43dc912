"""A cluster's vote spelled out: quorum, ballots, threshold and who reached it (rules.md §7, Vietnamese)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from thidua.portal import words
from thidua.records.format import day, fraction, number
from thidua.records.season import Season, Threshold
from thidua.records.vote import CONSENSUS, SECRET_BALLOT, Candidate, Vote
from thidua.scoring.voting import RoundOutcome, VoteOutcome

MEETINGS: Final[Mapping[str, str]] = {
    "conference": "tại hội nghị tổng kết",
    "preparatory": "tại cuộc họp trù bị",
    "written": "bằng văn bản lấy ý kiến",
}


@dataclass(frozen=True, slots=True)
class CandidateLine:
    """The votes for one candidate; texts, empty where there is no count."""

    organisation: str
    name: str
    yes: str
    no: str
    blank: str
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class RoundLines:
    """One round: ballots and threshold in words, the candidates in the order of the record."""

    title: str
    present: str
    ballots: str
    threshold: str
    has_counts: bool
    candidates: tuple[CandidateLine, ...]


@dataclass(frozen=True, slots=True)
class Ballot:
    """A vote in words; ``abstained`` names the votes that were neither for nor against."""

    how: str
    is_valid: bool
    quorum: str
    tellers: str
    minutes: str
    abstained: str
    rounds: tuple[RoundLines, ...]


def ballot(vote: Vote, outcome: VoteOutcome, season: Season, names: Callable[[str], str]) -> Ballot:
    """Return a vote and its outcome in words."""
    meeting = MEETINGS.get(vote.meeting, "")
    order = [award.code for award in season.awards]
    rounds = sorted(outcome.rounds, key=lambda r: (order.index(r.round.award), r.round.number))
    return Ballot(
        how=f"{words.VOTE_MODES[outcome.mode].capitalize()}, ngày {day(vote.held_on)} {meeting}".rstrip(),
        is_valid=outcome.is_valid,
        quorum=quorum_sum(vote, outcome, season.voting.quorum),
        tellers=", ".join(map(names, vote.tellers)),
        minutes=vote.minutes_number,
        abstained="Phiếu trắng" if outcome.mode == SECRET_BALLOT else "Không biểu quyết",
        rounds=tuple(_round(r, vote, outcome, season, names) for r in rounds),
    )


def quorum_sum(vote: Vote, outcome: VoteOutcome, quorum: Fraction) -> str:
    """Return the quorum with its numbers, and what follows from it."""
    share = f"{fraction(quorum)} × {vote.roll} = {number(quorum * vote.roll)}"
    said = f"Cần ít nhất {outcome.quorum_needed} tổ chức có mặt ({share}); có mặt {vote.present}"
    if outcome.is_valid:
        return f"{said}: đủ điều kiện tiến hành bình chọn."
    return f"{said}: không đủ số lượng, kết quả không có giá trị và không làm căn cứ đề nghị."


def threshold_sum(threshold: Threshold, outcome: RoundOutcome, *, self_vote_excluded: bool) -> str:
    """Return how many yes votes were needed, with the arithmetic and what the share is taken of."""
    base, needed = outcome.base or 0, outcome.needed or 0
    exact = threshold.fraction * base
    share = f"{fraction(threshold.fraction)} × {base} = {number(exact)}"
    if threshold.is_strict:
        share = f"Quá {share}"
    elif exact.denominator != 1:
        share += f", làm tròn lên {needed}"
    of = words.BASES[threshold.of]
    if self_vote_excluded:
        of += f" trừ 1, vì không tính phiếu của chính tổ chức được bình chọn: {base + 1} − 1 = {base}"
    else:
        of = f"{base} là {of}"
    return f"{share}: cần từ {needed} phiếu đồng ý ({of})."


def _round(
    outcome: RoundOutcome, vote: Vote, whole: VoteOutcome, season: Season, names: Callable[[str], str]
) -> RoundLines:
    round_ = outcome.round
    award = season.award(round_.award)
    several = len(vote.of_award(round_.award)) > 1 or round_.number > 1
    title = award.title if award is not None else round_.award
    threshold = season.voting.thresholds.get(round_.award)
    return RoundLines(
        title=f"{title} – vòng {round_.number}" if several else title,
        present=f"Có mặt ở vòng này: {round_.present}." if round_.present not in (None, vote.present) else "",
        ballots=_ballots(outcome, whole.mode),
        threshold=threshold_sum(threshold, outcome, self_vote_excluded=season.voting.self_vote_excluded)
        if threshold is not None and outcome.needed is not None
        else "",
        has_counts=whole.mode != CONSENSUS,
        candidates=tuple(_candidate(c, outcome, names) for c in round_.candidates),
    )


def _ballots(outcome: RoundOutcome, mode: str) -> str:
    counted = outcome.round.ballots
    if mode != SECRET_BALLOT or counted is None:
        return ""
    return (
        f"Phiếu phát ra {counted.issued}, thu về {counted.returned}, không hợp lệ {counted.invalid},"
        f" hợp lệ {counted.returned} − {counted.invalid} = {outcome.valid}."
    )


def _candidate(candidate: Candidate, outcome: RoundOutcome, names: Callable[[str], str]) -> CandidateLine:
    yes, no, blank = ("" if n is None else str(n) for n in (candidate.yes, candidate.no, candidate.blank))
    return CandidateLine(
        candidate.organisation,
        names(candidate.organisation),
        yes,
        no,
        blank,
        is_confirmed=candidate.organisation in outcome.confirmed,
    )
