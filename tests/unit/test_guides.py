"""The hand-written pages: lists and code come out as they are meant, and the commands in them exist."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import markdown
import pytest

from thidua.cli.main import COMMANDS, group
from thidua.records.language import language
from thidua.site.handwritten import SAMPLE_PAGE, UNPUBLISHED

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(path for path in DOCS.rglob("*.md") if path.relative_to(DOCS).parts[0] not in UNPUBLISHED)
WITH_COMMANDS = [*PAGES, ROOT / "README.md", ROOT / "README.vi.md"]
FENCE = re.compile(r"( *)(?:```|~~~)")
ITEM = re.compile(r" *(?:[-*+]|\d+\.) ")
COMMAND = re.compile(r"(?<![-\w])thidua ((?!&&|[|>#\"]).*?)(?= &&| [|>#]|\"|$)")
OPTION = re.compile(r"(?<!\S)\[?(-[a-z]|--[a-z-]+)")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def lines(path: Path) -> list[tuple[str, bool]]:
    """Every line of a page, and whether it stands within a fenced block; the fences themselves do."""
    found, is_fenced = [], False
    for line in path.read_text("utf-8").splitlines():
        is_fence = FENCE.match(line) is not None
        found.append((line, is_fence or is_fenced))
        is_fenced ^= is_fence
    return found


def code(path: Path) -> Iterator[str]:
    """The lines of code of a page, and what stands between backticks in its text."""
    text = []
    for line, is_fenced in lines(path):
        if is_fenced or line.startswith(" " * 4):
            yield line
        text.append("" if is_fenced else line)
    yield from (" ".join(span.split()) for span in re.findall(r"`([^`]+)`", "\n".join(text)))


def commands(path: Path) -> list[str]:
    """What follows the word “thidua” in the code of a page."""
    return [found[1] for line in code(path) if (found := COMMAND.search(line)) and found[1][:1].islower()]


def unknown(command: str) -> list[str]:
    """The words of a command that the command line does not know."""
    verb, *words = command.replace("\\|", "|").split()
    if verb not in COMMANDS:
        return [verb]
    context = click.Context(click.Command("thidua"))
    found = group(language("vi")).get_command(context, verb)
    subjects = [found]
    if isinstance(found, click.Group):
        named = words[0].strip(",").split("|") if words else []
        if missing := [word for word in named if word not in found.list_commands(context)]:
            return missing
        subjects = [found.get_command(context, word) for word in named] or subjects
    known = {opt for subject in subjects if subject for param in subject.params for opt in param.opts}
    return [option for option in OPTION.findall(command) if option not in known]


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_what_belongs_to_a_list_item_is_indented_by_four_spaces(path: Path) -> None:
    before, wrong = "", []
    for number, (line, is_fenced) in enumerate(lines(path), 1):
        is_short = 1 <= len(line) - len(line.lstrip(" ")) <= 3
        if not is_fenced and is_short and (not before.strip() or ITEM.match(line) or line.lstrip().startswith("|")):
            wrong.append(f"{number}: {line}")
        before = line
    assert not wrong


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_a_fenced_block_stands_alone(path: Path) -> None:
    """The site generator reads a fence at the margin only; code within a list is indented by eight spaces."""
    fences = [(number, found[1]) for number, (line, _) in enumerate(lines(path), 1) if (found := FENCE.match(line))]
    assert not [number for number, margin in fences if margin]
    assert len(fences) % 2 == 0
    content = [line for line, _ in lines(path)]
    for opening, closing in zip(fences[::2], fences[1::2], strict=True):
        around = content[opening[0] - 2], *content[closing[0] : closing[0] + 1]
        assert not any(line.strip() for line in around), f"no empty line around the block at line {opening[0]}"


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_every_item_becomes_an_item(path: Path) -> None:
    items = [line for line, is_fenced in lines(path) if not is_fenced and ITEM.match(line)]
    nested_code = [line for line in items if line.startswith(" " * 8)]
    html = markdown.markdown(path.read_text("utf-8"), extensions=["fenced_code", "tables", "md_in_html", "attr_list"])
    assert html.count("<li>") == len(items) - len(nested_code)


@pytest.mark.parametrize("path", WITH_COMMANDS, ids=name)
def test_the_commands_of_a_page_exist(path: Path) -> None:
    assert {command: found for command in commands(path) if (found := unknown(command))} == {}


@pytest.mark.parametrize("path", [ROOT / "README.md", ROOT / "README.vi.md", DOCS / "huong-dan/quan-tri.md"], ids=name)
def test_a_table_of_commands_names_every_verb(path: Path) -> None:
    assert set(COMMANDS) <= {command.split()[0] for command in commands(path)}


def test_a_command_that_does_not_exist_is_noticed() -> None:
    assert unknown("score 2020 --cluster cum-06 --lang en") == []
    assert unknown("scores 2020") == ["scores"]
    assert unknown("score 2020 --klaster cum-06") == ["--klaster"]
    assert unknown("new dossier 2020") == ["dossier"]


OF_ONE_BLOC = re.compile(
    r"Ban\s+Thường\s+trực|Hội\s+đồng|Mặt\s+trận|MTTQ|MTTW|Ủy\s+ban\s+Trung\s+ương|Bằng\s+khen|Cờ\s+thi\s+đua",
    re.IGNORECASE,
)
FOR_EVERY_BLOC = [
    *(page for page in PAGES if page.name != SAMPLE_PAGE),
    *sorted((ROOT / "schemas").glob("*.json")),
    *sorted((ROOT / "scripts/thidua").rglob("*.po")),
    *sorted((ROOT / "scripts/thidua").rglob("*.html*")),
]


@pytest.mark.parametrize("path", FOR_EVERY_BLOC, ids=name)
def test_what_every_bloc_reads_speaks_of_roles_and_not_of_the_bodies_of_one(path: Path) -> None:
    assert OF_ONE_BLOC.findall(path.read_text("utf-8")) == []
