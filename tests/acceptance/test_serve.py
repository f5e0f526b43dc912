"""``thidua serve``: the portal on this machine, built again when a record changes."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest
from click.testing import CliRunner

from support.command import AS_OF, CHECKOUT
from thidua.cli import serve
from thidua.cli.invocation import EnvironmentProblem
from thidua.cli.main import group
from thidua.records.language import language

LONGEST_WAIT = 120
HEEDING = """\
import signal
from thidua.cli.main import main
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell has what it runs in the background ignore it
main()
"""


def test_a_changed_record_is_built_again_and_served(tmp_path: Path) -> None:
    root = tmp_path / "root"
    submissions = CHECKOUT / "tests" / "golden" / "portal" / "submissions"
    shutil.copytree(submissions, root / "submissions")
    command = [sys.executable, "-c", HEEDING, "serve", "--root", root, "--port", "0", "--as-of", AS_OF, "--lang", "en"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as server:
        assert server.stdout is not None
        lines = iter(server.stdout.readline, "")
        try:
            address = next(line for line in lines if "http://127.0.0.1:" in line).split("at ")[1].split()[0]
            page = address + "2020/cum-01/index.html"
            assert "Nhà văn hóa bến sông" in fetched(page)
            schedule = root / "submissions/2020/cum-01/schedule.yml"
            text = schedule.read_text(encoding="utf-8").replace("bến sông", "đầu làng")
            schedule.write_text(text, encoding="utf-8")
            next(line for line in lines if "As of" in line)
            assert "Nhà văn hóa đầu làng" in fetched(page)
        finally:
            server.send_signal(signal.SIGINT)
            server.communicate(timeout=LONGEST_WAIT)
    assert server.returncode == 0


@pytest.mark.timeout(60)
def test_a_record_changed_while_the_portal_is_built_is_built_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = tmp_path / "submissions" / "portal.yml"
    record.parent.mkdir()
    built: list[bool] = []

    def build(*_: object) -> bool:
        built.append(record.exists())
        if len(built) > 1:
            raise KeyboardInterrupt
        record.write_text("name: Cổng Thi đua\n", encoding="utf-8")
        return True

    monkeypatch.setattr(serve, "run", build)

    result = CliRunner().invoke(group(language("en")), ["serve", "--root", str(tmp_path), "--port", "0"])

    assert result.exit_code == 0, result.output
    assert built == [False, True]


@pytest.mark.timeout(60)
def test_a_build_that_cannot_be_made_does_not_end_the_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record = tmp_path / "submissions" / "portal.yml"
    record.parent.mkdir()
    ends = iter([None, EnvironmentProblem("docs/404.md stands at an address of the portal"), KeyboardInterrupt()])

    def build(*_: object) -> bool:
        record.write_text("name: Cổng Thi đua\n", encoding="utf-8")
        if (end := next(ends)) is not None:
            raise end
        return True

    monkeypatch.setattr(serve, "run", build)

    result = CliRunner().invoke(group(language("en")), ["serve", "--root", str(tmp_path), "--port", "0"])

    assert result.exit_code == 0, result.output
    assert "docs/404.md stands at an address" in result.output
    assert next(ends, None) is None


def fetched(address: str) -> str:
    with urlopen(address, timeout=LONGEST_WAIT) as response:  # noqa: S310 - the server that the test started
        text: str = response.read().decode("utf-8")
    return text
