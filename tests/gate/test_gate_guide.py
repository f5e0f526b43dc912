"""The guide for a Git server of one's own, followed to the letter: founding, a push made anew, the SSH settings."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from gate_portal import CLUSTER, portal, self_assessment
from gate_server import Clone, Server
from guide_key import GUIDE, forced_command

OWN = f"{CLUSTER}/hoi-tram/self-assessment.yml"
RIVALS = f"{CLUSTER}/hoi-tre/self-assessment.yml"
EXAMPLE = "submissions/2026/cum-01/hoi-tre-viet/self-assessment.yml"
SSHD = Path("/usr/sbin/sshd")


def blocks(heading: str) -> list[str]:
    """The commands below a heading, block by block."""
    section = GUIDE.split(f"# {heading}\n")[1].split("\n## ")[0]
    return re.findall(r"^```sh\n(.*?)^```", section, re.MULTILINE | re.DOTALL)


def run(clone: Clone, commands: str, at: Path | None = None) -> None:
    """Type commands in a clone's shell; each must succeed."""
    scripts = Path(sys.executable).parent
    environment = {
        "PATH": f"{scripts}:{os.environ['PATH']}",
        "HOME": str(clone.server.folder),
        "GIT_CONFIG_GLOBAL": str(clone.server.folder / "gitconfig"),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_DATE": clone.server.clock,
        "GIT_COMMITTER_DATE": clone.server.clock,
        "EMAIL": f"{clone.login}@hoi.example",
        "THIDUA_ACTOR": clone.login,
    }
    words = ["sh", "-e", "-c", commands]
    done = subprocess.run(words, cwd=at or clone.path, env=environment, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def content(server: Server, path: str) -> str:
    return server.repository.revparse_single(f"main:{path}").read_raw().decode()


@pytest.fixture
def server(tmp_path: Path) -> Server:
    server = Server(tmp_path, "2020-01-02T09:00:00+07:00")
    server.found(portal())
    server.clock = "2020-11-10T12:00:00+07:00"
    return server


def test_a_portal_is_founded_as_the_guide_says(tmp_path: Path) -> None:
    server = Server(tmp_path, "2020-01-02T09:00:00+07:00")
    settings = tmp_path / "gitconfig"  # as where nobody told Git what the first branch is called
    settings.write_text(settings.read_text("utf-8").replace("defaultBranch = main", "defaultBranch = master"), "utf-8")
    founder = Clone(server, "quan-tri-01", None)
    cloning, pushing = blocks("Lập Cổng")

    run(founder, cloning.replace("git@may-chu:/srv/git/thi-dua.git", f"{server.path} thi-dua"), at=tmp_path)
    founder.path = tmp_path / "thi-dua"
    accounts = founder.path / "submissions" / "accounts.yml"
    accounts.write_text(accounts.read_text("utf-8").replace("login: quantri", "login: quan-tri-01"), "utf-8")
    run(founder, pushing)

    assert "quan-tri-01" in content(server, "submissions/accounts.yml")
    run(founder, "git pull --rebase")


@pytest.mark.parametrize("is_registered", [True, False], ids=["changed", "added"])
def test_a_rivals_file_comes_out_of_a_push_and_stays_as_the_rival_left_it(server: Server, is_registered: bool) -> None:
    rival, member = server.clone("tre"), server.clone("tram")
    if is_registered:
        assert rival.send({RIVALS: self_assessment()}).is_accepted
    member.fetch()
    member.commit({OWN: self_assessment(), RIVALS: self_assessment().replace("report:", "# đụng nhầm\nreport:")})
    assert rival.send({RIVALS: self_assessment() + "# bản sau cùng\n"}).is_accepted
    assert not member.push().is_accepted

    (commands,) = blocks("Làm lại lần gửi")
    run(member, commands.replace(EXAMPLE, RIVALS))

    assert content(server, OWN) == self_assessment()
    assert content(server, RIVALS) == self_assessment() + "# bản sau cùng\n"


def test_a_tangled_history_is_made_anew(server: Server) -> None:
    rival, member = server.clone("tre"), server.clone("tram")
    member.fetch()
    member.commit({OWN: self_assessment()})
    assert rival.send({RIVALS: self_assessment()}).is_accepted
    member.git("pull", "--no-rebase", "--no-edit", "origin", "main")
    assert member.push().refused_by("gate-first-parent")

    (commands,) = blocks("Làm lại lần gửi")
    run(member, "".join(line for line in commands.splitlines(keepends=True) if "git restore" not in line))

    assert content(server, OWN) == content(server, RIVALS) == self_assessment()


def test_a_key_lets_nothing_in_that_the_client_has_set(server: Server) -> None:
    """Git's own settings could turn the hooks off, and a number could be another person's (AcceptEnv may be wide)."""
    forced = forced_command(server, "tram")
    hostile = "GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=core.hooksPath GIT_CONFIG_VALUE_0=/nowhere THIDUA_ACTOR_ID=x"
    transport = server.folder / "ssh"
    transport.write_text(
        "#!/bin/sh\nfor word; do last=$word; done\n"
        f"exec env {hostile} SSH_ORIGINAL_COMMAND=\"$last\" sh -c '{forced}'\n",
        encoding="utf-8",
    )
    transport.chmod(0o755)
    member = server.clone("tram")
    member.fetch()
    member.commit({OWN: self_assessment()})
    member.git("config", "core.sshCommand", str(transport))
    member.git("config", "ssh.variant", "ssh")
    member.git("remote", "set-url", "origin", f"ssh://may-chu{server.path}")

    assert member.push("origin", "HEAD:lach").refused_by("gate-ref")
    assert member.push().is_accepted


@pytest.mark.skipif(not SSHD.exists() or os.geteuid() != 0, reason="needs an SSH server, and root to ask it")
def test_an_ssh_server_accepts_the_settings_of_the_guide(tmp_path: Path) -> None:
    section = GUIDE.split("`/etc/ssh/sshd_config.d/thidua.conf`:\n\n")[1].split("\n\n    `PermitUser")[0]
    settings = "\n".join(line.removeprefix(" " * 8) for line in section.splitlines())
    assert "PermitUserEnvironment no" in settings
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / "host"], check=True)
    (tmp_path / "sshd_config").write_text(f"HostKey {tmp_path / 'host'}\n{settings}\n", encoding="utf-8")
    Path("/run/sshd").mkdir(exist_ok=True)

    done = subprocess.run([SSHD, "-t", "-f", tmp_path / "sshd_config"], check=False, capture_output=True, text=True)

    assert (done.returncode, done.stderr) == (0, "")


def test_what_is_published_is_what_the_branch_holds_whatever_lies_in_the_clone(server: Server) -> None:
    """Forged notes do not stop the publication, and an object that stands for another is not looked at."""
    publisher, member = server.clone("cong-bo"), server.clone("tram")
    forged = publisher.git("rev-parse", "HEAD").stdout.strip()
    assert member.send({OWN: self_assessment()}).is_accepted
    publisher.git("fetch", "-q", "origin", "main")
    publisher.git("replace", str(server.main), forged)
    publisher.git("notes", "--ref=thidua", "add", "-m", "{}", "HEAD")
    script = next(block for block in blocks("Công bố") if block.startswith("#!/bin/sh"))
    steps = [line for line in script.splitlines() if line.startswith(("set ", "export ", "git "))]

    run(publisher, "\n".join(steps))

    assert len(steps) == 4
    assert (publisher.path / OWN).read_text("utf-8") == self_assessment()
    notes = publisher.git("rev-parse", "refs/notes/thidua").stdout.strip()
    assert notes == str(server.repository.references["refs/notes/thidua"].target)
