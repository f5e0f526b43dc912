"""What nobody changes any more: the rules of an open season, what was verified, voted, decided and published."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Final

from thidua.gate.case import Case
from thidua.gate.change import Action, Change
from thidua.gate.ground import RECEIPTS, Ground
from thidua.records.cluster import Receipt
from thidua.records.dossier import Reply
from thidua.records.finding import Finding, error
from thidua.records.language import mark as _
from thidua.records.layout import Place, cluster_path, dossier_path, season_path
from thidua.records.registers import Organisation

SEASON = error(
    "gate-frozen-season",
    _("The season is open since {opens_on}: its rules change only with a new entry under “amendments” of season.yml."),
    _("Add the entry at the end of “amendments”, with its date, its basis and what it changes; keep the others."),
)
CLOSED = error(
    "gate-frozen-opening",
    _("The season is open since {opens_on} and stays so: “opens_on” would move to {other}, and nothing be frozen."),
    _("Put “opens_on” back as it was."),
)
AMENDED = error(
    "gate-frozen-amendment",
    _("An earlier amendment was changed or removed."),
    _("Keep every earlier entry as it is and in its place; add new ones at the end."),
)
TARGETS = error(
    "gate-frozen-targets",
    _("The season is open since {opens_on}: targets are not registered or changed any more."),
    _("Leave targets.yml as it is. A self-assessment may use another target; the difference is then shown."),
)
VERIFIED = error(
    "gate-frozen-verified",
    _("The self-assessment is verified and is not changed any more."),
    _("Answer in response.yml to the criteria that the verifier set."),
)
RECEIVED = error(
    "gate-frozen-received",
    _("The self-assessment was received; the change needs a newer receipt that carries the new file's SHA-256."),
    _("Send the new file to the lead and the monitor; when one of them has recorded {sha256}, send the change again."),
)
KEPT = error(
    "gate-frozen-kept",
    _("The self-assessment was received and is not deleted."),
    _("Leave it. What is wrong in it is replaced by a new file, when one of the addressees has recorded its SHA-256."),
)
VERIFICATION = error(
    "gate-frozen-verification",
    _("The verification is not changed any more: the member has responded or the cluster has voted."),
    _("What is contested is settled by a review; after publication, by a correction."),
)
RESPONSE = error(
    "gate-frozen-response",
    _("The review has settled {criterion}: what the member answered there is not changed any more."),
    _("Leave the answer to {criterion} as the review found it; other criteria may still be answered."),
)
REVIEW = error(
    "gate-frozen-review",
    _("The season is decided: responses and reviews are not written or changed any more."),
    _("Write to the standing board; after publication it corrects."),
)
COVENANT = error(
    "gate-frozen-covenant",
    _("The cluster has voted: its covenant is not changed any more, since who signed it may decide who is nominated."),
    _("Leave covenant.yml as it was when the cluster voted; after publication, the standing board corrects."),
)
MEETING = error(
    "gate-frozen-meeting",
    _("A decision names the cluster: its covenant, vote and conference are not written or changed any more."),
    _("Write to the standing board; after publication it corrects."),
)
TIMEZONE = error(
    "gate-frozen-timezone",
    _("The season {season} is open: the time zone stays “{timezone}”; deadlines and embargoes go by it."),
    _("Put “timezone” of portal.yml back as it was."),
)
BRANCH = error(
    "gate-frozen-branch",
    _("The results of {season} are published: the branch stays “{branch}”; its history says what was filed in time."),
    _("Put “branch” of portal.yml back as it was."),
)
NAME = error(
    "gate-frozen-name",
    _("The results of {season} are published under the name “{name}”, and would now read “{other}”."),
    _(
        "An organisation keeps the name that it bore on {day}, and was there on that day: write a new name under "
        "“name”, and the old one under “former_names” with its last day."
    ),
)
SHORT_NAME = error(
    "gate-frozen-short-name",
    _("The results of {season} are published under the short name “{name}”, and would now read “{other}”."),
    _("Put “short_name” back as it was, or take it out: then the name is shown in full."),
)
UNREADABLE = error(
    "gate-unreadable",
    _("“{file}” cannot be read, so nobody can tell whether it freezes “{path}”."),
    _("Whoever writes “{file}” mends it first, in a change of its own; “thidua validate” says what is wrong with it."),
)

_NONE: Final = "–"


def check_frozen(case: Case) -> Iterator[Finding]:
    """Yield each change of what the target has frozen, deletions included."""
    for change, where in case.placed():
        check = _CHECKS.get(where.kind)
        if check is not None and not case.is_published(where):
            yield from check(case, change, where)


def check_readable(case: Case) -> Iterator[Finding]:
    """Yield each change of what a record of the target may freeze that cannot be read, except the one that mends it."""
    for change, where in case.placed():
        for file in _freezing(where):
            is_mended = file == change.path and case.merged.record(file) is not None
            if case.target.is_unreadable(file) and not is_mended:
                yield UNREADABLE.in_text(change.path, 1, 1, file=file, path=change.path)


def _freezing(where: Place) -> Iterator[str]:
    """Yield the records of a season that say what is frozen at a place."""
    if where.season is None:
        return
    yield season_path(where.season, "decision.yml")
    yield season_path(where.season, "corrections.yml")
    if where.kind in {"season", "rubric", "targets", "self-assessment", "seal"}:
        yield season_path(where.season, "season.yml")
    if where.kind == "response":
        yield dossier_path(where.season, where.cluster or "", where.organisation or "", "review.yml")
    if where.kind == "self-assessment":
        yield from (cluster_path(where.season, where.cluster or "", name) for name in RECEIPTS)


def _opened_on(case: Case, where: Place) -> date | None:
    """Return the day on which the season opened, None if the target has none or it is still to come."""
    season = case.target.season(where)
    return season.opens_on if season is not None and season.opens_on <= case.day else None


def _check_rules(case: Case, change: Change, where: Place) -> Iterator[Finding]:
    opened = _opened_on(case, where)
    before, after = case.target.season(where), case.merged.season(where)
    if before is None:
        return
    kept = len(before.amendments)
    is_kept = after is not None and after.amendments[:kept] == before.amendments
    if opened is None:
        if after is not None and not is_kept and where.kind == "season":
            yield AMENDED.at(change.path, "amendments")
        return
    is_amended = is_kept and after is not None and len(after.amendments) > kept
    if not is_amended or change.action is Action.DELETED:
        yield SEASON.in_text(change.path, 1, 1, opens_on=opened)
    elif after is not None and after.opens_on > case.day and where.kind == "season":
        yield CLOSED.at(change.path, "opens_on", opens_on=opened, other=after.opens_on)


def _check_targets(case: Case, change: Change, where: Place) -> Iterator[Finding]:
    opened = _opened_on(case, where)
    if opened is not None:
        yield TARGETS.in_text(change.path, 1, 1, opens_on=opened)


def _check_self_assessment(case: Case, change: Change, where: Place) -> Iterator[Finding]:
    before, after = case.target.self_assessment(where), case.merged.self_assessment(where)
    receipts = tuple(receipt for kept in case.target.receipts(where) for receipt in kept)
    if change.action is Action.ADDED:
        if case.account.acts_for != where.organisation or not _is_unsealed(case, where):
            return  # a monitor enters what was signed on paper
        receipts = tuple(receipt for receipt in receipts if receipt.sha256 is not None)
    elif case.target.is_verified(where):
        yield VERIFIED.in_text(change.path, 1, 1)
        return
    present, new = (record.sha256 if record is not None else None for record in (before, after))
    if receipts and change.action is Action.DELETED:
        yield KEPT.in_text(change.path, 1, 1)
    elif receipts and not _is_superseded(receipts, present, new):
        yield RECEIVED.in_text(change.path, 1, 1, sha256=new or _NONE)


def _is_unsealed(case: Case, where: Place) -> bool:
    """Whether nothing but receipts tells which file a member of a sealed season had made by its deadline."""
    season = case.target.season(where)
    return season is not None and season.is_sealed and case.target.seal(where) is None


def _is_superseded(receipts: tuple[Receipt, ...], present: str | None, new: str | None) -> bool:
    """Whether a receipt of the new file is newer than those of the present one (or, if none has its hash, than all)."""
    of_new = [r.received_at for r in receipts if new is not None and r.sha256 == new]
    of_present = [r.received_at for r in receipts if present is not None and r.sha256 == present]
    before = of_present or [r.received_at for r in receipts if r.sha256 != new]
    return bool(of_new) and (not before or max(of_new) > max(before))


def _check_verification(case: Case, change: Change, where: Place) -> Iterator[Finding]:
    """Yield a verification that changes after a response or the vote; a first one may still come: paper comes first."""
    if change.action is not Action.ADDED and (case.target.is_answered(where) or case.target.has_voted(where)):
        yield VERIFICATION.in_text(change.path, 1, 1)


def _check_response(case: Case, change: Change, where: Place) -> Iterator[Finding]:
    """Yield each answer that changes after the review has settled it; none changes once the season is decided."""
    yield from _check_decided(case, change, where)
    before, after = (_answers(ground, where) for ground in (case.target, case.merged))
    review = case.target.review(where)
    for code in review.outcomes if review is not None else ():
        if before.get(code) != after.get(code):
            yield RESPONSE.at(change.path, "responses", code, criterion=code)


def _answers(ground: Ground, where: Place) -> Mapping[str, Reply]:
    response = ground.response(where)
    return response.responses if response is not None else {}


def _check_decided(case: Case, change: Change, where: Place) -> Iterator[Finding]:
    decision = case.target.decision(where)
    if decision is None:
        return
    if where.kind in {"response", "review"}:
        if decision.decisions:
            yield REVIEW.in_text(change.path, 1, 1)
    elif any(row.cluster == where.cluster for row in decision.rows()):
        yield MEETING.in_text(change.path, 1, 1)


def _check_covenant(case: Case, change: Change, where: Place) -> Iterator[Finding]:
    """Yield a covenant that changes after the vote; a first one may still come until a decision names the cluster."""
    if case.target.has_voted(where) and change.action is not Action.ADDED:
        yield COVENANT.in_text(change.path, 1, 1)
    else:
        yield from _check_decided(case, change, where)


def _check_portal(case: Case, change: Change, _where: Place) -> Iterator[Finding]:
    """Yield another time zone where a season is open, published or in doubt, and another branch where one is published.

    Its days would begin and end anew, and what no receipt tells the time of would have come at another, or none.
    """
    before, after = case.target.portal(), case.merged.portal()
    if before is None:
        return
    published = next((where for where in _seasons(case) if case.is_published(where)), None)
    if published is not None and (after is None or after.branch != before.branch):
        yield BRANCH.at(change.path, "repository", "branch", season=published.season, branch=before.branch)
    if after is not None and after.timezone == before.timezone:
        return
    for where in _seasons(case):
        is_in_doubt = any(case.target.is_unreadable(path) for path in _freezing(where))
        if is_in_doubt or case.is_published(where) or _opened_on(case, where) is not None:
            yield TIMEZONE.at(change.path, "timezone", season=where.season, timezone=before.timezone)
            return


def _check_names(case: Case, change: Change, _where: Place) -> Iterator[Finding]:
    """Yield each organisation that would bear another name in a published season, which shows that of its opening."""
    before, after = case.target.organisations(), case.merged.organisations()
    if before is None or after is None:
        return
    for where in _seasons(case):
        season = case.target.season(where)
        if season is None or not case.is_published(where):
            continue
        for index, organisation in enumerate(after.listed):
            if organisation.id not in before:
                continue
            name, short = _names(before[organisation.id], season.opens_on)
            new_name, new_short = _names(organisation, season.opens_on)
            values = {"season": where.season, "day": season.opens_on}
            kept = before[organisation.id].short_name
            if name not in {_NONE, new_name}:
                yield NAME.at(change.path, "organisations", index, "name", name=name, other=new_name, **values)
            elif kept not in {None, organisation.short_name} and new_short not in {short, name}:
                place_ = ("organisations", index, "short_name")
                yield SHORT_NAME.at(change.path, *place_, name=short, other=new_short, **values)


def _names(organisation: Organisation, day: date) -> tuple[str, str]:
    """Return the name and the short name that an organisation bore on a day."""
    exists = organisation.exists_on(day)
    return (organisation.name_on(day), organisation.short_name_on(day)) if exists else (_NONE, _NONE)


def _seasons(case: Case) -> Iterator[Place]:
    yield from (Place("season", season) for season in case.target.archive.seasons())


_CHECKS: Final[Mapping[str, Callable[[Case, Change, Place], Iterator[Finding]]]] = {
    "portal": _check_portal,
    "organisations": _check_names,
    "season": _check_rules,
    "rubric": _check_rules,
    "targets": _check_targets,
    "self-assessment": _check_self_assessment,
    "verification": _check_verification,
    "response": _check_response,
    "review": _check_decided,
    "covenant": _check_covenant,
    "vote": _check_decided,
    "conference": _check_decided,
}
