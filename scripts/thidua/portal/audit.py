"""The page “Lịch sử và kiểm toán”: what the audit of the history found, or how anybody makes one."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeVar

from thidua.portal.audit_step import ADDRESS, ScopeTitles, commit, filing_row, step_row
from thidua.portal.composition import Head, compose
from thidua.portal.context import Context
from thidua.portal.link import Link
from thidua.portal.page import Crumb, Page
from thidua.publication.audit import Identified
from thidua.publication.digest import PublishedSeason
from thidua.publication.disclosure import PublishedAudit, PublishedStep
from thidua.records import format as write

MOST: Final = 200
"""How many steps, exceptions or filings a table shows; the file for machines has all of them."""
_VERIFICATION: Final = Crumb("Kiểm chứng", "kiem-chung/")
_LEAD: Final = (
    "Từng bước của lịch sử kho dữ liệu được xét lại theo danh mục tổ chức, tài khoản và phân công có hiệu lực ngay "
    "trước bước đó: ai được ghi tệp nào, có tự duyệt hồ sơ của mình không, tệp đã khóa có bị sửa không."
)
T = TypeVar("T")


def audit_page(
    context: Context,
    seasons: Sequence[PublishedSeason],
    audit: PublishedAudit | None,
    files: Iterable[Link] = (),
) -> Page:
    """Return the page on the audit; without one (None) it says so, and how to make one."""
    head = Head(
        address=ADDRESS,
        title="Lịch sử và kiểm toán",
        description="Kết quả xét lại từng bước trong lịch sử của kho dữ liệu, và cách tự xét lại.",
        page_class="audit",
        crumbs=(_VERIFICATION,),
        is_sample=any(season.season.is_sample for season in seasons),
        files=tuple(files),
        lead=_LEAD,
    )
    is_internal = context.view.is_internal
    is_git_hidden = context.portal.is_internal and not context.view.is_internal
    if audit is None:
        return compose(context, head, "audit", audit=None, is_git_hidden=is_git_hidden, tip="")
    titles = ScopeTitles(seasons)
    return compose(
        context,
        head,
        "audit",
        audit=_summary(context, audit),
        is_git_hidden=is_git_hidden,
        tip=audit.tip or "",
        most=MOST,
        exceptions=[step_row(context, step, titles) for step in _latest(audit.exceptions)],
        marked=[step_row(context, step, titles) for step in _latest(audit.marked)] if is_internal else None,
        founding=_founding(audit.founding),
        late_counts=[(season, write.count(count)) for season, count in sorted(audit.late_counts.items(), reverse=True)],
        late=[filing_row(context, filing, titles) for filing in _latest(audit.late)],
        scopes=list(_scopes(audit, titles)),
        steps=[step_row(context, step, titles) for step in _latest(audit.steps)],
    )


def _summary(context: Context, audit: PublishedAudit) -> dict[str, object]:
    sources = Counter(step.identified for step in audit.steps if not step.is_founding)
    steps, exceptions = write.count(len(audit.steps)), write.count(len(audit.exceptions))
    if not audit.steps:
        result = "Không có bước nào để xét lại."
    elif audit.exceptions:
        result = f"Đã xét lại {steps} bước; {exceptions} bước lẽ ra bị từ chối."
    else:
        result = f"Đã xét lại {steps} bước; không bước nào lẽ ra bị từ chối."
    start = Link("đầu lịch sử") if audit.is_whole else commit(context, audit.since)
    return {
        "result": result,
        "is_clean": not audit.exceptions,
        "facts": [
            ("Xét từ", start or "một bản ghi không nêu mã"),
            ("Đến", commit(context, audit.tip) or "bản ghi mới nhất khi xét"),
            ("Thời điểm xét", write.moment(audit.as_of)),
            ("Số bước đã xét lại", steps),
            ("Bước lẽ ra bị từ chối", exceptions),
            *([("Việc lập Cổng do chủ kho dữ liệu thực hiện", _steps(len(audit.founding)))] if audit.founding else []),
            ("Người thực hiện do máy chủ ghi lại", _steps(sources[Identified.RECORDED])),
            ("Người thực hiện theo khai báo", _steps(sources[Identified.CLAIMED])),
            ("Không rõ người thực hiện", _steps(sources[Identified.UNKNOWN])),
        ],
        "has_notes": audit.has_notes,
        "has_claims": bool(sources[Identified.CLAIMED] or sources[Identified.UNKNOWN]),
        "steps": steps,
        "step_count": len(audit.steps),
        "exceptions": exceptions,
        "exception_count": len(audit.exceptions),
        "late_count": len(audit.late),
        "late": write.count(len(audit.late)),
    }


def _steps(number: int) -> str:
    return f"{write.count(number)} bước"


def _founding(steps: Sequence[PublishedStep]) -> str | None:
    """Return what there is to say of the steps before the first register, None if there were none."""
    if not steps:
        return None
    first, last = write.day(steps[0].at.date()), write.day(steps[-1].at.date())
    when = f"ngày {first}" if first == last else f"từ ngày {first} đến ngày {last}"
    what = "Bước đầu tiên" if len(steps) == 1 else f"{_steps(len(steps))} đầu tiên"
    return (
        f"{what} ({when}) diễn ra khi kho chưa có danh mục tài khoản: đó là việc lập "
        "Cổng, do chủ kho dữ liệu thực hiện, không có danh mục để căn cứ mà xét."
    )


def _scopes(audit: PublishedAudit, titles: ScopeTitles) -> Iterator[tuple[Link, str, str, str]]:
    """Yield, by season and cluster, the numbers of steps and exceptions and the day of the last step."""
    counts = Counter(scope for step in audit.steps for scope in step.scopes)
    exceptions = Counter(scope for step in audit.exceptions for scope in step.scopes)
    last = {scope: write.day(step.at.date()) for step in audit.steps for scope in step.scopes}
    for scope in sorted(counts, key=lambda s: (-int(s.season), s.cluster or "")):
        yield titles.link(scope), write.count(counts[scope]), write.count(exceptions[scope]), last[scope]


def _latest(items: Sequence[T]) -> list[T]:
    return list(items[-MOST:])[::-1]
