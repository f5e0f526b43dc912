"""What it costs to check records: all of them beside check-jsonschema, one of many, more and more, in memory."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from bench.measure import Cost, cost, fastest, imported
from bench.portals import Portals, self_assessments
from bench.scope import Scope
from bench.table import BudgetState, Row, growth, judged, memory, number, seconds, share
from thidua.records.schema import COMMON, SUFFIX
from thidua.records.shipped import shipped

PEER: Final = 1 / 10
ONE_OF_MANY: Final = 1 / 50
ONE: Final = 0.6
HEAVY: Final = ("pandas", "mkdocs")
KIND: Final = f"self-assessment{SUFFIX}"


def rows(ground: Portals, scope: Scope) -> Iterator[Row]:
    """Measure and yield the rows of performance.md on checking."""
    yield from _beside_check_jsonschema(ground, scope)
    costs = {size: _checked(ground.portal(size), scope, is_watched=True) for size in scope.checked}
    most, whole = max(costs.items())
    yield from _one_of_many(ground, scope, most, whole)
    yield growth("Tăng trưởng khi kiểm tra", {size: found.work for size, found in costs.items()})
    yield memory(f"Bộ nhớ khi kiểm tra {number(most)} hồ sơ", whole.memory)


def _checked(root: Path, scope: Scope, *, is_watched: bool = False) -> Cost:
    return fastest(scope.repeats, lambda: cost(_validate(root), root, is_watched=is_watched))


def _validate(root: Path, *paths: Path) -> Sequence[str]:
    return ["-m", "thidua", "validate", "--root", str(root), *map(str, paths)]


def _beside_check_jsonschema(ground: Portals, scope: Scope) -> Iterator[Row]:
    """Yield our check of the same files, and of whole dossiers, beside the peer with our schema in two forms."""
    root = ground.filed(scope.peer)
    files = self_assessments(root)
    schemas = shipped("schemas")
    ours = {
        "cùng các bảng tự chấm": _checked(root, scope),
        "trọn hồ sơ (đối chứng chỉ bảng tự chấm)": _checked(ground.portal(scope.peer), scope),
    }
    peers = {
        "lược đồ như phát hành": _check_jsonschema(schemas / KIND, files, scope),
        "lược đồ gộp một tệp": _check_jsonschema(_in_one(schemas, ground.folder), files, scope),
    }
    for form, peer in peers.items():
        for what, own in ours.items():
            yield Row(
                f"Kiểm tra {what}, {number(len(files))} hồ sơ, một tiến trình",
                f"{seconds(own.work / len(files))} một hồ sơ",
                f"check-jsonschema, {form}: {seconds(peer.work / len(files))} một tệp",
                share(own.work / peer.work),
                "≤ 1/10",
                judged(own.work / peer.work, PEER),
            )


def _check_jsonschema(schema: Path, files: Sequence[Path], scope: Scope) -> Cost:
    """Return what the peer costs; it finds neighbouring schemas only in the folder where it runs."""
    arguments = ["-m", "check_jsonschema", "--schemafile", schema.name, *map(str, files)]
    return fastest(scope.repeats, lambda: cost(arguments, schema.parent))


def _in_one(schemas: Path, folder: Path) -> Path:
    """Write our schema with everything that it refers to in one file, the form in which the peer is fastest."""
    one = json.loads((schemas / KIND).read_text("utf-8").replace(f"{COMMON}{SUFFIX}#", "#"))
    one["$defs"] |= json.loads((schemas / f"{COMMON}{SUFFIX}").read_bytes())["$defs"]
    target = folder / KIND
    target.write_text(json.dumps(one), "utf-8")
    return target


def _one_of_many(ground: Portals, scope: Scope, most: int, whole: Cost) -> Iterator[Row]:
    root = ground.portal(most)
    with ground.changed(self_assessments(root)[most // 2]) as path:
        arguments = _validate(root, path)
        one = fastest(scope.repeats + 2, lambda: cost(arguments, root))
        loaded = imported(arguments, root)
    what = f"Kiểm tra một hồ sơ vừa sửa trong {number(most)}"
    ratio = one.seconds / whole.seconds
    peer = f"cả {number(most)}: {seconds(whole.seconds)}"
    yield Row(what, seconds(one.seconds), peer, share(ratio), "≤ 1/50", judged(ratio, ONE_OF_MANY))
    yield Row(f"{what}, từ lúc gọi đến lúc xong", seconds(one.seconds), "–", "–", "≤ 0,6 s", judged(one.seconds, ONE))
    heavy = [name for name in HEAVY if name in loaded]
    verdict = BudgetState.MISSED if heavy else BudgetState.MET
    yield Row(f"{what}, thư viện nặng được nạp", ", ".join(heavy) or "không", "–", "–", "không pandas, mkdocs", verdict)
