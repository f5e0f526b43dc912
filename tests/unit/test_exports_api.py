"""The JSON API: every file fits its schema, says what scoring says, and holds nothing that is withheld."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from jsonschema import Draft202012Validator

from support.api_build import COMMIT, LATE, TESTS, VECTORS, PortalRead, documents, export, read
from thidua.exports import address
from thidua.exports.api import schema_files
from thidua.exports.file import json_file
from thidua.exports.index import SCHEMAS
from thidua.publication.policy import Audience, View
from thidua.publication.result_document import season_document
from thidua.records.decision import AwardRow, Decision, DecisionDocument
from thidua.records.dossier import Evidence
from thidua.records.record import Record
from thidua.records.season import Exposure

FOLDER = TESTS.parent / "schemas"
BASE = TESTS / "examples" / "base"
OUTPUTS = [path.name.removesuffix(".schema.json") for path in sorted(FOLDER.glob("api-*.json"))] + [
    "findings",
    "status",
]
NAMES = [*OUTPUTS, "common"]
TEXTS: Mapping[str, dict[str, Any]] = {
    name: json.loads((FOLDER / f"{name}.schema.json").read_text("utf-8")) for name in NAMES
}
REGISTRY = jsonschema_rs.Registry([(f"{name}.schema.json", text) for name, text in TEXTS.items()])
VIETNAMESE = set("àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ")
LEFT_OPEN = {"marks", "totals", "member", "vote", "award_row", "progress"}  # completed where they are used


def validator(name: str) -> Any:
    return jsonschema_rs.Draft202012Validator(
        TEXTS[name], registry=REGISTRY, validate_formats=True, base_uri=f"{name}.schema.json"
    )


VALIDATORS = {name: validator(name) for name in OUTPUTS}


def kind(path: str) -> str:
    """The kind of a file, from its address alone."""
    match path.removesuffix(".json").split("/")[2:]:
        case ["index"] | ["organisations"] as found:
            return f"api-{found[0]}"
        case [_, "season"] | [_, "rubric"] | [_, "results"] as found:
            return f"api-{found[1]}"
        case [_, _]:
            return "api-cluster"
        case _:
            return "api-dossier"


def assert_valid(files: Mapping[str, Any]) -> None:
    for path, document in files.items():
        problem = next(VALIDATORS[kind(path)].iter_errors(document), None)
        assert problem is None, f"{path}: {list(problem.instance_path)} {problem.message[:300]}"


# The files and their schemas


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("root", [*VECTORS, BASE], ids=lambda root: root.name)
def test_every_file_fits_its_schema(root: Path, audience: Audience) -> None:
    assert_valid(documents(read(root), audience))


@pytest.mark.parametrize("root", VECTORS, ids=lambda root: root.name)
def test_the_internal_results_are_the_ones_that_scoring_prints(root: Path) -> None:
    portal = read(root)
    files = documents(portal, Audience.INTERNAL)
    for season in portal.seasons:
        found = files[f"api/v1/{season.records.id}/results.json"]
        printed = season_document(season.records.id, season.results, is_sample=season.frame.season.is_sample)
        assert found.pop("audience") == "internal"
        assert found == printed
        assert list(found) == list(printed)
        assert VALIDATORS["api-results"].is_valid(printed)


@pytest.mark.parametrize("root", VECTORS, ids=lambda root: root.name)
def test_a_cluster_and_its_dossiers_say_what_the_results_say(root: Path) -> None:
    files = documents(read(root), Audience.PUBLIC)
    for part in files["api/v1/2020/results.json"]["clusters"]:
        cluster = files[address.cluster("2020", part["cluster"])]
        assert [{key: member[key] for key in part["members"][0]} for member in cluster["members"]] == part["members"]
        for member in part["members"]:
            dossier = files[address.dossier("2020", part["cluster"], member["organisation"])]
            for key in ("state", "on_time", "rank", "decided_by", "eligibility"):
                assert dossier[key] == member[key]
            for key in ("self", "official"):
                sheet = dossier[key]
                assert (sheet and {k: v for k, v in sheet.items() if k != "marks"}) == member[key]


def test_every_address_in_the_index_leads_to_a_file() -> None:
    files = documents(read(BASE), Audience.PUBLIC)
    schemas = {file.path for file in schema_files(dict.fromkeys(OUTPUTS, b""))}

    def addresses(value: object) -> Iterator[str]:
        if isinstance(value, str) and value.startswith("api/"):
            yield value
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            yield from addresses(inner)

    for document in files.values():
        assert set(addresses(document)) <= files.keys() | schemas
    assert {f"api-{kind}" for kind in SCHEMAS} == {kind(path) for path in files} | {"api-audit"}


def test_addresses_are_stable() -> None:
    paths = documents(read(BASE), Audience.PUBLIC).keys()

    assert [path for path in paths if "/2020/" not in path and "/2019/" not in path] == [
        "api/v1/2021/cum-01.json",
        "api/v1/2021/cum-01/hoi-sach-que.json",
        "api/v1/2021/cum-01/hoi-trong-dong.json",
        "api/v1/2021/cum-01/hoi-lang-nghe.json",
        "api/v1/2021/results.json",
        "api/v1/2021/season.json",
        "api/v1/2021/rubric.json",
        "api/v1/index.json",
        "api/v1/organisations.json",
    ]


def test_the_same_values_give_the_same_bytes() -> None:
    view = View(Audience.PUBLIC, datetime.fromisoformat("2020-12-20T00:00:00+07:00"))
    assert list(export(read(BASE), view)) == list(export(read(BASE), view))


def test_json_may_stand_in_a_page() -> None:
    file = json_file("x.json", {"text": "</script><!-- đ", "b": 1, "a": None})

    assert file.data == '{"text":"\\u003c/script>\\u003c!-- đ","b":1,"a":null}\n'.encode()
    assert json.loads(file.data)["text"] == "</script><!-- đ"


def test_a_sample_says_so_in_every_file_and_real_data_in_none() -> None:
    portal = read(VECTORS[0])
    assert all(season.frame.season.is_sample for season in portal.seasons)
    for path, document in documents(portal, Audience.PUBLIC).items():
        assert document["sample"] is True, path
        assert "MẪU" in document["notice"]
    real = replace(
        portal,
        seasons=tuple(
            replace(s, frame=replace(s.frame, season=replace(s.frame.season, is_sample=False))) for s in portal.seasons
        ),
    )
    for path, document in documents(real, Audience.PUBLIC).items():
        assert "notice" not in document
        assert not document.get("sample"), path


def test_an_internal_file_says_that_it_is() -> None:
    assert {document.get("audience") for document in documents(read(BASE), Audience.INTERNAL).values()} == {"internal"}
    for path, document in documents(read(BASE), Audience.PUBLIC).items():
        assert document.get("audience", "public") == "public", path


@pytest.mark.parametrize(
    ("is_internal", "audience", "commit"),
    [
        (False, Audience.PUBLIC, COMMIT),
        (False, Audience.INTERNAL, COMMIT),
        (True, Audience.PUBLIC, None),
        (True, Audience.INTERNAL, COMMIT),
    ],
)
def test_the_commit_of_an_internal_repository_is_only_told_inside(
    is_internal: bool, audience: Audience, commit: str | None
) -> None:
    portal = read(BASE)
    record = portal.registers.portal
    assert record is not None
    changed = replace(record, value=replace(record.value, is_internal=is_internal))
    portal = replace(portal, registers=replace(portal.registers, portal=changed))

    assert documents(portal, audience)["api/v1/index.json"]["commit"] == commit


def test_the_moment_is_told_in_the_time_zone_of_the_portal() -> None:
    moment = datetime.fromisoformat("2020-12-31T20:15:30.5+00:00")
    index = documents(read(BASE), Audience.PUBLIC, moment)["api/v1/index.json"]
    assert index["as_of"] == "2021-01-01T03:15:30+07:00"


def test_a_name_is_the_one_that_was_valid_when_the_season_opened() -> None:
    portal = read(BASE)
    files = documents(portal, Audience.PUBLIC)
    organisations = portal.registers.organisations
    assert organisations is not None
    for season in portal.seasons:
        for cluster in season.clusters:
            assert cluster.records.cluster is not None
            document = files[address.cluster(season.records.id, cluster.records.id)]
            for member in document["members"]:
                known = organisations.value[member["organisation"]]
                assert member["name"] == known.name_on(season.frame.season.opens_on)


# Who sees what, when (rules.md §10). The table of the rules, written once more, for the example's season 2020: the
# deadline is 2020-11-15 (before), the conference on 2020-12-05, the decision published on 2021-01-06.

DEADLINE_EVE, DEADLINE = "2020-11-14T23:59:59+07:00", "2020-11-15T00:00:00+07:00"
CONFERENCE_DAY, CONFERENCE_OVER = "2020-12-05T23:59:59+07:00", "2020-12-06T00:00:00+07:00"
DECISION_EVE, DECISION_DAY = "2021-01-05T23:59:59+07:00", "2021-01-06T00:00:00+07:00"
MOMENTS = (DEADLINE_EVE, DEADLINE, CONFERENCE_DAY, CONFERENCE_OVER, DECISION_EVE, DECISION_DAY)

OPENS: Mapping[str, Mapping[str, str | None]] = {
    "cautious": {
        "progress": DEADLINE_EVE,
        "late_names": None,
        "self_points": None,
        "official_points": CONFERENCE_OVER,
        "votes": None,
        "nominations": CONFERENCE_OVER,
        "reports": CONFERENCE_OVER,
        "awards": DECISION_DAY,
        "budget": None,
    },
    "open": {
        "progress": DEADLINE_EVE,
        "late_names": DEADLINE,
        "self_points": DEADLINE,
        "official_points": CONFERENCE_OVER,
        "votes": CONFERENCE_OVER,
        "nominations": CONFERENCE_OVER,
        "reports": CONFERENCE_OVER,
        "awards": DECISION_DAY,
        "budget": DECISION_DAY,
    },
}
NOMINATED = {"hoi-sach-que", "hoi-trong-dong", "hoi-cheo-dong-bang"}


def decided(portal: PortalRead, preset: str, **exposures: Exposure) -> PortalRead:
    """The example's season 2020 alone, with a decision and with another publication."""
    (found,) = [season for season in portal.seasons if season.records.id == "2020"]
    row = AwardRow("emulation_flag", "cum-01", "hoi-sach-que", "awarded", None)
    document = DecisionDocument("45/QĐ-MTTW", date(2021, 1, 5), (row,))
    decision = Record("decision.yml", Decision(None, (document,), date(2021, 1, 6)), "0" * 64, {})
    season = replace(found.frame.season, preset=preset, exposures=exposures)
    changed = replace(
        found, records=replace(found.records, decision=decision), frame=replace(found.frame, season=season)
    )
    return replace(portal, seasons=(changed,))


