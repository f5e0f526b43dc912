"""References between records: whatever is named must exist and be of the right kind (data-model.md)."""

import difflib
from collections.abc import Iterator
from typing import Final

from thidua.records.cluster import Cluster
from thidua.records.finding import Finding, error
from thidua.records.language import mark as _
from thidua.records.layout import folded
from thidua.records.registers import Organisations

MOST_COMPARED: Final = 500

ORGANISATION = error(
    "reference-organisation",
    _("No organisation “{organisation}” is registered."),
    _("Check the spelling, or register it in organisations.yml."),
)
CLOSEST: Final = _("Check the spelling, or register it in organisations.yml. Closest: {guess}.")
MEMBER = error(
    "reference-member",
    _("“{organisation}” is not a member of the cluster."),
    _("Members of the cluster: {members}."),
)
CLUSTER = error(
    "reference-cluster",
    _("The season has no cluster “{cluster}”."),
    _("Clusters of the season: {clusters}."),
)
AWARD = error(
    "reference-award",
    _("The season has no award “{award}”."),
    _("Awards of the season: {awards}."),
)


def organisation(organisations: Organisations | None, named: str, path: str, *pointer: str | int) -> Iterator[Finding]:
    """Yield a finding if nothing of that id is registered."""
    if organisations is not None and named not in organisations:
        ids = [organisation.id for organisation in organisations.listed[:MOST_COMPARED]]
        close = difflib.get_close_matches(named, ids, 1)
        if close:
            yield ORGANISATION.worded(hint=CLOSEST).at(path, *pointer, organisation=named, guess=close[0])
        else:
            yield ORGANISATION.at(path, *pointer, organisation=named)


def member(cluster: Cluster | None, named: str, path: str, *pointer: str | int) -> Iterator[Finding]:
    """Yield a finding if the cluster has no such member."""
    if cluster is not None and named not in cluster.members:
        yield MEMBER.at(path, *pointer, organisation=named, members=", ".join(cluster.members))


def name_key(name: str) -> str:
    """Return what tells a name from others: capitals, spaces and styles of letters do not count."""
    return " ".join(folded(name).split())
