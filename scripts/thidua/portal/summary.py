"""A dossier in a minute: one sentence for the reader in a hurry, and its main figures (Vietnamese)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from thidua.portal.link import Link
from thidua.portal.rank import rank_title
from thidua.publication.edition import Edition
from thidua.publication.embargo import PROPOSAL
from thidua.publication.redaction import PublishedCluster, PublishedMember
from thidua.records.bundle import Dossier
from thidua.records.figure import Figure
from thidua.records.format import brief_points, day, enumeration, points
from thidua.scoring.filing import State, unsettled


@dataclass(frozen=True, slots=True)
class Tile:
    """A main figure with a remark below it; ``kind`` names its colour, never its only sign."""

    term: str
    value: str
    remark: str = ""
    kind: str = ""


_UNFINISHED: Final[Mapping[State | None, str]] = {
    None: "là thành viên của Cụm; kết quả chưa công bố",
    State.MISSING: "chưa nộp hồ sơ thi đua",
    State.SEALED: "đã nộp bản niêm phong, chưa nộp hồ sơ",
    State.SUBMITTED: "đã nộp hồ sơ; kết quả chưa công bố",
    State.CONTESTED: "đã được Cụm thẩm định và có giải trình; chưa có điểm chính thức",
    State.VERIFIED: "đã được Cụm thẩm định; kết quả chưa công bố",
}


def sentence(name: str, member: PublishedMember, published: PublishedCluster, edition: Edition) -> str:
    """Return what came of the dossier so far, as far as it may be shown."""
    return " ".join((_result(name, member, published, edition), *_honours(member, published, edition)))


def _result(name: str, member: PublishedMember, published: PublishedCluster, edition: Edition) -> str:
    rubric, sheets = edition.frame.rubric, member.sheets
    scale = brief_points(rubric.total)
    if sheets.official is not None:
        rank = rank_title(member, published)
        placed = f", {rank[0].lower()}{rank[1:]} trong {len(published.members)} tổ chức của Cụm" if rank else ""
        class_ = rubric.classify(sheets.official.total).title
        return f"{name} đạt {points(sheets.official.total)}/{scale} điểm chính thức, xếp loại {class_}{placed}."
    if member.state is State.SUBMITTED and sheets.self_assessed is not None:
        own = points(sheets.self_assessed.total)
        is_known = Figure.OFFICIAL_POINTS in member.shows
        open_question = "Cụm chưa thẩm định xong" if is_known else "điểm chính thức chưa công khai"
        return f"{name} đã nộp hồ sơ, tự chấm {own}/{scale} điểm; {open_question}."
    return f"{name} {_UNFINISHED[member.state]}."


def _honours(member: PublishedMember, published: PublishedCluster, edition: Edition) -> Iterator[str]:
    undecided = []
    for award in edition.season.awards:
        title = award.label
        verdict = edition.verdict(award.code, published.id, member.organisation)
        if verdict is not None and verdict.status == "awarded":
            yield f"Được tặng {title} theo {verdict.source}."
        elif verdict is not None:
            yield f"{title}: {verdict.text.lower()} ({verdict.source})."
        elif award.code in member.nominated_for:
            undecided.append(title)
    if undecided:
        yield f"Được đề nghị tặng {enumeration(undecided)} ({PROPOSAL})."


def tiles(
    member: PublishedMember, published: PublishedCluster, edition: Edition, names: Callable[[str], str]
) -> tuple[Tile, ...]:
    """Return the main figures of the dossier, as far as they may be shown."""
    return tuple(_tiles(member, published, edition, names))


def _tiles(
    member: PublishedMember, published: PublishedCluster, edition: Edition, names: Callable[[str], str]
) -> Iterator[Tile]:
    rubric, sheets, dossier = edition.frame.rubric, member.sheets, member.dossier
    scale = f"trên {brief_points(rubric.total)} điểm"
    if sheets.official is not None:
        yield Tile("Điểm chính thức", points(sheets.official.total), scale, "main")
        class_ = rubric.classify(sheets.official.total)
        yield Tile("Xếp loại", class_.title, f"từ {brief_points(class_.start)} điểm")
    if member.rank is not None:
        count = sum(other.rank is not None for other in published.members)
        yield Tile("Thứ hạng", rank_title(member, published), f"trong {count} tổ chức có điểm được công bố")
    if sheets.self_assessed is not None:
        yield Tile("Tự chấm", points(sheets.self_assessed.total), scale)
    if dossier.verification is not None:
        changed = len(dossier.verification.value.scores)
        remark = f"điều chỉnh {changed} tiêu chí" if changed else "chấp nhận toàn bộ điểm tự chấm"
        remark = remark if Figure.SELF_POINTS in member.shows else ""
        yield Tile("Thẩm định", names(dossier.verification.value.verifier), remark, "text")
    yield from _answer(dossier, edition)
    if Figure.LATE_NAMES in member.shows:
        last = edition.season.filing_deadline(published.id, member.organisation).last_day
        due = f"hạn: hết ngày {day(last)}"
        filed = {True: "Đúng hạn", False: "Nộp muộn", None: "Chưa xác định"}[member.on_time]
        yield Tile("Nộp hồ sơ", filed if dossier.self_assessment is not None else "Chưa nộp", due, "text")


def _answer(dossier: Dossier, edition: Edition) -> Iterator[Tile]:
    """Yield what the member answered to the verification, or until when it may, where that is known."""
    deadline = dossier.answering_deadline(edition.season, edition.frame.zone)
    due = f"hạn: hết ngày {day(deadline.last_day)}" if deadline is not None else ""
    if dossier.response is None:
        if due:
            yield Tile("Giải trình", "Chưa có", due, "text")
        return
    waiting = unsettled(dossier)
    late = dossier.late_answers(edition.season, edition.frame.zone)
    remark = f"{len(waiting)} nội dung chờ phúc tra" if waiting else "đã phúc tra xong"
    remarks = [remark, f"{len(late)} nội dung sau hạn" if late else "", due]
    yield Tile(
        "Giải trình", f"{len(dossier.response.value.responses)} tiêu chí", "; ".join(filter(None, remarks)), "text"
    )


def facts(member: PublishedMember, edition: Edition) -> Iterator[tuple[str, str | Link]]:
    """Yield what else is known of the filing, for the list below the figures."""
    own = member.dossier.self_assessment
    if own is None:
        return
    if own.value.declared_by:
        yield "Người kê khai", own.value.declared_by
    paper = own.value.paper
    if paper is not None and paper.number:
        signed = f" ngày {day(paper.issued_on)}" if paper.issued_on is not None else ""
        yield "Văn bản giấy", f"Số {paper.number}{signed}"
    if edition.season.is_sealed and member.dossier.seal is not None:
        yield "Niêm phong", "Đã mở" if member.dossier.seal.value.salt else "Chưa mở"
