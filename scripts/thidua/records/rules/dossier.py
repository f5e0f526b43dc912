"""Rules on a dossier: its own records, who verifies and reviews it, and what departs from the rules (rules.md §3)."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from thidua.records.bundle import Dossier
from thidua.records.dossier import CONFERENCE, Entry, Response, Review, SelfAssessment, Targets, Verification
from thidua.records.finding import Finding, error, warning
from thidua.records.language import Amount
from thidua.records.language import mark as _
from thidua.records.number import plain
from thidua.records.record import Record, value_of
from thidua.records.rubric import Rubric
from thidua.records.rules import entry, reference
from thidua.records.rules.scope import ClusterScope

NO_DOSSIER = error(
    "dossier-not-member",
    _("“{organisation}” is not a member of the cluster and has no dossier in it."),
    _("Move the folder to the cluster that lists the member, or correct its name."),
)
TARGET = error(
    "target-criterion",
    _("Criterion “{code}” is not of kind ratio and has no target."),
    _("Register targets only for criteria that are scored against one."),
)
NO_EVIDENCE = warning(
    "evidence-missing",
    _("Criterion {code} asks for evidence, and none is named."),
    _("Name at least one document; if it was sent on paper, give its title and number."),
    is_alone=True,
)
OTHER_TARGET = warning(
    "target-differs",
    _("The target of criterion {code} ({target}) differs from the registered one ({registered})."),
    _("Use the target registered with the covenant, or explain the change in a note."),
)
CHANGED = warning(
    "changed-after-receipt",
    _("The self-assessment was changed after it was received: no receipt carries its SHA-256."),
    _("Ask the addressees for a new receipt of the present file."),
)
OPEN_SEASON = error(
    "seal-open-season",
    _("The season does not take sealed submissions."),
    _("File the self-assessment itself and remove seal.yml."),
)
SEAL = error(
    "seal-mismatch",
    _("The self-assessment does not match its seal."),
    _("Commit the file exactly as it was sealed, with its salt; a change needs a paper certified by the monitor."),
)
SEAL_COPIED = error(
    "seal-copied",
    _("The seal is the same as that of “{organisation}”."),
    _("Seal your own file with “thidua seal”; the salt makes every seal different, even of equal files."),
)
SEAL_FROM_PAPER = warning(
    "seal-paper",
    _("The self-assessment does not match its seal; it names a signed paper instead."),
    _("Only the monitor may enter another text from paper: compare it with the paper."),
)
WITHOUT_SELF = error(
    "verification-without-self",
    _("There is no self-assessment to verify."),
    _("The member files first; the monitor may enter it from paper."),
)
VERIFIER = error(
    "verifier-wrong",
    _("“{verifier}” may not verify this dossier; that is for: {expected}."),
    _("Nobody verifies itself: the lead verifies, and a deputy or monitor verifies the lead."),
)
SAME_ENTRY = warning(
    "verification-equal",
    _("The verification of criterion {code} says the same as the member."),
    _("Leave the criterion out: what is not listed is accepted."),
)
WITHOUT_VERIFICATION = error(
    "response-without-verification",
    _("There is no verification to respond to."),
    _("Respond after the dossier has been verified."),
)
NOT_VERIFIED = error(
    "response-criterion",
    _("The verification does not list criterion {code}."),
    _("Respond only to criteria that the verifier set."),
)
LATE_ANSWER = warning(
    "response-late",
    _("Criterion {code} was answered on {answered_on}; the last day was {last_day}."),
    _("Nothing to mend: the official points stay as verified until a review settles the criterion."),
)
WITHOUT_RESPONSE = error(
    "review-without-response",
    _("There is no response to review."),
    _("A review settles what the member responded to."),
)
NOT_CONTESTED = error(
    "review-criterion",
    _("The response does not name criterion {code}."),
    _("Settle only criteria that the member responded to."),
)
REVIEWER = error(
    "reviewer-wrong",
    _("“{reviewer}” may not review this dossier."),
    _("A monitor that did not verify it reviews, or the council, the standing board or the conference."),
)


def check_dossier(dossier: Dossier, scope: ClusterScope) -> Iterator[Finding]:
    """Yield what is wrong with a dossier."""
    cluster = scope.cluster
    if dossier.self_assessment is not None and scope.rubric is not None:
        yield from check_alone(dossier.self_assessment, scope.rubric)
    if cluster is not None and dossier.organisation not in cluster.members:
        for name in sorted(dossier.files):
            yield NO_DOSSIER.in_text(dossier.path(name), 1, 1, organisation=dossier.organisation)
        return
    if dossier.self_assessment is not None:
        yield from check_receipt(dossier, dossier.self_assessment, scope)
    yield from check_seal(dossier, scope)
    if dossier.verification is not None:
        yield from check_verifier(dossier, dossier.verification, scope)
    if dossier.response is not None:
        yield from check_response(dossier, dossier.response)
        yield from check_answers(dossier, dossier.response, scope)
    if dossier.review is not None:
        yield from check_reviewer(dossier, dossier.review, scope)
        yield from check_outcomes(dossier, dossier.review)
    if scope.rubric is not None:
        yield from check_scores(dossier, scope.rubric)


def check_remains(dossier: Dossier, scope: ClusterScope) -> Iterator[Finding]:
    """Yield what else is wrong with the dossier's records that have errors, each beside the whole ones."""
    for name, left in dossier.remains.items():
        for finding in check_dossier(replace(dossier, **{name: left.value}, remains={}), scope):
            if finding.path == left.value.path and not left.rests_on(finding):
                yield finding


