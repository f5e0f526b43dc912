"""A cluster's conference and vote, from the short form of the plan to the files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from emitter import document

if TYPE_CHECKING:
    from dice import Dice

depth = 2
Plan = dict[str, Any]


def conference(plan: Plan, members: list[str], dice: Dice) -> str:
    """Return conference.yml; who came is drawn, who stayed away is the plan's."""
    absent = plan.get("absent", {})
    written = plan.get("attendance", {})
    attendance: list[dict[str, Any]] = []
    for member in members:
        if member in absent:
            row: dict[str, Any] = {"organisation": member, "absent": True}
            if absent[member]:
                row["reason"] = absent[member]
        else:
            row = {"organisation": member, **(written.get(member) or delegation(member == plan["chair"], dice))}
        attendance.append(row)
    keys = ("format", "programme_agreed_on", "agenda", "chair", "secretary")
    data: dict[str, Any] = {key: plan[key] for key in keys if key in plan}
    data["attendance"] = attendance
    data |= {key: plan[key] for key in ("council_member", "guests", "budget", "invitation") if key in plan}
    return document("conference", depth, data)


def delegation(is_host: bool, dice: Dice) -> Plan:  # noqa: FBT001 - reads as a sentence where it is called
    """Return a member's delegation: its head nearly always, and a few others."""
    if is_host:
        return {"head": True, "leaders": 2, "departments": dice.between(3, 5), "officers": dice.between(2, 4)}
    return {
        "head": dice.chance(0.8),
        "leaders": dice.between(1, 2),
        "departments": dice.between(0, 3),
        "officers": dice.between(1, 2),
    }


def vote(plan: Plan) -> str:
    """Return vote.yml; the plan writes a candidate as `id yes no blank`, or as an id where there is consensus."""
    rounds = []
    for one in plan["rounds"]:
        candidates = [candidate(line) for line in one["candidates"]]
        rounds.append({**{key: value for key, value in one.items() if key != "candidates"}, "candidates": candidates})
    return document("vote", depth, {**plan, "rounds": rounds})


def candidate(line: str) -> dict[str, Any]:
    """Return a candidate's row."""
    organisation, *counts = line.split()
    if counts in (["agreed"], ["refused"]):
        return {"organisation": organisation, "agreed": counts == ["agreed"]}
    yes, no, blank = (int(count) for count in counts)
    return {"organisation": organisation, "yes": yes, "no": no, "blank": blank}
