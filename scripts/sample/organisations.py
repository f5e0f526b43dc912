"""The invented member organisations, and the bodies of the Front's central office that the plan names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import source

if TYPE_CHECKING:
    from pathlib import Path

blocs = ("nong-nghiep", "khoa-hoc", "doanh-nghiep", "y-te", "thanh-nien-kieu-bao", "giao-duc-van-hoa", "moi-thanh-lap")
superior = "ỦY BAN TRUNG ƯƠNG MẶT TRẬN TỔ QUỐC VIỆT NAM"
bodies: tuple[tuple[str, str, str, str, str], ...] = (
    ("ban-thuong-truc", "standing_board", "Ban Thường trực", "Standing Board", "MTTW-BTT"),
    (
        "hoi-dong-tdkt",
        "council",
        "Hội đồng Thi đua - Khen thưởng",
        "Emulation and Commendation Council",
        "HĐTĐKT",
    ),
    ("van-phong", "department", "Văn phòng", "Office", "VP"),
    ("ban-to-chuc", "department", "Ban Tổ chức - Cán bộ", "Department of Organisation and Personnel", "TCCB"),
    ("ban-phong-trao", "department", "Ban Phong trào", "Department of Movements", "PT"),
    ("ban-tuyen-giao", "department", "Ban Tuyên giáo", "Department of Communication and Education", "TG"),
    ("ban-dan-chu", "department", "Ban Dân chủ - Pháp luật", "Department of Democracy and Law", "DCPL"),
    ("ban-doi-ngoai", "department", "Ban Đối ngoại, Kiều bào", "Department of External Relations", "ĐN"),
)


@dataclass(frozen=True, slots=True)
class Organisation:
    """What the texts of a dossier draw on."""

    id: str
    data: dict[str, Any]
    order: int

    @property
    def name(self) -> str:
        """The full name."""
        return str(self.data["name"])

    @property
    def symbol(self) -> str:
        """The letters in its document numbers."""
        return str(self.data["symbol"])


signing = {
    "standing_board": "TM. BAN THƯỜNG TRỰC",
    "council": "TM. HỘI ĐỒNG",
    "department": "TL. BAN THƯỜNG TRỰC",
}
heading = (
    "Ban, đơn vị của cơ quan Ủy ban Trung ương Mặt trận do kế hoạch nhắc tới; ngày bắt đầu chỉ để tính toán.",
    "Các tổ chức thành viên dưới đây đều là hư cấu, chỉ dùng cho dữ liệu mẫu.",
)


def read(folder: Path) -> dict[str, Organisation]:
    """Return every invented organisation by id, in protocol order."""
    found: dict[str, Organisation] = {}
    for bloc in blocs:
        for data in source.read(folder / f"{bloc}.yml"):
            found[data["id"]] = Organisation(data["id"], data, len(bodies) + len(found) + 1)
    return found


def register(organisations: dict[str, Organisation]) -> dict[str, Any]:
    """Return the content of organisations.yml."""
    rows: list[dict[str, Any]] = []
    for order, (ident, kind, name, name_en, symbol) in enumerate(bodies, start=1):
        rows.append(
            {
                "id": ident,
                "kind": kind,
                "name": name,
                "name_en": name_en,
                "order": order,
                "from": "2000-01-01",
                "letterhead": {
                    "superior": superior,
                    "name": name.upper(),
                    "symbol": symbol,
                    "place": "Hà Nội",
                    "signing": signing[kind],
                },
            }
        )
    rows.extend(row(organisation) for organisation in organisations.values())
    return {"organisations": rows}


def row(organisation: Organisation) -> dict[str, Any]:
    """Return a member organisation's entry in the register."""
    data = organisation.data
    entry: dict[str, Any] = {"id": organisation.id, "kind": "member", "name": data["name"]}
    entry |= {key: data[key] for key in ("name_en", "short_name") if key in data}
    entry |= {"order": organisation.order, "from": str(data["from"])}
    if "to" in data:
        entry["to"] = str(data["to"])
    if "succeeds" in data:
        entry["succeeds"] = data["succeeds"]
    if "former_names" in data:
        entry["former_names"] = [{"name": f["name"], "until": str(f["until"])} for f in data["former_names"]]
    entry["letterhead"] = {
        "name": data["name"].upper(),
        "symbol": data["symbol"],
        "place": data.get("seat", "Hà Nội"),
        "signing": data.get("signing", "TM. BAN CHẤP HÀNH"),
    }
    return entry
