"""``thidua new``: writes correct skeletons with comments, ready to be filled in."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import click
from jinja2 import Environment, PackageLoader, StrictUndefined

from thidua.cli.invocation import Invocation, shared_options
from thidua.records import layout
from thidua.records.kind import FILES, Level
from thidua.records.kind import SCHEMAS as RECORD_SCHEMAS
from thidua.records.language import Language
from thidua.records.language import mark as _
from thidua.records.number import plain
from thidua.records.rubric import Criterion, Rubric
from thidua.records.schema import COMMON, SUFFIX
from thidua.records.shipped import shipped
from thidua.site.output import write_if_changed

SCHEMAS: Final = "schemas"

HELP: Final = _("Write a correct skeleton with comments.")
PORTAL_HELP: Final = _(
    "A new portal: portal.yml, organisations.yml, accounts.yml, the schemas, and what Git must know."
)
SCHEMAS_HELP: Final = _(
    "The schemas that editors check records with: schemas/. Again whenever the software was renewed."
)
SEASON_HELP: Final = _("The season of a year: season.yml and rubric.yml.")
CLUSTER_HELP: Final = _("A cluster of a season: cluster.yml.")
ASSESSMENT_HELP: Final = _("A member's self-assessment, with every criterion of the season's rubric.")
EXISTS: Final = _("{path} exists already and was left as it is.")
WRITTEN: Final = _("Written: {path}")
BAD_YEAR: Final = _("“{value}” is not a year of four digits.")
BAD_ID: Final = _(
    "“{value}” is not an id: lower-case letters without diacritics, digits and hyphens, no name of a device on Windows."
)
NO_RUBRIC: Final = _("The season {season} has no rubric that can be read; write it first.")
NO_SEASON: Final = _("There is no season {season}: write it first with “thidua new season {season}”.")
NO_ORGANISATION: Final = _("No organisation “{organisation}” is registered: add it to organisations.yml first.")
NO_MEMBER: Final = _("“{organisation}” is not a member of {cluster} in {season}.")


def command(spoken: Language) -> click.Command:
    """Return the commands in one language."""

    @click.group("new", help=spoken.text(HELP))
    @shared_options(spoken)
    @click.pass_context
    def new(ctx: click.Context, invocation: Invocation) -> None:
        ctx.obj = invocation

    new.add_command(_portal(spoken))
    new.add_command(_schemas(spoken))
    new.add_command(_season(spoken))
    new.add_command(_cluster(spoken))
    new.add_command(_assessment(spoken))
    return new


def _portal(spoken: Language) -> click.Command:
    @click.command("portal", help=spoken.text(PORTAL_HELP))
    @shared_options(spoken)
    def portal(invocation: Invocation) -> None:
        (invocation.root / layout.ROOT).mkdir(exist_ok=True)
        if not (invocation.root / SCHEMAS).exists():
            _write_schemas(invocation)
        records = [f"{layout.ROOT}/{name}" for name in FILES[Level.PORTAL]]
        settings = {f".{name}": _rendered(name) for name in ("gitignore", "gitattributes")}
        _write(invocation, {path: _skeleton(invocation, path) for path in records} | settings)

    return portal


def _schemas(spoken: Language) -> click.Command:
    @click.command("schemas", help=spoken.text(SCHEMAS_HELP))
    @shared_options(spoken)
    def schemas(invocation: Invocation) -> None:
        _write_schemas(invocation)

    return schemas


def _season(spoken: Language) -> click.Command:
    @click.command("season", help=spoken.text(SEASON_HELP))
    @click.argument("year")
    @shared_options(spoken)
    def season(invocation: Invocation, year: str) -> None:
        if not layout.is_season(year):
            invocation.refuse(BAD_YEAR, value=year)
        owner = invocation.archive().registers().portal
        values = {"year": int(year), "owner": owner.value.owner if owner is not None else "ban-thuong-truc"}
        paths = [layout.season_path(year, name) for name in ("season.yml", "rubric.yml")]
        _write(invocation, {path: _skeleton(invocation, path, **values) for path in paths})

    return season


def _cluster(spoken: Language) -> click.Command:
    @click.command("cluster", help=spoken.text(CLUSTER_HELP))
    @click.argument("season")
    @click.argument("cluster")
    @click.option("--name", required=True)
    @click.option("--member", "members", multiple=True, required=True, help="hoi-song-xanh")
    @click.option("--lead", help="hoi-song-xanh")
    @click.option("--monitor", "monitors", multiple=True, required=True, help="ban-to-chuc")
    @shared_options(spoken)
    def cluster_(
        invocation: Invocation,
        season: str,
        cluster: str,
        name: str,
        members: Sequence[str],
        lead: str | None,
        monitors: Sequence[str],
    ) -> None:
        named = [*members, *monitors, *([lead] if lead is not None else [])]
        _check_ids(invocation, season, cluster, *named)
        archive = invocation.archive()
        if season not in archive.seasons():
            invocation.refuse(NO_SEASON, season=season)
        registered = archive.registers().organisations
        for organisation in named:
            if registered is not None and organisation not in registered.value:
                invocation.refuse(NO_ORGANISATION, organisation=organisation)
        values = {
            "name": json.dumps(name, ensure_ascii=False),
            "members": members,
            "lead": lead or members[0],
            "monitors": monitors,
        }
        path = layout.cluster_path(season, cluster, "cluster.yml")
        _write(invocation, {path: _skeleton(invocation, path, **values)})

    cluster_.name = "cluster"
    return cluster_


def _assessment(spoken: Language) -> click.Command:
    @click.command("assessment", help=spoken.text(ASSESSMENT_HELP))
    @click.argument("season")
    @click.option("--cluster", required=True, help="cum-06")
    @click.option("--organisation", required=True, help="hoi-song-xanh")
    @shared_options(spoken)
    def assessment(invocation: Invocation, season: str, cluster: str, organisation: str) -> None:
        _check_ids(invocation, season, cluster, organisation)
        archive = invocation.archive()
        rubric = archive.season(season).rubric
        if rubric is None:
            invocation.refuse(NO_RUBRIC, season=season)
        found = archive.roster(season).get(cluster)
        if found is None or organisation not in found.value.members:
            invocation.refuse(NO_MEMBER, organisation=organisation, cluster=cluster, season=season)
        targets = archive.cluster(season, cluster).dossier(organisation).targets
        registered = (
            {code: plain(target) for code, target in targets.value.targets.items()} if targets is not None else {}
        )
        extras = [("Điểm thưởng", rubric.value.bonus), ("Điểm trừ", rubric.value.penalties)]
        values = {"groups": _groups(rubric.value), "extras": extras, "targets": registered, "season": season}
        path = layout.dossier_path(season, cluster, organisation, "self-assessment.yml")
        _write(invocation, {path: _skeleton(invocation, path, **values)})

    return assessment


def _groups(rubric: Rubric) -> list[tuple[str, tuple[Criterion, ...]]]:
    return [(f"{section.code}. {section.title}", section.criteria) for section in rubric.sections]


def _check_ids(invocation: Invocation, season: str, *ids: str) -> None:
    if not layout.is_season(season):
        invocation.refuse(BAD_YEAR, value=season)
    for value in ids:
        if not layout.is_id(value):
            invocation.refuse(BAD_ID, value=value)


def _skeleton(invocation: Invocation, path: str, /, **values: object) -> bytes:
    """Return the skeleton of the record at ``path``; where the portal has its schema, editors are led to it."""
    folder, _slash, name = path.rpartition("/")
    where = layout.place(path)
    schema = f"{SCHEMAS}/{where.kind if where is not None else name}{SUFFIX}"
    if not (invocation.root / schema).is_file():
        return _rendered(name, **values)
    up = "../" * len(folder.split("/"))
    return f"# yaml-language-server: $schema={up}{schema}\n".encode() + _rendered(name, **values)


def _write_schemas(invocation: Invocation) -> None:
    """Write the schemas of all records; nobody edits them, so that those of an earlier version are replaced."""
    for kind in (COMMON, *RECORD_SCHEMAS):
        name = f"{kind}{SUFFIX}"
        write_if_changed(invocation.root / SCHEMAS / name, (shipped(SCHEMAS) / name).read_bytes())
    invocation.out.print(invocation.say(WRITTEN, path=f"{SCHEMAS}/"))


def _rendered(name: str, /, **values: object) -> bytes:
    environment = Environment(  # noqa: S701 - writes YAML, not HTML
        loader=PackageLoader("thidua.cli", "skeletons"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(f"{name}.j2").render(**values).encode()


def _write(invocation: Invocation, files: Mapping[str, bytes]) -> None:
    """Write the files that do not exist yet; say of each what became of it. Ends with exit code 2 if one exists."""
    existing = []
    for path, data in files.items():
        target: Path = invocation.root / path
        if target.exists():
            existing.append(path)
            continue
        write_if_changed(target, data)
        invocation.out.print(invocation.say(WRITTEN, path=path))
    if existing:
        invocation.refuse(EXISTS, path=", ".join(existing))
