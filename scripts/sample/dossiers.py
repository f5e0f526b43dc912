"""One member's dossier: the official sheet first, then what the member claimed, what was cut and what was settled."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import reports
from emitter import document
from rubrics import Criterion, Facts, Rubric, decimal, hundredths
from sheets import Scale, solve, step, steps
from texts import shown

if TYPE_CHECKING:
    from dice import Dice
    from organisations import Organisation
    from texts import Writer

Plan = dict[str, Any]
depth = 3


@dataclass(frozen=True, slots=True)
class Setting:
    """What all dossiers of a cluster share."""

    year: int
    rubric: Rubric
    scale: Scale
    writer: Writer
    registered: tuple[str, ...]
    sealed: bool


@dataclass(slots=True)
class Sheets:
    """The facts of the three sheets, as far as they differ."""

    member: dict[str, Facts]
    verifier: dict[str, Facts] = field(default_factory=dict)
    responses: dict[str, Facts] = field(default_factory=dict)
    outcomes: dict[str, Facts] = field(default_factory=dict)


def files(organisation: Organisation, plan: Plan, verifier: str, setting: Setting, dice: Dice) -> dict[str, str]:
    """Return the dossier's files by name; none where nothing was filed."""
    state = plan.get("state", "verified")
    sheets = draw(organisation, plan, setting, dice)
    written: dict[str, str] = {}
    if plan.get("targets", True) and setting.registered:
        written["targets.yml"] = targets(organisation, plan, sheets, setting)
    if state == "missing":
        return written
    assessment = self_assessment(organisation, plan, sheets, setting, dice)
    if setting.sealed and "paper" not in plan:
        written["seal.yml"] = seal(organisation, assessment, setting, opened=state != "sealed")
    if state == "sealed":
        return written
    written["self-assessment.yml"] = assessment
    if state == "submitted":
        return written
    written["verification.yml"] = verification(organisation, plan, sheets, verifier, setting)
    if sheets.responses:
        written["response.yml"] = document(
            "response", depth, {"responses": sheets.responses}, heading=[f"Giải trình của {organisation.name}"]
        )
    if sheets.outcomes:
        reviewer = plan["reviewer"]
        written["review.yml"] = document(
            "review", depth, {"reviewer": reviewer, "outcomes": sheets.outcomes}, heading=["Kết quả phúc tra"]
        )
    return written


def draw(organisation: Organisation, plan: Plan, setting: Setting, dice: Dice) -> Sheets:
    """Return sheets whose official points are those of the plan."""
    rubric = setting.rubric
    known: dict[str, Facts] = dict(plan.get("fixed", {}))
    for code, reason in plan.get("na", {}).items():
        known[code] = {"not_applicable": True, "reason": reason}
    official: dict[str, Facts] = {}
    for section, points in zip(rubric.sections, plan["sections"], strict=True):
        official |= solve(section, hundredths(points), known, setting.scale, room(plan), dice)
    for code, value in {**plan.get("bonus", {}), **plan.get("penalties", {})}.items():
        official[code] = extra_facts(value)
    sheets = Sheets(official)
    for code in plan.get("cuts", []):
        cut(code, organisation, plan, sheets, setting, dice)
    for code in plan.get("equal", []):
        reason = plan["reasons"][code]
        sheets.verifier[code] = {**official[code], "reason": reason}
    for code in plan.get("over", []):
        raised(code, plan, sheets, setting, dice)
    for code, dispute in plan.get("disputes", {}).items():
        contest(code, dispute, organisation, sheets, setting, dice)
    return sheets


def room(plan: Plan) -> dict[str, str]:
    """Return which way each criterion of the plan must be able to move."""
    needed = dict.fromkeys(plan.get("cuts", []), "up") | dict.fromkeys(plan.get("over", []), "down")
    moves = {"upheld": "up", "open": "up", "restored": "down", "partial": "both"}
    return needed | {code: moves[dispute["result"]] for code, dispute in plan.get("disputes", {}).items()}


def extra_facts(value: object) -> Facts:
    """Return the facts of a bonus or penalty from the plan's short form."""
    if isinstance(value, bool):
        return {"passed": value}
    return {"count": value} if isinstance(value, int) else {"level": value}


def stepped(criterion: Criterion, facts: Facts, direction: int, setting: Setting, dice: Dice) -> Facts:
    """Return facts a step away; a plan that asks for an impossible step is wrong."""
    other = step(criterion, facts, direction, setting.scale, dice)
    if other is None:
        message = f"{criterion.code}: không có bước {'cao' if direction > 0 else 'thấp'} hơn {facts}"
        raise ValueError(message)
    return other


