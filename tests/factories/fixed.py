"""One small consultation made of fixed rows: the same ids, moments and words on every machine.

No command makes them, so that only the form of a full record and what it reads can move its bytes.
"""

import hashlib
from datetime import UTC, date, datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from engage.accounts.models import Account, Grant, Organisation, OrganisationKind, Role
from engage.audit.models import Action, Entry
from engage.consultations.models import (
    SAID,
    Consultation,
    DisclosureMode,
    LaunchRecord,
    Notice,
    NoticeKind,
    RecordKind,
    Stage,
    Topic,
    Weight,
)
from engage.core.db import canonical_json, db
from engage.core.files import storage_path
from engage.languages.models import Wording
from engage.publishing.models import (
    Approval,
    ApprovalKind,
    ApprovalRequest,
    Edition,
    EditionDocument,
)
from engage.reading.models import Submission
from engage.reports.models import POSITION, Decision, Report, ReportKind, ReportOpening, ReportState
from engage.responses.models import (
    Channel,
    GroupVoice,
    Permission,
    Publication,
    PublicationState,
    Redaction,
    RedactionReason,
    RespondentKind,
    Response,
    ResponseState,
)

LAUNCH = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
AS_OF = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
STAFF = (
    *(Role.ENGAGEMENT_LEAD, Role.ANALYST, Role.TRANSLATOR, Role.BOARD_PUBLISHER, Role.APPROVER),
    *(Role.SAFEGUARDING_LEAD, Role.ADMIN),
)
PLAN = b"a plan"
LEVEL = {
    "check": 1,
    "verdict": "needs_a_look",
    "reason_codes": ["mean"],
    "figures": {
        "words": 120,
        "sentences": 8,
        "mean_words_per_sentence": 15.0,
        "longest_sentence": 24,
        "share_over_25_words": 0.125,
        "passive_share": None,
        "too_short_to_score": False,
        "scores": [{"formula": "Flesch-Kincaid grade", "language": "en_GB", "value": 7.1}],
    },
}
_NO_FORMULA = {**LEVEL, "figures": {**LEVEL["figures"], "scores": []}}
_SHORT = {**LEVEL, "judged_later": True, "figures": {"too_short_to_score": True, "scores": []}}


def key(name: str) -> UUID:
    """The id of what has this name."""
    return uuid5(NAMESPACE_URL, name)


def later(days: float) -> datetime:
    """A moment so many days after the launch."""
    return LAUNCH + timedelta(days=days)


