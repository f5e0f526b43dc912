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

Action = Callable[[Mapping[str, str]], Mapping[str, str] | None]


def load(path: Path) -> dict[str, Any]:
    """Read a workflow; ``on`` stays a word (YAML 1.1 takes it for true)."""
    document = yaml.safe_load(path.read_text("utf-8"))
    document["on"] = document.pop(True, document.get("on"))
    return document


OPERATORS: dict[str, Callable[[Any, Callable[[], Any]], Any]] = {
    "||": lambda left, right: left or right(),
    "&&": lambda left, right: left and right(),
    "==": lambda left, right: left == right(),
    "!=": lambda left, right: left != right(),
}


def evaluate(expression: str, context: Mapping[str, Any]) -> Any:
    """Evaluate what the workflows use of the expression language: paths, texts, operators, cancelled."""
    expression = expression.strip()
    for sign, operator in OPERATORS.items():
        if sign in expression:
            left, _, right = expression.partition(sign)
            return operator(evaluate(left, context), partial(evaluate, right, context))
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


def jobs_that_run(workflow: Path, context: Mapping[str, Any], ends: Mapping[str, Any]) -> list[str]:
    """Return the jobs that run when those they need end as ``ends`` says (``result`` and ``outputs``, by job)."""
    ran, reached = [], dict(ends)
    for name, job in load(workflow)["jobs"].items():
        needed = [job["needs"]] if isinstance(job.get("needs"), str) else job.get("needs", [])
        condition = str(job.get("if", "success()")).removeprefix("${{").removesuffix("}}").strip()
        is_well = all(reached[other]["result"] == "success" for other in needed)
        here = {**context, "needs": {other: reached[other] for other in needed}}
        if (condition == "success()" or evaluate(condition, here)) and (is_well or "cancelled()" in condition):
            ran.append(name)
            reached.setdefault(name, {"result": "success"})
        else:
            reached[name] = {"result": "skipped"}
    return ran


@dataclass
class Done:
    """What a job came to."""

    succeeded: bool
    log: str
    summary: str
    outputs: Mapping[str, str] = field(default_factory=dict)


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
        event = self.folder / "event.json"
        event.write_text(json.dumps(self.event), "utf-8")
        tools = self.folder / "tools"
        tools.mkdir(exist_ok=True)
        (tools / "make").write_text(self.make, "utf-8")
        (tools / "make").chmod(0o755)
        number = lookup("pull_request.number", self.event)
        ref = f"refs/pull/{number}/merge" if number else "refs/heads/main"
        context: dict[str, Any] = {
            "github": {"event": self.event, "token": "token-of-the-run", "ref": ref},
            "steps": {},
        }
        base = {
            "PATH": f"{tools}:/usr/local/bin:/usr/bin:/bin",
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_EVENT_PATH": str(event),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_REF": ref,
            "GITHUB_SHA": self._tip(),
            "GITHUB_STEP_SUMMARY": str(summary),
            "GITHUB_REPOSITORY": "mttq/thi-dua",
            "GITHUB_SERVER_URL": "https://forge.example",
            "RUNNER_TEMP": str(self.folder),
            **self.environment,
        }
        succeeded, log = True, ""
        settings = load(workflow)["jobs"][job]
        for step in settings["steps"]:
            condition = str(step.get("if", "success()")).removeprefix("${{").removesuffix("}}")
            if not (succeeded if condition == "success()" else evaluate(condition, context)):
                continue
            if "uses" in step:
                values = {key: fill(value, context) for key, value in step.get("with", {}).items()}
                said = self._action(step["uses"].partition("@")[0])(values)
                context["steps"][step.get("id", "")] = {"outputs": said or {}}
                continue
            environment = {key: fill(value, context) for key, value in step.get("env", {}).items()}
            output.write_text("", "utf-8")
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
            said = dict(line.split("=", 1) for line in output.read_text("utf-8").splitlines())
            context["steps"][step.get("id", "")] = {"outputs": said}
        outputs = {name: fill(value, context) for name, value in settings.get("outputs", {}).items()}
        return Done(succeeded, log, summary.read_text("utf-8"), outputs)

    @property
    def workspace(self) -> Path:
        """Where the repository is checked out."""
        return self.folder / "work" / "thi-dua"

    def _action(self, name: str) -> Action:
        return {
            "actions/checkout": self._checkout,
            "actions/setup-python": lambda _values: None,
            "actions/download-artifact": self._download,
            "actions/upload-artifact": self._upload,
            "actions/upload-pages-artifact": self._upload,
        }[name]

    def _tip(self) -> str:
        command = ["git", "rev-parse", "main"]
        return subprocess.run(command, cwd=self.origin, check=True, capture_output=True, text=True).stdout.strip()

    def _checkout(self, values: Mapping[str, str]) -> None:
        branch = values["ref"].removeprefix("refs/heads/")
        depth = int(values.get("fetch-depth", "1"))
        settings = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        command = ["git", "clone", "--quiet", "--branch", branch, *([f"--depth={depth}"] if depth else [])]
        subprocess.run([*command, self.origin.as_uri(), str(self.workspace)], env=settings, check=True)

    def _upload(self, values: Mapping[str, str]) -> Mapping[str, str] | None:
        path = self.workspace / values["path"]
        if not path.exists():
            assert values["if-no-files-found"] == "ignore"
            return None
        kept = self.folder / "artifacts" / values.get("name", "github-pages")
        if values.get("overwrite") == "True":
            shutil.rmtree(kept, ignore_errors=True)
        if path.is_dir():
            shutil.copytree(path, kept)
        else:
            kept.mkdir(parents=True)
            shutil.copy(path, kept)
        self.artifacts[kept.name] = kept
        return {"artifact-id": str(len(self.artifacts))}

    def _download(self, values: Mapping[str, str]) -> None:
        shutil.copytree(self.artifacts[values["name"]], self.workspace, dirs_exist_ok=True)
