"""The audit that a build is given: a file that anybody may have written, until it has been checked."""

import json
from pathlib import Path
from typing import Any, Final, NoReturn

from thidua.cli.invocation import Invocation
from thidua.publication.audit import Audit
from thidua.publication.audit_document import read_audit
from thidua.records.finding import printable
from thidua.records.language import mark as _
from thidua.records.shipped import shipped

SCHEMA: Final = "audit.schema.json"
UNREADABLE: Final = _("The audit “{path}” cannot be read: {problem}")
NOT_JSON: Final = _("“{path}” is not JSON. Write it with “thidua audit --format json”.")
MISSHAPEN: Final = _(
    "“{path}” is not what “thidua audit --format json” prints: {place} breaks the schema audit.schema.json."
)
CONTRADICTORY: Final = _(
    "“{path}” contradicts itself under “{place}”, so it is not what “thidua audit --format json” printed."
)
ELSEWHERE: Final = _(
    "“{path}” is the audit of {tip}, but the portal is built from {commit}. Run “thidua audit --format json” again."
)


def read(invocation: Invocation, path: Path, commit: str | None) -> Audit:
    """Return the audit in a file. Ends the run unless it is one, of ``commit`` if the portal is built from Git."""
    shown = printable(str(path))
    try:
        document = json.loads(path.read_bytes().decode(), parse_constant=_refuse)
    except OSError as problem:
        invocation.refuse(UNREADABLE, path=shown, problem=problem.strerror)
    except (ValueError, RecursionError):
        invocation.refuse(NOT_JSON, path=shown)
    place = _misshapen(document)
    if place is not None:
        invocation.refuse(MISSHAPEN, path=shown, place=printable(place))
    try:
        audit = read_audit(document)
    except ValueError as problem:
        invocation.refuse(CONTRADICTORY, path=shown, place=problem)
    if commit is not None and audit.tip != commit:
        invocation.refuse(ELSEWHERE, path=shown, tip=audit.tip[:12], commit=commit[:12])
    return audit


def _misshapen(document: Any) -> str | None:
    """Return where a document breaks the schema, None if it keeps it."""
    from jsonschema import Draft202012Validator  # noqa: PLC0415 - only a build with an audit needs it
    from jsonschema.exceptions import best_match  # noqa: PLC0415 - the same
    from referencing import Registry, Resource  # noqa: PLC0415 - the same

    schemas = {path.name: json.loads(path.read_bytes()) for path in shipped("schemas").glob("*.schema.json")}
    resources = ((name, Resource.from_contents(schema)) for name, schema in schemas.items())
    registry: Registry[Any] = Registry().with_resources(resources)
    defect = best_match(Draft202012Validator(schemas[SCHEMA], registry=registry).iter_errors(document))
    return None if defect is None else defect.json_path


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
