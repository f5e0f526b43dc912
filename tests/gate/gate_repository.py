"""Bare repositories made in a moment, and the gate asked about commits in them."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pygit2
from gate_portal import portal
from jsonschema import Draft202012Validator
from pygit2.enums import FileMode
from referencing import Registry, Resource

from thidua.gate.account import Actor
from thidua.gate.judgement import Judge
from thidua.gate.review import review
from thidua.gate.summary import summary
from thidua.gate.verdict import Verdict
from thidua.gate.verdict_document import verdict_document
from thidua.records.finding import Severity
from thidua.records.language import language

SCHEMAS = Path(__file__).parents[2] / "schemas"
REGISTRY: Registry[Any] = Registry().with_resources(
    (path.name, Resource.from_contents(json.loads(path.read_text("utf-8")))) for path in SCHEMAS.glob("*.json")
)
VALIDATORS: dict[str, Draft202012Validator] = {}

Content = str | bytes | tuple[int, str | bytes] | None


class History:
    """A bare repository with commits made straight in its object store."""

    def __init__(self, path: Path) -> None:
        self.repository = pygit2.init_repository(str(path), bare=True, initial_head="main")

    def commit(
        self,
        files: Mapping[str, Content],
        *parents: pygit2.Oid,
        message: str = "change",
        email: str = "quantri@mttq.example",
        at: str = "2020-11-10T09:00:00+07:00",
        branch: str | None = None,
    ) -> pygit2.Oid:
        """Commit the first parent's files with ``files`` on top; None deletes, a pair gives the mode too."""
        repository = self.repository
        index = pygit2.Index()
        if parents:
            index.read_tree(repository[parents[0]].peel(pygit2.Tree))
        for path, content in files.items():
            mode, text = content if isinstance(content, tuple) else (FileMode.BLOB, content)
            if text is None:
                index.remove(path)
                continue
            data = text.encode() if isinstance(text, str) else text
            found = pygit2.Oid(hex=text) if mode == FileMode.COMMIT else repository.create_blob(data)
            index.add(pygit2.IndexEntry(path, found, FileMode(mode)))
        return self.commit_tree(
            index.write_tree(repository), *parents, message=message, email=email, at=at, branch=branch
        )

    def commit_tree(
        self,
        tree: pygit2.Oid,
        *parents: pygit2.Oid,
        message: str = "change",
        email: str = "quantri@mttq.example",
        at: str = "2020-11-10T09:00:00+07:00",
        branch: str | None = None,
    ) -> pygit2.Oid:
        moment = datetime.fromisoformat(at)
        who = pygit2.Signature("Ai đó", email, int(moment.timestamp()), 420)
        found = self.repository.create_commit(None, who, who, message, tree, list(parents))
        if branch is not None:
            self.repository.references.create(f"refs/heads/{branch}", found, force=True)
        return found

    def portal(self, changes: Mapping[str, str | None] | None = None) -> pygit2.Oid:
        return self.commit(portal(changes), message="portal", at="2020-01-02T09:00:00+07:00")

    def tree(self, entries: Iterable[tuple[int, bytes, pygit2.Oid]]) -> pygit2.Oid:
        """Write a tree as it is given, in any order and with any names: what an attacker's own tool would do."""
        raw = b"".join(b"%o %s\0" % (mode, name) + found.raw for mode, name, found in entries)
        return self.repository.odb.write(pygit2.enums.ObjectType.TREE, raw)

    def review(
        self,
        target: pygit2.Oid,
        head: pygit2.Oid,
        actor: str | Actor,
        at: str = "2020-11-10T09:00:00+07:00",
        *,
        is_internal: bool | None = None,
    ) -> Verdict:
        who = actor if isinstance(actor, Actor) else Actor(actor)
        repository = self.repository
        verdict = review(
            Judge(repository),
            repository[target].peel(pygit2.Commit),
            repository[head].peel(pygit2.Commit),
            who,
            as_of(at),
            is_internal=is_internal,
        )
        validate("verdict", verdict_document(verdict, repository, language("vi")))
        assert self.summary(verdict, "vi").count("\n") > 3
        return verdict

    def summary(self, verdict: Verdict, code: str) -> str:
        """Return the summary of a verdict in the language ``code``."""
        spoken = language(code)
        return summary(verdict_document(verdict, self.repository, spoken), spoken)


def validate(kind: str, document: Any) -> Any:
    """Return a document that keeps the schema of its kind; every verdict of these tests is held against it."""
    validator = VALIDATORS.get(kind)
    if validator is None:
        schema = json.loads((SCHEMAS / f"{kind}.schema.json").read_text("utf-8"))
        validator = VALIDATORS[kind] = Draft202012Validator(schema, registry=REGISTRY)
    validator.validate(document)
    return document


def as_of(moment: str) -> datetime:
    return datetime.fromisoformat(moment).astimezone(UTC)


def rules(verdict: Verdict) -> list[str]:
    """The ids of the rules that refuse a change, in order, each once."""
    return list(dict.fromkeys(finding.rule.id for finding in verdict.findings if finding.is_error))


def marks(verdict: Verdict) -> list[str]:
    """The ids of the rules of the gate that mark a change without refusing it, one for each mark."""
    found = (finding.rule for finding in verdict.findings if finding.severity is Severity.WARNING)
    return [rule.id for rule in found if rule.id.startswith("gate-")]
