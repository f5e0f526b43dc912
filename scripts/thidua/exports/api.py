"""The JSON API: pure functions from published values to files (portal.md, Data for machines).

A build calls ``cluster_files`` and ``cluster_part`` for each cluster, then ``season_results`` and ``season_files`` for
the season, and ``index_file`` and ``organisations_file`` once; ``audit_file`` too where there is an audit.
"""

from thidua.exports.audit import audit_file
from thidua.exports.cluster import cluster_files, cluster_part
from thidua.exports.file import ExportFile
from thidua.exports.index import index_file, organisations_file, schema_files
from thidua.exports.season import season_files, season_results

__all__ = [
    "ExportFile",
    "audit_file",
    "cluster_files",
    "cluster_part",
    "index_file",
    "organisations_file",
    "schema_files",
    "season_files",
    "season_results",
]
