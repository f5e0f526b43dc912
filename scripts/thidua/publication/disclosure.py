"""What a view shows of an audit (rules.md §10): whatever may not be shown is taken out before any page or file is made.

In public, acts are named by organisation or body, never by login. A file is named only where the figure that it stands
for is open, because that it was written, and when, tells what the figure tells: who is late, who was contested. What is
not known to be open is not named.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from thidua.publication.audit import Action, Audit, ChangeKind, Filing, Identified, Step
from thidua.publication.digest import PublishedSeason
from thidua.publication.policy import View
from thidua.records.figure import Figure
from thidua.records.kind import CORRECTIONS, EXCLUSIONS
from thidua.records.layout import Place, folded, is_data, place

_TELLING: Final = "gate-correction-secret"  # a rule that says by its name alone that somebody is excluded
_SIDES: Final = {frozenset({True}): ChangeKind.DATA, frozenset({False}): ChangeKind.CODE}
_OF_SETS: Final = "gate-mixed"


@dataclass(frozen=True, slots=True)
class Scope:
    """The season, and where it is one cluster's matter the cluster, that a step is about."""

    season: str
    cluster: str | None


@dataclass(frozen=True, slots=True)
class PublishedObjection:
    """Why a step should have been refused, or is marked. ``path`` is None where it is not named."""

    rule: str
    path: str | None
    message: str


@dataclass(frozen=True, slots=True)
class PublishedStep:
    """What may be shown of a step. ``withheld`` counts the files that are not named.

    ``acts_for`` is None where it is not known and where it is not named (``is_withheld``). ``actor`` and ``merged_by``
    are logins, never public; ``commit`` is None where the reader may not see the repository. ``marks`` are warnings
    about named members, and so never public (rules.md §10).
    """

    commit: str | None
    at: datetime
    actor: str | None
    acts_for: str | None
    is_withheld: bool
    identified: Identified
    merged_by: str | None
    is_founding: bool
    kind: ChangeKind
    scopes: tuple[Scope, ...]
    paths: tuple[str, ...]
    withheld: int
    objections: tuple[PublishedObjection, ...]
    marks: tuple[PublishedObjection, ...]


@dataclass(frozen=True, slots=True)
class PublishedFiling:
    """A late filing whose organisation may be named."""

    commit: str | None
    at: datetime
    season: str
    cluster: str
    organisation: str
    action: Action


@dataclass(frozen=True, slots=True)
class PublishedAudit:
    """What may be shown of an audit, oldest step first. ``late_counts`` counts late filings by season."""

    tip: str | None
    since: str | None
    is_whole: bool
    as_of: datetime
    has_notes: bool
    steps: tuple[PublishedStep, ...]
    late: tuple[PublishedFiling, ...]
    late_counts: Mapping[str, int]

    @property
    def exceptions(self) -> tuple[PublishedStep, ...]:
        """The steps that should have been refused."""
        return tuple(step for step in self.steps if step.objections)

    @property
    def marked(self) -> tuple[PublishedStep, ...]:
        """The steps that were taken late, be they right or not; none in public."""
        return tuple(step for step in self.steps if step.marks)

    @property
    def founding(self) -> tuple[PublishedStep, ...]:
        """The steps before there was a register to judge by."""
        return tuple(step for step in self.steps if step.is_founding)


class Disclosure:
    """What a view may be told about files of the repository."""

    def __init__(self, view: View, seasons: Iterable[PublishedSeason], *, is_repository_internal: bool) -> None:
        self.is_internal = view.is_internal
        self.hides_repository = is_repository_internal and not view.is_internal
        self._seasons = {season.id: season for season in seasons}
        clusters = [(season.id, cluster) for season in self._seasons.values() for cluster in season.clusters]
        self._clusters = {(season, cluster.id): cluster.shows for season, cluster in clusters}
        self._members = {
            (season, cluster.id, member.organisation): member.shows
            for season, cluster in clusters
            for member in cluster.members
        }

    def commit(self, commit: str) -> str | None:
        """Return a commit's id as far as it may be shown."""
        return None if self.hides_repository else commit

    def names(self, path: str) -> bool:
        """Whether a file may be named."""
        if self.is_internal:
            return True
        where = place(path)
        if where is None:
            return not self.hides_repository and not is_data(path)
        return self._names_record(where)

    def _names_record(self, where: Place) -> bool:
        if where.season is None:
            return where.record.named.is_open(())
        season = self._seasons.get(where.season)
        shows = self._shows(season, where) if season is not None else None
        return shows is not None and where.record.named.is_open(shows)

    def _shows(self, season: PublishedSeason, where: Place) -> frozenset[Figure] | None:
        """Return the figures that are shown of whom a record is about, None where it is about nobody that is known.

        Of a season awards are shown once there is a decision to show, all else where any of its clusters shows it.
        """
        if where.cluster is None:
            shown = {figure for cluster in season.clusters for figure in cluster.shows} - {Figure.AWARDS}
            return frozenset(shown | ({Figure.AWARDS} if season.decision is not None else set()))
        if where.organisation is None:
            return self._clusters.get((season.id, where.cluster))
        return self._members.get((season.id, where.cluster, where.organisation))

    def scope(self, path: str) -> Scope | None:
        """Return what a file is about, as far as it may be told: never that a cluster has exclusions."""
        where = place(path)
        if where is None or where.season is None:
            return None
        if self.is_internal:
            return Scope(where.season, where.cluster)
        if where.season not in self._seasons or where.record == EXCLUSIONS:
            return None
        if where.cluster is None or self.tells_progress(where.season, where.cluster):
            return Scope(where.season, where.cluster)
        return None

    def tells_progress(self, season: str, cluster: str) -> bool:
        """Whether what happens in a cluster may be counted."""
        return self.is_internal or Figure.PROGRESS in self._clusters.get((season, cluster), frozenset())


