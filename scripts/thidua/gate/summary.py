"""The summary of a verdict in Markdown, for the job summary and the one comment on a pull request (gate.md)."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

from thidua.gate.difference import content
from thidua.gate.escape import markdown
from thidua.gate.impact import Impact
from thidua.gate.receipt_draft import SEALED
from thidua.gate.verdict import Verdict
from thidua.gate.wording import (
    ACCEPTED,
    ACTIONS,
    ACTOR,
    ACTOR_UNKNOWN,
    EMBARGOED,
    MAY_MOVE,
    NO,
    NO_IMPACT,
    NOT_COMPUTED,
    NOT_GIVEN,
    OLDER,
    PROVISIONAL,
    PUBLISHES,
    REFUSED,
    UNTOLD,
    WITHHELD,
    YES,
    figure,
    name_of,
    record,
    value,
    whose,
)
from thidua.publication.audit import ChangeKind
from thidua.records.finding import Finding, Severity
from thidua.records.kind import DECISION
from thidua.records.language import Language
from thidua.records.language import mark as _
from thidua.records.layout import place
from thidua.records.registers import ADMINISTRATOR
from thidua.records.schema import Schemas

WHAT: Final = _("What changes, and whose it is")
COLUMNS: Final = (_("Record"), _("Change"), _("Whose it is"))
REMARKS: Final = _(
    "Of the remarks that stop no change, those that rest on more than the file itself, such as on late filing, are not "
    "told in public; run the same check offline with “--audience internal”."
)
SAID: Final = _("What it says differently")
SAID_COLUMNS: Final = (_("Item"), _("Before"), _("After"))
MORE_SAID: Final = _("… and {count} more values.")
SAID_INSIDE: Final = _(
    "What records say that may not be shown yet is not told here; Git shows it to whoever may read the repository."
)
WRONG: Final = _("What is wrong")
IMPACT: Final = _("What it does to the cluster")
IMPACT_COLUMNS: Final = (_("Member"), _("Figure"), _("Before"), _("After"))
RECEIPT: Final = _("Receipt, ready to append")
RECEIPT_FOR: Final = _("At the end of “{register}” ({size} bytes received):")
MORE: Final = _("… and {count} more files.")
HEAD: Final = _("Checked: change {head} against {target} of the main branch, at {moment}.")
LINE: Final = _("line {line}")
MORE_FINDINGS: Final = _("… and {count} more things to mend.")
THE_ADMINISTRATOR: Final = _("the administrator")
MOST_ROWS: Final = 100
MOST_FINDINGS: Final = 500
_TRUTHS: Final = {"true": YES, "false": NO}
_SIGNS: Final = {Severity.ERROR: "❌", Severity.WARNING: "⚠️", Severity.INFO: "ℹ️"}


def summary(verdict: Verdict, language: Language) -> str:
    """Return the whole verdict as its reader may see it; everything that came from outside is escaped."""
    return "\n".join(_lines(verdict, language)) + "\n"


def _lines(verdict: Verdict, language: Language) -> Iterator[str]:
    judgement = verdict.judgement
    errors = sum(finding.is_error for finding in verdict.findings)
    result = ACCEPTED if verdict.is_accepted else REFUSED
    yield f"## {'✅' if verdict.is_accepted else '❌'} {markdown(language.fill(result, {'errors': str(errors)}))}"
    yield ""
    account = judgement.account
    acts_for = verdict.names.get(account.acts_for, account.acts_for) if account is not None else ""
    if acts_for == ADMINISTRATOR:
        acts_for = language.text(THE_ADMINISTRATOR)
    sentence = ACTOR if account is not None else ACTOR_UNKNOWN
    yield markdown(language.fill(sentence, {"login": judgement.actor.login, "acts_for": acts_for}))
    moment = judgement.now.astimezone(judgement.before.zone())
    head, target = str(judgement.head.id)[:12], str(judgement.target.id)[:12]
    checked = {"head": head, "target": target, "moment": moment}
    yield markdown(language.fill(HEAD, checked), (head, target))
    yield ""
    yield from _wrong(verdict, language)
    if judgement.kind is ChangeKind.DATA and not (verdict.is_internal or verdict.is_private):
        yield from (markdown(language.text(REMARKS)), "")
    schemas = Schemas()
    yield from _changes(verdict, schemas, language)
    yield from _said(verdict, schemas, language)
    yield from _publishing(verdict, language)
    if verdict.impacts or verdict.silent:
        yield from impact_lines(verdict.impacts, verdict.names, language, is_silent=bool(verdict.silent))
    elif not verdict.is_accepted and judgement.kind is ChangeKind.DATA:
        yield from heading(IMPACT, language)
        yield from (markdown(language.text(NOT_COMPUTED)), "")
    for draft in verdict.drafts:
        yield from heading(RECEIPT, language)
        values = {"register": draft.register, "size": str(draft.size)}
        yield markdown(language.fill(RECEIPT_FOR, values))
        if draft.is_sealed:
            yield from ("", markdown(language.text(SEALED)))
        yield from ("", "```yaml", draft.row.replace("`", ""), "```", "")


def _wrong(verdict: Verdict, language: Language) -> Iterator[str]:
    told = sorted(verdict.told, key=lambda found: list(_SIGNS).index(found.severity))
    if not (told or verdict.untold or verdict.older):
        return
    yield from heading(WRONG, language)
    for finding in told[:MOST_FINDINGS]:
        yield _finding(finding, language)
    if len(told) > MOST_FINDINGS:
        yield f"- {markdown(language.fill(MORE_FINDINGS, {'count': str(len(told) - MOST_FINDINGS)}))}"
    if verdict.untold:
        yield f"- {markdown(language.fill(UNTOLD, {'count': str(verdict.untold)}))}"
    if verdict.older:
        yield f"- {markdown(language.fill(OLDER, {'count': str(verdict.older)}))}"
    yield ""


def _finding(finding: Finding, language: Language) -> str:
    line = language.fill(LINE, {"line": str(finding.line)})
    place_ = f"{markdown(finding.path)}, {markdown(line)}"
    message, hint = markdown(finding.message(language)), markdown(finding.hint(language).strip())
    return f"- {_SIGNS[finding.severity]} {place_}: **{message}**<br>→ {hint} <sub>{finding.rule.id}</sub>"


def _changes(verdict: Verdict, schemas: Schemas, language: Language) -> Iterator[str]:
    changes = verdict.judgement.changes
    if not changes:
        return
    yield from heading(WHAT, language)
    yield from table_head(COLUMNS, language)
    for change in changes[:MOST_ROWS]:
        words = record(verdict.judgement, change.path, verdict.names, schemas, language)
        action = language.text(ACTIONS[change.action])
        yield _record_row(words, change.path, action, whose(verdict.judgement, change, verdict.names, language))
    if len(changes) > MOST_ROWS:
        yield ""
        yield markdown(language.fill(MORE, {"count": str(len(changes) - MOST_ROWS)}))
    yield ""


def _said(verdict: Verdict, schemas: Schemas, language: Language) -> Iterator[str]:
    found = content(verdict.judgement, schemas, is_internal=verdict.is_internal)
    if found.differences:
        yield from heading(SAID, language)
    for path, differences in groupby(found.differences, lambda difference: difference.path):
        words = record(verdict.judgement, path, verdict.names, schemas, language)
        yield from (f"**{markdown(words or path)}**", "")
        yield from table_head(SAID_COLUMNS, language)
        for difference in differences:
            steps = difference.titles if language.code == "vi" else map(str, difference.pointer)
            values = (_read(value_, verdict.names, language) for value_ in (difference.before, difference.after))
            yield row(" › ".join(verdict.names.get(step, step) for step in steps), *values)
        yield ""
    if found.more:
        yield from (markdown(language.fill(MORE_SAID, {"count": str(found.more)})), "")
    if found.is_withheld:
        yield from (markdown(language.text(SAID_INSIDE)), "")


def _read(written: str | None, names: Mapping[str, str], language: Language) -> str:
    """Return a value of a record as people say it."""
    if written in _TRUTHS:
        return language.text(_TRUTHS[written])
    return "–" if written is None else names.get(written, written)


def _publishing(verdict: Verdict, language: Language) -> Iterator[str]:
    """Yield what a decision that publishes its season means; a stranger's is not read."""
    for change in verdict.judgement.own:
        where = place(change.path)
        if where is None or where.record != DECISION:
            continue
        before, after = (state.decision(where) for state in (verdict.judgement.before, verdict.judgement.after))
        day = after.published_on if after is not None else None
        if day is not None and (before is None or before.published_on is None):
            yield markdown(language.fill(PUBLISHES, {"season": where.season or "", "day": day}))
            yield ""


