"""Rules on vote.yml: counts that are arithmetically possible, and who may stand and count (rules.md §7)."""

from collections.abc import Iterator
from itertools import pairwise

from thidua.records.duplicate import duplicates
from thidua.records.finding import Finding, Pointer, error, warning
from thidua.records.language import mark as _
from thidua.records.record import Record, value_of
from thidua.records.rules import reference
from thidua.records.rules.scope import ClusterScope
from thidua.records.rules.season import check_award_known
from thidua.records.season import Season
from thidua.records.vote import CONSENSUS, SECRET_BALLOT, Ballots, Candidate, Round, Vote

ROLL = error(
    "vote-roll",
    _("The roll ({roll}) is larger than the number of members ({members})."),
    _("Every member has one vote: correct “roll”."),
)
SHORT_ROLL = warning(
    "vote-roll-short",
    _("The roll ({roll}) is smaller than the number of members ({members})."),
    _("Nothing to mend if not every member was entitled to vote."),
)
PRESENT = error(
    "vote-present",
    _("More are present ({present}) than are on the roll ({roll})."),
    _("Correct “present” or “roll”."),
)
NO_BALLOTS = error(
    "vote-ballots-missing",
    _("A secret ballot needs the counts of ballots issued, returned and invalid."),
    _("Add “ballots: {{issued: …, returned: …, invalid: …}}” from the tellers' minutes."),
)
BALLOTS = error(
    "vote-ballots",
    _("{more} ({more_count}) is more than {less} ({less_count})."),
    _("Ballots issued ≤ present, returned ≤ issued, invalid ≤ returned: check the tellers' minutes."),
)
COUNT = error(
    "vote-count",
    _("Yes, no and blank add up to {sum}; there are {valid} valid votes."),
    _("Check the counts of this candidate against the tellers' minutes."),
)
FORM = error(
    "vote-form",
    _("The candidate's counts do not fit the mode “{mode}”."),
    _("Consensus has “agreed”; a ballot or show of hands has “yes”, “no” and “blank”."),
)
THRESHOLD = error(
    "vote-threshold",
    _("The votes on “{award}” cannot be counted: the season sets no threshold for it."),
    _("The standing board adds it under “voting: thresholds” of season.yml."),
)
SELF_VOTE = error(
    "vote-self",
    _("{yes} yes votes are impossible: candidates do not vote for themselves, and {valid} votes are valid."),
    _("The candidate's own ballot counts as blank; check the counts."),
)
ROUND = error(
    "vote-round",
    _("Round {round} of “{award}” stands here, but not round {before}."),
    _("Record the earlier round as well, or correct the number."),
)
SAME_ROUND = error(
    "vote-round-duplicate",
    _("Round {round} of “{award}” is recorded twice."),
    _("Keep one of the two."),
)
ROUND_CANDIDATE = error(
    "vote-round-candidate",
    _("“{organisation}” did not stand in the round before."),
    _("A later round is among the candidates of the earlier one."),
)
TELLER_STANDS = warning(
    "vote-teller-candidate",
    _("The teller “{organisation}” is a candidate."),
    _("Nothing to mend if it was so."),
    is_alone=True,
)
TELLER_ABSENT = warning(
    "vote-teller-absent",
    _("The teller “{organisation}” is not recorded as present."),
    _("Check the attendance list."),
)
HELD_ON = warning(
    "vote-held-on",
    _("The conference's vote was held on {held_on}, not on its date {date}."),
    _("Nothing to mend if it was so; a vote outside the conference is “preparatory” or “written”."),
)


def check_vote(record: Record[Vote], scope: ClusterScope) -> Iterator[Finding]:
    """Yield what is wrong with a cluster's vote."""
    vote, path = record.value, record.path
    yield from check_alone(record)
    yield from check_roll(vote, path, scope)
    yield from check_tellers(vote, path, scope)
    yield from check_rounds(vote, path)
    if scope.season is None:
        return
    mode = vote.mode or scope.season.voting.mode
    for index, round_ in enumerate(vote.rounds):
        place = ("rounds", index)
        yield from check_award_known(scope.season, round_.award, path, *place, "award")
        listed = [candidate.organisation for candidate in round_.candidates]
        yield from duplicates(listed, path, (*place, "candidates"), ["organisation"])
        for position, organisation in enumerate(listed):
            yield from reference.member(
                scope.cluster, organisation, path, *place, "candidates", position, "organisation"
            )
        yield from check_counts(vote, round_, mode, scope.season, path, place)
        if mode != CONSENSUS:
            yield from check_threshold(round_.award, scope.season, path, *place, "award")
    for award in vote.reasons:
        yield from check_award_known(scope.season, award, path, "reasons", award)


def check_alone(record: Record[Vote]) -> Iterator[Finding]:
    """Yield tellers that stand themselves; nothing but the file says so (decision 0015)."""
    candidates = {candidate.organisation for round_ in record.value.rounds for candidate in round_.candidates}
    for index, teller in enumerate(record.value.tellers):
        if teller in candidates:
            yield TELLER_STANDS.at(record.path, "tellers", index, organisation=teller)


