"""The register of organisations as a table."""

from collections.abc import Sequence
from typing import Final

from thidua.exports.table import Column, ColumnKind, Row, Table, notice, texts
from thidua.exports.value import day
from thidua.publication.digest import PublishedSeason
from thidua.publication.policy import View
from thidua.records import vocabulary
from thidua.records.registers import Organisation, Organisations

COLUMNS: Final = (
    *texts("Mã tổ chức", "Tên", "Tên viết tắt", "Tên tiếng Anh", "Loại"),
    Column("Thứ tự", ColumnKind.COUNT),
    *texts("Từ ngày", "Đến ngày", "Kế thừa", "Tên cũ", "Đã tham gia"),
)


def organisations_table(organisations: Organisations, view: View, seasons: Sequence[PublishedSeason]) -> Table:
    """Return the organisations in protocol order, with the clusters in which each took part."""
    listed = sorted(organisations.listed, key=lambda organisation: organisations.protocol(organisation.id))
    is_sample = any(season.season.is_sample for season in seasons)
    marks = notice(is_sample=is_sample, is_internal=view.is_internal)
    terms: dict[str, list[str]] = {}
    for season in seasons:
        for cluster in season.clusters:
            for member in cluster.members:
                terms.setdefault(member.organisation, []).append(f"{season.id}/{cluster.id}")
    rows = tuple(_row(organisation, terms.get(organisation.id, [])) for organisation in listed)
    return Table("Danh mục tổ chức", None, marks, COLUMNS, rows)


def _row(organisation: Organisation, terms: Sequence[str]) -> Row:
    former = (f"{name.name} (đến {day(name.until)})" for name in organisation.former_names)
    return (
        organisation.id,
        organisation.name,
        organisation.short_name,
        organisation.name_en,
        vocabulary.KINDS[organisation.kind],
        organisation.order,
        day(organisation.since),
        day(organisation.until),
        " ".join(organisation.succeeds) or None,
        "; ".join(former) or None,
        " ".join(terms) or None,
    )
