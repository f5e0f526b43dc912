"""The list of everything, and the register of organisations, as JSON."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from thidua.exports import address
from thidua.exports.file import ExportFile, json_file
from thidua.exports.mark import internal_mark
from thidua.exports.value import day, present
from thidua.publication.digest import PublishedSeason
from thidua.publication.policy import View
from thidua.publication.result_document import sample_mark
from thidua.records.registers import Organisation, Organisations, Portal

LICENCE: Final = "CC-BY-4.0"
SCHEMAS: Final[Mapping[str, str]] = {
    "index": "api-index",
    "organisations": "api-organisations",
    "season": "api-season",
    "rubric": "api-rubric",
    "results": "api-results",
    "cluster": "api-cluster",
    "dossier": "api-dossier",
    "audit": "api-audit",
}


def index_file(
    portal: Portal, view: View, commit: str | None, seasons: Sequence[PublishedSeason], *, is_audited: bool = False
) -> ExportFile:
    """Return the list of everything. ``commit`` is where the data come from, None if they are not in Git."""
    audit = address.audit() if is_audited else None
    return json_file(address.index(), {**_index(portal, view, commit, seasons), "audit": audit})


def organisations_file(organisations: Organisations, view: View, seasons: Sequence[PublishedSeason]) -> ExportFile:
    """Return the register of organisations."""
    listed = sorted(organisations.listed, key=lambda organisation: organisations.protocol(organisation.id))
    terms = _terms(seasons)
    document = {
        **_sample(seasons),
        **internal_mark(view),
        "organisations": [_organisation(item, terms.get(item.id, [])) for item in listed],
    }
    return json_file(address.organisations(), document)


def schema_files(schemas: Mapping[str, bytes]) -> Iterator[ExportFile]:
    """Yield the schemas at their addresses, given their bytes by name (``api-index``)."""
    for name, data in schemas.items():
        yield ExportFile(address.schema(name), data)


def _index(portal: Portal, view: View, commit: str | None, seasons: Sequence[PublishedSeason]) -> dict[str, Any]:
    is_hidden = portal.is_internal and not view.is_internal
    return {
        "name": portal.name,
        "owner": portal.owner,
        "site_url": portal.site_url,
        "as_of": view.as_of.astimezone(portal.zone).isoformat(timespec="seconds"),
        "commit": None if is_hidden else commit,
        "audience": view.audience.value,
        "licence": LICENCE,
        "sample": any(season.season.is_sample for season in seasons),
        **_sample(seasons),
        "organisations": address.organisations(),
        "seasons": [_season(season) for season in seasons],
        "schemas": {kind: address.schema(name) for kind, name in SCHEMAS.items()},
    }


def _sample(seasons: Sequence[PublishedSeason]) -> dict[str, Any]:
    return sample_mark(is_sample=any(season.season.is_sample for season in seasons))


def _season(season: PublishedSeason) -> dict[str, Any]:
    return {
        "season": season.id,
        "title": season.season.title,
        "sample": season.season.is_sample,
        "published_on": day(season.published_on),
        "address": address.season(season.id),
        "rubric": address.rubric(season.id),
        "results": address.results(season.id),
        "clusters": [address.cluster(season.id, cluster.id) for cluster in season.clusters],
    }


def _terms(seasons: Sequence[PublishedSeason]) -> dict[str, list[dict[str, Any]]]:
    """Return by organisation the clusters it was a member of, in the order of the seasons."""
    terms: dict[str, list[dict[str, Any]]] = {}
    for season in seasons:
        for cluster in season.clusters:
            for member in cluster.members:
                term = {
                    "season": season.id,
                    "cluster": cluster.id,
                    "is_lead": cluster.cluster.lead == member.organisation,
                    "address": address.dossier(season.id, cluster.id, member.organisation),
                }
                terms.setdefault(member.organisation, []).append(term)
    return terms


def _organisation(organisation: Organisation, terms: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        **present(
            id=organisation.id,
            kind=organisation.kind,
            name=organisation.name,
            name_en=organisation.name_en,
            short_name=organisation.short_name,
            order=organisation.order,
            from_=day(organisation.since),
            to=day(organisation.until),
        ),
        "succeeds": list(organisation.succeeds),
        "former_names": [{"name": former.name, "until": day(former.until)} for former in organisation.former_names],
        "seasons": terms,
    }
