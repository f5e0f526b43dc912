"""The receipts of a dossier: who received it, when, and whether what they received is the present file (Vietnamese)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from thidua.portal import words
from thidua.publication.edition import Edition
from thidua.publication.redaction import PublishedCluster, PublishedMember
from thidua.records.cluster import Receipt
from thidua.records.figure import Figure
from thidua.records.format import moment

SHOWN_OF_HASH: Final = 12


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One receipt in words; ``hash`` is the beginning of the SHA-256 of what was received."""

    addressee: str
    moment: str
    how: str
    hash: str
    match: str


def receipt_lines(
    member: PublishedMember, published: PublishedCluster, edition: Edition, names: Callable[[str], str]
) -> tuple[ReceiptLine, ...]:
    """Return the receipts that may be shown of a member, the lead's first."""
    records = published.records
    if records.cluster is None:
        return ()
    cluster = records.cluster.value
    monitor = names(cluster.monitors[0]) if cluster.monitors else words.ROLES["monitor"]
    addressees = (
        (f"{words.ROLES['lead']} ({names(cluster.lead)})", records.receipts_lead),
        (monitor, records.receipts_monitor),
    )
    return tuple(
        _line(receipt, addressee, member, edition)
        for addressee, record in addressees
        if record is not None
        for receipt in record.value.of(member.organisation)
    )


def _line(receipt: Receipt, addressee: str, member: PublishedMember, edition: Edition) -> ReceiptLine:
    how = [words.CHANNELS[receipt.channel]]
    how += [f"số đến {receipt.number}"] if receipt.number else []
    how += ["bổ sung"] if receipt.is_supplement else []
    return ReceiptLine(
        addressee,
        moment(receipt.received_at.astimezone(edition.frame.zone)),
        ", ".join(how),
        (receipt.sha256 or "")[:SHOWN_OF_HASH],
        _match(receipt, member),
    )


def _match(receipt: Receipt, member: PublishedMember) -> str:
    own = member.dossier.self_assessment
    if own is None or Figure.SELF_POINTS not in member.shows:
        return "Chưa công bố tệp để đối chiếu"
    if receipt.sha256 is None:
        return "Không ghi mã băm (nhận bản giấy hoặc thư)"
    seal = member.dossier.seal if member.dossier.matches_seal else None
    is_present = receipt.sha256 in {own.sha256, seal.value.sha256 if seal is not None else None}
    return "Khớp với tệp hiện tại" if is_present else "Khác tệp hiện tại"