def _mark(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


def _row(model, name, at=LAUNCH, /, **facts):
    made = model(id=key(name), created_at=at, changed_at=at, **facts)
    db.session.add(made)
    db.session.flush()
    return made


def fixed_consultation() -> Consultation:
    """The consultation, with one of each thing that a full record may hold."""
    _people()
    _row(Organisation, "body", slug="body", kind=OrganisationKind.COUNCIL)
    _row(Topic, "topic", slug="topic")
    _editions()
    made = _row(
        Consultation,
        "consultation",
        slug="letters",
        weight=Weight.FORMAL,
        stage=Stage.DECIDED,
        organisation_id=key("body"),
        board_id=key("body"),
        topic_id=key("topic"),
        created_by=key("lead"),
        opens_on=date(2026, 3, 2),
        closes_on=date(2026, 6, 5),
        disclosure_mode=DisclosureMode.LT5,
        languages=["en_GB", "es", "ar"],
        edition_id=key("consultation 2"),
    )
    for part in (_on_the_way, _asked_to_approve, _read, _after, _answers, _published, _history):
        part()
    db.session.commit()
    return made


def _people() -> None:
    """Staff in every role, two readers who are nothing else, and a role that was given later."""
    names = {"lead": "Ada Lead", "other": "Bo <Other>", "one": "Reader One", "two": "Reader Two"}
    for name, said in names.items():
        _row(Account, name, email=f"{name}@example.org", name=said, seal="seal")
    roles = {"lead": (Role.ENGAGEMENT_LEAD,), "other": STAFF}
    for name in names:
        for role in roles.get(name, (Role.READER,)):
            since = {"account_id": key(name), "from_on": date(2026, 1, 1), "role": role}
            _row(Grant, f"{name} {role.value}", later(-60), **since)
    after = {"account_id": key("one"), "from_on": date(2026, 8, 1), "role": Role.ADMIN}
    _row(Grant, "one later", later(200), **after)


def _question(label: str, kind: str, name: str, **more):
    flags = {"required": False, "hint": "", "choices": [], "revision": 1}
    return {"key": name, "kind": kind, "label": label, **flags, **more}


def _asked(title: str, label: str, **more):
    file = {"name": "beside/plan.png", "media_type": "image/png", "size": 6, "sha256": _mark("a")}
    lost = {**file, "name": "beside/lost.pdf"}
    place = {"words": "The lake lies in the east.", "file": {**file, "width": 2, "height": 1}}
    questions = [
        _question(label, "long_text", "hard"),
        _question("Where?", "one_choice", "where", plan=place, other=True),
    ]
    return {
        "title": title,
        "summary": "We ask about letters.\nTell us what is hard.",
        "undecided": ["Which letters change."],
        "fixed": ["Letters stay free."],
        "rejected": ["Fewer letters."],
        "decision_maker": "The care board",
        "options": [{"key": "a", "title": "Shorter letters", "body": "One page."}],
        "papers": [{"key": "p", "title": "Costs", "body": "", "file": lost}],
        "pages": [{"title": "Letters", "condition": None, "questions": questions}],
        "honest": ["Not yet read by residents"],
        "set_aside": [{"gate": "reading_panel", "who": "Cy, officer", "reason": "Late"}],
        "privacy": {"who": ["The council"]},
        **more,
    }


def _hands(made_by="", checked="", **more):
    facts = {"state": "checked", "shown": True, "made_by": made_by, "written_by": str(key("lead"))}
    days = {"written_on": "2026-02-20", "checked_on": "2026-02-27" if checked else ""}
    by = str(key(checked)) if checked else ""
    texts = [["consultation", str(key("consultation")), "title", _mark("Cartas")]]
    return {**facts, **days, "checked_by": by, "texts": texts, **more}


def _editions() -> None:
    """Two editions of the text, one each of the report and of the decision."""
    place = storage_path("beside/plan.png")
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(PLAN)
    machine = {"state": "machine", "shown": False, "written_by": "", "written_on": ""}
    stale = {"state": "stale", "checked_by": "", "checked_on": ""}
    first = {
        ("en_GB", ""): (_asked("Letters", "What is hard?"), LEVEL, []),
        ("en_GB", "easy-read"): (_asked("Letters", "Hard?"), _SHORT, None),
        ("es", ""): (
            _asked("Cartas", "¿Qué cuesta?"),
            LEVEL,
            [_hands(checked="other"), _hands("file", state="draft"), _hands(**stale)],
        ),
        ("ar", ""): (_asked("رسائل", "ما الصعب؟"), _NO_FORMULA, [_hands("argos", **machine)]),
    }
    _edition("consultation", 1, first, LAUNCH)
    second = {("en_GB", ""): (_asked("Letters", "What is hard for you?"), LEVEL, [])}
    _edition("consultation", 2, second, later(30))
    report = {"title": "What you said", "everyone": {"people": 12}, "statements": [], "honest": []}
    _edition("report", 1, {("en_GB", ""): (report, LEVEL, [])}, later(100))
    decided = {"how": "By vote.", "decided_on": "2026-06-20", "themes": [], "late": None}
    _edition("decision", 1, {("en_GB", ""): (decided, LEVEL, [])}, later(110))


def _edition(kind, number, documents, at) -> None:
    name = f"{kind} {number}"
    listed = [
        {"language": code, "variant": variant, "hash": _mark(canonical_json(body))}
        for (code, variant), (body, _level, _kept) in sorted(documents.items())
    ]
    _row(
        Edition,
        name,
        at,
        subject_kind=kind,
        subject_id=key(kind),
        number=number,
        manifest={"documents": listed},
        hash=_mark(name),
        meaning_hash=_mark(kind),
        frozen_at=at,
        frozen_by=key("other"),
    )
    for (code, variant), (body, level, hands) in documents.items():
        facts = {"language": code, "variant": variant, "body": body, "level": level}
        more = {"card": {}, "folded": "", "hash": _mark(canonical_json(body)), "hands": hands}
        of = {"edition_id": key(name)}
        _row(EditionDocument, f"{name} {code} {variant}", at, **of, **facts, **more)


def _on_the_way() -> None:
    """A later closing day, a correction, a note of older times, and one still to come."""
    of = {"consultation_id": key("consultation"), "said_by": key("lead")}
    told = {"en_GB": "Many asked for <more> time.", "es": "Muchos pidieron más tiempo."}
    days = {"old": "2026-05-29", "new": "2026-06-05", SAID: told}
    changed = [{"language": "en_GB", "old": "What is hard?", "new": "What is hard for you?"}]
    mended = {"what": "question", "question": "hard", "changes": changed, "closed": [], SAID: {}}
    notes = (
        ("paused", NoticeKind.PAUSED, 20, {}),
        ("corrected", NoticeKind.CORRECTED, 30, mended),
        ("extended", NoticeKind.EXTENDED, 40, days),
        ("after", NoticeKind.EXTENDED, 200, {"old": "2026-06-05", "new": "2026-06-06"}),
    )
    for name, kind, day, facts in notes:
        _row(Notice, name, later(day), kind=kind, facts=facts, said_at=later(day), **of)
    _wording("consultation_notice", "paused", "text", "The site was down.", later(20))


def _wording(kind, name, field, text, at) -> None:
    facts = {"subject_kind": kind, "subject_id": key(name), "field": field, "text": text}
    _row(Wording, f"{name} {field}", at, language="en_GB", **facts)


def _asked_to_approve() -> None:
    of = {"subject_kind": "consultation", "subject_id": key("consultation")}
    gate = {"gate": "reading_panel", "reason": "Late", "given_name": "Cy, officer"}
    given = {"text_hash": _mark("text"), **of}
    second = ApprovalKind.SECOND_PERSON
    _row(Approval, "override", later(-2), kind=ApprovalKind.OVERRIDE, **gate, **given)
    _row(Approval, "second", kind=second, given_by=key("other"), **given)
    for name, answer in (("yes", {"answered_at": later(-2), "granted": True}), ("waits", {})):
        _row(
            ApprovalRequest,
            name,
            later(-3),
            gates=["reading_panel"],
            reason="Late",
            asked_by=key("lead"),
            name="Cy",
            position="officer",
            email="cy@example.org",
            secret_hash=name,
            ends_at=later(11),
            said="Go on." if answer else "",
            **answer,
            **given,
        )
    _row(
        LaunchRecord,
        "duty",
        later(-5),
        consultation_id=key("consultation"),
        kind=RecordKind.DUTY_TO_INVOLVE,
        done_on=date(2026, 2, 20),
        applies=True,
        said_by="The duty lead",
        text="It applies.",
        link="https://example.org/duty",
        entered_by=key("lead"),
    )


def _read() -> None:
    """A text that the panel read and agreed to."""
    _row(
        Submission,
        "text",
        later(-10),
        subject_kind="consultation",
        subject_id=key("consultation"),
        title="Letters",
        language="en_GB",
        text="We ask about letters.",
        text_hash=_mark("We ask about letters."),
        level=LEVEL,
        sent_by=key("lead"),
        due_on=date(2026, 2, 27),
        asked=3,
        needed=2,
        signed_at=later(-4),
        signed_by=key("lead"),
    )


def _after() -> None:
    """The final report, who opened it, and the decision."""
    of = {"consultation_id": key("consultation"), "published_on": date(2026, 6, 10)}
    _row(
        Report,
        "report",
        later(90),
        slug="said",
        kind=ReportKind.FINAL,
        state=ReportState.PUBLISHED,
        edition_id=key("report 1"),
        created_by=key("lead"),
        **of,
    )
    opened = {"report_id": key("report"), "edition_id": key("report 1"), "stated_by": key("lead")}
    _row(ReportOpening, "opened", later(105), opened_on=date(2026, 6, 15), **opened)
    _wording("report_opening", "opened", POSITION, "Chair of the care board", later(105))
    _row(Decision, "decision", later(105), edition_id=key("decision 1"), **of)


def _answers() -> None:
    """Fifty answers, few of them on paper, late or of a body; one was taken back."""
    for number in range(51):
        at = later(10 + number / 10)
        state = ResponseState.WITHDRAWN if number == 50 else ResponseState.SUBMITTED
        _row(Response, f"answer {number}", at, state=state, **_row_of(number, at))


def _row_of(number: int, at: datetime):
    body = number in {1, 2, 3}
    return {
        "consultation_id": key("consultation"),
        "edition_id": key("consultation 1"),
        "reference": f"R{number}",
        "language": "es" if number > 40 else "en_GB",
        "begun_language": "en_GB",
        "channel": Channel.PAPER if number % 9 == 0 else Channel.WEB,
        "respondent_kind": RespondentKind.ORGANISATION if body else RespondentKind.INDIVIDUAL,
        "received_on": date(2026, 3, 12),
        "submitted_at": at,
        "late": number in {4, 5},
        "permission": Permission.YES,
        "answers": {"hard": f"Mr {number} & I find it hard.", "where.other": "By the lake"},
    }


def _published() -> None:
    """Three answers that the public reads: whole, of a body, and with a part taken out."""
    for number in (0, 1, 6):
        of = {"consultation_id": key("consultation"), "response_id": key(f"answer {number}")}
        facts = {"version_number": 1, "state": PublicationState.PUBLISHED}
        day = later(80 + number)
        _row(Publication, f"public {number}", day, published_at=day, **of, **facts)
    _row(GroupVoice, "voice", response_id=key("answer 1"), name="The Lake Society")
    _row(
        Redaction,
        "taken out",
        later(80),
        publication_id=key("public 6"),
        question_key="hard",
        start=0,
        end=4,
        reason=RedactionReason.OTHER_PERSON,
        made_by=key("lead"),
        made_at=later(80),
    )


def _history() -> None:
    """A line of each kind that the parts of a record look for."""
    asked, text = ("consultation", "consultation"), ("submission", "text")
    lines = (
        (Action.CONSULTATION_CREATED, asked, -30, "lead", {}),
        (Action.TEXT_SENT_TO_PANEL, text, -10, "lead", {"about": str(key("consultation"))}),
        (Action.TEXT_READ, text, -6, "one", {"found": "clear"}),
        (Action.TEXT_READ, text, -5, "two", {"found": "clear"}),
        (Action.CONSULTATION_SCHEDULED, asked, 0, "other", {}),
        (Action.CONSULTATION_MOVED, asked, 95, None, {"to": "closed"}),
        (Action.RESPONSE_WITHDRAWN, ("response", "answer 50"), 60, None, {}),
        (Action.CONSULTATION_MOVED, asked, 200, "lead", {"to": "archived"}),
    )
    for number, (action, (kind, name), day, who, details) in enumerate(lines):
        of = {"subject_kind": kind, "subject_id": key(name), "details": details}
        by = {"actor_id": key(who) if who else None, "action": action}
        _row(Entry, f"line {number}", later(day), at=later(day), **by, **of)
