"""The page cache: where finished pages and frames are kept from one build to the next, beside the folder of pages."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

from thidua.site.frame import shape
from thidua.site.mkdocs import html_file


class PageCache:
    """Where finished pages and frames are kept from one build to the next, beside the folder of pages.

    ``nav`` are the pages that the navigation names; each has a frame of its own.
    """

    def __init__(self, docs: Path, surroundings: str, nav: frozenset[str]) -> None:
        self.docs = docs
        self.nav = nav
        self.finished = docs.parent / "html"
        self.frames = docs.parent / "frames"
        self.project = docs.parent / "project"
        self._state = docs.parent / "html.json"
        self._surroundings = surroundings
        self.known = self._read()
        if not self.known:
            for stale in (self.finished, self.frames):
                shutil.rmtree(stale, ignore_errors=True)

    def frame(self, page: str) -> Path:
        """Return where the frame for a page is kept."""
        return self.frames / (page.replace("/", "-") if page in self.nav else shape(page))

    def is_finished(self, page: str, digest: str) -> bool:
        """Whether the page was built from these bytes in these surroundings."""
        return self.known.get(page) == digest and (self.finished / html_file(page)).is_file()

    def forget(self) -> None:
        """Count on nothing while a build is under way."""
        self._state.unlink(missing_ok=True)

    def keep(self, digests: Mapping[str, str]) -> None:
        """Remember what was built; remove pages that are no more."""
        for page in self.known.keys() - digests.keys():
            (self.finished / html_file(page)).unlink(missing_ok=True)
        self._state.write_text(json.dumps({"surroundings": self._surroundings, "pages": digests}), encoding="utf-8")

    def tell(self, config: str) -> None:
        """Leave a config beside the pages with which the site generator, or another, makes the same site of them."""
        (self.docs.parent / "mkdocs.yml").write_text(config, encoding="utf-8")

    def _read(self) -> dict[str, str]:
        try:
            found = json.loads(self._state.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return dict(found["pages"]) if found.get("surroundings") == self._surroundings else {}
