"""Where the files for machines and spreadsheets stand, below the site's root. They are stable: what is linked stays."""

from typing import Final

ROOT: Final = "api/v1"


def index() -> str:
    """Return the address of the list of everything."""
    return f"{ROOT}/index.json"


def organisations() -> str:
    """Return the address of the register of organisations."""
    return f"{ROOT}/organisations.json"


def audit() -> str:
    """Return the address of the audit of the history."""
    return f"{ROOT}/audit.json"


def season(season_id: str) -> str:
    """Return the address of a season's plan and rules."""
    return f"{ROOT}/{season_id}/season.json"


def rubric(season_id: str) -> str:
    """Return the address of a season's rubric."""
    return f"{ROOT}/{season_id}/rubric.json"


def results(season_id: str) -> str:
    """Return the address of a season's results."""
    return f"{ROOT}/{season_id}/results.json"


def cluster(season_id: str, cluster_id: str) -> str:
    """Return the address of a cluster."""
    return f"{ROOT}/{season_id}/{cluster_id}.json"


def dossier(season_id: str, cluster_id: str, organisation: str) -> str:
    """Return the address of a dossier."""
    return f"{ROOT}/{season_id}/{cluster_id}/{organisation}.json"


def schema(name: str) -> str:
    """Return the address of a schema: ``api-index``."""
    return f"{ROOT}/schemas/{name}.schema.json"


def table(place: str) -> str:
    """Return the address of the table that says what the JSON at ``place`` says."""
    return f"{place.removesuffix('.json')}.csv"


def workbook(season_id: str) -> str:
    """Return the address of the workbook with a season's results."""
    return f"{ROOT}/{season_id}/results.xlsx"
