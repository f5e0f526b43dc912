"""What the project ships beside its code: beside the package when installed, at the top of a checkout otherwise."""

from importlib import resources
from pathlib import Path


def shipped(name: str, root: Path | None = None) -> Path:
    """Return the path of a shipped file or folder; a portal's own one at ``root`` takes its place."""
    if root is not None and (root / name).exists():
        return root / name
    installed = Path(str(resources.files("thidua"))) / name
    return installed if installed.exists() else Path(__file__).parents[3] / name