def figures_in(files: Mapping[str, Any]) -> set[str]:
    """The figures of cluster ``cum-01`` that stand somewhere in the files."""
    cluster = files["api/v1/2020/cum-01.json"]
    season = files["api/v1/2020/season.json"]
    (part,) = [c for c in files["api/v1/2020/results.json"]["clusters"] if c["cluster"] == "cum-01"]
    dossiers = [document for path, document in files.items() if path.startswith("api/v1/2020/cum-01/")]
    members = [*part["members"], *cluster["members"], *dossiers]
    said = [criterion for dossier in dossiers for criterion in dossier["criteria"].values()]
    present = {
        "progress": [cluster["progress"]],
        "late_names": [m["on_time"] for m in members] + [d["receipts"] for d in dossiers],
        "self_points": [m["self"] for m in members] + [d["targets"] for d in dossiers] + [c.get("self") for c in said],
        "official_points": [
            *(m[key] for m in members for key in ("official", "rank", "decided_by")),
            *(m["eligibility"] or None for m in members),
            *(d[key] for d in dossiers for key in ("verified", "verifier", "verifier_note", "reviewer")),
            *(c.get(key) for c in said for key in ("verification", "response", "review")),
        ],
        "votes": [part["vote"], cluster["vote"]],
        "nominations": [
            *(document[key] for document in (part, cluster) for key in ("nominations", "open_ties")),
            cluster["reached"],
            *(d["nominated_for"] for d in dossiers),
        ],
        "reports": [cluster["conference"], cluster["report"], cluster["next"], *(d["report"] for d in dossiers)],
        "awards": [cluster["awards"], season["decision"]],
        "budget": [season["support"], (cluster["conference"] or {}).get("budget")],
    }
    return {figure for figure, values in present.items() if any(value is not None for value in values)}


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("preset", OPENS)
def test_the_public_sees_a_figure_from_its_moment_on(preset: str, moment: str) -> None:
    files = documents(decided(read(BASE), preset), Audience.PUBLIC, datetime.fromisoformat(moment))

    assert_valid(files)
    assert figures_in(files) == {f for f, opens in OPENS[preset].items() if opens is not None and opens <= moment}


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("preset", OPENS)
def test_inside_everything_is_seen_at_any_time(preset: str, moment: str) -> None:
    files = documents(decided(read(BASE), preset), Audience.INTERNAL, datetime.fromisoformat(moment))

    assert_valid(files)
    assert figures_in(files) == set(OPENS["open"])


