"""A small portal for the tests of the gate: one season, two clusters, everybody who has a part in it."""

from collections.abc import Mapping

S = "submissions"
SEASON = f"{S}/2020"
CLUSTER = f"{SEASON}/cum-01"
MEMBERS = ("hoi-sen", "hoi-tre", "hoi-tram", "hoi-dua")

PORTAL = """\
name: Cổng Thi đua thử
owner: ban-thuong-truc
site_url: https://example.org/thi-dua/
timezone: Asia/Ho_Chi_Minh
default_language: vi
languages: [vi, en]
repository: {web_url: https://example.org/mttq/thi-dua, branch: main, kind: none}
"""

ORGANISATIONS = """\
organisations:
  - {id: ban-thuong-truc, kind: standing_board, name: Ban Thường trực, order: 1, from: 1980-01-01}
  - {id: hoi-dong-tdkt, kind: council, name: Hội đồng Thi đua - Khen thưởng, order: 2, from: 1980-01-01}
  - {id: ban-to-chuc, kind: department, name: Ban Tổ chức, order: 3, from: 1980-01-01}
  - {id: ban-phong-trao, kind: department, name: Ban Phong trào, order: 4, from: 1980-01-01}
  - {id: hoi-sen, kind: member, name: Hội Sen Hồng, order: 11, from: 2000-01-01}
  - {id: hoi-tre, kind: member, name: Hội Tre Xanh, order: 12, from: 2000-01-01}
  - {id: hoi-tram, kind: member, name: Hội Rừng Tràm, order: 13, from: 2000-01-01}
  - {id: hoi-dua, kind: member, name: Hội Vườn Dừa, order: 14, from: 2000-01-01}
  - {id: hoi-lua, kind: member, name: Hội Lúa Nước, order: 15, from: 2000-01-01}
  - {id: hoi-ngo, kind: member, name: Hội Nương Ngô, order: 16, from: 2000-01-01}
"""

ACCOUNTS = """\
accounts:
  - {login: quantri, acts_for: administrator, emails: [quantri@mttq.example]}
  - {login: btt, acts_for: ban-thuong-truc, emails: [btt@mttq.example]}
  - {login: pct-01, acts_for: hoi-dong-tdkt, emails: [pct@mttq.example]}
  - {login: thu-ky-01, acts_for: hoi-dong-tdkt, emails: [thuky@mttq.example]}
  - {login: tochuc, acts_for: ban-to-chuc, emails: [tochuc@mttq.example]}
  - {login: phongtrao, acts_for: ban-phong-trao, emails: [phongtrao@mttq.example]}
  - {login: sen, acts_for: hoi-sen, emails: [sen@hoi.example]}
  - {login: tre, acts_for: hoi-tre, emails: [tre@hoi.example]}
  - {login: tram, acts_for: hoi-tram, emails: [tram@hoi.example]}
  - {login: dua, forge_id: 1014, acts_for: hoi-dua, emails: [dua@hoi.example]}
  - {login: lua, acts_for: hoi-lua, emails: [lua@hoi.example]}
  - {login: ngo, acts_for: hoi-ngo, from: 2020-01-01, to: 2020-10-31, emails: [ngo@hoi.example]}
"""

SEASON_FILE = """\
title: Tổng kết Cụm thi đua năm 2020
sample: true
plan:
  issued_by: ban-thuong-truc
  purpose: Tổng kết năm 2020.
  contents: [Đánh giá kết quả]
  participants: [Lãnh đạo các tổ chức thành viên]
  invited: []
  funding: Ban Thường trực hỗ trợ một phần.
  duties: [{for: lead, text: Chuẩn bị hội nghị}]
  recipients: [{to: Các tổ chức thành viên, purpose: để thực hiện}]
legal_basis:
  - {id: hd-116, number: 116/HD-MTTW-BTT, issued_on: 2018-06-21, issuer: Ban Thường trực, title: Hướng dẫn thi đua}
opens_on: 2020-10-01
deadlines:
  self_assessment: {date: 2020-11-15, rule: before}
  response_days: 5
  conference: {date: 2020-12-10, rule: before}
  consolidation: {date: 2020-12-15, rule: before}
conference: {max_days: 1, venue: lead}
intake: open
awards:
  - code: emulation_flag
    title: Cờ thi đua
    quota: {count: 1}
    conditions: [verified, submitted_on_time, covenant_signed, not_excluded]
voting:
  mode: secret_ballot
  quorum: {fraction: 2/3}
  thresholds:
    emulation_flag: {fraction: 1/2, of: present, strict: true}
  self_vote: allowed
  order: votes_then_rank
ranking:
  tie_break: [base, vote]
publication: {preset: cautious}
"""

