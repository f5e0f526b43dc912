"""Work spread over several processes at a time."""

import gc
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")
FORKS: Final = "fork" in multiprocessing.get_all_start_methods()
"""Whether processes can begin with all that this one has read."""
SELDOM: Final = 100_000
"""How many new objects a process makes before it looks for circles among them: it lives no longer than its work."""


def spread(work: Callable[[Task], Result], tasks: Sequence[Task], jobs: int) -> Iterator[Result]:
    """Yield the results of ``work`` on all tasks, in their order, ``jobs`` of them worked on at a time.

    Where the system can fork, the processes begin with all that this one has read, and ``work`` may carry any of it.
    """
    if jobs == 1 or len(tasks) <= 1:
        yield from map(work, tasks)
        return
    gc.freeze()  # what was read so far is there for good: no process looks through it again
    context = multiprocessing.get_context("fork" if FORKS else None)
    with context.Pool(min(jobs, len(tasks)), _begin, (work,)) as pool:
        yield from pool.imap(_do, tasks)


def shares(items: Sequence[Task], size: int) -> list[Sequence[Task]]:
    """Return the items in shares of at most ``size``."""
    return [items[start : start + size] for start in range(0, len(items), size)]


_work: list[Callable[[Any], Any]] = []  # of a process that was made for it, and of no other


def _begin(work: Callable[[Any], Any]) -> None:
    gc.set_threshold(SELDOM)
    _work.append(work)


def _do(task: object) -> Any:
    return _work[-1](task)
