"""The summary of a verdict in Markdown, for the job summary and the one comment on a pull request (gate.md)."""

from collections.abc import Iterator
from typing import Final

from thidua.gate.escape import markdown
from thidua.gate.verdict import Verdict
from thidua.gate.wording import (
    ACCEPTED,
    ACTIONS,
    ACTOR,
    ACTOR_UNKNOWN,
    EMBARGOED,
    NO_IMPACT,
    NOT_GIVEN,
    OLDER,
    PROVISIONAL,
    REFUSED,
    UNTOLD,
    WITHHELD,
    figure,
    value,
    whose,
)
from thidua.records.finding import Finding, Severity
from thidua.records.language import Language
from thidua.records.language import mark as _

WHAT: Final = _("What changes, and whose it is")
COLUMNS: Final = (_("File"), _("Change"), _("Whose it is"))
WRONG: Final = _("What is wrong")
IMPACT: Final = _("What it does to the cluster")
IMPACT_COLUMNS: Final = (_("Member"), _("Figure"), _("Before"), _("After"))
RECEIPT: Final = _("Receipt, ready to append")
RECEIPT_FOR: Final = _("At the end of “{register}” ({size} bytes received):")
MORE: Final = _("… and {count} more files.")
HEAD: Final = _("Checked: {head} into {target}, at {moment}.")
LINE: Final = _("line {line}")
MORE_FINDINGS: Final = _("… and {count} more things to mend.")
MOST_ROWS: Final = 100
MOST_FINDINGS: Final = 500
_SIGNS: Final = {Severity.ERROR: "❌", Severity.WARNING: "⚠️", Severity.INFO: "ℹ️"}


def summary(verdict: Verdict, language: Language) -> str:
    """Return the whole verdict as its reader may see it; everything that came from outside is escaped."""
    return "\n".join(_lines(verdict, language)) + "\n"


def _lines(verdict: Verdict, language: Language) -> Iterator[str]:
    judgement = verdict.judgement
    errors = sum(finding.is_error for finding in verdict.findings)
    head = ACCEPTED if verdict.is_accepted else REFUSED
    yield f"## {'✅' if verdict.is_accepted else '❌'} {markdown(language.fill(head, {'errors': str(errors)}))}"
    yield ""
    account = judgement.account
    acts_for = verdict.names.get(account.acts_for, account.acts_for) if account is not None else ""
    sentence = ACTOR if account is not None else ACTOR_UNKNOWN
    yield markdown(language.fill(sentence, {"login": judgement.actor.login, "acts_for": acts_for}))
    moment = judgement.now.astimezone(judgement.before.zone())
    yield markdown(
        language.fill(
            HEAD,
            {
                "head": str(judgement.head.id)[:12],
                "target": str(judgement.target.id)[:12],
                "moment": f"{moment:%d/%m/%Y %H:%M}",
            },
        )
    )
    yield ""
    yield from _wrong(verdict, language)
    yield from _changes(verdict, language)
    if verdict.is_accepted and (verdict.impacts or verdict.silent):
        yield from _impacts(verdict, language)
    for draft in verdict.drafts:
        yield from _heading(RECEIPT, language)
        values = {"register": draft.register, "size": str(draft.size)}
        yield markdown(language.fill(RECEIPT_FOR, values))
        yield from ("", "```yaml", draft.row.replace("`", ""), "```", "")


def _wrong(verdict: Verdict, language: Language) -> Iterator[str]:
    if not verdict.findings:
        return
    yield from _heading(WRONG, language)
    told = sorted(verdict.told, key=lambda found: list(_SIGNS).index(found.severity))
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


def _changes(verdict: Verdict, language: Language) -> Iterator[str]:
    changes = verdict.judgement.changes
    if not changes:
        return
    yield from _heading(WHAT, language)
    yield from _table_head(COLUMNS, language)
    for change in changes[:MOST_ROWS]:
        yield _row(change.path, language.text(ACTIONS[change.action]), whose(change.path, verdict.names, language))
    if len(changes) > MOST_ROWS:
        yield ""
        yield markdown(language.fill(MORE, {"count": str(len(changes) - MOST_ROWS)}))
    yield ""


def _impacts(verdict: Verdict, language: Language) -> Iterator[str]:
    yield from _heading(IMPACT, language)
    if verdict.silent:
        yield from (markdown(language.text(NOT_GIVEN)), "")
    if not verdict.impacts:
        return
    yield markdown(language.text(PROVISIONAL))
    yield ""
    movements = [(impact, movement) for impact in verdict.impacts for movement in impact.movements]
    if movements:
        yield from _table_head(IMPACT_COLUMNS, language)
        for impact, movement in movements:
            name = verdict.names.get(movement.organisation, movement.organisation)
            values = (movement.before, movement.after)
            before, after = (value(movement, found, language, impact.titles) for found in values)
            yield _row(name, figure(movement, language, impact.titles), before, after)
    else:
        yield markdown(language.text(NO_IMPACT))
    yield ""
    withheld = dict.fromkeys(name for impact in verdict.impacts for name in impact.withheld)
    if withheld:
        figures = ", ".join(language.text(EMBARGOED[name]) for name in withheld)
        yield markdown(language.fill(WITHHELD, {"figures": figures}))
        yield ""


def _heading(text: str, language: Language) -> Iterator[str]:
    yield f"### {markdown(language.text(text))}"
    yield ""


def _table_head(columns: tuple[str, ...], language: Language) -> Iterator[str]:
    yield _row(*(language.text(column) for column in columns))
    yield "| " + " | ".join("---" for _column in columns) + " |"


def _row(*cells: str) -> str:
    return "| " + " | ".join(markdown(cell) for cell in cells) + " |"
