"""A member's dossier as JSON: the sheets, what stands behind every figure, and how the result came about."""

from collections.abc import Iterable, Mapping
from typing import Any

from thidua.exports import address
from thidua.exports.file import ExportFile, json_file
from thidua.exports.mark import season_marks
from thidua.exports.value import day, name, paper, present, report
from thidua.publication.policy import Publication
from thidua.publication.redaction import PublishedCluster, PublishedMember
from thidua.publication.result_document import eligibility_document, sheet_document
from thidua.records.bundle import ClusterRecords, Dossier
from thidua.records.dossier import Entry, Evidence
from thidua.records.figure import Figure
from thidua.records.number import json_number, points
from thidua.scoring.sheet import Sheet


def dossier_file(member: PublishedMember, published: PublishedCluster, publication: Publication) -> ExportFile:
    """Return the file of one member."""
    place = address.dossier(published.season, published.id, member.organisation)
    return json_file(place, dossier_document(member, published, publication))


def dossier_document(member: PublishedMember, published: PublishedCluster, publication: Publication) -> dict[str, Any]:
    """Return what may be shown of one member; figures that are withheld are null, and ``shows`` does not name them."""
    frame = publication.frame
    own, verification, review = member.dossier.self_assessment, member.dossier.verification, member.dossier.review
    has_report = own is not None and Figure.REPORTS in member.shows
    deadline = frame.season.filing_deadline(published.id, member.organisation)
    sheets, targets, seal = member.sheets, member.dossier.targets, member.dossier.seal
    return {
        "season": published.season,
        **season_marks(publication),
        "cluster": published.id,
        "organisation": member.organisation,
        "name": name(member.organisation, frame),
        "shows": [figure.value for figure in Figure if figure in member.shows],
        "last_day": day(deadline.last_day),
        "state": member.state.value if member.state else None,
        "on_time": member.on_time,
        "verifier": verification.value.verifier if verification is not None else None,
        "verifier_note": verification.value.note if verification is not None else None,
        "reviewer": review.value.reviewer if review is not None else None,
        "self": _sheet(sheets.self_assessed),
        "verified": _sheet(sheets.verified),
        "official": _sheet(sheets.official),
        "rank": member.rank.rank if member.rank else None,
        "decided_by": member.rank.decided_by if member.rank else None,
        "eligibility": {award: eligibility_document(found) for award, found in member.eligibility.items()},
        "nominated_for": list(member.nominated_for) if Figure.NOMINATIONS in member.shows else None,
        "criteria": _criteria(member.dossier, frame.rubric.criteria, is_internal=publication.view.is_internal),
        "targets": {code: json_number(target) for code, target in targets.value.targets.items()} if targets else None,
        "report": report(own.value.report) if own is not None and has_report else None,
        "declared_by": (own.value.declared_by or None) if own is not None else None,
        "paper": paper(own.value.paper) if own is not None else None,
        "receipts": _receipts(member.organisation, published.records) if Figure.LATE_NAMES in member.shows else None,
        "seal": {"sha256": seal.value.sha256, "matches": member.dossier.matches_seal} if seal is not None else None,
    }


def _sheet(sheet: Sheet | None) -> dict[str, Any] | None:
    totals = sheet_document(sheet)
    if sheet is None or totals is None:
        return None
    marks = {code: None if m.points is None else points(m.points) for code, m in sheet.marks.items()}
    return {**totals, "marks": marks}


def _criteria(dossier: Dossier, codes: Iterable[str], *, is_internal: bool) -> dict[str, Any]:
    """Return by criterion what each record says of it, in the order of the rubric."""
    sources: Mapping[str, Mapping[str, Entry]] = {
        "self": dossier.self_assessment.value.scores if dossier.self_assessment is not None else {},
        "verification": dossier.verification.value.scores if dossier.verification is not None else {},
        "review": dossier.review.value.outcomes if dossier.review is not None else {},
    }
    replies = dossier.response.value.responses if dossier.response is not None else {}
    found = {}
    for code in codes:
        said: dict[str, Any] = {
            source: entry_document(entries[code], is_internal=is_internal)
            for source, entries in sources.items()
            if code in entries
        }
        if code in replies:
            evidence = _evidence(replies[code].evidence, is_internal=is_internal)
            said["response"] = {"text": replies[code].text, **evidence}
        if said:
            found[code] = said
    return found


def entry_document(entry: Entry, *, is_internal: bool) -> dict[str, Any]:
    """Return what is entered for a criterion: only what it gives, points as a text with two decimals."""
    said = present(
        not_applicable=entry.not_applicable or None,
        upheld=entry.upheld or None,
        **entry.document(),
        estimated=entry.is_estimated or None,
        reason=entry.reason,
        note=entry.note,
    )
    return {**said, **_evidence(entry.evidence, is_internal=is_internal)}


def _evidence(evidence: tuple[Evidence, ...], *, is_internal: bool) -> dict[str, Any]:
    """Return the evidence under its key; what is marked internal is not named to the public."""
    listed = [
        present(
            title=item.title,
            url=item.url,
            sha256=item.sha256,
            access=None if item.is_public else "internal",
        )
        for item in evidence
        if is_internal or item.is_public
    ]
    return {"evidence": listed} if listed else {}


def _receipts(organisation: str, records: ClusterRecords) -> list[dict[str, Any]]:
    given = {"lead": records.receipts_lead, "monitor": records.receipts_monitor}
    return [
        present(
            by=addressee,
            received_at=receipt.received_at.isoformat(timespec="seconds"),
            kind="supplement" if receipt.is_supplement else "first",
            channel=receipt.channel,
            number=receipt.number,
            sha256=receipt.sha256,
        )
        for addressee, record in given.items()
        if record is not None
        for receipt in record.value.of(organisation)
    ]