@pytest.mark.parametrize("figure", OPENS["open"])
def test_what_the_season_never_publishes_is_in_no_file(figure: str) -> None:
    portal = decided(read(BASE), "open", **{figure: Exposure("never")})
    files = documents(portal, Audience.PUBLIC)

    assert figures_in(files) == set(OPENS["open"]) - {figure}


def test_the_cautious_preset_shows_official_points_of_the_nominated_only() -> None:
    files = documents(decided(read(BASE), "cautious"), Audience.PUBLIC)
    shown = {m["organisation"] for m in files["api/v1/2020/cum-01.json"]["members"] if m["official"]}

    assert shown == NOMINATED
    for path, dossier in files.items():
        if kind(path) == "api-dossier" and dossier["organisation"] not in NOMINATED:
            assert dossier["state"] is None
            assert dossier["criteria"] == {}
            assert {dossier[key] for key in ("self", "verified", "official", "rank", "verifier", "reviewer")} == {None}


def test_a_withheld_vote_still_tells_who_reached_the_threshold() -> None:
    cluster = documents(decided(read(BASE), "cautious"), Audience.PUBLIC)["api/v1/2020/cum-01.json"]

    assert cluster["vote"] is None
    assert cluster["reached"] == {
        "emulation_flag": ["hoi-sach-que"],
        "merit_certificate": ["hoi-trong-dong", "hoi-cheo-dong-bang"],
    }


