"""A member's report: what it did, section by section, in sentences that agree with the sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dice import Dice
    from organisations import Organisation
    from rubrics import Facts, Rubric
    from texts import Writer

one_off = (
    "dịch",
    "lũ",
    "bão",
    "cách ly",
    "giãn cách",
    "nhật thực",
    "COVID",
    "trực tuyến",
    "qua mạng",
    "vắng khách",
    "Cụm trưởng",
    "Hợp nhất",
    "tháng 4",
)

worth_telling = {
    "points": 0.85,
    "pass_fail": 0.5,
    "levels": 0.75,
    "per_unit": 0.9,
    "ratio": 0.95,
    "deduction": 0.5,
}


def write(
    writer: Writer,
    organisation: Organisation,
    rubric: Rubric,
    sheet: dict[str, Facts],
    dice: Dice,
) -> dict[str, Any]:
    """Return the report of a self-assessment whose facts are `sheet`."""
    frame = writer.pools["frame"]
    deeds = done(organisation, writer.year, dice)
    results = []
    for section in rubric.sections:
        sentences = [
            writer.say(c, organisation, sheet[c.code], dice)
            for c in section.criteria
            if "not_applicable" not in sheet[c.code] and dice.chance(worth_telling[c.kind])
        ]
        if section.code in frame["deeds"]:
            extra = deeds[: frame["deeds"][section.code]]
            deeds = deeds[len(extra) :]
            for deed in extra:
                sentences.insert(dice.between(1, len(sentences)), deed)
        if section.code == frame["extras"]:
            sentences.extend(writer.say(c, organisation, sheet[c.code], dice) for c in rubric.extras if c.code in sheet)
        heading = writer.fill(writer.one(frame["headings"][section.code], dice), organisation, {}, dice)
        results.append({"heading": heading, "text": laid_out(sentences, dice)})
    limits = dice.some(fitting(organisation.data["limits"], writer.year), 1 if dice.chance(0.4) else 2)
    plans = fitting(organisation.data["plans"], writer.year)
    if dice.chance(0.6):
        plans.append(writer.fill(writer.one(frame["plans"], dice), organisation, {}, dice))
    return {
        "summary": writer.fill(writer.one(frame["summary"], dice), organisation, {}, dice),
        "results": results,
        "limitations": laid_out(limits, dice),
        "directions": laid_out(plans, dice),
    }


def done(organisation: Organisation, year: int, dice: Dice) -> list[str]:
    """Return what the organisation alone did, as far as it fits the year."""
    deeds = [*organisation.data.get(f"deeds_{year}", []), *fitting(organisation.data["deeds"], year)]
    return dice.some(deeds[:4], 4 if dice.chance(0.5) else 3)


def fitting(sentences: list[str], year: int) -> list[str]:
    """Return the sentences that may stand in a report of the year; those of the profile were written for 2020."""
    lasting = [s for s in sentences if year == 2020 or not any(word in s for word in one_off)]
    return lasting or sentences[:1]


def laid_out(sentences: list[str], dice: Dice) -> str:
    """Return the sentences as a paragraph, as two, or as a list."""
    if len(sentences) > 1 and dice.chance(0.3):
        return "\n".join(f"- {sentence}" for sentence in sentences)
    if len(sentences) > 4 and dice.chance(0.6):
        half = (len(sentences) + 1) // 2
        return " ".join(sentences[:half]) + "\n\n" + " ".join(sentences[half:])
    return " ".join(sentences)
