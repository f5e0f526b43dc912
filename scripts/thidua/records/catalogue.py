"""The catalogue of rules: every rule that packages declare, and the page that lists them.

``python -m thidua.records.catalogue PACKAGE…`` prints docs/quy-tac.md (docs/contributing.md has the packages).
"""

import pkgutil
import re
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from types import ModuleType
from typing import Final

from thidua.records.finding import Rule, Severity
from thidua.records.language import Language, language

MODEL: Final = "[Mô hình dữ liệu](huong-dan/mo-hinh-du-lieu.md)"
POINTS: Final = "[Quy tắc tính điểm](huong-dan/quy-tac-tinh-diem.md)"
SENDING: Final = ("Gửi thay đổi vào kho", f"{MODEL}, mục “Cây thư mục” và “Cách viết tệp”")
OWNING: Final = ("Ai được ghi tệp nào", f"{MODEL}, mục “Cây thư mục”")
FREEZING: Final = ("Tệp không sửa được nữa", f"{MODEL}, mục “Khi nào tệp không sửa được nữa”")

CHAPTERS: Final[Mapping[str, tuple[str, str]]] = {  # by module, or by the package of one
    "thidua.records.stray": ("Vị trí của tệp", f"{MODEL}, mục “Cây thư mục”"),
    "thidua.records.archive": ("Vị trí của tệp", f"{MODEL}, mục “Cây thư mục”"),
    "thidua.records.record": ("Cách viết số", f"{MODEL}, mục “Cách viết số và ngày”"),
    "thidua.records.strict_yaml": ("Đọc tệp YAML", f"{MODEL}, mục “Cách viết tệp”"),
    "thidua.records.syntax": ("Đọc tệp YAML", f"{MODEL}, mục “Cách viết tệp”"),
    "thidua.records.text": ("Chữ trong tệp", f"{MODEL}, mục “Cách viết chữ”"),
    "thidua.records.explanation": ("Cấu trúc của tệp", f"{MODEL}, bảng các mục của từng tệp"),
    "thidua.records.rules.reference": ("Dẫn chiếu giữa các tệp", f"{MODEL}, mục “Mã và dẫn chiếu”"),
    "thidua.records.duplicate": ("Dẫn chiếu giữa các tệp", f"{MODEL}, mục “Mã và dẫn chiếu”"),
    "thidua.records.rules.registers": ("Cổng, tổ chức, tài khoản", f"{MODEL}, mục “Tệp của Cổng”"),
    "thidua.records.rules.season": ("Thể lệ của năm thi đua", f"{MODEL}, mục “season.yml”"),
    "thidua.records.rules.rubric": ("Bảng tiêu chí", f"{POINTS}, mục 2"),
    "thidua.records.rules.cluster": ("Cụm, giao ước, biên nhận", f"{MODEL}, mục “Tệp của Cụm”; {POINTS}, mục 3"),
    "thidua.records.rules.entry": ("Điểm và số liệu của một tiêu chí", f"{POINTS}, mục 1"),
    "thidua.records.criterion": ("Cách chấm của một tiêu chí", f"{POINTS}, mục 1 và 2"),
    "thidua.records.rules.dossier": ("Hồ sơ của thành viên", f"{POINTS}, mục 3"),
    "thidua.records.rules.conference": ("Lịch và hội nghị tổng kết", f"{POINTS}, mục 5"),
    "thidua.records.rules.vote": ("Bình chọn, suy tôn", f"{POINTS}, mục 7"),
    "thidua.records.rules.decision": ("Quyết định, đính chính, báo cáo tổng hợp", f"{POINTS}, mục 5 và 9"),
    "thidua.scoring.departure": ("Kết quả khác với quy tắc", f"{POINTS}, mục 3, 8 và 9"),
    "thidua.gate.shape": SENDING,
    "thidua.gate.review": SENDING,
    "thidua.gate.judgement": SENDING,
    "thidua.gate.commits": SENDING,
    "thidua.gate.push": SENDING,
    "thidua.gate.lineage": SENDING,
    "thidua.gate.account": OWNING,
    "thidua.gate.ownership": OWNING,
    "thidua.gate.opening": FREEZING,
    "thidua.gate.amending": FREEZING,
    "thidua.gate.filing": FREEZING,
    "thidua.gate.scored": FREEZING,
    "thidua.gate.meeting": FREEZING,
    "thidua.gate.deciding": FREEZING,
    "thidua.gate.naming": FREEZING,
    "thidua.gate.doubt": FREEZING,
    "thidua.gate.correction": FREEZING,
    "thidua.gate.receipts": FREEZING,
    "thidua.gate.seals": FREEZING,
    "thidua.gate.lateness": FREEZING,
    "thidua.gate.audit": ("Xem lại lịch sử", f"{MODEL}, mục “Cây thư mục”"),
}
SEVERITIES: Final = {Severity.ERROR: "lỗi", Severity.WARNING: "sai lệch", Severity.INFO: "thông tin"}