@pytest.mark.parametrize("preset", OPENS)
def test_the_public_never_reads_what_is_for_nobody(preset: str) -> None:
    portal = with_secrets(decided(read(BASE), preset))
    public = text(portal, Audience.PUBLIC)
    accounts = portal.registers.accounts
    assert accounts is not None
    names = {account.login for account in accounts.value.listed} - {"quantri"}
    names |= {email for account in accounts.value.listed for email in account.emails}

    assert not re.search("mật", public)
    assert not [name for name in names if name in public]
    assert not [name for name in names if name in text(portal, Audience.INTERNAL)]


def test_inside_the_reasons_are_read() -> None:
    inside = text(with_secrets(decided(read(BASE), "open")), Audience.INTERNAL)

    assert set(re.findall(r"mật \w+", inside)) == {"mật exclusion", "mật absence", "mật evidence", "mật reply"}


def test_an_excluded_member_is_not_eligible_and_the_public_is_told_neither() -> None:
    portal = decided(read(BASE), "open")
    outcomes = {}
    for audience in Audience:
        cluster = documents(portal, audience)["api/v1/2020/cum-01.json"]
        (member,) = [m for m in cluster["members"] if m["organisation"] == "hoi-lang-nghe"]
        outcomes[audience] = member["eligibility"]["merit_certificate"]
        assert ("exclusions" in cluster) == (audience is Audience.INTERNAL)
    inside = outcomes[Audience.INTERNAL]
    others = [name for name in inside["failed"] if name != "not_excluded"]
    assert inside == {"eligible": False, "failed": [*others, "not_excluded"]}
    assert outcomes[Audience.PUBLIC] == {"eligible": False if others else None, "failed": others}


def text(portal: PortalRead, audience: Audience) -> str:
    return "".join(file.data.decode() for file in export(portal, View(audience, LATE)))


