"""The run of the check that a comment is about: what the forge itself says of it, not what the run says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

CHECK: Final = ".github/workflows/validate.yml"


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run of a workflow, from the event ``workflow_run``. ``head_sha`` is the commit that was checked.

    ``started_at`` is when the last attempt began; ``head_repository`` is None if the fork has been deleted.
    """

    id: int
    event: str
    path: str
    head_sha: str
    head_branch: str
    head_owner: str
    head_repository: int | None
    main_branch: str
    started_at: datetime
    url: str

    @property
    def is_check(self) -> bool:
        """Whether it is a run of the gate on a pull request, not of another workflow under its name."""
        return self.event == "pull_request" and self.path.partition("@")[0] == CHECK

    @classmethod
    def from_event(cls, event: Mapping[str, Any]) -> "Run":
        """Return the run that an event file tells of."""
        run = event["workflow_run"]
        head = run["head_repository"] or {"id": None, "owner": {"login": ""}}
        return cls(
            id=run["id"],
            event=run["event"],
            path=run["path"],
            head_sha=run["head_sha"],
            head_branch=run["head_branch"],
            head_owner=head["owner"]["login"],
            head_repository=head["id"],
            main_branch=event["repository"]["default_branch"],
            started_at=datetime.fromisoformat(run["run_started_at"]),
            url=run["html_url"],
        )
