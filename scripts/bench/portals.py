"""The ground of a measurement: a folder with synthetic portals of the sizes that the rows ask for, each made once."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import stock, synthetic
from thidua.records.layout import ROOT

NOT_YET_FILED = ("verification.yml", "response.yml", "review.yml", "vote.yml", "decision.yml", "receipts-*.yml")
NOT_YET_HELD = ("covenant.yml", "exclusions.yml", "schedule.yml", "conference.yml", "report.yml", "consolidations")


class Portals:
    """Portals and peers' inputs below a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._aside = 0

    def portal(self, dossiers: int) -> Path:
        """Return the root of a whole portal."""
        root = self.folder / f"portal-{dossiers}"
        if not root.exists():
            synthetic.write(root, dossiers)
        return root

    def filed(self, dossiers: int) -> Path:
        """Return the root of the same portal just after filing: self-assessments and what they need, nothing else."""
        root = self.folder / f"filed-{dossiers}"
        if not root.exists():
            ignored = shutil.ignore_patterns(*NOT_YET_FILED, *NOT_YET_HELD)
            shutil.copytree(self.portal(dossiers) / ROOT, root / ROOT, ignore=ignored)
        return root

    def stock(self, dossiers: int) -> Path:
        """Return a stock MkDocs project with the same dossiers as Markdown pages."""
        folder = self.folder / f"stock-{dossiers}"
        if not folder.exists():
            stock.write(self.portal(dossiers), folder)
        return folder

    def put_aside(self, *folders: Path) -> None:
        """Move folders out of the way, to go when the bench ends.

        A file system may search long for room after files were removed: ext4 leaves their inodes alone for minutes.
        """
        for folder in folders:
            if folder.exists():
                self._aside += 1
                folder.rename(self.folder / f"aside-{self._aside}")

    @contextmanager
    def changed(self, path: Path) -> Iterator[Path]:
        """Change one note of a self-assessment as an officer would, for as long as the context lasts."""
        before = path.read_bytes()
        path.write_bytes(before.replace(b"    note: ", "    note: Đã sửa. ".encode(), 1))
        try:
            yield path
        finally:
            path.write_bytes(before)


def self_assessments(root: Path) -> list[Path]:
    """Return the self-assessments of a portal, sorted."""
    return sorted((root / ROOT).rglob("self-assessment.yml"))