def nearest(criterion: Criterion, facts: Facts, direction: int, setting: Setting, dice: Dice) -> Facts:
    """Return the next facts up or down where they are counted; a usual step of a ratio."""
    if criterion.kind == "ratio":
        return stepped(criterion, facts, direction, setting, dice)
    return steps(criterion, facts, direction, setting.scale)[0]


def cut(code: str, organisation: Organisation, plan: Plan, sheets: Sheets, setting: Setting, dice: Dice) -> None:
    """Let the member claim more than the official sheet says, and the verifier set it right."""
    criterion = setting.rubric.criterion(code)
    now = sheets.member[code]
    was = stepped(criterion, now, 1, setting, dice)
    reason = plan.get("reasons", {}).get(code) or setting.writer.cut(criterion, organisation, was, now, dice)
    as_points = code in plan.get("as_points", [])
    sheets.member[code] = was
    sheets.verifier[code] = {**(points_of(criterion, now) if as_points else now), "reason": reason}


def raised(code: str, plan: Plan, sheets: Sheets, setting: Setting, dice: Dice) -> None:
    """Let the member claim less than the verifier found."""
    criterion = setting.rubric.criterion(code)
    now = sheets.member[code]
    sheets.member[code] = stepped(criterion, now, -1, setting, dice)
    sheets.verifier[code] = {**now, "reason": plan["reasons"][code]}


def contest(
    code: str,
    dispute: Plan,
    organisation: Organisation,
    sheets: Sheets,
    setting: Setting,
    dice: Dice,
) -> None:
    """Let the verifier cut, the member object and the reviewer settle (or not yet)."""
    criterion = setting.rubric.criterion(code)
    official = sheets.member[code]
    result = dispute["result"]
    was = official if result == "restored" else nearest(criterion, official, 1, setting, dice)
    verified = nearest(criterion, official, -1, setting, dice) if result in {"restored", "partial"} else official
    reason = dispute.get("cut") or setting.writer.cut(criterion, organisation, was, verified, dice)
    sides = {"was": was, "verified": verified, "official": official}
    words = {f"{side}_{key}": shown(value) for side, facts in sides.items() for key, value in facts.items()}
    sheets.member[code] = was
    sheets.verifier[code] = {**verified, "reason": reason.format_map(words)}
    sheets.responses[code] = {"text": dispute["text"].format_map(words)}
    if "evidence" in dispute:
        sheets.responses[code]["evidence"] = dispute["evidence"]
    if result == "open":
        return
    settled = {"upheld": True} if result == "upheld" else official
    if dispute.get("as_points"):
        settled = points_of(criterion, official)
    sheets.outcomes[code] = {**settled, "reason": dispute["reason"].format_map(words)}


def points_of(criterion: Criterion, facts: Facts) -> Facts:
    """Return the facts' points, given directly."""
    return {"points": decimal(criterion.points(facts))}


def targets(organisation: Organisation, plan: Plan, sheets: Sheets, setting: Setting) -> str:
    """Return targets.yml: what was registered with the covenant."""
    wanted = {code: sheets.member[code]["target"] for code in setting.registered}
    wanted |= plan.get("registered", {})
    heading = [f"Chỉ tiêu {organisation.name} đăng ký cùng giao ước thi đua năm {setting.year}"]
    return document("targets", depth, {"targets": wanted}, heading=heading)


def self_assessment(
    organisation: Organisation,
    plan: Plan,
    sheets: Sheets,
    setting: Setting,
    dice: Dice,
) -> str:
    """Return self-assessment.yml."""
    rubric = setting.rubric
    comments: dict[tuple[str, ...], str] = {}
    scores: dict[str, Facts] = {}
    for section in rubric.sections:
        most = section.maximum // 100
        comments["scores", section.criteria[0].code] = f"{section.code}. {section.title} (tối đa {most} điểm)"
        for criterion in section.criteria:
            scores[criterion.code] = claim(criterion, organisation, plan, sheets, setting, dice)
    extras = [c for c in rubric.extras if c.code in sheets.member]
    for criterion in extras:
        scores[criterion.code] = claim(criterion, organisation, plan, sheets, setting, dice)
    if extras:
        comments["scores", extras[0].code] = "Điểm thưởng, điểm trừ"
    report = reports.write(setting.writer, organisation, rubric, sheets.member, dice)
    data: dict[str, Any] = {
        "scores": scores,
        "report": {**report, **plan.get("report", {})},
        "declared_by": {"position": plan.get("declared_by") or position(organisation, dice)},
    }
    if "paper" in plan:
        data["paper"] = plan["paper"]
    heading = [f"Bảng tự chấm điểm và báo cáo thi đua năm {setting.year} của {organisation.name}"]
    if "paper" in plan:
        heading.append("Ban theo dõi nhập hộ từ bản giấy đã ký; bản giấy là bản gốc.")
    return document("self-assessment", depth, data, comments, heading)