OPENING: Final = """\
# Quy tắc kiểm tra

Trang này liệt kê mọi điều phần mềm kiểm tra khi đọc dữ liệu.

- **Lỗi**: dữ liệu không đọc được, không thể đúng về số học, dẫn chiếu tới người hoặc tổ chức không có, hoặc là việc mà
  người ghi không được làm. Khi tính điểm, tệp có lỗi coi như chưa có; khi còn lỗi, trang của Cổng không được dựng
  lại.
- **Sai lệch**: việc đã diễn ra, có thể trên giấy đã ký, nhưng khác quy định của năm thi đua. Sai lệch được ghi nhận và
  hiện trong nội bộ, không làm tệp bị từ chối.

Dấu “…” đứng ở chỗ của tên, số hoặc mã cụ thể trong thông báo.
"""
_NAME: Final = re.compile(r"(?<!\{)\{\w+\}(?!\})")
_MARKUP: Final = re.compile(r"([\\`*_|\[\]])")


def rules_of(*packages: str) -> tuple[Rule, ...]:
    """Return every rule that a module of the packages declares, once, chapter by chapter as declared."""
    return tuple(rule for found in _by_module(packages).values() for rule in found)


def page(*packages: str) -> str:
    """Return the page of all rules of the packages in Vietnamese, as Markdown.

    Raises ``KeyError`` for a module whose rules have no chapter yet.
    """
    spoken = language("vi")
    declared = {name: rules for name, rules in _by_module(packages).items() if rules}
    chapters: dict[tuple[str, str], list[Rule]] = {}
    for name, rules in declared.items():
        chapters.setdefault(CHAPTERS[_chapter_of(name)], []).extend(rules)
    return "\n".join([OPENING, *(_chapter(*heading, rules, spoken) for heading, rules in chapters.items())])


def _by_module(packages: tuple[str, ...]) -> dict[str, list[Rule]]:
    """Return the rules by module, in the order of the chapters: a rule that others import belongs to the first."""
    order = list(CHAPTERS)
    places = {module: _chapter_of(module.__name__) for module in _modules(packages)}
    modules = sorted(places, key=lambda m: order.index(places[m]) if places[m] in CHAPTERS else len(order))
    seen: set[int] = set()
    found: dict[str, list[Rule]] = {}
    for module in modules:
        rules = [value for value in vars(module).values() if isinstance(value, Rule) and id(value) not in seen]
        seen |= {id(rule) for rule in rules}
        found[module.__name__] = rules
    return found


def _chapter_of(module: str) -> str:
    """Return the key of a module's chapter: its own name, or that of its package; the name itself if it has none."""
    return next((key for key in CHAPTERS if f"{module}.".startswith(f"{key}.")), module)


def _modules(packages: tuple[str, ...]) -> Iterator[ModuleType]:
    for package in packages:
        root = import_module(package)
        yield root
        for entry in pkgutil.walk_packages(root.__path__, package + "."):
            if not entry.name.endswith(".__main__"):
                yield import_module(entry.name)


def _chapter(title: str, source: str, rules: list[Rule], spoken: Language) -> str:
    rows = [
        f'| <code id="{rule.id}">{rule.id}</code> | {SEVERITIES[rule.severity]} '
        f"| {_cell(rule.message, spoken)} | {_cell(rule.hint, spoken)} |"
        for rule in rules
    ]
    head = ["| Quy tắc | Mức độ | Tìm thấy gì | Sửa thế nào |", "| --- | --- | --- | --- |"]
    return "\n".join([f"## {title}", "", f"Nguồn: {source}.", "", *head, *rows, ""])


def _cell(message: str, spoken: Language) -> str:
    """Return a message for a cell of a table: dots for its values, nothing that Markdown or HTML would read."""
    text = _NAME.sub("…", spoken.text(message)).replace("….", "…")
    text = _MARKUP.sub(r"\\\1", text.replace("{{", "{").replace("}}", "}"))
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


if __name__ == "__main__":
    print(page(*sys.argv[1:]), end="")