def publish_audit(audit: Audit, disclosure: Disclosure, reasons: Mapping[str, str]) -> PublishedAudit:
    """Return what may be shown of an audit.

    ``reasons`` say by rule, without a login or a value, why a step should have been refused: they take the place of the
    audit's own messages in public. The reason of other rules is that under the empty name.
    """
    return PublishedAudit(
        tip=disclosure.commit(audit.tip),
        since=disclosure.commit(audit.since) if audit.since is not None else None,
        is_whole=audit.since is None,
        as_of=audit.as_of,
        has_notes=audit.has_notes,
        steps=tuple(
            _step(step, disclosure, reasons)
            for step in (audit.steps if disclosure.is_internal else _without_exclusions(audit.steps))
        ),
        late=tuple(_filings(audit.late, disclosure)),
        late_counts=_counts(audit.late, disclosure),
    )


def _without_exclusions(steps: Iterable[Step]) -> Iterator[Step]:
    """Yield the steps as if nobody had ever written down who is excluded.

    That it was done, and when, is not even counted. A correction of such a list goes too, and a step of nothing else.
    """
    for step in steps:
        secret = _secret(step.paths)
        paths = tuple(path for path in step.paths if path not in secret)
        if not secret or paths:
            kind = step.kind
            if kind is ChangeKind.MIXED:
                kind = _SIDES.get(frozenset(map(is_data, paths)), kind)
            dropped = {_TELLING} if kind == step.kind else {_TELLING, _OF_SETS}
            objections = tuple(o for o in step.objections if o.rule not in dropped and o.path not in secret)
            yield replace(step, kind=kind, paths=paths, objections=objections)


def _secret(paths: Iterable[str]) -> frozenset[str]:
    """Return the lists of exclusions among ``paths``, and the corrections that are of nothing else."""
    places = [(path, where) for path in paths if (where := place(folded(path))) is not None]
    found = {path for path, where in places if where.record == EXCLUSIONS}
    for season in {where.season for path, where in places if path in found}:
        others = [(path, where.record) for path, where in places if where.season == season and path not in found]
        if [record for _path, record in others] == [CORRECTIONS]:
            found.add(others[0][0])
    return frozenset(found)


def _step(step: Step, disclosure: Disclosure, reasons: Mapping[str, str]) -> PublishedStep:
    named = tuple(path for path in step.paths if disclosure.names(path))
    hidden = [path for path in step.paths if path not in set(named)]
    is_withheld = step.acts_for is not None and any(_tells(path, step.acts_for) for path in hidden)
    scopes = (disclosure.scope(path) for path in step.paths)
    return PublishedStep(
        commit=disclosure.commit(step.commit),
        at=step.at,
        actor=step.actor if disclosure.is_internal else None,
        acts_for=None if is_withheld else step.acts_for,
        is_withheld=is_withheld,
        identified=step.identified,
        merged_by=step.merged_by if disclosure.is_internal else None,
        is_founding=step.is_founding,
        kind=step.kind,
        scopes=tuple(dict.fromkeys(scope for scope in scopes if scope is not None)),
        paths=named,
        withheld=len(hidden),
        objections=tuple(dict.fromkeys(_objections(step, named, disclosure, reasons))),
        marks=tuple(PublishedObjection(f.rule, f.path, f.message) for f in step.marks if disclosure.is_internal),
    )


def _tells(path: str, organisation: str) -> bool:
    """Whether naming ``organisation`` beside a file that is not named would name the file's owner."""
    return organisation in path.removesuffix(".yml").split("/")


def _objections(
    step: Step, named: Sequence[str], disclosure: Disclosure, reasons: Mapping[str, str]
) -> Iterator[PublishedObjection]:
    for found in step.objections:
        message = found.message if disclosure.is_internal else reasons.get(found.rule, reasons[""])
        yield PublishedObjection(found.rule, found.path if found.path in named else None, message)


def _filings(late: Iterable[Filing], disclosure: Disclosure) -> Iterator[PublishedFiling]:
    for filing in late:
        where = place(filing.path)
        if where is None or where.season is None or where.cluster is None or not disclosure.names(filing.path):
            continue
        yield PublishedFiling(
            commit=disclosure.commit(filing.commit),
            at=filing.at,
            season=where.season,
            cluster=where.cluster,
            organisation=filing.organisation,
            action=filing.action,
        )


def _counts(late: Iterable[Filing], disclosure: Disclosure) -> dict[str, int]:
    places = [place(filing.path) for filing in late]
    return dict(
        sorted(
            Counter(
                where.season
                for where in places
                if where is not None
                and where.season is not None
                and where.cluster is not None
                and disclosure.tells_progress(where.season, where.cluster)
            ).items()
        )
    )
