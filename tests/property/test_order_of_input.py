"""Results do not depend on the order in which anything was written, filed or read (design.md, Scoring)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeVar

from hypothesis import given
from hypothesis import strategies as st
from vector_clusters import cases

from support.make import FLAG, MEMBERS, MERIT, SECOND, ballot_round, cluster, dossier, moment, scores, season, vote
from thidua.publication.result_document import cluster_document
from thidua.records.bundle import ClusterRecords, Dossier
from thidua.records.cluster import Receipt
from thidua.records.decision import AwardRow, Decision, DecisionDocument
from thidua.records.record import Record
from thidua.records.registers import Organisations
from thidua.records.vote import Vote
from thidua.scoring.filing import on_time
from thidua.scoring.result import Frame, score
from thidua.scoring.voting import count

T = TypeVar("T")
K = TypeVar("K")

DEADLINE = moment("2020-11-15 00:00")


class Shuffle:
    """Puts whatever it is given into another order."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw

    def listed(self, items: Sequence[T]) -> tuple[T, ...]:
        return tuple(self._draw(st.permutations(items)))

    def keyed(self, items: Mapping[K, T]) -> dict[K, T]:
        return {key: items[key] for key in self.listed(list(items))}

    def field(self, record: Record[T] | None, **names: Callable[[Any], Any]) -> Record[T] | None:
        """The record with some fields of its value in another order."""
        if record is None:
            return None
        changes = {name: reorder(getattr(record.value, name)) for name, reorder in names.items()}
        return replace(record, value=replace(record.value, **changes))  # type: ignore[type-var]

    def vote(self, record: Record[Vote] | None) -> Record[Vote] | None:
        if record is None:
            return None
        rounds = [replace(r, candidates=self.listed(r.candidates)) for r in record.value.rounds]
        return replace(record, value=replace(record.value, rounds=self.listed(rounds)))

    def dossier(self, dossier: Dossier) -> Dossier:
        return replace(
            dossier,
            self_assessment=self.field(dossier.self_assessment, scores=self.keyed),
            verification=self.field(dossier.verification, scores=self.keyed),
            response=self.field(dossier.response, responses=self.keyed),
            review=self.field(dossier.review, outcomes=self.keyed),
        )

    def cluster(self, records: ClusterRecords) -> ClusterRecords:
        return replace(
            records,
            cluster=self.field(records.cluster, members=self.listed, deputies=self.listed),
            exclusions=self.field(records.exclusions, listed=self.listed),
            covenant=self.field(records.covenant, signatories=self.listed),
            receipts_lead=self.field(records.receipts_lead, listed=self.listed),
            receipts_monitor=self.field(records.receipts_monitor, listed=self.listed),
            conference=self.field(records.conference, attendance=self.listed),
            vote=self.vote(records.vote),
            dossiers={o: self.dossier(dossier) for o, dossier in self.keyed(records.dossiers).items()},
        )

    def frame(self, frame: Frame) -> Frame:
        return replace(frame, organisations=Organisations(self.listed(frame.organisations.listed)))


@st.composite
def shuffled(draw: st.DrawFn) -> tuple[tuple[ClusterRecords, Frame], tuple[ClusterRecords, Frame]]:
    """A cluster, and the same cluster with everything in another order."""
    records, frame = draw(st.sampled_from(cases()))
    shuffle = Shuffle(draw)
    return (records, frame), (shuffle.cluster(records), shuffle.frame(frame))


def results(records: ClusterRecords, frame: Frame) -> dict[str, Any]:
    """The result document; nominees of one award as a set, for equals stand as the vote lists them."""
    found = score(records, frame)
    assert found is not None
    document = cluster_document(found)
    return {**document, "nominations": {award: set(chosen) for award, chosen in document["nominations"].items()}}


@given(shuffled())
def test_order_never_matters(pair: tuple[tuple[ClusterRecords, Frame], tuple[ClusterRecords, Frame]]) -> None:
    before, after = pair

    assert results(*after) == results(*before)


def test_there_is_something_to_shuffle() -> None:
    documents = [results(*case) for case in cases()]

    assert any(any(document["nominations"].values()) for document in documents)
    assert any(document["open_ties"] for document in documents)
    assert len(documents) >= 30


# Several receipts of one member, and several rounds on one award, are rare in the vectors

RECEIPTS = st.lists(
    st.builds(
        lambda hours, is_supplement: Receipt(
            SECOND, DEADLINE + timedelta(hours=hours), None, is_supplement, None, None
        ),
        st.integers(-3, 3),
        st.booleans(),
    ),
    max_size=4,
)


@given(RECEIPTS, RECEIPTS, st.booleans(), st.data())
def test_receipts_may_stand_in_any_order(
    lead: list[Receipt], monitor: list[Receipt], any_addressee: bool, data: st.DataObject
) -> None:
    found = dossier(SECOND, scores())
    rules = season(any_addressee=any_addressee)

    def is_on_time(of_lead: list[Receipt], of_monitor: list[Receipt]) -> bool | None:
        return on_time(found, cluster(lead_receipts=of_lead, monitor_receipts=of_monitor), rules, DEADLINE)

    mixed = data.draw(st.permutations(lead)), data.draw(st.permutations(monitor))
    assert is_on_time(*mixed) is is_on_time(lead, monitor)


@given(st.data())
def test_rounds_and_candidates_may_stand_in_any_order(data: st.DataObject) -> None:
    votes = st.dictionaries(st.sampled_from(MEMBERS), st.integers(0, 4))
    rounds = [ballot_round(award, data.draw(votes), n) for award in (FLAG, MERIT) for n in (1, 2, 3)]
    mixed = [replace(r, candidates=tuple(data.draw(st.permutations(r.candidates)))) for r in rounds]
    before, after = (count(vote(*listed), season()) for listed in (rounds, data.draw(st.permutations(mixed))))

    assert after.standings == before.standings
    for award in (FLAG, MERIT):
        for member in MEMBERS:
            assert after.first_round_yes(award, member) == before.first_round_yes(award, member)


# Decisions: the last row on a key decides, wherever the rows on other keys stand

ROWS = st.lists(
    st.builds(
        AwardRow,
        st.sampled_from([FLAG, MERIT]),
        st.sampled_from(["cum-01", "cum-02"]),
        st.sampled_from(MEMBERS),
        st.sampled_from(["awarded", "not_awarded", "withdrawn", "revoked"]),
        st.none(),
    ),
    max_size=12,
)


def holders(rows: Sequence[AwardRow], documents: int = 1) -> frozenset[str]:
    size = max(1, -(-len(rows) // documents))
    parts = [tuple(rows[start : start + size]) for start in range(0, len(rows), size)]
    return Decision(None, tuple(DecisionDocument("1/QĐ", None, part) for part in parts), None).awarded(FLAG)  # type: ignore[arg-type]


@given(ROWS, st.data(), st.integers(1, 4))
def test_rows_on_other_keys_may_stand_anywhere(rows: list[AwardRow], data: st.DataObject, documents: int) -> None:
    queues = {row.key: iter([other for other in rows if other.key == row.key]) for row in rows}
    mixed = [next(queues[key]) for key in data.draw(st.permutations([row.key for row in rows]))]

    assert holders(mixed, documents) == holders(rows)


@given(ROWS)
def test_a_member_holds_an_award_if_its_last_row_says_so(rows: list[AwardRow]) -> None:
    last = {row.key: row.status for row in rows}
    expected = {name for (code, _, name), status in last.items() if code == FLAG and status == "awarded"}

    assert holders(rows) == expected
