"""The guide for a Git server of one's own: its line of authorized_keys, run as an SSH server runs it."""

import getpass
import os
import re
import socket
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
exec env -i THIDUA_ACTOR="$THIDUA_ACTOR" PATH="{path}" HOME="{home}" \\
    GIT_CONFIG_GLOBAL="{home}/gitconfig" SSH_ORIGINAL_COMMAND="$last" \\
    sh -c '{forced}'
"""


def forced_command(login: str) -> str:
    """The command="…" of the guide's line, as sshd unquotes it, for another login."""
    line = next(line for line in GUIDE.read_text("utf-8").splitlines() if line.strip().startswith("command="))
    quoted = re.search(r'command="((?:[^"\\]|\\.)*)"', line)
    assert quoted is not None
    return quoted[1].replace('\\"', '"').replace("hsx-thidua", login)


class Shell:
    """Runs the forced command as an SSH server would, where there is no SSH server to run it."""

    def __init__(self, folder: Path, login: str) -> None:
        self._command = folder / "ssh"
        values = {"path": os.environ["PATH"], "home": str(folder), "forced": forced_command(login)}
        self._command.write_text(TRANSPORT.format(**values), encoding="utf-8")
        self._command.chmod(0o755)

    def __enter__(self) -> str:
        return str(self._command)

    def __exit__(self, *_: object) -> None:
        pass


class Daemon:
    """A real SSH server on the loopback address, whose only key bears the guide's forced command."""

    def __init__(self, folder: Path, login: str) -> None:
        for name in ("host", "user"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
        key = (folder / "user.pub").read_text("utf-8")
        quoted = forced_command(login).replace('"', '\\"')
        (folder / "authorized_keys").write_text(f'command="{quoted}",restrict {key}', encoding="utf-8")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        settings = (
            f"Port {self._port}",
            "ListenAddress 127.0.0.1",
            f"HostKey {folder / 'host'}",
            f"AuthorizedKeysFile {folder / 'authorized_keys'}",
            "PidFile none",
            "UsePAM no",
            "StrictModes no",
            "PasswordAuthentication no",
            "PermitUserEnvironment no",
            "AcceptEnv THIDUA_*",
        )
        (folder / "sshd_config").write_text("\n".join(settings) + "\n", encoding="utf-8")
        self._folder = folder
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> str:
        Path("/run/sshd").mkdir(exist_ok=True)
        command = [str(SSHD), "-D", "-e", "-f", str(self._folder / "sshd_config")]
        self._process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        assert self._process.stderr is not None
        said = iter(self._process.stderr.readline, "")
        assert any("listening on 127.0.0.1" in line for line in said), "the SSH server did not start"
        options = (
            "SendEnv=THIDUA_ACTOR",
            "StrictHostKeyChecking=no",
            f"UserKnownHostsFile={self._folder / 'known'}",
            "IdentitiesOnly=yes",
        )
        words = [f"ssh -p {self._port} -i {self._folder / 'user'} -l {getpass.getuser()}"]
        return " ".join([*words, *(f"-o {option}" for option in options)])

    def __exit__(self, *_: object) -> None:
        assert self._process is not None
        self._process.terminate()
        self._process.communicate()


SSHD = Path("/usr/sbin/sshd")
TRANSPORTS = [Shell, *([Daemon] if SSHD.exists() and os.geteuid() == 0 else [])]


@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize(("login", "accepted"), [("tram", True), ("tre", False)])
def test_the_key_says_who_pushes_and_not_the_client(
    tmp_path: Path, login: str, accepted: bool, transport: type[Shell | Daemon]
) -> None:
    server = Server(tmp_path, "2020-11-10T09:00:00+07:00")
    server.found(portal())
    clone = server.clone("quantri")  # which says so in its environment; the server even lets that in
    with transport(tmp_path, login) as command:
        clone.git("config", "core.sshCommand", command)
        clone.git("config", "ssh.variant", "ssh")
        clone.git("remote", "set-url", "origin", f"ssh://127.0.0.1{server.path}")
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
