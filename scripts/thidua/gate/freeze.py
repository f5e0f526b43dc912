"""What nobody changes any more: the rules of an open season, what was verified, voted, decided and published."""

from collections.abc import Iterator
from datetime import date

from thidua.gate.case import Case
from thidua.gate.change import Action, Change
from thidua.gate.ground import RECEIPTS
from thidua.records.cluster import Receipt
from thidua.records.finding import Finding, error
from thidua.records.language import mark as _
from thidua.records.layout import ROOT, Place, cluster_path, season_path

SEASON = error(
    "gate-frozen-season",
    _("The season is open since {opens_on}: its rules change only with a new entry under “amendments” of season.yml."),
    _("Add the entry at the end of “amendments”, with its date, its basis and what it changes; keep the others."),
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
VERIFICATION = error(
    "gate-frozen-verification",
    _("The verification is not changed any more: the member has responded or the cluster has voted."),
    _("What is contested is settled by a review; after publication, by a correction."),
)
REVIEW = error(
    "gate-frozen-review",
    _("The season is decided: reviews are not written or changed any more."),
    _("Write to the standing board; after publication it corrects."),
)
MEETING = error(
    "gate-frozen-meeting",
    _("A decision names the cluster: its vote and conference are not written or changed any more."),
    _("Write to the standing board; after publication it corrects."),
)
PUBLISHED = error(
    "gate-published",
    _("The results of {season} are published: only the standing board or the administrator changes “{path}”."),
    _("Write to the standing board what is wrong; it corrects in the open, with an entry in corrections.yml."),
)
UNPUBLISHED = error(
    "gate-unpublished",
    _("The results of {season} are published since {published_on} and stay so: “published_on” would go or move later."),
    _("Keep decision.yml with that date; what is wrong is corrected in the open, with an entry in corrections.yml."),
)
UNREADABLE = error(
    "gate-unreadable",
    _("“{file}” cannot be read, so nobody can tell whether it freezes “{path}”."),
    _("Whoever writes “{file}” mends it first, in a change of its own; “thidua validate” says what is wrong with it."),
)
UNCORRECTED = error(
    "gate-correction-missing",
    _("“{path}” belongs to a published season and no new entry of corrections.yml lists it."),
    _("Add an entry to corrections.yml in the same change set, with “{file}” under “files”, what changes and why."),
)
UNTOUCHED = error(
    "gate-correction-file",
    _("The new correction lists “{file}”, which this change set does not change."),
    _("List exactly the files that change, neither more nor fewer."),
)
REWRITTEN = error(
    "gate-correction-rewritten",
    _("An earlier correction was changed or removed."),
    _("Keep every earlier entry as it is and in its place; add new ones at the end."),
)


def check_frozen(case: Case) -> Iterator[Finding]:
    """Yield each change of what the target has frozen, deletions included."""
    for change, where in case.placed():
        if case.is_published(where):
            continue
        match where.kind:
            case "season" | "rubric":
                yield from _check_rules(case, change, where)
            case "targets":
                opened = _opened_on(case, where)
                if opened is not None:
                    yield TARGETS.in_text(change.path, 1, 1, opens_on=opened)
            case "self-assessment":
                yield from _check_self_assessment(case, change, where)
            case "verification":
                is_late = case.target.is_answered(where) or case.target.has_voted(where)
                if is_late and change.action is not Action.ADDED:
                    yield VERIFICATION.in_text(change.path, 1, 1)
            case "review" | "vote" | "conference":
                yield from _check_decided(case, change, where)
            case _:
                pass


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
    if where.kind == "self-assessment":
        yield from (cluster_path(where.season, where.cluster or "", name) for name in RECEIPTS)


def check_published(case: Case) -> Iterator[Finding]:
    """Yield changes of a published season by others, and those that no new correction lists exactly."""
    for season in sorted({where.season for _change, where in case.placed() if where.season is not None}):
        where = Place("season", season)
        if not case.is_published(where):
            yield from _check_earlier_corrections(case, where)
        elif case.is_by_standing_board or case.is_by_administrator:
            yield from _check_still_published(case, where)
            yield from _check_earlier_corrections(case, where)
            yield from _check_correction(case, where)
        else:
            for path in _changed(case, season):
                yield PUBLISHED.in_text(path, 1, 1, season=season, path=path)


def _opened_on(case: Case, where: Place) -> date | None:
    """Return the day on which the season opened, None if the target has none or it is still to come."""
    season = case.target.season(where)
    return season.opens_on if season is not None and season.opens_on <= case.day else None


def _check_rules(case: Case, change: Change, where: Place) -> Iterator[Finding]:
    opened = _opened_on(case, where)
    before, after = case.target.season(where), case.merged.season(where)
    if opened is None or before is None:
        return
    kept = before.amendments
    is_amended = after is not None and len(after.amendments) > len(kept) and after.amendments[: len(kept)] == kept
    if not is_amended or change.action is Action.DELETED:
        yield SEASON.in_text(change.path, 1, 1, opens_on=opened)


def _check_self_assessment(case: Case, change: Change, where: Place) -> Iterator[Finding]:
    if change.action is Action.ADDED:
        return
    if case.target.is_verified(where):
        yield VERIFIED.in_text(change.path, 1, 1)
        return
    receipts = tuple(receipt for kept in case.target.receipts(where) for receipt in kept)
    before, after = case.target.self_assessment(where), case.merged.self_assessment(where)
    present, new = (record.sha256 if record is not None else None for record in (before, after))
    if receipts and not _is_superseded(receipts, present, new):
        yield RECEIVED.in_text(change.path, 1, 1, sha256=new or "–")


def _is_superseded(receipts: tuple[Receipt, ...], present: str | None, new: str | None) -> bool:
    """Whether a receipt of the new file is newer than those of the present one (or, if none has its hash, than all)."""
    of_new = [r.received_at for r in receipts if new is not None and r.sha256 == new]
    of_present = [r.received_at for r in receipts if present is not None and r.sha256 == present]
    before = of_present or [r.received_at for r in receipts if r.sha256 != new]
    return bool(of_new) and (not before or max(of_new) > max(before))


def _check_decided(case: Case, change: Change, where: Place) -> Iterator[Finding]:
    decision = case.target.decision(where)
    if decision is None:
        return
    if where.kind == "review":
        if decision.decisions:
            yield REVIEW.in_text(change.path, 1, 1)
    elif any(row.cluster == where.cluster for row in decision.rows()):
        yield MEETING.in_text(change.path, 1, 1)


def _check_still_published(case: Case, where: Place) -> Iterator[Finding]:
    decisions = (ground.decision(where) for ground in (case.target, case.merged))
    before, after = (decision.published_on if decision is not None else None for decision in decisions)
    if before is not None and (after is None or after > before):
        path = season_path(where.season or "", "decision.yml")
        yield UNPUBLISHED.in_text(path, 1, 1, season=where.season, published_on=before)


def _check_correction(case: Case, where: Place) -> Iterator[Finding]:
    season = where.season or ""
    register = season_path(season, "corrections.yml")
    changed = set(_changed(case, season))
    kept = len(case.target.corrections(where))
    listed = {f"{ROOT}/{file}" for correction in case.merged.corrections(where)[kept:] for file in correction.files}
    for path in sorted(changed - listed - {register}):
        yield UNCORRECTED.in_text(path, 1, 1, path=path, file=path.removeprefix(f"{ROOT}/"))
    for path in sorted(listed - changed):
        yield UNTOUCHED.in_text(register, 1, 1, file=path.removeprefix(f"{ROOT}/"))


def _check_earlier_corrections(case: Case, where: Place) -> Iterator[Finding]:
    before, after = case.target.corrections(where), case.merged.corrections(where)
    if after[: len(before)] != before:
        yield REWRITTEN.in_text(season_path(where.season or "", "corrections.yml"), 1, 1)


def _changed(case: Case, season: str) -> list[str]:
    return sorted(change.path for change, where in case.placed() if where.season == season)
