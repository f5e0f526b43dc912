"""What the tests of pages share: a portal, and a page's text."""

import re
from html import unescape

from support.make import ZONE
from thidua.records.registers import Portal

PORTAL = Portal(
    "Cổng Thi đua",
    "ban-thuong-truc",
    "https://example.org/thi-dua/",
    ZONE.key,
    "vi",
    ("vi",),
    "https://example.org/thi-dua",
    "main",
    "github",
    is_internal=False,
)


def words(html):
    """The text of a page, tags taken out and blanks made one."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", html)))