RUBRIC = """\
title: Bảng tiêu chí năm 2020
legal_basis: [hd-116]
scale: {total: 100, bonus_max: 0, penalty_max: 0}
sections:
  - code: I
    title: Vận động nhân dân
    max: 60
    criteria:
      - {code: I.1, title: Tuyên truyền, max: 40, kind: points, evidence: none}
      - {code: I.2, title: Đăng ký thi đua, max: 20, kind: pass_fail, evidence: none}
  - code: II
    title: Xây dựng tổ chức
    max: 40
    criteria:
      - {code: II.1, title: Hội nghị, max: 40, kind: ratio, evidence: none}
classification:
  - {code: excellent, title: Xuất sắc, from: 95}
  - {code: good, title: Tốt, from: 85}
  - {code: fair, title: Khá, from: 70}
  - {code: below, title: Chưa đạt, from: 0}
"""

CLUSTER_FILE = """\
name: Cụm thi đua số 1
members: [hoi-sen, hoi-tre, hoi-tram, hoi-dua]
lead: hoi-sen
deputies: [hoi-tre]
council_members:
  - {title: Phó Chủ tịch, body: hoi-dong-tdkt, account: pct-01, assistants: [thu-ky-01]}
monitors: [ban-to-chuc]
"""

OTHER_CLUSTER = """\
name: Cụm thi đua số 2
members: [hoi-lua, hoi-ngo]
lead: hoi-lua
deputies: [hoi-ngo]
council_members: []
monitors: [ban-phong-trao]
"""

COVENANT = """\
signed_on: 2020-03-05
signatories: [hoi-sen, hoi-tre, hoi-tram, hoi-dua]
"""

SCHEDULE = """\
date: 2020-12-05
starts_at: "08:00"
host: hoi-sen
place: Hội trường Hội Sen Hồng
decided_on: 2020-11-20
agreed_with_lead: true
"""

CONFERENCE = """\
agenda: [{title: Đánh giá kết quả, minutes: 60}]
chair: hoi-sen
secretary: hoi-tre
attendance:
  - {organisation: hoi-sen, head: true}
  - {organisation: hoi-tre, head: true}
  - {organisation: hoi-tram, head: true}
  - {organisation: hoi-dua, head: true}
"""

VOTE = """\
held_on: 2020-12-05
roll: 4
present: 4
tellers: [hoi-tre]
rounds:
  - award: emulation_flag
    round: 1
    ballots: {issued: 4, returned: 4, invalid: 0}
    candidates:
      - {organisation: hoi-tram, yes: 3, no: 1, blank: 0}
      - {organisation: hoi-dua, yes: 1, no: 3, blank: 0}
minutes: {number: 03/BB-CTĐ}
"""

DECISION = """\
decisions:
  - number: 45/QĐ-MTTW
    issued_on: 2021-01-05
    awards:
      - {award: emulation_flag, cluster: cum-01, organisation: hoi-tram, status: awarded}
"""
PUBLISHED = DECISION + "published_on: 2021-01-06\n"


def self_assessment(points: object = 35, actual: object = 45, extra: str = "") -> str:
    """A self-assessment: 20 points for I.2, ``points`` for I.1, ``actual`` of 50 for II.1."""
    return f"""\
scores:
  I.1: {{points: {points}}}
  I.2: {{passed: true}}
  II.1: {{actual: {actual}, target: 50}}
report:
  summary: Năm 2020 hoàn thành các nhiệm vụ đã đăng ký.
  results: []
declared_by: {{position: Chánh Văn phòng}}
{extra}"""


def verification(verifier: str, scores: str = "") -> str:
    return f"verifier: {verifier}\naccepted: true\n" + (f"scores:\n{scores}" if scores else "")


LOWERED = "  I.1: {points: 30, reason: Chỉ có ba mươi buổi có biên bản}\n"
RESPONSE = "responses:\n  I.1: {text: Xin xem lại biên bản các buổi còn lại}\n"


def review(reviewer: str) -> str:
    return f"reviewer: {reviewer}\noutcomes:\n  I.1: {{points: 33, reason: Có thêm ba biên bản hợp lệ}}\n"


def receipt(organisation: str, moment: str, sha256: str) -> str:
    return f"  - {{organisation: {organisation}, received_at: {moment}, channel: portal, sha256: {sha256}}}\n"


def portal(changes: Mapping[str, str | None] | None = None) -> dict[str, str]:
    """The portal before the season opens, with ``changes`` by path below submissions/ (None takes a file away)."""
    files: dict[str, str | None] = {
        "portal.yml": PORTAL,
        "organisations.yml": ORGANISATIONS,
        "accounts.yml": ACCOUNTS,
        "2020/season.yml": SEASON_FILE,
        "2020/rubric.yml": RUBRIC,
        "2020/cum-01/cluster.yml": CLUSTER_FILE,
        "2020/cum-02/cluster.yml": OTHER_CLUSTER,
        **(changes or {}),
    }
    return {f"{S}/{path}": text for path, text in files.items() if text is not None}
