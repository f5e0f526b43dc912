"""The guide for a Git server of one's own: its line of authorized_keys, run as an SSH server runs it."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from gate_portal import CLUSTER, portal, self_assessment
from gate_server import Server

from thidua.cli.main import group
from thidua.gate import note
from thidua.records.language import language

GUIDE = Path(__file__).parents[2] / "docs" / "huong-dan" / "may-chu-git.md"
OWN = f"{CLUSTER}/hoi-tram/self-assessment.yml"
# What sshd does for a key with a forced command: the shell of the account runs it, the client's words are a variable.
TRANSPORT = """\
#!/bin/sh
for word; do last=$word; done
exec env -i PATH="{path}" HOME="{home}" GIT_CONFIG_GLOBAL="{home}/gitconfig" SSH_ORIGINAL_COMMAND="$last" \\
    sh -c '{forced}'
"""


def forced_command(login: str) -> str:
    """The command="…" of the guide's line, as sshd unquotes it, for another login."""
    line = next(line for line in GUIDE.read_text("utf-8").splitlines() if line.strip().startswith("command="))
    quoted = re.search(r'command="((?:[^"\\]|\\.)*)"', line)
    assert quoted is not None
    return quoted[1].replace('\\"', '"').replace("hsx-thidua", login)


@pytest.mark.skipif(shutil.which("git-shell") is None, reason="needs git-shell")
@pytest.mark.parametrize(("login", "accepted"), [("tram", True), ("tre", False)])
def test_the_key_says_who_pushes_and_not_the_client(tmp_path: Path, login: str, accepted: bool) -> None:
    server = Server(tmp_path, "2020-11-10T09:00:00+07:00")
    server.found(portal())
    transport = tmp_path / "ssh"
    values = {"path": os.environ["PATH"], "home": str(tmp_path), "forced": forced_command(login)}
    transport.write_text(TRANSPORT.format(**values), encoding="utf-8")
    transport.chmod(0o755)
    clone = server.clone("quantri")
    clone.git("config", "core.sshCommand", str(transport))
    clone.git("config", "ssh.variant", "ssh")
    clone.git("remote", "set-url", "origin", f"ssh://git@server{server.path}")
    clone.fetch()
    clone.commit({OWN: self_assessment()})

    pushed = clone.push()

    assert pushed.is_accepted is accepted, pushed.said
    if accepted:
        found = note.read(server.repository, server.main)
        assert found is not None
        assert found.actor.login == login
    else:
        assert "gate-owner" in pushed.said


def test_the_installer_writes_hooks_that_run_isolated(tmp_path: Path) -> None:
    bare = tmp_path / "portal.git"
    subprocess.run(["git", "init", "-q", "--bare", str(bare)], check=True)
    words = ["receive", "--install", "--root", str(bare)]

    first = CliRunner().invoke(group(language("en")), words)
    again = CliRunner().invoke(group(language("en")), words)

    assert (first.exit_code, again.exit_code) == (0, 0)
    hook = (bare / "hooks" / "pre-receive").read_text("utf-8")
    assert f"{sys.executable} -I -m thidua receive" in hook
    assert os.access(bare / "hooks" / "post-receive", os.X_OK)


def test_the_installer_leaves_other_hooks_and_clones_alone(tmp_path: Path) -> None:
    bare = tmp_path / "portal.git"
    subprocess.run(["git", "init", "-q", "--bare", str(bare)], check=True)
    (bare / "hooks" / "pre-receive").write_text("#!/bin/sh\nexit 0\n", encoding="utf-8")
    subprocess.run(["git", "init", "-q", str(tmp_path / "clone")], check=True)
    run = CliRunner().invoke

    assert run(group(language("en")), ["receive", "--install", "--root", str(bare)]).exit_code == 2
    assert run(group(language("en")), ["receive", "--install", "--root", str(tmp_path / "clone")]).exit_code == 2
