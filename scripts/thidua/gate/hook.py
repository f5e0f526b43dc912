"""The hooks of a bare repository: they hand each push to ``thidua receive`` (gate.md)."""

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pygit2

MARK: Final = "# Cổng Thi đua"
PRE_RECEIVE: Final = "pre-receive"
POST_RECEIVE: Final = "post-receive"
LARGEST_PUSH: Final = 128 * 1024 * 1024

_SCRIPT: Final = """\
#!/bin/sh
{mark}: {purpose}
exec {command}
"""
_PURPOSES: Final = {
    PRE_RECEIVE: "kiểm tra trước khi nhận; mọi lỗi đều làm việc đẩy lên bị từ chối",
    POST_RECEIVE: "ghi lại ai đã đẩy lên, sau khi đã nhận (refs/notes/thidua)",
}


def install(repository: Path, command: Sequence[str]) -> list[Path]:
    """Write both hooks of a bare repository, to run ``command`` (the words of ``thidua receive``), and return them.

    Also sets what Git itself can refuse: malformed objects, deletions, rewritten history, pushes of more than 128 MiB.
    Raises FileExistsError for a hook that is not ours, ValueError for a repository that is not bare.
    """
    opened = pygit2.Repository(str(repository))
    if not opened.is_bare:
        raise ValueError(f"{repository} is not a bare repository")
    folder = Path(opened.path) / "hooks"
    hooks = [folder / name for name in (PRE_RECEIVE, POST_RECEIVE)]
    for hook in hooks:
        if hook.exists() and MARK not in hook.read_text(encoding="utf-8", errors="replace"):
            raise FileExistsError(str(hook))
    folder.mkdir(exist_ok=True)
    for hook in hooks:
        words = [*command, "--record"] if hook.name == POST_RECEIVE else list(command)
        text = _SCRIPT.format(mark=MARK, purpose=_PURPOSES[hook.name], command=shlex.join(words))
        hook.write_text(text, encoding="utf-8")
        hook.chmod(0o755)
    for key, value in {
        "receive.fsckObjects": "true",
        "receive.fsck.badFilemode": "error",
        "receive.denyDeletes": "true",
        "receive.denyNonFastForwards": "true",
        "receive.maxInputSize": str(LARGEST_PUSH),
    }.items():
        opened.config[key] = value
    return hooks
