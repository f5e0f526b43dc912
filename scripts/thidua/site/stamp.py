"""The stamp: which moment and commit the data are of, in one small script that every generated page loads.

So a new moment, or a new commit, changes no page but the first, which tells both to readers without scripts; the others
lead there. The script also pins the links into the repository, which name the branch, to the commit of the
data, and names it in a report of an error.
"""

import json
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from thidua.portal import home, link
from thidua.portal.context import Context
from thidua.portal.link import Link

ADDRESS: Final = "assets/js/stamp.js"
_SCRIPT: Final = """\
(() => {
  const stamp = %s;
  for (const place of document.querySelectorAll(".td-version")) {
    const time = document.createElement("time");
    time.dateTime = stamp.iso;
    time.textContent = stamp.moment;
    place.replaceChildren("Số liệu tính đến ", time);
    if (stamp.commit) {
      const version = document.createElement(stamp.href ? "a" : "span");
      if (stamp.href) version.href = stamp.href;
      version.className = "td-mono";
      version.textContent = stamp.commit;
      place.append(", phiên bản dữ liệu ", version);
    }
    place.append(".");
  }
  const named = stamp.commit && encodeURIComponent(`\n\nPhiên bản dữ liệu: ${stamp.commit}`);
  for (const anchor of document.querySelectorAll("a[href]")) {
    if (named && anchor.href.startsWith(stamp.report)) anchor.href += named;
    for (const [branch, commit] of stamp.pins) {
      if (anchor.href.startsWith(branch)) anchor.href = commit + anchor.href.slice(branch.length);
    }
  }
})();
"""


def script(context: Context, commit: str | None) -> str:
    """Return the script of a portal; ``commit`` is where the data come from, None if they are not in Git."""
    return _SCRIPT % json.dumps(_stamp(context, commit), ensure_ascii=False).replace("<", "\\u003c")


def _stamp(context: Context, commit: str | None) -> Mapping[str, Any]:
    version = home.version(context, commit)
    named = version["commit"]
    return {
        "moment": version["moment"],
        "iso": version["iso"],
        "commit": named.text if isinstance(named, Link) else None,
        "href": named.href if isinstance(named, Link) else None,
        "report": link.new_report(context),
        "pins": _pins(context, commit),
    }


def _pins(context: Context, commit: str | None) -> list[tuple[str, str]]:
    """Return how addresses on the branch begin, and how the same at the commit."""
    base, portal = link.repository(context), context.portal
    if base is None or commit is None:
        return []
    return [
        (f"{base}/{room(portal)}/{quote(portal.branch)}/", f"{base}/{room(portal, is_commit=True)}/{commit}/")
        for room in (link.file_room, link.history_room)
    ]
