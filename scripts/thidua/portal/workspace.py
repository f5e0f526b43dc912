"""The workspace: where finished pages and moulds are kept from one build to the next, beside the folder of pages."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from thidua.portal.mould import shape

GIVEN: Final = frozenset({"404.html", "sitemap.xml"})  # of a site, whatever stands in the folder of pages


class Workspace:
    """Where finished pages and moulds are kept from one build to the next, beside the folder of pages.

    ``nav`` are the pages that the navigation names; each has a frame of its own.
    """

    def __init__(self, docs: Path, frame: str, nav: frozenset[str]) -> None:
        self.docs = docs
        self.nav = nav
        self.finished = docs.parent / "html"
        self.moulds = docs.parent / "moulds"
        self.project = docs.parent / "project"
        self._state = docs.parent / "html.json"
        self._frame = frame
        self.known = self._read()
        if not self.known:
            for stale in (self.finished, self.moulds):
                shutil.rmtree(stale, ignore_errors=True)

    def mould(self, page: str) -> Path:
        """Return where the mould for a page is kept."""
        return self.moulds / (page.replace("/", "-") if page in self.nav else shape(page))

    def is_finished(self, page: str, digest: str) -> bool:
        """Whether the page was built from these bytes in this frame."""
        return self.known.get(page) == digest and (self.finished / output(page)).is_file()

    def forget(self) -> None:
        """Count on nothing while a build is under way."""
        self._state.unlink(missing_ok=True)

    def keep(self, digests: Mapping[str, str]) -> None:
        """Remember what was built; remove pages that are no more."""
        for page in self.known.keys() - digests.keys():
            (self.finished / output(page)).unlink(missing_ok=True)
        self._state.write_text(json.dumps({"frame": self._frame, "pages": digests}), encoding="utf-8")

    def tell(self, config: str) -> None:
        """Leave a config beside the pages with which the site generator, or another, makes the same site of them."""
        (self.docs.parent / "mkdocs.yml").write_text(config, encoding="utf-8")

    def _read(self) -> dict[str, str]:
        try:
            found = json.loads(self._state.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return dict(found["pages"]) if found.get("frame") == self._frame else {}


def output(path: str) -> str:
    """Return the file of the site that a file becomes: ``2020/index.html`` for ``2020/index.md`` or ``2020/README.md``.

    What is no page stays what it is.
    """
    if not path.endswith(".md"):
        return path
    folder, slash, name = path.removesuffix(".md").rpartition("/")
    return f"{folder}{slash}{'index' if name == 'README' else name}.html"  # as MkDocs has it
