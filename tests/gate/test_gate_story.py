"""A whole season on a plain Git server, with no forge: from its opening to a correction after publication.

Everybody works with Git alone. The server knows who pushes and what time it is; nothing else is believed.
"""

import hashlib
from pathlib import Path

from gate_portal import (
    CLUSTER,
    CONFERENCE,
    COVENANT,
    LOWERED,
    PUBLISHED,
    RESPONSE,
    SCHEDULE,
    SEASON,
    VOTE,
    portal,
    receipt,
    review,
    self_assessment,
    verification,
)
from gate_repository import as_of
from gate_server import Server

from thidua.gate.audit import audit
from thidua.records.language import language

REPORT = "summary: Cụm hoàn thành nhiệm vụ năm 2020.\nresults: []\nnext: {lead: hoi-tre, basis: rotation}\n"
CONSOLIDATION = "number: 120/BC-TCCB\nsent_on: 2020-12-14\ncovers: [cum-01]\ntext: Cụm hoàn thành nhiệm vụ.\n"
CORRECTION = """\
corrections:
  - id: dc-01
    on: 2021-02-01
    files: [2020/cum-01/vote.yml]
    what: Sửa số phiếu không đồng ý của Hội Vườn Dừa từ 3 thành 2 và một phiếu trắng.
    why: Chép nhầm từ biên bản kiểm phiếu.
"""


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_a_season_through_plain_git(tmp_path: Path) -> None:  # noqa: PLR0915 - a year has as many steps
    server = Server(tmp_path, "2020-01-02T09:00:00+07:00")

    # The administrator founds the portal; everybody clones it.
    quantri = server.clone("quantri")
    assert quantri.send(portal(), "found the portal").is_accepted
    btt, pct, tochuc = server.clone("btt"), server.clone("thu-ky-01"), server.clone("tochuc")
    sen, tre, tram = server.clone("sen"), server.clone("tre"), server.clone("tram")
    dua = server.clone("dua", forge_id=1014)

    # In spring the lead records the covenant, and a member its target.
    server.clock = "2020-03-06T09:00:00+07:00"
    assert sen.send({f"{CLUSTER}/covenant.yml": COVENANT}).is_accepted
    assert tram.send({f"{CLUSTER}/hoi-tram/targets.yml": "targets: {II.1: 50}\n"}).is_accepted

    # On 1 October the season opens. Its rules do not change quietly any more.
    server.clock = "2020-10-02T09:00:00+07:00"
    softer = portal()[f"{SEASON}/rubric.yml"].replace("from: 95", "from: 90")
    assert btt.send({f"{SEASON}/rubric.yml": softer}).refused_by("gate-frozen-season")

    # In November the members file. A rival may not file for another.
    server.clock = "2020-11-10T09:00:00+07:00"
    of_tram, of_sen, of_dua = self_assessment(38, 50), self_assessment(33), self_assessment(30)
    filed = tram.send({f"{CLUSTER}/hoi-tram/self-assessment.yml": of_tram})
    assert filed.is_accepted
    assert "{organisation: hoi-tram, received_at: 2020-11-10T09:00:00+07:00" in filed.said
    assert dua.send({f"{CLUSTER}/hoi-tre/self-assessment.yml": of_tram}).refused_by("gate-owner")
    assert sen.send({f"{CLUSTER}/hoi-sen/self-assessment.yml": of_sen}).is_accepted
    assert dua.send({f"{CLUSTER}/hoi-dua/self-assessment.yml": of_dua}).is_accepted

    # The two addressees give receipts; from then on what was received stays.
    server.clock = "2020-11-11T09:00:00+07:00"
    rows = [
        receipt(o, "2020-11-10T10:00:00+07:00", sha(text)) for o, text in (("hoi-tram", of_tram), ("hoi-dua", of_dua))
    ]
    assert sen.send({f"{CLUSTER}/receipts-lead.yml": "receipts:\n" + "".join(rows)}).is_accepted
    rows.append(receipt("hoi-sen", "2020-11-10T11:00:00+07:00", sha(of_sen)))
    assert tochuc.send({f"{CLUSTER}/receipts-monitor.yml": "receipts:\n" + "".join(rows)}).is_accepted
    assert tram.send({f"{CLUSTER}/hoi-tram/self-assessment.yml": self_assessment(40, 50)}).refused_by(
        "gate-frozen-received"
    )

    # One member comes late, and is not turned away.
    server.clock = "2020-11-16T09:00:00+07:00"
    assert tre.send({f"{CLUSTER}/hoi-tre/self-assessment.yml": self_assessment(25)}).is_accepted

    # The lead verifies the others, the deputy verifies the lead; nobody verifies itself.
    server.clock = "2020-11-18T09:00:00+07:00"
    assert sen.send({f"{CLUSTER}/hoi-sen/verification.yml": verification("hoi-sen")}).refused_by("gate-owner")
    assert tre.send({f"{CLUSTER}/hoi-sen/verification.yml": verification("hoi-tre")}).is_accepted
    assert sen.send(
        {
            f"{CLUSTER}/hoi-tram/verification.yml": verification("hoi-sen", LOWERED),
            f"{CLUSTER}/hoi-dua/verification.yml": verification("hoi-sen"),
        }
    ).is_accepted

    # The member that lost points answers; a monitor reviews.
    server.clock = "2020-11-20T09:00:00+07:00"
    assert tram.send({f"{CLUSTER}/hoi-tram/response.yml": RESPONSE}).is_accepted
    assert sen.send({f"{CLUSTER}/hoi-tram/verification.yml": verification("hoi-sen")}).refused_by(
        "gate-frozen-verification"
    )
    assert tochuc.send({f"{CLUSTER}/hoi-tram/review.yml": review("ban-to-chuc")}).is_accepted

    # The council member's assistant fixes the date; the conference meets and votes.
    server.clock = "2020-11-21T09:00:00+07:00"
    assert pct.send({f"{CLUSTER}/schedule.yml": SCHEDULE}).is_accepted
    server.clock = "2020-12-05T17:00:00+07:00"
    voted = sen.send(
        {f"{CLUSTER}/conference.yml": CONFERENCE, f"{CLUSTER}/vote.yml": VOTE, f"{CLUSTER}/report.yml": REPORT}
    )
    assert voted.is_accepted

    # The monitor reports upward; the standing board decides and publishes.
    server.clock = "2020-12-14T09:00:00+07:00"
    assert tochuc.send({f"{SEASON}/consolidations/ban-to-chuc.yml": CONSOLIDATION}).is_accepted
    server.clock = "2021-01-06T09:00:00+07:00"
    assert btt.send({f"{SEASON}/decision.yml": PUBLISHED}).is_accepted

    # A published season is not changed quietly, by nobody; a correction says what and why.
    server.clock = "2021-02-01T09:00:00+07:00"
    mended = VOTE.replace("yes: 1, no: 3, blank: 0", "yes: 1, no: 2, blank: 1")
    assert sen.send({f"{CLUSTER}/vote.yml": mended}).refused_by("gate-published")
    assert btt.send({f"{CLUSTER}/vote.yml": mended}).refused_by("gate-correction-missing")
    assert btt.send({f"{CLUSTER}/vote.yml": mended, f"{SEASON}/corrections.yml": CORRECTION}).is_accepted

    # Whoever audits the history finds every step recorded, and nothing that was not allowed.
    report = audit(server.repository, as_of("2021-02-02T09:00:00+07:00"), language("vi"))
    assert report.exceptions == ()
    assert report.claimed == 0
    assert [step.organisation for step in report.late] == ["hoi-tre"]
