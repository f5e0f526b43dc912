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
REFERENCE_TRANSACTION: Final = "reference-transaction"
POST_RECEIVE: Final = "post-receive"
LOG: Final = "thidua.log"
SSH: Final = "ssh"
LARGEST_PUSH: Final = 128 * 1024 * 1024

ONLY_HERE: Final = _("This key is for cloning and pushing the portal's repository: git clone git@SERVER:{path}")

BROKEN: Final = _(
    "The server met with a fault of its own and has not taken the change. There is nothing to mend on your side: tell "
    "whoever keeps the server; the fault is in its log."
)

# The answer is told whole or not at all. What breaks is for the log: the sender reads one sentence.
_PRE_RECEIVE: Final = """\
#!/bin/sh
{mark}: kiểm tra trước khi nhận; mọi lỗi đều làm việc đẩy lên bị từ chối
answer=$({command} 2>>{log})
result=$?
if [ -z "$answer" ]; then
    printf '%s THIDUA_ACTOR=%s: %s\\n' "$(date)" "$THIDUA_ACTOR" "$result" >>{log}
    [ "$result" != 0 ] || result=2
    answer={broken}
fi
printf '%s\\n' "$answer"
exit "$result"
"""
# Nothing is said here: whoever pushes may have hung up.
_REFERENCE_TRANSACTION: Final = """\
#!/bin/sh
{mark}: ghi lại ai đẩy lên (refs/notes/thidua), ngay khi nhánh chính chuyển
[ "$1" != aborted ] || exit 0
exec {command} --record "$1" >>{log} 2>&1
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

    The hook that earlier versions wrote is taken away. Also sets what Git itself can refuse: malformed objects,
    deletions, rewritten history, pushes of more than 128 MiB.
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
    former = folder / POST_RECEIVE
    if former.exists() and MARK in former.read_text(encoding="utf-8", errors="replace"):
        former.unlink()
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
    values = {"mark": MARK, "command": shlex.join(command), "log": LOG, "broken": shlex.quote(language.text(BROKEN))}
    ssh = _SSH.format(
        mark=MARK,
        fetching=shlex.quote(f"git-upload-pack {_quoted(path)}"),
        pushing=shlex.quote(f"git-receive-pack {_quoted(path)}"),
        path=shlex.quote(path),
        refused=shlex.quote(language.fill(ONLY_HERE, {"path": path})),
    )
    return {
        PRE_RECEIVE: _PRE_RECEIVE.format_map(values),
        REFERENCE_TRANSACTION: _REFERENCE_TRANSACTION.format_map(values),
        SSH: ssh,
    }


def _quoted(path: str) -> str:
    """Return a path as Git's clients quote it."""
    text = path.replace("'", r"'\''").replace("!", r"'\!'")
    return f"'{text}'"
