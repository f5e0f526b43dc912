"""Two folders change places in one step, so that there is no moment at which one of them is missing."""

import ctypes
import os
import sys
from pathlib import Path
from typing import Final

_HERE: Final = -100  # AT_FDCWD of Linux: a relative path begins at the working directory
_EXCHANGE: Final = ctypes.c_uint(2)  # RENAME_EXCHANGE of Linux, RENAME_SWAP of macOS


def swap(one: Path, other: Path) -> bool:
    """Let two folders of one file system change places. Return whether they did.

    Nothing is changed where the system, its C library or the file system has no such step.
    """
    first, second = os.fsencode(one), os.fsencode(other)
    try:
        if sys.platform == "linux":
            return bool(ctypes.CDLL(None).renameat2(_HERE, first, _HERE, second, _EXCHANGE) == 0)
        if sys.platform == "darwin":
            return bool(ctypes.CDLL(None).renamex_np(first, second, _EXCHANGE) == 0)
    except AttributeError:  # an older C library
        return False
    return False
