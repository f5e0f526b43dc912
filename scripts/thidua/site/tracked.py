"""Records that note who reads them: the files below ``submissions/``, and values read from them that many parts share.

A shared value is noted by its own digest, not by those of its files: what comes to the same is the same. What such a
digest does not cover is not handed out: the bytes and the lines of a register.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Generic, TypeVar

from thidua.records.archive import Archive
from thidua.records.bundle import Registers, SeasonRecords
from thidua.records.cluster import Cluster
from thidua.records.finding import Finding
from thidua.records.record import Record
from thidua.records.registers import Account, Accounts, Organisation, Organisations, Portal
from thidua.records.source import FolderEntry, Source
from thidua.scoring.evaluation import Evaluator, SeasonEvaluation
from thidua.site import digest
from thidua.site.branch import HISTORY, Branches, TrackedVersions, arrivals
from thidua.site.trace import CONTRADICTION, Reads, Trace

REGISTERS: Final = "registers"
PORTAL: Final = f"{REGISTERS}#portal"
ORGANISATIONS: Final = f"{REGISTERS}#organisations"
ACCOUNTS: Final = f"{REGISTERS}#accounts"
FOUND: Final = f"{REGISTERS}#findings"
UNUSABLE: Final = "unusable"
RECORDS, ROSTER, SEASON = "records:", "roster:", "season:"
FILE, FOLDER, UNKNOWN = "file:", "folder:", "unknown"
Introduced = Callable[[str, Iterable[str]], Mapping[str, datetime]]
Value = TypeVar("Value")
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Shared(Generic[Value]):
    """A value that many parts read: what it was read from, and its digests, by the names under which they note it."""

    value: Value
    reads: Reads
    digests: Mapping[str, str]


class TrackedSource:
    """A source that notes the files and the folders that are read."""

    def __init__(self, source: Source, trace: Trace) -> None:
        self._source = source
        self._trace = trace

    def entries(self, folder: str) -> Sequence[FolderEntry]:
        """Return what stands in ``folder``."""
        found = self._source.entries(folder)
        self._trace.note(FOLDER + folder, digest.of_entries(found))
        return found

    def read(self, path: str, limit: int) -> bytes | None:
        """Return the first bytes of a file."""
        data = self._source.read(path, limit)
        self._trace.note(FILE + path, digest.of_bytes(data))
        return data


class _Looked(Mapping[Key, Value]):
    """A mapping that notes each key that is looked up, and whether all were gone through."""

    def __init__(self, known: Mapping[Key, Value], name: str, digests: Mapping[str, str], trace: Trace) -> None:
        self._known = known
        self._name = name
        self._digests = digests
        self._trace = trace

    def __getitem__(self, key: Key) -> Value:
        name = f"{self._name}:{key}"
        self._trace.note(name, self._digests.get(name, digest.NOTHING))
        return self._known[key]

    def __iter__(self) -> Iterator[Key]:
        self.all()
        return iter(self._known)

    def __len__(self) -> int:
        self.all()
        return len(self._known)

    def __contains__(self, key: object) -> bool:
        try:
            self[key]  # type: ignore[index] # of whatever kind: it is not there then
        except KeyError:
            return False
        return True

    def all(self) -> None:
        """Note that everything was looked at."""
        self._trace.note(self._name, self._digests[self._name])


class TrackedOrganisations(Organisations):
    """The organisations, each noted when it is looked up, and all of them when they are gone through."""

    def __init__(self, known: Organisations, digests: Mapping[str, str], trace: Trace) -> None:
        self._known = known
        by_id = {organisation.id: organisation for organisation in reversed(known.listed)}
        self._by_id: _Looked[str, Organisation] = _Looked(by_id, ORGANISATIONS, digests, trace)  # type: ignore[assignment]

    @property
    def listed(self) -> tuple[Organisation, ...]:  # type: ignore[override] # asked for, not stored
        """All organisations, in the order of the register."""
        self._by_id.all()
        return self._known.listed


class TrackedAccounts(Accounts):
    """The accounts, each noted when it is looked up, and all of them when they are gone through."""

    __slots__ = ("_by_login", "_known")
    _by_login: "_Looked[str, Account]"
    _known: Accounts

    def __init__(self, known: Accounts, digests: Mapping[str, str], trace: Trace) -> None:
        by_login = {account.login: account for account in reversed(known.listed)}
        object.__setattr__(self, "_known", known)
        object.__setattr__(self, "_by_login", _Looked(by_login, ACCOUNTS, digests, trace))

    @property
    def listed(self) -> tuple[Account, ...]:
        """All accounts, in the order of the register."""
        self._by_login.all()
        return self._known.listed

    def of(self, login: str) -> Account | None:
        """Return the account with a login."""
        return self._by_login.get(login)


class TrackedRegisters(Registers):
    """The registers, each noted when it is asked for."""

    __slots__ = ("_accounts", "_known", "_note", "_organisations")
    _accounts: Record[Accounts] | None
    _known: Registers
    _note: Callable[[str], None]
    _organisations: Record[Organisations] | None

    def __init__(self, known: Registers, digests: Mapping[str, str], trace: Trace) -> None:
        held: dict[str, Any] = {
            "_known": known,
            "_note": lambda name: trace.note(name, digests[name]),
            "_organisations": known.organisations
            and _bare(known.organisations, TrackedOrganisations(known.organisations.value, digests, trace)),
            "_accounts": known.accounts
            and _bare(known.accounts, TrackedAccounts(known.accounts.value, digests, trace)),
        }
        for name, value in held.items():
            object.__setattr__(self, name, value)

    @property
    def portal(self) -> Record[Portal] | None:
        """The portal's own record."""
        self._note(PORTAL)
        return self._known.portal and _bare(self._known.portal, self._known.portal.value)

    @property
    def organisations(self) -> Record[Organisations] | None:
        """The register of organisations."""
        if self._organisations is None:
            self._note(ORGANISATIONS)
        return self._organisations

    @property
    def accounts(self) -> Record[Accounts] | None:
        """The register of accounts."""
        if self._accounts is None:
            self._note(ACCOUNTS)
        return self._accounts

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with what stands at the top."""
        self._note(FOUND)
        return self._known.findings


class TrackedArchive(Archive):
    """An archive whose shared records note who asks for them."""

    def __init__(self, source: Source, trace: Trace, introduced: Introduced, versions: Branches) -> None:
        def asked(branch: str, paths: Iterable[str]) -> Mapping[str, datetime]:
            trace.note(UNKNOWN, CONTRADICTION)  # the history can change while no file does
            return introduced(branch, paths)

        def opened(branch: str) -> TrackedVersions | None:
            found = versions(branch)
            trace.note(HISTORY, arrivals(found, ""))
            return None if found is None else TrackedVersions(found, trace)

        super().__init__(TrackedSource(source, trace), introduced=asked, versions=opened)
        self._trace = trace
        self._known: Shared[TrackedRegisters] | None = None
        self._shared: dict[str, Shared[Any]] = {}

    def registers(self) -> Registers:
        """Return the registers."""
        return self.shared_registers().value

    def shared_registers(self) -> Shared[TrackedRegisters]:
        """Return the registers with the digests of each, of each organisation and of each account."""
        if self._known is None:
            with self._trace.reading() as reads:
                found = super().registers()
            digests = dict(_digests(found))
            self._known = Shared(TrackedRegisters(found, digests, self._trace), reads, digests)
        return self._known

    def season(self, season: str) -> SeasonRecords:
        """Return the files at the top of a season."""
        return self._noted(self.shared_season(season))

    def shared_season(self, season: str) -> Shared[SeasonRecords]:
        """Return the files at the top of a season with their digest."""
        return self._share(f"{RECORDS}{season}", lambda: super(TrackedArchive, self).season(season))

    def roster(self, season: str) -> Mapping[str, Record[Cluster]]:
        """Return every readable cluster.yml of a season, by cluster."""
        return self._noted(self.shared_roster(season))

    def shared_roster(self, season: str) -> Shared[Mapping[str, Record[Cluster]]]:
        """Return every readable cluster.yml of a season with the digest of all that they say."""

        def read() -> Mapping[str, Record[Cluster]]:
            found = super(TrackedArchive, self).roster(season)
            return {cluster: _bare(record, record.value) for cluster, record in found.items()}

        return self._share(f"{ROSTER}{season}", read)

    def _share(self, name: str, read: Callable[[], Value]) -> Shared[Value]:
        if name not in self._shared:
            self._shared[name] = shared(name, read, self._trace)
        return self._shared[name]

    def _noted(self, found: Shared[Value]) -> Value:
        self._trace.note_all(found.digests)
        return found.value


class TrackedEvaluator(Evaluator):
    """An evaluator whose seasons note who asks for them."""

    def __init__(self, archive: TrackedArchive, now: datetime, trace: Trace) -> None:
        super().__init__(archive, now)
        self._tracked = archive
        self._trace = trace
        self._evaluated: dict[str, Shared[SeasonEvaluation]] = {}
        self._judged: Shared[frozenset[str]] | None = None

    def season(self, season: str) -> SeasonEvaluation:
        """Return the evaluation of a season's own files."""
        found = self.shared_season(season)
        self._trace.note_all(found.digests)
        return found.value

    def shared_season(self, season: str) -> Shared[SeasonEvaluation]:
        """Return the evaluation of a season's own files with its digest."""
        if season not in self._evaluated:
            self._evaluated[season] = shared(
                f"{SEASON}{season}", lambda: super(TrackedEvaluator, self).season(season), self._trace
            )
        return self._evaluated[season]

    def unusable(self) -> frozenset[str]:
        """Return the paths of the registers that have errors."""
        found = self.shared_unusable()
        self._trace.note_all(found.digests)
        return found.value

    def shared_unusable(self) -> Shared[frozenset[str]]:
        """Return the paths of the registers that have errors with their digest."""
        if self._judged is None:
            self._judged = shared(UNUSABLE, super().unusable, self._trace)
        return self._judged


def shared(name: str, read: Callable[[], Value], trace: Trace) -> Shared[Value]:
    """Return a value that many parts read, under the name by which a part of the graph keeps it."""
    with trace.reading() as reads:
        value = read()
    return Shared(value, reads, {f"{name}#": digest.of_value(value)})


def _bare(record: Record[Any], value: Value) -> Record[Value]:
    """Return a record without what its digest does not cover."""
    return Record(record.path, value, "", {})


def _digests(registers: Registers) -> Iterator[tuple[str, str]]:
    organisations, accounts = registers.organisations, registers.accounts
    yield PORTAL, digest.of_value(registers.portal and registers.portal.value)
    yield FOUND, digest.of_value(registers.findings)
    listed = {o.id: digest.of_value(o) for o in reversed(organisations.value.listed)} if organisations else {}
    yield ORGANISATIONS, digest.of_texts(f"{name} {found}" for name, found in listed.items())
    for name, found in listed.items():
        yield f"{ORGANISATIONS}:{name}", found
    logins = {a.login: digest.of_value(a) for a in reversed(accounts.value.listed)} if accounts else {}
    yield ACCOUNTS, digest.of_value(accounts and accounts.value)
    for name, found in logins.items():
        yield f"{ACCOUNTS}:{name}", found
