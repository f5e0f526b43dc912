"""The hooks of a bare repository: they hand each push to ``thidua receive`` (gate.md).

Beside them lies the command that keys are bound to: whoever comes by SSH reaches this repository and nothing else.
"""

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import pygit2

from thidua.records.language import Language
from thidua.records.language import mark as _

MARK: Final = "# Cổng Thi đua"
PRE_RECEIVE: Final = "pre-receive"
POST_RECEIVE: Final = "post-receive"
SSH: Final = "ssh"
LARGEST_PUSH: Final = 128 * 1024 * 1024

ONLY_HERE: Final = _("This key is for cloning and pushing the portal's repository: git clone git@SERVER:{path}")

_HOOK: Final = """\
#!/bin/sh
{mark}: {purpose}
exec {command}
"""
# What a client asks for is compared whole with the two things that Git's own clients ask for, and never run itself.
_SSH: Final = """\
#!/bin/sh
{mark}: khóa SSH chỉ đến được kho này, để lấy về và đẩy lên; mọi yêu cầu khác đều bị từ chối
GIT_NO_REPLACE_OBJECTS=1
export GIT_NO_REPLACE_OBJECTS
case $SSH_ORIGINAL_COMMAND in
{fetching}) exec git upload-pack --strict {path} ;;
{pushing}) exec git receive-pack {path} ;;
esac
printf '%s\\n' {refused} >&2
exit 1
"""
_PURPOSES: Final = {
    PRE_RECEIVE: "kiểm tra trước khi nhận; mọi lỗi đều làm việc đẩy lên bị từ chối",
    POST_RECEIVE: "ghi lại ai đã đẩy lên, sau khi đã nhận (refs/notes/thidua)",
}
_SETTINGS: Final = {
    "core.useReplaceRefs": "false",
    "receive.fsckObjects": "true",
    "receive.fsck.badFilemode": "error",
    "receive.denyDeletes": "true",
    "receive.denyNonFastForwards": "true",
    "receive.maxInputSize": str(LARGEST_PUSH),
}
_HIDDEN: Final = ("refs/notes", "refs/replace")  # nobody pushes there, even if the hooks were gone


def install(repository: Path, command: Sequence[str], language: Language) -> list[Path]:
    """Write the hooks of a bare repository, to run ``command`` (the words of ``thidua receive``), and return them.

    Also sets what Git itself can refuse: malformed objects, deletions, rewritten history, pushes of more than 128 MiB.
    Raises FileExistsError for a hook that is not ours, ValueError for a repository that is not bare.
    """
    opened = pygit2.Repository(str(repository))
    if not opened.is_bare:
        raise ValueError(f"{repository} is not a bare repository")
    folder = Path(opened.path) / "hooks"
    scripts = {folder / name: text for name, text in _scripts(repository.absolute(), command, language).items()}
    for path in scripts:
        if path.exists() and MARK not in path.read_text(encoding="utf-8", errors="replace"):
            raise FileExistsError(str(path))
    folder.mkdir(exist_ok=True)
    for path, text in scripts.items():
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)
    for key, value in _SETTINGS.items():
        opened.config[key] = value
    for hidden in _HIDDEN:
        opened.config.set_multivar("receive.hideRefs", f"^{hidden}$", hidden)
    return list(scripts)


def _scripts(repository: Path, command: Sequence[str], language: Language) -> Mapping[str, str]:
    """Return each script by its name."""
    path = str(repository)
    hooks = {
        name: _HOOK.format(
            mark=MARK,
            purpose=purpose,
            command=shlex.join([*command, "--record"] if name == POST_RECEIVE else command),
        )
        for name, purpose in _PURPOSES.items()
    }
    ssh = _SSH.format(
        mark=MARK,
        fetching=shlex.quote(f"git-upload-pack {_quoted(path)}"),
        pushing=shlex.quote(f"git-receive-pack {_quoted(path)}"),
        path=shlex.quote(path),
        refused=shlex.quote(language.fill(ONLY_HERE, {"path": path})),
    )
    return {**hooks, SSH: ssh}


def _quoted(path: str) -> str:
    """Return a path as Git's clients quote it."""
    text = path.replace("'", r"'\''").replace("!", r"'\!'")
    return f"'{text}'"
