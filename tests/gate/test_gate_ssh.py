"""The guide for a Git server of one's own: its line of authorized_keys, run as an SSH server runs it."""

import getpass
import os
import shlex
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from gate_portal import CLUSTER, portal, self_assessment
from gate_server import Clone, Server
from guide_key import forced_command

from thidua.cli.main import group
from thidua.gate import note
from thidua.records.language import language

OWN = f"{CLUSTER}/hoi-tram/self-assessment.yml"
# What sshd does for a key with a forced command: the shell of the account runs it, the client's words are a variable.
TRANSPORT = """\
#!/bin/sh
for word; do last=$word; done
exec env -i THIDUA_ACTOR="$THIDUA_ACTOR" PATH="{path}" HOME="{home}" \\
    GIT_CONFIG_GLOBAL="{home}/gitconfig" SSH_ORIGINAL_COMMAND="$last" \\
    sh -c '{forced}'
"""


class Shell:
    """Runs the forced command as an SSH server would, where there is no SSH server to run it."""

    def __init__(self, server: Server, login: str) -> None:
        folder = server.folder
        self._command = folder / "ssh"
        values = {"path": os.environ["PATH"], "home": str(folder), "forced": forced_command(server, login)}
        self._command.write_text(TRANSPORT.format(**values), encoding="utf-8")
        self._command.chmod(0o755)

    def __enter__(self) -> str:
        return str(self._command)

    def __exit__(self, *_: object) -> None:
        pass


class Daemon:
    """A real SSH server on the loopback address, whose only key bears the guide's forced command."""

    def __init__(self, server: Server, login: str) -> None:
        folder = server.folder
        for name in ("host", "user"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
        key = (folder / "user.pub").read_text("utf-8")
        quoted = forced_command(server, login).replace('"', '\\"')
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


def connect(clone: Clone, command: str) -> None:
    """Let a clone reach the server through SSH alone."""
    clone.git("config", "core.sshCommand", command)
    clone.git("config", "ssh.variant", "ssh")
    clone.git("remote", "set-url", "origin", f"ssh://127.0.0.1{clone.server.path}")


@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize(("login", "accepted"), [("tram", True), ("tre", False)])
def test_the_key_says_who_pushes_and_not_the_client(
    tmp_path: Path, login: str, accepted: bool, transport: type[Shell | Daemon]
) -> None:
    server = Server(tmp_path, "2020-11-10T09:00:00+07:00")
    server.found(portal())
    clone = server.clone("quantri")  # which says so in its environment; the server even lets that in
    with transport(server, login) as command:
        connect(clone, command)
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


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_a_key_reaches_the_portal_s_repository_and_no_other(tmp_path: Path, transport: type[Shell | Daemon]) -> None:
    """A clone beside it has no hooks: what is pushed there would be what is published."""
    server = Server(tmp_path, "2020-11-10T09:00:00+07:00")
    server.found(portal())
    stranger = server.clone("khong-tai-khoan")
    beside = tmp_path / "cong-bo"
    stranger.git("clone", "-q", str(server.path), str(beside))
    forged = stranger.git("commit-tree", "-m", "x", "HEAD^{tree}").stdout.strip()
    head = stranger.git("rev-parse", "HEAD").stdout.strip()

    with transport(server, "khong-tai-khoan") as command:
        connect(stranger, command)
        assert stranger.git("fetch", "-q", "origin", "+refs/notes/thidua:refs/notes/thidua").returncode == 0
        for place in (beside, f"{beside}/.git", f"{server.path}/../cong-bo"):
            pushed = stranger.push(f"ssh://127.0.0.1{place}", f"{forged}:refs/replace/{head}")
            assert not pushed.is_accepted
            assert str(server.path) in pushed.said
            assert stranger.git("ls-remote", f"ssh://127.0.0.1{place}").returncode != 0
        refs = [f"{forged}:refs/replace/{head}", "HEAD:refs/notes/thidua", "HEAD:refs/heads/other"]
        assert not stranger.push("origin", *refs).is_accepted

    assert not (beside / ".git" / "refs" / "replace").exists()
    assert {reference.name for reference in server.repository.references.iterator()} == {"refs/heads/main", note.REF}


@pytest.mark.parametrize(
    "words",
    [
        "",
        "sh",
        "git-shell",
        "git-upload-archive '{portal}'",
        "git-receive-pack '{portal}/'",
        "git-receive-pack '{portal}' --help",
        "git-receive-pack --stateless-rpc '{portal}'",
        "git-receive-pack '{portal}/../thi-dua.git'",
        "git-receive-pack '/{portal}'",
        "git-receive-pack '{portal}'; id",
        "git-receive-pack '{portal}'\nid",
        "git-receive-pack '{portal}' ",
        "git-receive-pack {portal}",
        "git receive-pack '{portal}'",
        "git-receive-pack '~/thi-dua.git'",
        "git-receive-pack 'thi-dua.git'",
        "git-receive-pack '$(id)'",
        "git-*-pack '{portal}'",
    ],
)
def test_only_what_git_itself_asks_for_is_run(tmp_path: Path, words: str) -> None:
    server = Server(tmp_path, "2020-11-10T09:00:00+07:00")
    said = words.format(portal=server.path)

    for forced in (forced_command(server, "tram"), str(server.path / "hooks" / "ssh")):
        done = subprocess.run(
            ["sh", "-c", forced],
            env={"PATH": os.environ["PATH"], "SSH_ORIGINAL_COMMAND": said},
            input="0000",
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
        )
        assert (done.returncode, done.stdout) == (1, ""), words
        assert "git clone" in done.stderr


def test_a_folder_with_odd_letters_is_served_all_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "thi đua *'$x"
    folder.mkdir()
    server = Server(folder, "2020-11-10T09:00:00+07:00")
    server.found(portal())
    forced = shlex.quote(str(server.path / "hooks" / "ssh"))
    transport = folder / "ssh"
    transport.write_text(
        f'#!/bin/sh\nfor word; do last=$word; done\nSSH_ORIGINAL_COMMAND="$last" exec {forced}\n', "utf-8"
    )
    transport.chmod(0o755)
    clone = server.clone("tram")
    connect(clone, shlex.quote(str(transport)))

    assert clone.git("ls-remote", "--exit-code", "origin", "refs/heads/main").returncode == 0


def test_the_installer_writes_hooks_that_run_isolated(tmp_path: Path) -> None:
    bare = tmp_path / "portal.git"
    subprocess.run(["git", "init", "-q", "--bare", str(bare)], check=True)
    words = ["receive", "--install", "--root", str(bare)]

    first = CliRunner().invoke(group(language("en")), words)
    again = CliRunner().invoke(group(language("en")), words)

    assert (first.exit_code, again.exit_code) == (0, 0)
    hook = (bare / "hooks" / "pre-receive").read_text("utf-8")
    assert f"{sys.executable} -I -m thidua receive" in hook
    assert os.access(bare / "hooks" / "reference-transaction", os.X_OK)


def test_the_installer_leaves_other_hooks_and_clones_alone(tmp_path: Path) -> None:
    bare = tmp_path / "portal.git"
    subprocess.run(["git", "init", "-q", "--bare", str(bare)], check=True)
    (bare / "hooks" / "pre-receive").write_text("#!/bin/sh\nexit 0\n", encoding="utf-8")
    subprocess.run(["git", "init", "-q", str(tmp_path / "clone")], check=True)
    run = CliRunner().invoke

    assert run(group(language("en")), ["receive", "--install", "--root", str(bare)]).exit_code == 2
    assert run(group(language("en")), ["receive", "--install", "--root", str(tmp_path / "clone")]).exit_code == 2
