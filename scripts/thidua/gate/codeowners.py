"""``.github/CODEOWNERS``: who approves what, so that nobody approves the record of its own organisation (gate.md).

GitHub asks for an approval by any of the owners of the last pattern that fits. Approvers are not the writers: whoever
may write a record sends it, and somebody who acts for another organisation approves it.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from thidua.records.archive import Archive
from thidua.records.cluster import Cluster
from thidua.records.kind import FILES, Level
from thidua.records.layout import ROOT, cluster_path, dossier_path, season_path
from thidua.records.registers import ADMINISTRATOR, Accounts, Organisations
from thidua.records.role import Approval

PATH = ".github/CODEOWNERS"
_HEAD = (
    "# Sinh ra từ các danh mục bằng lệnh “thidua codeowners”; đừng sửa tay.",
    "# Người duyệt không đại diện cho tổ chức có hồ sơ. Mẫu khớp sau cùng có hiệu lực.",
)


class Approvers:
    """The accounts that are valid on a day, by whom they act for."""

    def __init__(self, accounts: Accounts, organisations: Organisations, day: date) -> None:
        self._valid = [account for account in accounts.listed if account.is_valid_on(day)]
        self._organisations = organisations

    def of(self, organisations: Iterable[str], *, without: str | None = None) -> list[str]:
        """Return the logins that act for ``organisations``, in their order, except those that act for ``without``."""
        wanted = [organisation for organisation in dict.fromkeys(organisations) if organisation != without]
        return [f"@{a.login}" for organisation in wanted for a in self._valid if a.acts_for == organisation]

    def of_kind(self, kind: str) -> list[str]:
        """Return the logins that act for bodies of a kind."""
        return [f"@{a.login}" for a in self._valid if self._organisations.kind(a.acts_for) == kind]


def codeowners(archive: Archive, day: date) -> str:
    """Return the file for the registers of an archive, with the accounts that are valid on ``day``.

    Raises ValueError if the registers cannot be read.
    """
    registers = archive.registers()
    if registers.accounts is None or registers.organisations is None:
        raise ValueError("the registers cannot be read")
    approvers = Approvers(registers.accounts.value, registers.organisations.value, day)
    return "\n".join([*_HEAD, "", *_lines(archive, approvers, day)]) + "\n"


def _lines(archive: Archive, approvers: Approvers, day: date) -> Iterator[str]:
    administrators, board = approvers.of([ADMINISTRATOR]), approvers.of_kind("standing_board")
    yield _line("*", administrators)
    yield _line(f"/{ROOT}/", [*administrators, *board])
    for season in archive.seasons():
        decision = archive.season(season).decision
        published_on = decision.value.published_on if decision is not None else None
        yield ""
        # The standing board writes what stands here, and corrects the rest once it is published.
        yield _line(f"/{season_path(season, '')}", [*administrators, *approvers.of_kind("council")])
        if published_on is not None and published_on <= day:
            continue
        yield _line(f"/{season_path(season, 'consolidations/')}", [*board, *administrators])
        for name, record in sorted(archive.roster(season).items()):
            yield from _of_cluster(season, name, record.value, approvers, board, administrators)


def _of_cluster(
    season: str, name: str, cluster: Cluster, approvers: Approvers, board: list[str], administrators: list[str]
) -> Iterator[str]:
    lead, monitors, above = cluster.lead, cluster.monitors, [*board, *administrators]
    approving = {
        Approval.BESIDE_LEAD: approvers.of([*monitors, *cluster.deputies], without=lead) or above,
        Approval.LEAD: approvers.of([lead]) or administrators,
    }
    yield from _files(Level.CLUSTER, cluster_path(season, name, ""), approving)
    for member in cluster.members:
        folder = dossier_path(season, name, member, "")
        verifiers = [o for o in (*cluster.members, *monitors) if cluster.may_verify(o, member)]
        yield _line(f"/{folder}", approvers.of([*verifiers, *monitors], without=member) or above)
        not_monitors = [verifier for verifier in verifiers if verifier not in monitors]
        others = [monitor for monitor in monitors if monitor not in verifiers]
        approving = {
            Approval.VERIFIERS: approvers.of(not_monitors, without=member) or above,
            Approval.OTHER_MONITORS: approvers.of(others, without=member) or administrators,
            Approval.ADMINISTRATORS: administrators,
        }
        yield from _files(Level.DOSSIER, folder, approving)


def _files(level: Level, folder: str, approving: Mapping[Approval, list[str]]) -> Iterator[str]:
    """Yield the files of a folder that others approve than its folder. Raises KeyError where nobody is said to."""
    for name, kind in FILES[level].items():
        if kind.approval is not Approval.FOLDER:
            yield _line(f"/{folder}{name}", approving[kind.approval])


def _line(pattern: str, owners: list[str]) -> str:
    return " ".join([pattern, *dict.fromkeys(owners)])