def impact_lines(
    impacts: Sequence[Impact], names: Mapping[str, str], language: Language, *, is_silent: bool
) -> Iterator[str]:
    """Yield what a change does to its clusters, the table last; ``is_silent`` says that of some nothing is told."""
    yield from heading(IMPACT, language)
    if is_silent:
        yield from (markdown(language.text(NOT_GIVEN)), "")
    if not impacts:
        return
    movements = [(impact.titles, movement) for impact in impacts for movement in impact.movements]
    withheld = dict.fromkeys(name for impact in impacts for name in impact.withheld)
    figures = ", ".join(language.text(EMBARGOED[name]) for name in withheld)
    if withheld:
        yield from (markdown(language.fill(WITHHELD if movements else MAY_MOVE, {"figures": figures})), "")
    elif not movements:
        yield from (markdown(language.text(NO_IMPACT)), "")
    if movements:
        yield from (markdown(language.text(PROVISIONAL)), "")
        yield from table_head(IMPACT_COLUMNS, language)
        for titles, movement in movements:
            values = (value(movement, found, language, titles) for found in (movement.before, movement.after))
            yield row(name_of(movement, names, language), figure(movement, language, titles), *values)
        yield ""


def heading(text: str, language: Language) -> Iterator[str]:
    """Yield a heading of the third level."""
    yield f"### {markdown(language.text(text))}"
    yield ""


def table_head(columns: tuple[str, ...], language: Language) -> Iterator[str]:
    """Yield the first two lines of a table."""
    yield row(*(language.text(column) for column in columns))
    yield "| " + " | ".join("---" for _column in columns) + " |"


def row(*cells: str) -> str:
    """Return a line of a table."""
    return "| " + " | ".join(markdown(cell) for cell in cells) + " |"


def _record_row(words: str | None, path: str, *cells: str) -> str:
    """Return a row that begins with a record: in words, and below them its path."""
    named = f"{markdown(words)}<br><sub>{markdown(path)}</sub>" if words is not None else markdown(path)
    return f"| {named} " + row(*cells)
