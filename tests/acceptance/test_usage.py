"""A command that was typed wrong is answered in the user's language."""

import socket
from pathlib import Path

import pytest

from support.command import thidua

WRONG = [
    (["kiem-tra"], "Không có lệnh “kiem-tra”.", "There is no command “kiem-tra”."),
    (["new", "mua"], "Không có lệnh “mua”.", "There is no command “mua”."),
    (["validate", "--formt", "x"], "Không có tùy chọn “--formt”.", "There is no option “--formt”. Closest: --format."),
    (["validate", "--format", "x"], "--format", "--format takes one of: text, json, github."),
    (["score"], "SEASON", "SEASON is missing."),
    (["new", "cluster", "2020", "cum-01"], "--name", "--name is missing."),
    (["score", "2020", "2021"], "2021", "That is more than the command takes: 2021."),
    (["serve", "--port"], "--port", "A value is missing behind --port."),
    (["serve", "--port", "99999"], "65535", "--port takes a whole number from 0 to 65535."),
    (["build", "--audit", "khong-co.json"], "--audit", "--audit takes a file that exists."),
    (["--root", "khong-co", "validate"], "--root", "--root takes a folder that exists."),
    (["review", "--base", "a", "--head", "b", "--actor", "c", "--actor-id", "x"], "từ 1 trở lên", "from 1 up."),
]
ENGLISH = ("Error", "Usage", "Try", "Missing", "Invalid", "No such", "option", "argument", "requires")


@pytest.mark.parametrize(("words", "vietnamese", "english"), WRONG)
def test_what_is_wrong_with_a_command_is_told_in_the_users_language(
    words: list[str], vietnamese: str, english: str
) -> None:
    run = thidua(*words, lang="vi")
    assert run.exit_code == 2
    assert vietnamese in run.err
    assert not any(word in run.err.replace("[OPTIONS]", "") for word in ENGLISH)
    run = thidua(*words, lang="en")
    assert run.exit_code == 2
    assert english in run.err


def test_a_port_that_is_taken_is_told_before_anything_is_built(sample: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        run = thidua("serve", "--root", sample, "--port", str(port))
    assert run.exit_code == 2
    assert f"--port {port + 1}" in run.err
    assert "Errno" not in run.err
    assert not (sample / "site").exists()
