"""What a command costs: seconds from start to finish, work, and the most memory that all its processes held at once."""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil  # type: ignore[import-untyped] # psutil ships no types

BETWEEN_LOOKS: Final = 0.1
"""Seconds between two looks at the memory of a watched command."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds by the wall clock; ``work``: seconds that its processes kept a core busy; bytes of memory, or 0.

    Work is the steadier measure where others use the machine too, and the right one for a cost per core.
    """

    seconds: float
    work: float
    memory: int = 0


class CommandFailedError(Exception):
    """A measured command ended with an exit code other than 0: its time says nothing."""


def cost(arguments: Sequence[str], folder: Path, *, is_watched: bool = False) -> Cost:
    """Run Python with ``arguments`` in ``folder`` and return what it cost. Raises CommandFailedError."""
    with tempfile.TemporaryFile() as output:
        start, before = time.perf_counter(), _work_of_children()
        process = psutil.Popen([sys.executable, *arguments], cwd=folder, stdout=output, stderr=subprocess.STDOUT)
        memory = _watch(process) if is_watched else 0
        code = process.wait()
        seconds = time.perf_counter() - start
        if code:
            output.seek(0)
            end = output.read().decode("utf-8", "replace")[-4000:]
            raise CommandFailedError(f"{' '.join(arguments)[:200]} ended with {code}:\n{end}")
    return Cost(seconds, _work_of_children() - before, memory)


def fastest(times: int, run: Callable[[], Cost]) -> Cost:
    """Return the least seconds, the least work and the most memory of several runs."""
    costs = [run() for _ in range(times)]
    return Cost(min(c.seconds for c in costs), min(c.work for c in costs), max(c.memory for c in costs))


def imported(arguments: Sequence[str], folder: Path) -> frozenset[str]:
    """Return the top-level packages that Python imports when it runs with ``arguments``. Raises CommandFailedError."""
    told = subprocess.run(  # noqa: S603 - our own interpreter with arguments of the bench
        [sys.executable, "-X", "importtime", *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    if told.returncode:
        raise CommandFailedError(told.stderr[-4000:])
    lines = (line for line in told.stderr.splitlines() if line.startswith("import time:"))
    return frozenset(line.rsplit("|", 1)[1].strip().partition(".")[0] for line in lines)


def _work_of_children() -> float:
    """Return the seconds of work of all processes below this one that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _watch(process: psutil.Popen) -> int:
    """Return the most memory that ``process`` and everything below it held at one look, until it ends."""
    most = 0
    while True:
        try:
            process.wait(BETWEEN_LOOKS)
        except psutil.TimeoutExpired:
            most = max(most, sum(map(_held, [process, *_below(process)])))
        else:
            return most


def _below(process: psutil.Process) -> list[psutil.Process]:
    try:
        return list(process.children(recursive=True))
    except psutil.NoSuchProcess:
        return []


def _held(process: psutil.Process) -> int:
    """Return the memory of a process: its share of what it shares, where the system tells, else all that it maps."""
    try:
        held = process.memory_full_info()
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return 0
    return int(getattr(held, "pss", 0) or held.rss)
