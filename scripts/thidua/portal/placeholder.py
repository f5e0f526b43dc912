"""Placeholders on generated pages: of the moment that the data are shown as of, and of the commit that they come from.

They are replaced when a page is put into its frame (``site/stamp.py``), so that a page is made again only when what it
shows has changed, and not for every commit. They are noncharacters of Unicode, which no record may hold (rule
``text-control``), so that nothing else on a page is taken for one.
"""

from typing import Final

COMMIT: Final = "\ufdd0"
SHORT_COMMIT: Final = "\ufdd1"
MOMENT: Final = "\ufdd2"
ISO_MOMENT: Final = "\ufdd3"
