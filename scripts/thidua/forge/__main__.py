"""``python -m thidua.forge``: the step of the workflow ``comment``; everything it needs is in its environment."""

import json
import os
import sys
from pathlib import Path

from thidua.forge.api import Api, ApiError
from thidua.forge.artifact import Forged
from thidua.forge.run import Run
from thidua.forge.sticky import tell
from thidua.gate.escape import command_data
from thidua.gate.state import PortalState
from thidua.records.archive import Archive
from thidua.records.language import language
from thidua.records.source import Folder


def main() -> int:
    """Tell the verdict of the run in the event file. Exit codes: 0 told or nothing to tell, 1 forged, 2 no forge."""
    run = Run.from_event(json.loads(Path(os.environ["GITHUB_EVENT_PATH"]).read_text("utf-8")))
    state = PortalState(Archive(Folder(Path())))
    organisations = state.organisations()
    names = {one.id: one.name for one in organisations.listed} if organisations is not None else {}
    try:
        api = Api(os.environ["GITHUB_API_URL"], os.environ["GITHUB_REPOSITORY"], os.environ["GITHUB_TOKEN"])
        print(tell(api, run, names, state.zone(), language("vi")))
    except Forged as problem:
        print(f"::error title=Forged verdict::{command_data(str(problem))}")
        return 1
    except ApiError as problem:
        print(f"::error title=No answer::{command_data(str(problem))}")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
