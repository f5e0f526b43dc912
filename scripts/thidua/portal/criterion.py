"""The criteria of a dossier, one row each: what was entered, verified, answered and settled, and the points of each."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from thidua.portal.context import Context
from thidua.portal.formula import working
from thidua.portal.link import Link, source_link
from thidua.publication.redaction import PublishedMember
from thidua.records.criterion.working import Working
from thidua.records.dossier import CONFERENCE, Entry, Evidence, Reply, Review, SelfAssessment, Verification
from thidua.records.format import brief_points, number, points, points_or_dash
from thidua.records.record import Record
from thidua.records.rubric import Criterion
from thidua.scoring.sheet import Mark, Origin, Sheet

NOT_APPLICABLE: Final = "Không áp dụng"
Locate = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Stage:
    """What happened to an entry after it was filed: a verification, a response or the outcome of a review."""

    title: str
    working: Working | None
    points: Link | None
    text: str
    evidence: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """One criterion. ``own``, ``verified`` and ``official`` are points that lead to their line in Git."""

    code: str
    title: str
    max: str
    working: Working | None
    target: str
    note: str
    evidence: tuple[Link, ...]
    stages: tuple[Stage, ...]
    own: Link
    verified: Link
    official: Link
    is_changed: bool


class CriterionRows:
    """Makes the rows of one member's dossier from what is published of it."""

    def __init__(self, context: Context, member: PublishedMember, names: Callable[[str], str]) -> None:
        dossier = member.dossier
        self._names = names
        self._own: Mapping[str, Entry] = _values(dossier.self_assessment)
        self._verification: Mapping[str, Entry] = _values(dossier.verification)
        self._verifier = names(dossier.verification.value.verifier) if dossier.verification is not None else ""
        self._replies: Mapping[str, Reply] = dossier.response.value.responses if dossier.response is not None else {}
        self._outcomes: Mapping[str, Entry] = dossier.review.value.outcomes if dossier.review is not None else {}
        self._reviewer = _reviewer(dossier.review, names)
        self._targets = dossier.targets.value.targets if dossier.targets is not None else {}
        self._sheets = member.sheets
        self._lines: Mapping[Origin, Locate] = {
            Origin.SELF: _locate(context, dossier.self_assessment, "scores"),
            Origin.VERIFICATION: _locate(context, dossier.verification, "scores"),
            Origin.REVIEW: _locate(context, dossier.review, "outcomes"),
        }

    def row(self, criterion: Criterion) -> CriterionRow:
        """Return the row of one criterion."""
        code, sheets = criterion.code, self._sheets
        entry = self._own.get(code)
        own, verified = _mark(sheets.self_assessed, code), _mark(sheets.verified, code)
        official = _mark(sheets.official, code)
        target = self._targets.get(code)
        before, after = own or verified, official or verified
        return CriterionRow(
            code=code,
            title=criterion.title,
            max=brief_points(criterion.max),
            working=working(criterion, entry) if entry is not None else None,
            target="" if target is None else number(target, 12),
            note=" ".join(text for text in (entry.reason, entry.note) if text) if entry is not None else "",
            evidence=_evidence(entry.evidence) if entry is not None else (),
            stages=tuple(self._stages(criterion, verified)),
            own=self._figure(code, own),
            verified=self._figure(code, verified, is_linked=code in self._verification),
            official=self._figure(code, official),
            is_changed=before is not None and after is not None and before.points != after.points,
        )

    def applies(self, criterion: Criterion) -> bool:
        """Whether any sheet that is shown has an entry for the criterion: bonus and penalties are entered as needed."""
        sheets = self._sheets
        return any(_mark(sheet, criterion.code) for sheet in (sheets.self_assessed, sheets.verified, sheets.official))

    def _stages(self, criterion: Criterion, verified: Mark | None) -> Iterator[Stage]:
        code = criterion.code
        entry = self._verification.get(code)
        if entry is not None:
            how = working(criterion, entry)
            figure = self._figure(code, verified)
            yield Stage(f"{self._verifier} thẩm định", how, figure, entry.reason or "", _evidence(entry.evidence))
        reply = self._replies.get(code)
        if reply is not None:
            yield Stage("Tổ chức giải trình", None, None, reply.text, _evidence(reply.evidence))
        outcome = self._outcomes.get(code)
        if outcome is not None and outcome.upheld:
            yield Stage(f"{self._reviewer}, giữ nguyên điểm thẩm định", None, None, outcome.reason or "")
        elif outcome is not None:
            how = working(criterion, outcome)
            figure = self._figure(code, _mark(self._sheets.official, code))
            yield Stage(f"{self._reviewer}, điều chỉnh", how, figure, outcome.reason or "")
        elif reply is not None:
            yield Stage("Chờ kết quả phúc tra", None, None, "")

    def _figure(self, code: str, mark: Mark | None, *, is_linked: bool = True) -> Link:
        if mark is None:
            return Link(points_or_dash(None))
        href = self._lines[mark.origin](code) if is_linked and mark.origin is not None else None
        return Link(NOT_APPLICABLE if mark.points is None else points(mark.points), href)


def _values(record: Record[SelfAssessment] | Record[Verification] | None) -> Mapping[str, Entry]:
    return record.value.scores if record is not None else {}


def _mark(sheet: Sheet | None, code: str) -> Mark | None:
    return sheet.marks.get(code) if sheet is not None else None


def _reviewer(record: Record[Review] | None, names: Callable[[str], str]) -> str:
    if record is None:
        return ""
    if record.value.reviewer == CONFERENCE:
        return "Hội nghị của Cụm phúc tra"
    return f"{names(record.value.reviewer)} phúc tra"


def _evidence(evidence: tuple[Evidence, ...]) -> tuple[Link, ...]:
    return tuple(Link(item.title, item.url) for item in evidence)


def _locate(
    context: Context, record: Record[SelfAssessment] | Record[Verification] | Record[Review] | None, group: str
) -> Locate:
    """Return what gives the address of a criterion's line in a record; None where there is none to show."""
    base = source_link(context, record.path) if record is not None else None
    if record is None or base is None:
        return lambda _code: None
    return lambda code: f"{base}#L{record.line(group, code)}"
