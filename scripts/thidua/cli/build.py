"""``thidua build``: the whole portal. The old site stays until the new one is complete."""

import json
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from thidua.cli import given_audit
from thidua.cli.invocation import Invocation, as_of_option, is_interactive, moment, shared_options
from thidua.cli.report import tell_summary, tell_text
from thidua.exports import address
from thidua.publication.policy import Audience, View
from thidua.records.finding import Finding, in_order, printable
from thidua.records.language import Amount, Language
from thidua.records.language import mark as _
from thidua.site import tree
from thidua.site.assembly import AddressTakenError, Assembly, Count
from thidua.site.builder import BuildInput, builder_of
from thidua.site.clusters import ClusterOutput
from thidua.site.mkdocs import SiteError
from thidua.site.output import may_be_replaced, replacing, sole_user

HELP: Final = _("Build the whole portal. The old site stays until the new one is complete.")
SITE_HELP: Final = _("Where the site goes (default: site/ at the root, site-internal/ for the internal audience).")
AUDIENCE_HELP: Final = _("For whom the portal is built.")
OVERLAID: Final = _(
    "Git was told to show something else than what was committed in {root} (refs/replace or info/grafts), so its files "
    "prove nothing. Clone the repository again, and build there."
)
AUDIT_HELP: Final = _("What “thidua audit --format json” printed: for the page on the history.")
FULL_HELP: Final = _("Read every record again, whatever the times of the files say.")
MARKDOWN_HELP: Final = _(
    "Also leave the pages in build/ as plain files from which any site generator makes the same site."
)
JOBS_HELP: Final = _("How many processes work at a time (default: one a core).")
LONGEST_EPOCH: Final = 10
CLUSTERS: Final = _("Clusters")
REFUSED: Final = _("Nothing was built: mend the errors above first. The site is as it was.")
NO_PLACE: Final = _(
    "{site} is not an empty folder or an earlier site. Choose another folder: what is in it would be lost."
)
OTHER_EDITION: Final = _(
    "{site} holds the edition for the other audience, which is not replaced by this one. Choose another folder."
)
BAD_EPOCH: Final = _(
    "SOURCE_DATE_EPOCH is “{value}”, which is not a whole number of seconds since 1970, for example 1637370000."
)
TAKEN: Final = _("docs/{path} stands at an address of the portal itself. Give the file another name.")
NO_PAGES: Final = _("The site generator refused the pages: {problem}")
DONE: Final = _(
    "{seasons} seasons, {clusters} clusters, {dossiers} dossiers → {pages} pages and {files} files in {site}"
)
MOMENT: Final = _("As of {as_of}, for the {audience} audience; {warnings} departures are recorded; {seconds} s.")
AUDIENCES: Final = {Audience.PUBLIC: _("public"), Audience.INTERNAL: _("internal")}


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """What a build is asked for."""

    site: Path
    audience: str
    as_of: str | None
    jobs: int
    audit: Path | None = None
    is_full: bool = False
    is_markdown: bool = False


def command(spoken: Language) -> click.Command:
    """Return the command in one language."""

    @click.command("build", help=spoken.text(HELP))
    @click.option("--site", type=click.Path(path_type=Path), default=None, metavar="DIR", help=spoken.text(SITE_HELP))
    @click.option(
        "--audience",
        type=click.Choice([audience.value for audience in Audience]),
        default=Audience.PUBLIC.value,
        help=spoken.text(AUDIENCE_HELP),
    )
    @click.option(
        "--audit",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        metavar="FILE",
        help=spoken.text(AUDIT_HELP),
    )
    @click.option("--jobs", type=click.IntRange(1, 64), default=os.cpu_count() or 1, help=spoken.text(JOBS_HELP))
    @click.option("--full", "is_full", is_flag=True, help=spoken.text(FULL_HELP))
    @click.option("--markdown", "is_markdown", is_flag=True, help=spoken.text(MARKDOWN_HELP))
    @as_of_option(spoken)
    @shared_options(spoken)
    def build(invocation: Invocation, *, site: Path | None, audience: str, **options: Any) -> None:
        request = BuildRequest(site or default_site(invocation.root, audience), audience, **options)
        click.get_current_context().exit(0 if run(invocation, request) else 1)

    return build


def default_site(root: Path, audience: str) -> Path:
    """Return where a site goes unless told: the editions for the two audiences never mix."""
    return root / ("site" if audience == Audience.PUBLIC else f"site-{audience}")


