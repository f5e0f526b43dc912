"""The register of accounts: every login, number and address is fictional."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from organisations import bodies

if TYPE_CHECKING:
    from organisations import Organisation

heading = ("Tài khoản, mã số và địa chỉ thư đều là hư cấu.",)
clusters = ("01", "02", "03", "04", "05", "06")


def register(organisations: dict[str, Organisation]) -> dict[str, Any]:
    """Return the content of accounts.yml."""
    rows: list[dict[str, Any]] = [
        account("quantri", 1001, "administrator", "quantri@mttq.example"),
        account("quantri-2", 1002, "administrator", "quantri2@mttq.example"),
    ]
    for number, (ident, _, _, _, symbol) in enumerate(bodies, start=1003):
        login = f"{plain(symbol)}-mttw"
        rows.append(account(login, number, ident, f"{plain(symbol)}@mttq.example"))
    for number, cluster in enumerate(clusters, start=1021):
        rows.append(account(f"pct-{cluster}", number, "hoi-dong-tdkt", f"phutrach.cum{cluster}@mttq.example"))
        rows.append(account(f"thu-ky-{cluster}", number + 10, "hoi-dong-tdkt", f"thuky.cum{cluster}@mttq.example"))
    for number, organisation in enumerate(organisations.values(), start=1101):
        mail = organisation.id.removeprefix("hoi-").removeprefix("hiep-hoi-").replace("-", "")
        entry = account(f"{plain(organisation.symbol)}-thidua", number, organisation.id, f"thidua@{mail}.example")
        if "to" in organisation.data:
            entry["to"] = str(organisation.data["to"])
        rows.append(entry)
    return {"accounts": rows}


def account(login: str, forge_id: int, acts_for: str, email: str) -> dict[str, Any]:
    """Return one entry."""
    return {"login": login, "forge_id": forge_id, "acts_for": acts_for, "emails": [email]}


def plain(symbol: str) -> str:
    """Return an organisation's letters as they stand in a login: ĐN becomes dn."""
    return symbol.lower().replace("đ", "d").removeprefix("mttw-")
