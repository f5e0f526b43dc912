"""In doubt a file is frozen: what may freeze it and cannot be read is mended first (docs/decisions/0020)."""

from collections.abc import Iterator

from thidua.gate.change_set import ChangeSet
from thidua.records.finding import Finding, offence
from thidua.records.kind import COVENANT, RECEIPTS, RESPONSE, RUBRIC, SEAL, SEASON, SELF_ASSESSMENT, TARGETS
from thidua.records.language import mark as _
from thidua.records.layout import Place, cluster_path, dossier_path, season_path

UNREADABLE = offence(
    "gate-unreadable",
    _("“{file}” cannot be read, so nobody can tell whether it freezes “{path}”."),
    _("Whoever writes “{file}” mends it first, in a change of its own; “thidua validate” says what is wrong with it."),
    _("A file was changed while the one that says whether it is frozen could not be read."),
)


def check_readable(change_set: ChangeSet) -> Iterator[Finding]:
    """Yield each change of what a record of the target may freeze that cannot be read, except the one that mends it."""
    for change, where in change_set.placed():
        for file in freezing(where):
            is_mended = file == change.path and change_set.merged.record(file) is not None
            if change_set.target.is_unreadable(file) and not is_mended:
                yield UNREADABLE.in_text(change.path, 1, 1, file=file, path=change.path)


def freezing(where: Place) -> Iterator[str]:
    """Yield the records of a season that say what is frozen at a place."""
    if where.season is None:
        return
    yield season_path(where.season, "decision.yml")
    yield season_path(where.season, "corrections.yml")
    if where.record in {SEASON, RUBRIC, TARGETS, COVENANT, SELF_ASSESSMENT, SEAL}:
        yield season_path(where.season, "season.yml")
    if where.record == RESPONSE:
        yield dossier_path(where.season, where.cluster or "", where.organisation or "", "review.yml")
    if where.record == SELF_ASSESSMENT:
        yield from (cluster_path(where.season, where.cluster or "", kind.file) for kind in RECEIPTS)