def run(invocation: Invocation, request: BuildRequest) -> bool:
    """Build a portal. Return whether it was built; findings and the summary are printed."""
    invocation.archive()
    if not may_be_replaced(request.site, invocation.root):
        invocation.refuse(NO_PLACE, site=request.site)
    with sole_user(invocation.root.resolve() / "build"):  # for one audience at a time, so that no two share a site
        if _audience(request.site) not in {None, request.audience}:
            invocation.refuse(OTHER_EDITION, site=request.site)
        return _run(invocation, request)


def _run(invocation: Invocation, request: BuildRequest) -> bool:
    began = time.monotonic()
    builder_of.cache_clear()  # the records may have changed since this process built last
    root = invocation.root.resolve()
    head = _head(invocation, root)
    as_of = moment(invocation, request.as_of, lambda: _default_moment(invocation, head))
    view = View(Audience(request.audience), as_of)
    workspace = root / "build" / request.audience
    commit = head[0] if head is not None else None
    history = given_audit.read(invocation, request.audit, commit) if request.audit is not None else None
    docs = workspace / "docs" if request.is_markdown else None
    given = BuildInput(root, view, commit, workspace, docs)
    assembly = Assembly(given, history, is_full=request.is_full)
    try:
        with _bar(invocation) as bar:
            assembly.build_frames()
            outputs = list(
                bar.track(
                    assembly.build_clusters(request.jobs),
                    total=len(assembly.tasks()),
                    description=invocation.say(CLUSTERS),
                )
            )
        findings = in_order([*assembly.findings(), *(finding for output in outputs for finding in output.findings)])
        errors = [finding for finding in findings if finding.is_error]
        if errors:
            assembly.save(is_whole=False)
            tell_text(invocation, errors)
            tell_summary(invocation, findings, assembly.files + sum(output.files for output in outputs))
            invocation.out.print(invocation.say(REFUSED))
            return False
        count = assembly.finish(request.jobs)
        _put_in_place(request.site.resolve(), assembly.folders, workspace / "spare")
        assembly.save(is_whole=True)
    except AddressTakenError as taken:
        invocation.refuse(TAKEN, path=taken)
    except SiteError as problem:
        invocation.refuse(NO_PAGES, problem=problem)
    seconds = time.monotonic() - began
    _summarise(invocation, request, assembly, outputs, findings, count, seconds)
    return True


def _put_in_place(site: Path, folders: Sequence[Path], spare: Path) -> None:
    """Let ``site`` be what stands in the folders, all at once; one that is so already stays."""
    if not tree.is_mirror(folders, site):
        with replacing(site, spare) as fresh:
            tree.mirror(folders, fresh)


def _audience(site: Path) -> str | None:
    """Return for whom the site that stands at ``site`` was built, None if there is none."""
    try:
        index = json.loads((site / address.index()).read_bytes())
    except (OSError, ValueError):
        return None
    return str(index.get("audience", Audience.PUBLIC.value))


def _summarise(
    invocation: Invocation,
    request: BuildRequest,
    assembly: Assembly,
    outputs: Sequence[ClusterOutput],
    findings: Sequence[Finding],
    count: Count,
    seconds: float,
) -> None:
    message = invocation.say(
        DONE,
        seasons=len(assembly.seasons),
        clusters=sum(output.is_published for output in outputs),
        dossiers=sum(output.members for output in outputs),
        pages=count.pages,
        files=count.files,
        site=request.site,
    )
    invocation.out.print(message, style="bold green")
    view, portal = assembly.given.view, assembly.top.portal
    values = {
        "as_of": view.as_of.astimezone(portal.zone if portal is not None else None),
        "audience": invocation.say(AUDIENCES[view.audience]),
        "warnings": sum(not finding.is_error for finding in findings),
        "seconds": Amount(f"{seconds:.1f}"),
    }
    invocation.out.print(invocation.say(MOMENT, **values))


def _bar(invocation: Invocation) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=invocation.err,
        transient=True,
        auto_refresh=False,
        disable=not is_interactive(),
    )


def _head(invocation: Invocation, root: Path) -> tuple[str, datetime] | None:
    from thidua.records import history  # noqa: PLC0415 - only a build asks for the commit

    if history.is_overlaid(root):
        invocation.refuse(OVERLAID, root=printable(str(root)))
    return history.head(root)


def _default_moment(invocation: Invocation, head: tuple[str, datetime] | None) -> datetime:
    """Return the moment of a build: SOURCE_DATE_EPOCH, else that of the last commit, else now."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch is None:
        return head[1] if head is not None else datetime.now(UTC)
    if not (epoch.isascii() and epoch.isdecimal() and len(epoch) <= LONGEST_EPOCH):
        invocation.refuse(BAD_EPOCH, value=printable(epoch))
    return datetime.fromtimestamp(int(epoch), UTC)
