"""A runner of workflows for tests: the ``run:`` steps as they stand in the YAML, actions replaced by functions."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import yaml

CHECKOUT = Path(__file__).parents[2]
WORKFLOWS = CHECKOUT / ".github" / "workflows"

# Installing what the lock file says would ask the network; this checkout's own environment stands for it.
MAKE = f"""#!/bin/sh
test "$*" = .venv/site.stamp || exit 2
mkdir .venv
ln -s {sys.prefix}/bin {sys.prefix}/lib {sys.prefix}/pyvenv.cfg .venv/
"""

Action = Callable[[Mapping[str, str]], None]


def load(path: Path) -> dict[str, Any]:
    """Read a workflow; ``on`` stays a word (YAML 1.1 takes it for true)."""
    document = yaml.safe_load(path.read_text("utf-8"))
    document["on"] = document.pop(True, document.get("on"))
    return document


OPERATORS: dict[str, Callable[[Any, Callable[[], Any]], Any]] = {
    "||": lambda left, right: left or right(),
    "&&": lambda left, right: left and right(),
    "==": lambda left, right: left == right(),
}


def evaluate(expression: str, context: Mapping[str, Any]) -> Any:
    """Evaluate what the workflows use of the expression language: paths, texts, operators, startsWith, cancelled."""
    expression = expression.strip()
    for sign, operator in OPERATORS.items():
        if sign in expression:
            left, _, right = expression.partition(sign)
            return operator(evaluate(left, context), partial(evaluate, right, context))
    if expression.startswith("startsWith("):
        text, _, start = expression.removeprefix("startsWith(").removesuffix(")").partition(",")
        return str(evaluate(text, context)).startswith(evaluate(start, context))
    if expression == "!cancelled()":
        return True
    return expression.strip("'") if expression.startswith("'") else lookup(expression, context)


def lookup(path: str, context: Mapping[str, Any]) -> Any:
    """Return what stands at a dotted path, an empty text if nothing does."""
    found: Any = context
    for name in path.split("."):
        found = found.get(name, "") if isinstance(found, Mapping) else ""
    return found


def fill(text: object, context: Mapping[str, Any]) -> str:
    """Replace ``${{ … }}`` by values."""
    return re.sub(r"\$\{\{(.*?)\}\}", lambda found: str(evaluate(found[1], context)), str(text))


@dataclass
class Done:
    """What a job came to."""

    succeeded: bool
    log: str
    summary: str


@dataclass
class Runner:
    """One machine: a workspace, an event, files for output and summary, and stored artifacts."""

    folder: Path
    origin: Path
    event: Mapping[str, Any]
    environment: Mapping[str, str] = field(default_factory=dict)
    make: str = MAKE
    artifacts: dict[str, Path] = field(default_factory=dict)

    def run(self, workflow: Path, job: str) -> Done:
        """Run a job of a workflow, step by step, as the forge's runner does."""
        shutil.rmtree(self.workspace, ignore_errors=True)
        self.workspace.mkdir(parents=True)
        summary, output = self.folder / "summary.md", self.folder / "output"
        summary.write_text("", "utf-8")
        output.write_text("", "utf-8")
        event = self.folder / "event.json"
        event.write_text(json.dumps(self.event), "utf-8")
        tools = self.folder / "tools"
        tools.mkdir(exist_ok=True)
        (tools / "make").write_text(self.make, "utf-8")
        (tools / "make").chmod(0o755)
        context = {"github": {"event": self.event, "token": "token-of-the-run", "server_url": "https://forge.example"}}
        base = {
            "PATH": f"{tools}:/usr/local/bin:/usr/bin:/bin",
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_EVENT_PATH": str(event),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(summary),
            "GITHUB_REPOSITORY": "mttq/thi-dua",
            "GITHUB_SERVER_URL": "https://forge.example",
            "RUNNER_TEMP": str(self.folder),
            **self.environment,
        }
        succeeded, log = True, ""
        for step in load(workflow)["jobs"][job]["steps"]:
            condition = str(step.get("if", "success()")).removeprefix("${{").removesuffix("}}")
            if not (succeeded if condition == "success()" else evaluate(condition, context)):
                continue
            if "uses" in step:
                values = {key: fill(value, context) for key, value in step.get("with", {}).items()}
                self._action(step["uses"].partition("@")[0])(values)
                continue
            environment = {key: fill(value, context) for key, value in step.get("env", {}).items()}
            script = self.folder / "step.sh"
            script.write_text(step["run"], "utf-8")
            ran = subprocess.run(
                ["bash", "--noprofile", "--norc", "-eo", "pipefail", script],
                cwd=self.workspace,
                env={**base, **environment},
                capture_output=True,
                text=True,
                check=False,
            )
            log += ran.stdout + ran.stderr
            succeeded = succeeded and ran.returncode == 0
        return Done(succeeded, log, summary.read_text("utf-8"))

    @property
    def workspace(self) -> Path:
        """Where the repository is checked out."""
        return self.folder / "work" / "thi-dua"

    def _action(self, name: str) -> Action:
        return {
            "actions/checkout": self._checkout,
            "actions/setup-python": lambda _values: None,
            "actions/upload-artifact": self._upload,
            "actions/upload-pages-artifact": self._upload,
        }[name]

    def _checkout(self, values: Mapping[str, str]) -> None:
        branch = values["ref"].removeprefix("refs/heads/")
        settings = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        command = ["git", "clone", "--quiet", "--branch", branch, self.origin.as_uri(), str(self.workspace)]
        subprocess.run(command, env=settings, check=True)

    def _upload(self, values: Mapping[str, str]) -> None:
        path = self.workspace / values["path"]
        if not path.exists():
            assert values["if-no-files-found"] == "ignore"
            return
        kept = self.folder / "artifacts" / values.get("name", "github-pages")
        if path.is_dir():
            shutil.copytree(path, kept)
        else:
            kept.mkdir(parents=True)
            shutil.copy(path, kept)
        self.artifacts[kept.name] = kept
