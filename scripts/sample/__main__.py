"""Writes the generated part of the sample again: `python scripts/sample`.

Written by hand and left alone: portal.yml, and of each season season.yml, rubric.yml, decision.yml, corrections.yml and
consolidations/. Everything else under submissions/ comes from the plans, profiles and phrases beside this file.
"""

from __future__ import annotations

import sys
from pathlib import Path

import accounts
import organisations
import seasons
from emitter import document

here = Path(__file__).resolve().parent


def files(submissions: Path) -> dict[str, str]:
    """Return every generated file by its path under submissions/."""
    register = organisations.read(here / "profiles")
    written = {
        "organisations.yml": document(
            "organisations", 0, organisations.register(register), heading=organisations.heading
        ),
        "accounts.yml": document("accounts", 0, accounts.register(register), heading=accounts.heading),
    }
    for plans in sorted((here / "plans").iterdir()):
        written |= seasons.files(plans, submissions, register)
    return written


def main() -> None:
    """Write what changed and remove what is no longer generated."""
    submissions = Path(sys.argv[1]) if len(sys.argv) > 1 else here.parent.parent / "submissions"
    wanted = files(submissions)
    for name, text in wanted.items():
        path = submissions / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_bytes() != text.encode():
            path.write_bytes(text.encode())
    for path in sorted(submissions.glob("*/cum-*/**/*.yml")):
        if path.relative_to(submissions).as_posix() not in wanted:
            path.unlink()


if __name__ == "__main__":
    main()
