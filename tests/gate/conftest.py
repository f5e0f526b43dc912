from pathlib import Path

import pytest
from gate_repository import History


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path / "portal.git")
