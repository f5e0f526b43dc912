"""The registers of a synthetic portal: organisations and accounts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bench.phrase import heading, phrases

MONITORS = tuple(f"ban-{number}" for number in range(1, 6))
COUNCIL, BOARD = "hoi-dong", "ban-thuong-truc"
COUNCIL_ACCOUNTS = tuple(f"uy-vien-{number}" for number in range(1, 6))


@dataclass(frozen=True, slots=True)
class Member:
    """A member organisation: its id and name."""

    id: str
    name: str


def members(count: int) -> Sequence[Member]:
    """Return ``count`` invented organisations in protocol order."""
    first, second = (list(words.items()) for words in phrases()["names"].values())
    return [
        Member(f"hoi-{a}-{b}-{number + 1:04}", f"Hội {first_name} {second_name} số {number + 1}")
        for number in range(count)
        for (a, first_name), (b, second_name) in [(first[number % len(first)], second[number % len(second)])]
    ]


def organisations(listed: Sequence[Member]) -> str:
    """Return organisations.yml."""
    bodies = [(BOARD, "standing_board", "Ban Thường trực mẫu"), (COUNCIL, "council", "Hội đồng Thi đua mẫu")]
    bodies += [(monitor, "department", f"Ban theo dõi {monitor.removeprefix('ban-')}") for monitor in MONITORS]
    everybody = [*bodies, *((member.id, "member", member.name) for member in listed)]
    return f"{heading('organisations', 0)}organisations:\n" + "".join(
        f"  - id: {identifier}\n    kind: {kind}\n    name: {name}\n    order: {order}\n    from: 1990-01-01\n"
        for order, (identifier, kind, name) in enumerate(everybody, 1)
    )


def accounts(listed: Sequence[Member]) -> str:
    """Return accounts.yml: one account for everybody who acts."""
    return f"{heading('accounts', 0)}accounts:\n" + "".join(
        f"  - login: {login}\n    forge_id: {number}\n    acts_for: {acts_for}\n"
        for number, (login, acts_for) in enumerate(_logins(listed), 1001)
    )


def _logins(listed: Sequence[Member]) -> Iterator[tuple[str, str]]:
    yield "quan-tri", "administrator"
    yield "thuong-truc", BOARD
    yield from ((account, COUNCIL) for account in COUNCIL_ACCOUNTS)
    yield from ((f"{monitor}-mau", monitor) for monitor in MONITORS)
    yield from ((f"can-bo-{member.id.rsplit('-', 1)[1]}", member.id) for member in listed)
