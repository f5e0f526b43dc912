"""The line of authorized_keys in the guide for a Git server of one's own, as sshd reads it."""

import re
from pathlib import Path

from gate_server import Server

GUIDE = (Path(__file__).parents[2] / "docs" / "huong-dan" / "may-chu-git.md").read_text("utf-8")
KEY = re.compile(r'^ *command="((?:[^"\\]|\\.)*)",(\S+) ssh-ed25519', re.MULTILINE)


def forced_command(server: Server, login: str) -> str:
    """The command="…" of the guide's line, unquoted as sshd does, for another login and for a server in a test."""
    found = KEY.search(GUIDE)
    assert found is not None
    assert found[2] == "restrict"
    text = found[1].replace('\\"', '"')
    return text.replace("hsx-thidua", login).replace("/srv/git/thi-dua.git", str(server.path))
