"""The peer of a build: a site of stock MkDocs and Material, with a Markdown page for every dossier."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from thidua.records.archive import Archive
from thidua.records.bundle import Dossier
from thidua.records.dossier import Entry
from thidua.records.number import points
from thidua.records.rubric import Rubric
from thidua.records.source import Folder
from thidua.scoring.evaluation import Evaluator
from thidua.scoring.result import MemberResult
from thidua.scoring.sheet import Sheet

CONFIGURATION: Final = """\
site_name: Cổng Thi đua
theme:
  name: material
  language: vi
plugins:
  - search
nav:
  - index.md
not_in_nav: /*/
"""
HEADER: Final = (
    "| Tiêu chí | Nội dung | Kết quả | Tự chấm | Thẩm định | Chính thức |\n"
    "| --- | --- | --- | ---: | ---: | ---: |\n"
)  # fmt: skip


def write(root: Path, folder: Path) -> int:
    """Write a stock site with the dossiers of the portal at ``root``; return the number of pages of dossiers.

    The pages are not in the navigation: a thousand links on each of a thousand pages would slow the peer down, and no
    one would build it so.
    """
    evaluator = Evaluator(Archive(Folder(root)))
    folder.mkdir(parents=True)
    (folder / "mkdocs.yml").write_text(CONFIGURATION, "utf-8")
    pages = 0
    for season in evaluator.archive.seasons():
        found = evaluator.season(season)
        for cluster in found.records.clusters:
            evaluated = evaluator.cluster(season, cluster)
            if evaluated.result is None or found.frame is None:
                raise ValueError(f"{cluster} of {season} has no results")
            target = folder / "docs" / season / cluster
            target.mkdir(parents=True)
            for member in evaluated.result.members:
                name = found.frame.organisations[member.organisation].name
                text = _page(name, found.frame.rubric, evaluated.records.dossier(member.organisation), member)
                (target / f"{member.organisation}.md").write_text(text, "utf-8")
                pages += 1
    (folder / "docs" / "index.md").write_text("# Cổng Thi đua\n", "utf-8")
    return pages


def _page(name: str, rubric: Rubric, dossier: Dossier, member: MemberResult) -> str:
    """Return a dossier as Markdown: the same table and the same texts as on our own page."""
    if dossier.self_assessment is None:
        raise ValueError(f"{dossier.folder} has no self-assessment")
    scores, report = dossier.self_assessment.value.scores, dossier.self_assessment.value.report
    sheets = (member.sheets.self_assessed, member.sheets.verified, member.sheets.official)
    rows = "".join(
        f"| {code} | {rubric.criteria[code].title} | {_facts(entry)} | "
        + " | ".join(_points(sheet, code) for sheet in sheets)
        + " |\n"
        for code, entry in scores.items()
    )
    details = "".join(_details(code, entry) for code, entry in scores.items())
    adjustments = "".join(f"\n**{code}.** {text}\n" for code, text in _adjustments(dossier))
    results = "".join(f"\n### {part.heading}\n\n{part.text}\n" for part in report.results)
    return (
        f"# {name}\n\nXếp hạng {member.rank.rank if member.rank else '–'}.\n\n{HEADER}{rows}"
        f"\n## Minh chứng, ghi chú\n{details}\n## Thẩm định, giải trình\n{adjustments}"
        f"\n## Báo cáo\n\n{report.summary}\n{results}\n{report.limitations}\n\n{report.directions}\n"
    )


def _adjustments(dossier: Dossier) -> Iterator[tuple[str, str]]:
    entries: list[Mapping[str, Entry]] = []
    if dossier.verification is not None:
        entries.append(dossier.verification.value.scores)
    if dossier.review is not None:
        entries.append(dossier.review.value.outcomes)
    for listed in entries:
        yield from ((code, entry.reason or "") for code, entry in listed.items())
    if dossier.response is not None:
        yield from ((code, reply.text) for code, reply in dossier.response.value.responses.items())


def _facts(entry: Entry) -> str:
    if entry.not_applicable:
        return "không áp dụng"
    if entry.points is not None:
        return points(entry.points)
    return ", ".join(str(getattr(entry, name)) for name in sorted(entry.facts))


def _points(sheet: Sheet | None, code: str) -> str:
    value = sheet.marks[code].points if sheet is not None else None
    return "–" if value is None else points(value)


def _details(code: str, entry: Entry) -> str:
    links = "".join(f"\n- [{evidence.title}]({evidence.url})" for evidence in entry.evidence)
    note = f"\n{entry.note or entry.reason}\n" if entry.note or entry.reason else ""
    return f"\n**{code}**\n{note}{links}\n" if note or links else ""