def check_scores(dossier: Dossier, rubric: Rubric) -> Iterator[Finding]:
    """Yield what is wrong with the scores of a dossier, record by record and put together."""
    merged: dict[str, Entry] = {}
    if dossier.targets is not None:
        yield from check_targets(dossier.targets, rubric)
    if dossier.self_assessment is not None:
        record = dossier.self_assessment
        merged |= record.value.scores
        yield from check_self_assessment(record, rubric, value_of(dossier.targets))
    steps: list[tuple[str, str, Mapping[str, Entry]]] = []
    if dossier.verification is not None:
        steps.append((dossier.verification.path, "scores", dossier.verification.value.scores))
    if dossier.review is not None:
        steps.append((dossier.review.path, "outcomes", dossier.review.value.outcomes))
    for path, group, entries in steps:
        yield from entry.check_entries(entries, rubric, entry.VERIFIER, path, group)
        merged |= {code: found for code, found in entries.items() if not found.upheld}
        yield from entry.check_sections(merged, entries, rubric, path, group)


def check_targets(record: Record[Targets], rubric: Rubric) -> Iterator[Finding]:
    """Yield targets for criteria that have none."""
    for code in record.value.targets:
        criterion = rubric.criteria.get(code)
        if criterion is None:
            yield entry.unknown(code, rubric, record.path, "targets")
        elif "target" not in criterion.kind.facts:
            yield TARGET.on_key(record.path, "targets", code, code=code)


def check_alone(record: Record[SelfAssessment], rubric: Rubric) -> Iterator[Finding]:
    """Yield the evidence that a self-assessment lacks; nothing but the file and the rubric says so (decision 0015)."""
    for code, found in record.value.scores.items():
        criterion = rubric.criteria.get(code)
        needs_evidence = criterion is not None and criterion.evidence == "required" and not found.not_applicable
        if needs_evidence and not found.evidence:
            yield NO_EVIDENCE.at(record.path, "scores", code, code=code)


def check_self_assessment(record: Record[SelfAssessment], rubric: Rubric, targets: Targets | None) -> Iterator[Finding]:
    """Yield what is wrong with a self-assessment's scores."""
    scores, path = record.value.scores, record.path
    yield from entry.check_entries(scores, rubric, entry.MEMBER, path, "scores")
    yield from entry.check_sections(scores, scores, rubric, path, "scores")
    mistyped = {entry.closest(code, rubric) for code in scores if code not in rubric.criteria}
    for section in rubric.sections:
        for criterion in section.criteria:
            if criterion.code not in scores and criterion.code not in mistyped:
                yield entry.MISSING.at(path, "scores", code=criterion.code, title=criterion.title)
    for code, found in scores.items():
        registered = targets.targets.get(code) if targets is not None else None
        if registered is not None and found.target is not None and found.target != registered:
            values = {"code": code, "target": Amount(plain(found.target)), "registered": Amount(plain(registered))}
            yield OTHER_TARGET.at(path, "scores", code, "target", **values)


def check_receipt(dossier: Dossier, record: Record[SelfAssessment], scope: ClusterScope) -> Iterator[Finding]:
    """Yield a warning if receipts carry hashes, but none that of the present file (rules.md §5)."""
    files = (scope.records.receipts_lead, scope.records.receipts_monitor)
    hashes = {
        receipt.sha256
        for receipts in files
        if receipts is not None
        for receipt in receipts.value.of(dossier.organisation)
        if receipt.sha256 is not None
    }
    present = {record.sha256}
    if dossier.seal is not None and dossier.matches_seal:
        present.add(dossier.seal.value.sha256)  # before a seal is opened a receipt has no other (gate-receipt-hash)
    if hashes and hashes.isdisjoint(present):
        yield CHANGED.in_text(record.path, 1, 1)