def position(organisation: Organisation, dice: Dice) -> str:
    """Return the position of whoever signs; never a name."""
    leading = ["Chủ tịch", "Phó Chủ tịch", "Phó Chủ tịch kiêm Tổng Thư ký", "Tổng Thư ký", "Chánh Văn phòng"]
    if organisation.data["short_name"].startswith("Hiệp hội"):
        leading = ["Chủ tịch Hiệp hội", "Phó Chủ tịch thường trực", "Tổng Thư ký", "Chánh Văn phòng Hiệp hội"]
    return dice.one(leading)


def claim(
    criterion: Criterion,
    organisation: Organisation,
    plan: Plan,
    sheets: Sheets,
    setting: Setting,
    dice: Dice,
) -> Facts:
    """Return the member's entry for one criterion with its evidence and note."""
    facts = sheets.member[criterion.code]
    entry = dict(facts)
    if "not_applicable" in facts:
        return entry
    if criterion.code in plan.get("estimated", []):
        entry["estimated"] = True
    shown = criterion.points(facts) > 0 and criterion.code not in plan.get("no_evidence", [])
    titles = setting.writer.fitting(criterion, "evidence", facts)
    if shown and titles and (criterion.evidence == "required" or dice.chance(0.55)):
        count = 2 if len(titles) > 2 and dice.chance(0.25) else 1
        entry["evidence"] = [evidence(criterion, organisation, facts, setting, dice) for _ in range(count)]
    elif criterion.evidence == "required" and criterion.code not in plan.get("no_evidence", []):
        title = setting.writer.fill("Văn bản giải trình của {short} gửi kèm hồ sơ", organisation, {}, dice)
        entry["evidence"] = [{"title": title}]
    note = plan.get("notes", {}).get(criterion.code)
    if note is None and shown and setting.writer.fitting(criterion, "note", facts) and dice.chance(0.3):
        note = setting.writer.note(criterion, organisation, facts, dice)
    if note is not None:
        entry["note"] = note
    return entry


def evidence(
    criterion: Criterion,
    organisation: Organisation,
    facts: Facts,
    setting: Setting,
    dice: Dice,
) -> Facts:
    """Return one piece of evidence: a title, often an address, sometimes a hash and who may open it."""
    piece: Facts = {"title": setting.writer.evidence(criterion, organisation, facts, dice)}
    if dice.chance(0.45):
        host = organisation.id.removeprefix("hoi-").removeprefix("hiep-hoi-")
        name = f"{criterion.code.lower().replace('.', '-')}-{dice.between(1, 40):02}"
        piece["url"] = f"https://{host}.example/ho-so/{setting.year}/{name}.pdf"
        if dice.chance(0.4):
            piece["sha256"] = hashlib.sha256(piece["url"].encode()).hexdigest()
        if dice.chance(0.5):
            piece["access"] = "internal" if dice.chance(0.3) else "public"
    return piece


def seal(organisation: Organisation, assessment: str, setting: Setting, *, opened: bool) -> str:
    """Return seal.yml; once it is opened the salt stands beside the hash (gate.md)."""
    salt = hashlib.sha256(f"muối {setting.year} {organisation.id}".encode()).digest()
    data = {"sha256": hashlib.sha256(salt + assessment.encode()).hexdigest()}
    if opened:
        data["salt"] = salt.hex()
    heading = ["Dấu niêm phong bảng tự chấm; chuỗi salt chỉ công bố sau hạn nộp"]
    return document("seal", depth, data, heading=heading)


def verification(organisation: Organisation, plan: Plan, sheets: Sheets, verifier: str, setting: Setting) -> str:
    """Return verification.yml."""
    order = [c.code for s in setting.rubric.sections for c in s.criteria] + [c.code for c in setting.rubric.extras]
    data: dict[str, Any] = {"verifier": verifier, "accepted": True}
    if sheets.verifier:
        data["scores"] = {code: sheets.verifier[code] for code in order if code in sheets.verifier}
    if "verifier_note" in plan:
        data["note"] = plan["verifier_note"]
    heading = [f"Kết quả Cụm chấm đối với {organisation.name}; tiêu chí không liệt kê được chấp nhận như tự chấm"]
    return document("verification", depth, data, heading=heading)