def with_secrets(portal: PortalRead) -> PortalRead:
    """The portal with words that only the inside may read, wherever a record can hold such."""
    (season,) = portal.seasons
    first, *others = season.clusters
    records = first.records
    exclusions, conference = records.exclusions, records.conference
    assert exclusions is not None
    assert conference is not None
    barred = tuple(replace(e, basis_number="mật exclusion") for e in exclusions.value.listed)
    absent = tuple(replace(a, is_absent=True, reason="mật absence") for a in conference.value.attendance)
    dossiers = dict(records.dossiers)
    dossier = dossiers["hoi-lang-nghe"]
    own, response = dossier.self_assessment, dossier.response
    assert own is not None
    assert response is not None
    hidden = (Evidence("mật evidence", "https://example.org/mật", "1" * 64, is_public=False),)
    scores = {code: replace(entry, evidence=hidden) for code, entry in own.value.scores.items()}
    replies = {
        code: replace(reply, evidence=(Evidence("mật reply", None, None, is_public=False),))
        for code, reply in response.value.responses.items()
    }
    dossiers["hoi-lang-nghe"] = replace(
        dossier,
        self_assessment=replace(own, value=replace(own.value, scores=scores)),
        response=replace(response, value=replace(response.value, responses=replies)),
    )
    changed = replace(
        records,
        exclusions=replace(exclusions, value=replace(exclusions.value, listed=barred)),
        conference=replace(conference, value=replace(conference.value, attendance=absent)),
        dossiers=dossiers,
    )
    return replace(portal, seasons=(replace(season, clusters=(replace(first, records=changed), *others)),))


# The schemas themselves


def nodes(schema: dict[str, Any], pointer: str = "#") -> Iterator[tuple[str, dict[str, Any]]]:
    yield pointer, schema
    for key in ("properties", "$defs"):
        for name, child in schema.get(key, {}).items():
            yield from nodes(child, f"{pointer}/{key}/{name}")
    for key in ("items", "additionalProperties", "propertyNames"):
        if isinstance(schema.get(key), dict):
            yield from nodes(schema[key], f"{pointer}/{key}")
    for index, child in enumerate(schema.get("anyOf", ())):
        yield from nodes(child, f"{pointer}/anyOf/{index}")


@pytest.mark.parametrize("name", OUTPUTS)
def test_a_schema_is_closed_bounded_and_explained(name: str) -> None:
    schema = TEXTS[name]
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"{name}.schema.json"
    assert schema["title"]
    for pointer, node in nodes(schema):
        types = node.get("type", ())
        types = {types} if isinstance(types, str) else set(types)
        is_completed_elsewhere = name == "api-common" and pointer.removeprefix("#/$defs/") in LEFT_OPEN
        if ("object" in types or "allOf" in node) and not is_completed_elsewhere:
            is_a_map = {"propertyNames", "maxProperties"} <= node.keys()
            assert is_a_map or False in (node.get("additionalProperties"), node.get("unevaluatedProperties")), pointer
        assert "string" not in types or "maxLength" in node, pointer
        assert "array" not in types or "maxItems" in node, pointer
        assert not types & {"number", "integer"} or "maximum" in node, pointer
        assert "pattern" not in node or (node["pattern"][0], node["pattern"][-1]) == ("^", "$"), pointer
        for key, child in node.get("properties", {}).items():
            assert child["title"], f"{pointer}/{key}"
            assert VIETNAMESE & set(child["description"].lower()), f"{pointer}/{key}"


@pytest.mark.parametrize(
    ("path", "change"),
    [
        ("api/v1/2020/results.json", lambda d: d["clusters"][0]["members"][0].update(total="1.00")),
        ("api/v1/2020/results.json", lambda d: d["clusters"][0]["members"][0]["self"].update(total=91.5)),
        ("api/v1/2020/results.json", lambda d: d["clusters"][0]["members"][0]["self"].update(total="91.5")),
        ("api/v1/2020/cum-01.json", lambda d: d["roles"]["council_members"][0].update(account="pct-01")),
        ("api/v1/2020/cum-01.json", lambda d: d["vote"].pop("quorum_needed")),
        ("api/v1/2020/cum-01/hoi-lang-nghe.json", lambda d: d["criteria"]["I.1"]["self"].update(score=4)),
        ("api/v1/2020/cum-01/hoi-lang-nghe.json", lambda d: d["official"]["marks"].update({"I.1": 4})),
        ("api/v1/2020/season.json", lambda d: d.update(extra=1)),
        ("api/v1/index.json", lambda d: d.update(licence="MIT")),
    ],
)
def test_a_schema_notices_what_does_not_belong(path: str, change: Any) -> None:
    document = documents(read(BASE), Audience.INTERNAL)[path]
    assert VALIDATORS[kind(path)].is_valid(document)
    change(document)
    assert not VALIDATORS[kind(path)].is_valid(document)
