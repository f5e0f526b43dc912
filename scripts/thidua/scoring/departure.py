"""Where what happened departs from the rules: warnings that need results (rules.md §3, §8 and §9)."""

from collections.abc import Iterator

from thidua.records.bundle import ClusterRecords, SeasonRecords
from thidua.records.decision import AwardKey, Decision
from thidua.records.finding import Finding, Pointer, warning
from thidua.records.language import Amount
from thidua.records.language import mark as _
from thidua.records.number import points
from thidua.records.record import Record
from thidua.records.vote import Vote
from thidua.scoring.nomination import Field, quota
from thidua.scoring.result import ClusterResult, Frame

ABOVE_SELF = warning(
    "verification-above-self",
    _("Criterion {code} is verified above the member's own score ({points} after {self_points})."),
    _("Nothing to mend if it is meant; the reason is shown."),
)
PASSED_OVER = warning(
    "nomination-passed-over",
    _("The nomination for “{award}” passes over “{organisation}”, which is eligible and ranks better."),
    _("Give the reason under “reasons: {award}” in vote.yml."),
)
NOT_NOMINATED = warning(
    "decision-not-nominated",
    _("“{organisation}” was awarded “{award}” without having been nominated by its cluster."),
    _("Nothing to mend if it was decided so: give its basis in the row."),
)
OVER_QUOTA = warning(
    "decision-over-quota",
    _("{count} awards of “{award}” were made in this cluster; the quota is {quota}."),
    _("Nothing to mend if it was decided so."),
)
UNDECIDED = warning(
    "decision-undecided",
    _("“{organisation}” was nominated for “{award}”, and no decision names it."),
    _("Add a row with its status: awarded, not_awarded or withdrawn."),
)


def check_results(
    records: ClusterRecords, result: ClusterResult, frame: Frame, season: SeasonRecords
) -> Iterator[Finding]:
    """Yield the warnings on one cluster's results."""
    yield from check_verifications(records, result, frame)
    if records.vote is not None:
        yield from check_nominations(records.vote, result, frame)
    if season.decision is not None:
        yield from check_decision(season.decision, result, frame)


def check_verifications(records: ClusterRecords, result: ClusterResult, frame: Frame) -> Iterator[Finding]:
    """Yield criteria that were verified above the member's own points, penalties left out."""
    penalties = {criterion.code for criterion in frame.rubric.penalties}
    for member in result.members:
        record = records.dossier(member.organisation).verification
        own, verified = member.sheets.self_assessed, member.sheets.verified
        if record is None or own is None or verified is None:
            continue
        for code in record.value.scores:
            after = verified.marks[code].points
            before = own.marks[code].points if code in own.marks else 0
            if after is not None and before is not None and after > before and code not in penalties:
                values = {"code": code, "points": Amount(points(after)), "self_points": Amount(points(before))}
                yield ABOVE_SELF.at(record.path, "scores", code, **values)


def check_nominations(record: Record[Vote], result: ClusterResult, frame: Frame) -> Iterator[Finding]:
    """Yield eligible members that a nomination passes over without a reason."""
    members = [member.organisation for member in result.members]
    field = Field(
        members,
        {member.organisation: member.rank for member in result.members if member.rank is not None},
        {member.organisation: member.eligibility for member in result.members},
    )
    nominations = result.nominations
    for award in frame.season.awards:
        nominated = nominations.nominated[award.code]
        if not nominated or award.code in record.value.reasons:
            continue
        settled = {
            organisation
            for code in (award.code, *award.excludes)
            for organisation in (*nominations.nominated.get(code, ()), *nominations.open_ties.get(code, ()))
        }
        worst = max(field.rank(organisation) for organisation in nominated)
        for organisation in members:
            is_eligible = field.eligibility[organisation][award.code].is_eligible
            if organisation not in settled and is_eligible and field.rank(organisation) < worst:
                index = next(i for i, round_ in enumerate(record.value.rounds) if round_.award == award.code)
                pointer = ("rounds", index, "award")
                yield PASSED_OVER.at(record.path, *pointer, award=award.code, organisation=organisation)


def check_decision(record: Record[Decision], result: ClusterResult, frame: Frame) -> Iterator[Finding]:
    """Yield awards that were not nominated or exceed the quota, and nominations that nobody decided on."""
    standing = {key: row for key, row in record.value.standing().items() if row.cluster == result.cluster}
    nominated = result.nominations.nominated
    places = _places(record.value)
    for key, row in standing.items():
        if row.status == "awarded" and row.organisation not in nominated.get(row.award, ()):
            yield NOT_NOMINATED.at(record.path, *places[key], organisation=row.organisation, award=row.award)
    for award in frame.season.awards:
        awarded = [key for key, row in standing.items() if row.award == award.code and row.status == "awarded"]
        most = quota(award.quota, len(result.members))
        if len(awarded) > most:
            values = {"count": len(awarded), "award": award.code, "quota": most}
            yield OVER_QUOTA.at(record.path, *places[awarded[-1]], **values)
        for organisation in nominated[award.code]:
            if (award.code, result.cluster, organisation) not in standing:
                yield UNDECIDED.at(record.path, "decisions", organisation=organisation, award=award.code)


def _places(decision: Decision) -> dict[AwardKey, Pointer]:
    """Return the pointer to the row that decides on each award, cluster and organisation: the last one."""
    return {
        row.key: ("decisions", number, "awards", index, "organisation")
        for number, document in enumerate(decision.decisions)
        for index, row in enumerate(document.awards)
    }