def check_seal(dossier: Dossier, scope: ClusterScope) -> Iterator[Finding]:
    """Yield a seal in an open season, a copied one, and one that the self-assessment does not match (gate.md)."""
    if dossier.seal is None:
        return
    if scope.season is not None and not scope.season.is_sealed:
        yield OPEN_SEASON.at(dossier.seal.path)
        return
    for other in scope.records.dossiers.values():
        if other.seal is None or other.organisation == dossier.organisation:
            continue
        if other.seal.value.sha256 == dossier.seal.value.sha256:
            yield SEAL_COPIED.at(dossier.seal.path, "sha256", organisation=other.organisation)
    record = dossier.self_assessment
    if record is not None and not dossier.matches_seal:
        yield (SEAL if record.value.paper is None else SEAL_FROM_PAPER).at(dossier.seal.path, "sha256")


def check_verifier(dossier: Dossier, record: Record[Verification], scope: ClusterScope) -> Iterator[Finding]:
    """Yield a verification by somebody who may not, or of nothing."""
    verification, path, cluster = record.value, record.path, scope.cluster
    if "self-assessment.yml" not in dossier.files:
        yield WITHOUT_SELF.at(path)
    yield from reference.organisation(scope.organisations, verification.verifier, path, "verifier")
    is_known = scope.organisations is None or verification.verifier in scope.organisations
    if is_known and cluster is not None and not cluster.may_verify(verification.verifier, dossier.organisation):
        candidates = [*cluster.members, *cluster.monitors, *cluster.verifiers.values()]
        expected = dict.fromkeys(c for c in candidates if cluster.may_verify(c, dossier.organisation))
        yield VERIFIER.at(path, "verifier", verifier=verification.verifier, expected=", ".join(expected) or "–")
    if dossier.self_assessment is not None:
        yield from check_adjustments(record, dossier.self_assessment.value)


def check_adjustments(record: Record[Verification], own: SelfAssessment) -> Iterator[Finding]:
    """Yield entries of a verification that change nothing."""
    for code, found in record.value.scores.items():
        if code in own.scores and found.says_the_same_as(own.scores[code]):
            yield SAME_ENTRY.at(record.path, "scores", code, code=code)


def check_response(dossier: Dossier, record: Record[Response]) -> Iterator[Finding]:
    """Yield responses to what was not set by the verifier."""
    if "verification.yml" not in dossier.files:
        yield WITHOUT_VERIFICATION.at(record.path)
    elif dossier.verification is not None:
        for code in record.value.responses:
            if code not in dossier.verification.value.scores:
                yield NOT_VERIFIED.on_key(record.path, "responses", code, code=code)


def check_answers(dossier: Dossier, record: Record[Response], scope: ClusterScope) -> Iterator[Finding]:
    """Yield what was first answered after the last day; where Git does not say when, nothing is late."""
    if scope.season is None or scope.portal is None:
        return
    zone = scope.portal.zone
    deadline = dossier.answering_deadline(scope.season, zone)
    if deadline is None:
        return
    for code in dossier.late_answers(scope.season, zone):
        values = {"answered_on": dossier.answered_at[code].astimezone(zone).date(), "last_day": deadline.last_day}
        yield LATE_ANSWER.on_key(record.path, "responses", code, code=code, **values)


def check_outcomes(dossier: Dossier, record: Record[Review]) -> Iterator[Finding]:
    """Yield outcomes on what was not contested."""
    if "response.yml" not in dossier.files:
        yield WITHOUT_RESPONSE.at(record.path)
    elif dossier.response is not None:
        for code in record.value.outcomes:
            if code not in dossier.response.value.responses:
                yield NOT_CONTESTED.on_key(record.path, "outcomes", code, code=code)


def check_reviewer(dossier: Dossier, record: Record[Review], scope: ClusterScope) -> Iterator[Finding]:
    """Yield a review by somebody who may not."""
    reviewer = record.value.reviewer
    if reviewer == CONFERENCE or scope.cluster is None or scope.organisations is None:
        return
    verifier = dossier.verification.value.verifier if dossier.verification is not None else None
    is_body = scope.organisations.is_body(reviewer)
    if not scope.cluster.may_review(reviewer, dossier.organisation, verifier=verifier, is_body=is_body):
        yield REVIEWER.at(record.path, "reviewer", reviewer=reviewer)
