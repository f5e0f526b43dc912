"""What the standing board decides and corrects, and what the monitors report upward (data-model.md)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from thidua.records.registers import day

AwardKey = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What the council recommended to the standing board."""

    award: str
    cluster: str
    organisation: str


@dataclass(frozen=True, slots=True)
class Council:
    """The meeting of the council before the decision."""

    met_on: date
    number: str | None
    recommended: tuple[Recommendation, ...]


@dataclass(frozen=True, slots=True)
class AwardRow:
    """One row of a decision. ``status``: awarded, not_awarded, withdrawn or revoked."""

    award: str
    cluster: str
    organisation: str
    status: str
    basis: str | None

    @property
    def key(self) -> AwardKey:
        """What the row decides on: award, cluster and organisation."""
        return self.award, self.cluster, self.organisation


@dataclass(frozen=True, slots=True)
class DecisionDocument:
    """One signed decision."""

    number: str
    issued_on: date
    awards: tuple[AwardRow, ...]


@dataclass(frozen=True)  # no slots: a decision keeps its standing rows
class Decision:
    """decision.yml."""

    council: Council | None
    decisions: tuple[DecisionDocument, ...]
    published_on: date | None

    def rows(self) -> Iterator[AwardRow]:
        """Yield every row in the order of the file."""
        for document in self.decisions:
            yield from document.awards

    def standing(self) -> Mapping[AwardKey, AwardRow]:
        """Return the row that decides for each award, cluster and organisation: the last one."""
        return self._standing

    @cached_property
    def _standing(self) -> Mapping[AwardKey, AwardRow]:
        return {row.key: row for row in self.rows()}

    def awarded(self, award: str) -> frozenset[str]:
        """Return the organisations that hold ``award``, of any cluster."""
        return frozenset(
            row.organisation for row in self.standing().values() if row.award == award and row.status == "awarded"
        )

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> "Decision":
        """Build the record from data that the schema has accepted."""
        council = data.get("council")
        return cls(
            council=council
            and Council(
                date.fromisoformat(council["met_on"]),
                council.get("number"),
                tuple(Recommendation(r["award"], r["cluster"], r["organisation"]) for r in council["recommended"]),
            ),
            decisions=tuple(
                DecisionDocument(
                    document["number"],
                    date.fromisoformat(document["issued_on"]),
                    tuple(
                        AwardRow(row["award"], row["cluster"], row["organisation"], row["status"], row.get("basis"))
                        for row in document["awards"]
                    ),
                )
                for document in data["decisions"]
            ),
            published_on=day(data, "published_on"),
        )


@dataclass(frozen=True, slots=True)
class Correction:
    """What was corrected after publication. ``files`` are paths below ``submissions/``."""

    id: str
    on: date
    files: tuple[str, ...]
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Corrections:
    """corrections.yml."""

    listed: tuple[Correction, ...]

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> "Corrections":
        """Build the record from data that the schema has accepted."""
        return cls(
            tuple(
                Correction(c["id"], date.fromisoformat(c["on"]), tuple(c["files"]), c["what"], c["why"])
                for c in data["corrections"]
            )
        )


@dataclass(frozen=True, slots=True)
class Consolidation:
    """consolidations/….yml: a monitor's report on its clusters; ``text`` is rich."""

    number: str
    sent_on: date
    covers: tuple[str, ...]
    text: str

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> "Consolidation":
        """Build the record from data that the schema has accepted."""
        return cls(data["number"], date.fromisoformat(data["sent_on"]), tuple(data["covers"]), data["text"])