def check_threshold(award: str, season: Season, path: str, *pointer: str | int) -> Iterator[Finding]:
    """Yield a ballot that cannot be counted; elsewhere than in a season of consensus that is the season's mistake."""
    is_known = season.award(award) is not None
    if season.voting.mode == CONSENSUS and is_known and award not in season.voting.thresholds:
        yield THRESHOLD.at(path, *pointer, award=award)


def check_roll(vote: Vote, path: str, scope: ClusterScope) -> Iterator[Finding]:
    """Yield rolls and presences that cannot be, and a day that is not the conference's."""
    if scope.cluster is not None:
        members = len(scope.cluster.members)
        if vote.roll > members:
            yield ROLL.at(path, "roll", roll=vote.roll, members=members)
        elif vote.roll < members:
            yield SHORT_ROLL.at(path, "roll", roll=vote.roll, members=members)
    if vote.present > vote.roll:
        yield PRESENT.at(path, "present", present=vote.present, roll=vote.roll)
    for index, round_ in enumerate(vote.rounds):
        if round_.present is not None and round_.present > vote.roll:
            yield PRESENT.at(path, "rounds", index, "present", present=round_.present, roll=vote.roll)
    schedule = value_of(scope.records.schedule)
    is_of_conference = schedule is not None and vote.meeting == "conference"
    if schedule is not None and is_of_conference and not schedule.day <= vote.held_on <= schedule.ends_on:
        yield HELD_ON.at(path, "held_on", held_on=vote.held_on, date=schedule.day)


def check_tellers(vote: Vote, path: str, scope: ClusterScope) -> Iterator[Finding]:
    """Yield tellers that are unknown or were not there."""
    conference = value_of(scope.records.conference)
    yield from duplicates(vote.tellers, path, ("tellers",))
    for index, teller in enumerate(vote.tellers):
        yield from reference.organisation(scope.organisations, teller, path, "tellers", index)
        is_member = scope.cluster is not None and teller in scope.cluster.members
        if is_member and conference is not None and conference.missed(teller):
            yield TELLER_ABSENT.at(path, "tellers", index, organisation=teller)


def check_rounds(vote: Vote, path: str) -> Iterator[Finding]:
    """Yield rounds that stand twice or lack the one before them."""
    numbered: dict[tuple[str, int], Round] = {}
    for index, round_ in enumerate(vote.rounds):
        if (round_.award, round_.number) in numbered:
            yield SAME_ROUND.at(path, "rounds", index, "round", round=round_.number, award=round_.award)
        numbered.setdefault((round_.award, round_.number), round_)
    for index, round_ in enumerate(vote.rounds):
        if round_.number == 1:
            continue
        before = numbered.get((round_.award, round_.number - 1))
        place = ("rounds", index)
        if before is None:
            values = {"round": round_.number, "award": round_.award, "before": round_.number - 1}
            yield ROUND.at(path, *place, "round", **values)
            continue
        for position, candidate in enumerate(round_.candidates):
            if before.candidate(candidate.organisation) is None:
                pointer = (*place, "candidates", position, "organisation")
                yield ROUND_CANDIDATE.at(path, *pointer, organisation=candidate.organisation)


def check_counts(vote: Vote, round_: Round, mode: str, season: Season, path: str, place: Pointer) -> Iterator[Finding]:
    """Yield counts of one round that do not add up."""
    present = vote.present_in(round_)
    is_secret = mode == SECRET_BALLOT
    if is_secret and round_.ballots is None:
        yield NO_BALLOTS.at(path, *place)
        return
    valid = vote.valid_in(round_, mode)
    if is_secret and round_.ballots is not None:
        impossible = list(_check_ballots(round_.ballots, present, path, place))
        yield from impossible
        if impossible:
            return
    for position, candidate in enumerate(round_.candidates):
        pointer = (*place, "candidates", position)
        if (candidate.agreed is None) == (mode == CONSENSUS):
            yield FORM.at(path, *pointer, mode=mode)
        elif mode != CONSENSUS:
            yield from _check_candidate(candidate, valid, season, path, pointer, is_secret=is_secret)


def _check_candidate(
    candidate: Candidate, valid: int, season: Season, path: str, pointer: Pointer, *, is_secret: bool
) -> Iterator[Finding]:
    yes = candidate.yes or 0
    total = yes + (candidate.no or 0) + (candidate.blank or 0)
    if total > valid or (is_secret and total != valid):
        yield COUNT.at(path, *pointer, "yes", sum=total, valid=valid)
    elif season.voting.self_vote_excluded and yes > valid - 1:
        yield SELF_VOTE.at(path, *pointer, "yes", yes=yes, valid=valid)


def _check_ballots(ballots: Ballots, present: int, path: str, place: Pointer) -> Iterator[Finding]:
    steps = [
        ("present", present),
        ("issued", ballots.issued),
        ("returned", ballots.returned),
        ("invalid", ballots.invalid),
    ]
    for (less, less_count), (more, more_count) in pairwise(steps):
        if more_count > less_count:
            values = {"more": more, "more_count": more_count, "less": less, "less_count": less_count}
            yield BALLOTS.at(path, *place, "ballots", more, **values)
