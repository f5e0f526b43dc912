"""What tests share: copies of the sample that may be changed, and sites built from it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from support.command import AS_OF, Site, commit_all, copy_of_sample, thidua

# Properties are checked on the same examples every time, however slow the machine.
settings.register_profile("repeatable", derandomize=True, deadline=None, database=None, max_examples=100)
settings.load_profile("repeatable")


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """Return a copy of the sample portal that a test may change."""
    return copy_of_sample(tmp_path / "portal")


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Site]:
    """Return a function that builds the sample once for each set of options."""
    built: dict[tuple[str, ...], Site] = {}

    def build_sample(*options: str) -> Site:
        if options not in built:
            root = copy_of_sample(tmp_path_factory.mktemp("portal") / "root")
            commit = commit_all(root)
            as_of = () if "--as-of" in options else ("--as-of", AS_OF)
            run = thidua("build", "--root", root, "--jobs", "2", *as_of, *options)
            assert run.exit_code == 0, run.out + run.err
            built[options] = Site(root, root / "site", commit, run)
        return built[options]

    return build_sample


@pytest.fixture(scope="session")
def site(build: Callable[..., Site]) -> Site:
    """Return the sample's public site, as ``make site`` builds it."""
    return build()
