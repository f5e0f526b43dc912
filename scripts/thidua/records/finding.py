"""What is wrong with the data: rules, findings, and the order in which they are told."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any, Final

from thidua.records.language import Amount, Day, Language, Moment, Term, written

Pointer = tuple[str | int, ...]

LONGEST_VALUE: Final = 80
MOST_FINDINGS: Final = 100


class Severity(StrEnum):
    """How much a finding matters: errors stop a build, warnings are recorded, information is only told."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule on the data, with its English texts; the catalogue of messages has the Vietnamese ones.

    ``message`` says what was found, ``hint`` how to mend it; both may name values in braces. ``is_alone`` says that its
    check gets nothing but the file, the season's rules and its rubric: then no other record decides whether it is
    found, and whoever sends the file may be told in public (decision 0015). ``public`` is what the public reads where
    the rule was broken in the history (decision 0045).
    """

    id: str
    severity: Severity
    message: str
    hint: str
    is_alone: bool = False
    public: str = ""

    def worded(self, message: str | None = None, hint: str | None = None) -> "Rule":
        """Return the rule with another message or hint, for where more can be said than in every case."""
        return replace(self, message=message or self.message, hint=hint or self.hint)

    def at(self, path: str, /, *pointer: str | int, **values: object) -> "Finding":
        """Return a finding of this rule on the value at ``pointer`` in the file ``path``."""
        return Finding(self, path, pointer, {name: _shown(value) for name, value in values.items()})

    def on_key(self, path: str, /, *pointer: str | int, **values: object) -> "Finding":
        """Return a finding that points at the key itself, not at its value."""
        return replace(self.at(path, *pointer, **values), on_key=True)

    def in_text(self, path: str, line: int, column: int, /, **values: object) -> "Finding":
        """Return a finding at a known place of a file that need not be readable as YAML."""
        return replace(self.at(path, **values), line=line, column=column)


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that a value breaks. Lines and columns count from 1; line 0 means: not looked up yet."""

    rule: Rule
    path: str
    pointer: Pointer = ()
    values: Mapping[str, str] = field(default_factory=dict)
    on_key: bool = False
    line: int = 0
    column: int = 0

    @property
    def severity(self) -> Severity:
        """The severity of the rule."""
        return self.rule.severity

    @property
    def is_error(self) -> bool:
        """Whether the finding stops a build."""
        return self.rule.severity is Severity.ERROR

    @property
    def json_pointer(self) -> str:
        """The pointer as RFC 6901 writes it."""
        return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in self.pointer)

    def message(self, language: Language) -> str:
        """Return what was found, in ``language``."""
        return language.fill(self.rule.message, self.values)

    def hint(self, language: Language) -> str:
        """Return how to mend it, in ``language``."""
        return language.fill(self.rule.hint, self.values)

    def told(self, language: Language) -> "ToldFinding":
        """Return the finding as it is told in ``language``."""
        return ToldFinding(
            rule=self.rule.id,
            severity=self.severity,
            path=printable(self.path),
            line=self.line,
            column=self.column,
            pointer=self.json_pointer,
            message=self.message(language),
            hint=self.hint(language).strip(),
        )

    def document(self, language: Language) -> dict[str, str | int]:
        """Return the finding as every command's JSON has it, its texts in ``language``."""
        return self.told(language).document()


@dataclass(frozen=True, slots=True)
class ToldFinding:
    """A finding in one language, as JSON carries it: a rule of this name need not be known here."""

    rule: str
    severity: Severity
    path: str
    line: int
    column: int
    pointer: str
    message: str
    hint: str

    def document(self) -> dict[str, str | int]:
        """Return the finding as every command's JSON has it."""
        return asdict(self) | {"severity": self.severity.value}

    @classmethod
    def from_document(cls, data: Mapping[str, Any]) -> "ToldFinding":
        """Return the finding of data that the schema has accepted."""
        return cls(**{**data, "severity": Severity(data["severity"])})


def error(rule: str, message: str, hint: str) -> Rule:
    """Declare a rule of severity error."""
    return Rule(rule, Severity.ERROR, message, hint)


def offence(rule: str, message: str, hint: str, public: str) -> Rule:
    """Declare an error of what is done, as the history may hold it too: ``public`` then says so, naming nobody."""
    return Rule(rule, Severity.ERROR, message, hint, public=public)


def warning(rule: str, message: str, hint: str, *, is_alone: bool = False) -> Rule:
    """Declare a rule of severity warning; ``is_alone`` as in ``Rule``."""
    return Rule(rule, Severity.WARNING, message, hint, is_alone)


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings in their stable order: by path, place in the file, rule; duplicates once."""
    unique = {(f.path, f.line, f.column, f.rule.id, f.json_pointer, tuple(f.values.items())): f for f in findings}
    return [unique[key] for key in sorted(unique)]


def bounded(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the findings on one file, and no more after so many errors that the file must be looked at as a whole."""
    errors = 0
    for finding in findings:
        yield finding
        errors += finding.is_error
        if errors == MOST_FINDINGS:
            return


def printable(text: str) -> str:
    """Return ``text`` with everything that could steer a terminal or hide in a line written as an escape."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in text)


def shortened(text: str) -> str:
    """Return ``text`` in printable characters, cut to what a message has room for."""
    shown = printable(text)
    return shown if len(shown) <= LONGEST_VALUE else shown[: LONGEST_VALUE - 1] + "…"


def _shown(value: object) -> str:
    found = written(value)
    if isinstance(found, (Term, Amount, Day, Moment)):
        return found
    return shortened(found)
