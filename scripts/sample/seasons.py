"""A season's clusters: reads the plans written by hand, returns the files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dossiers
import meetings
import receipts
import rubrics
import source
import texts
from dice import Dice
from emitter import document
from sheets import Scale

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from organisations import Organisation

Plan = dict[str, Any]


def read(path: Path) -> Plan:
    """Return a plan."""
    plan: Plan = source.read(path)
    return plan


def files(plans: Path, submissions: Path, organisations: dict[str, Organisation]) -> Iterator[tuple[str, str]]:
    """Yield every generated file of one season: its path under submissions/ and its text."""
    settings = read(plans / "settings.yml")
    season = plans.name
    rubric = rubrics.read(submissions / season / "rubric.yml")
    pools = texts.read(plans.parent.parent / "phrases", season, settings.get("phrases"))
    scale = Scale({code: tuple(sizes) for code, sizes in settings["sizes"].items()}, frozenset(settings["capped"]))
    for path in sorted(plans.glob("cum-*.yml")):
        setting = dossiers.Setting(
            year=int(season),
            rubric=rubric,
            scale=scale,
            writer=texts.Writer(pools, int(season)),
            registered=tuple(settings["registered"]),
            sealed=settings.get("sealed", False),
        )
        for name, text in cluster(path.stem, read(path), setting, settings, organisations):
            yield f"{season}/{path.stem}/{name}", text


def cluster(
    name: str,
    plan: Plan,
    setting: dossiers.Setting,
    settings: Plan,
    organisations: dict[str, Organisation],
) -> Iterator[tuple[str, str]]:
    """Yield a cluster's files by their path under the cluster's folder."""
    season = str(setting.year)
    yield from roles(plan)
    filings = []
    for member, own in plan["members"].items():
        dice = Dice(season, name, member)
        try:
            written = dossiers.files(organisations[member], own, verifier(member, plan, own), setting, dice)
        except ValueError as error:
            error.add_note(f"{season}/{name}/{member}")
            raise
        for file, text in written.items():
            yield f"{member}/{file}", text
        if own.get("state") != "missing":
            way = {**settings["receipts"].get("way", {}), **own.get("receipts", {})}
            sent = receipts.sent(settings["receipts"]["first"], settings["receipts"]["last"], dice)
            filings.append(receipts.Filing(member, written.get("self-assessment.yml"), way, sent))
    others = [f for f in filings if f.organisation != plan["cluster"]["lead"]]
    yield "receipts-lead.yml", receipts.file(others, "lead", Dice(season, name, "lead"))
    yield "receipts-monitor.yml", receipts.file(filings, "monitor", Dice(season, name, "monitor"))
    yield from meeting(plan, Dice(season, name, "conference"))


def roles(plan: Plan) -> Iterator[tuple[str, str]]:
    """Yield what is fixed at the beginning of a year: the cluster, exclusions, the covenant."""
    yield "cluster.yml", document("cluster", 2, plan["cluster"])
    if "exclusions" in plan:
        heading = ["Chỉ ghi số văn bản, không ghi nội dung vụ việc"]
        yield "exclusions.yml", document("exclusions", 2, {"exclusions": plan["exclusions"]}, heading=heading)
    unsigned = plan["covenant"].get("unsigned", [])
    signatories = [m for m in plan["cluster"]["members"] if m not in unsigned]
    covenant = {"signed_on": plan["covenant"]["signed_on"], "signatories": signatories}
    yield "covenant.yml", document("covenant", 2, covenant)


def meeting(plan: Plan, dice: Dice) -> Iterator[tuple[str, str]]:
    """Yield what the end of a year brings: schedule, conference, vote, report."""
    if "schedule" in plan:
        yield "schedule.yml", document("schedule", 2, plan["schedule"])
    if "conference" in plan:
        yield "conference.yml", meetings.conference(plan["conference"], plan["cluster"]["members"], dice)
    if "vote" in plan:
        yield "vote.yml", meetings.vote(plan["vote"])
    if "report" in plan:
        yield "report.yml", document("report", 2, plan["report"])


def verifier(member: str, plan: Plan, own: Plan) -> str:
    """Return who verifies the member's dossier (rules.md §3)."""
    roles = plan["cluster"]
    if "verifier" in own:
        return str(own["verifier"])
    if member in roles.get("verifiers", {}):
        return str(roles["verifiers"][member])
    if member != roles["lead"]:
        return str(roles["lead"])
    return str(roles["deputies"][0] if roles["deputies"] else roles["monitors"][0])
