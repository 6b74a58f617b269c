"""Files of answers asked for by button: who fetches them, how long, and when no more."""

import io
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import select

from engage.audit.models import Action, Entry
from engage.core.clock import days_away, now
from engage.core.errors import NotFound, RuleBroken
from engage.core.files import storage_path
from engage.responses import commands as sending
from engage.responses import tasks
from engage.responses.commands import concerns, exports
from engage.responses.models import Export
from engage.responses.queries import export as queries
from engage.responses.rules import exporting
from tests.factories.accounts import AccountFactory
from tests.factories.consultations import open_consultation
from tests.factories.responses import sent


@pytest.fixture
def asked(database):
    return open_consultation(languages=("en_GB", "es"))


def ask(consultation, actor=None, format_="csv", reason="For the report to the board"):
    return exports.ask(
        actor=actor or AccountFactory(),
        consultation=consultation,
        format_=format_,
        reason=reason,
    )


@pytest.mark.parametrize("wrong", [{"format_": "exe"}, {"reason": "why"}])
def test_an_export_needs_a_format_and_a_reason(asked, wrong):
    with pytest.raises(RuleBroken):
        ask(asked, **wrong)


@pytest.mark.parametrize("format_", exporting.FORMATS)
def test_the_worker_writes_what_was_asked_for(asked, database, format_):
    sent(asked)
    made = ask(asked, format_=format_)
    database.commit()
    assert exports.write_waiting()
    assert not exports.write_waiting()
    database.refresh(made)
    assert (made.done, made.total) == (1, 1)
    assert made.ready_at is not None
    assert storage_path(made.stored).stat().st_size > 100
    actions = set(database.scalars(select(Entry.action).where(Entry.subject_id == made.id)))
    assert actions == {Action.EXPORT_ASKED, Action.EXPORT_MADE}


def test_how_far_it_is_can_be_seen_meanwhile(asked, database, monkeypatch):
    monkeypatch.setattr(exports, "_TELL", 1)
    told = []
    sent(asked)
    sent(asked)
    made = ask(asked)
    database.commit()
    session = database()
    commit = session.commit
    monkeypatch.setattr(session, "commit", lambda: (told.append(made.done), commit()))
    exports.write_waiting()
    assert 1 in told


def test_one_that_fails_says_so_and_is_not_tried_again(asked, database, monkeypatch):
    made = ask(asked)
    database.commit()
    monkeypatch.setattr(exports.csv, "write", lambda *_given: 1 / 0)
    tasks.write_exports()
    database.refresh(made)
    assert made.failed == "ZeroDivisionError"
    assert not exports.write_waiting()


def test_one_that_stopped_on_its_way_is_taken_over(asked, database):
    made = ask(asked)
    made.started_at = now()
    database.commit()
    assert queries.next_export(now()) is None
    assert queries.next_export(now() + timedelta(minutes=6)) == made


def test_files_are_deleted_after_a_week(asked, database):
    made = ask(asked)
    waiting = ask(asked)
    database.commit()
    exports.write_waiting()
    path = storage_path(made.stored)
    tasks.remove_old_exports()
    assert path.exists()
    with days_away(8):
        tasks.remove_old_exports()
    assert not path.exists()
    assert made.removed_at is not None
    assert waiting.removed_at is not None
    assert queries.exports_of(asked.id) == []
    with pytest.raises(NotFound):
        queries.export(asked.id, made.id)


def _written(database, consultation, **facts):
    made = ask(consultation, **facts)
    database.commit()
    exports.write_waiting()
    return made


def _held(_consultation, response):
    address = "https://example.org/desk/concerns/"
    concerns.raise_concern(
        actor=AccountFactory(), response=response, note="Please look", address=address
    )


LEAVES = {
    "a concern": _held,
    "taken back": lambda _about, response: sending.withdraw(response=response),
    "erased": lambda about, _response: exports.mark_outdated(actor=None, consultation_id=about.id),
}


@pytest.mark.parametrize("leave", LEAVES.values(), ids=LEAVES.keys())
def test_a_file_with_an_answer_that_may_be_seen_no_more_is_fetched_no_more(
    as_lead, database, leave
):
    made = open_consultation()
    response = sent(made)
    one, other = _written(database, made), _written(database, open_consultation("other"))
    leave(made, response)
    database.commit()
    place = "/desk/consultations/evenings/exports"
    answer = as_lead.get(f"{place}/{one.id}/file/")
    assert answer.status_code == 400
    assert "Make the file again" in answer.text
    page = as_lead.get(f"{place}/").text
    assert "may be seen no more" in page
    assert "Fetch the file" not in page
    assert not other.outdated
    assert Action.EXPORT_OUTDATED in set(database.scalars(select(Entry.action)))


def test_a_file_out_of_date_is_made_again_for_the_same_reason(as_lead, database):
    made = open_consultation()
    gone, _stays = sent(made), sent(made)
    one = _written(database, made)
    sending.withdraw(response=gone)
    database.commit()
    place = "/desk/consultations/evenings/exports"
    assert as_lead.send(f"{place}/", to=f"{place}/{one.id}/again/").status_code == 302
    exports.write_waiting()
    again = queries.exports_of(made.id)[0]
    assert (again.format, again.reason) == (one.format, one.reason)
    assert not again.outdated
    with as_lead.get(f"{place}/{again.id}/file/") as answer:
        assert answer.status_code == 200


def test_a_file_being_written_counts_as_made_and_one_that_waits_does_not(asked, database):
    response = sent(asked)
    written, waits = ask(asked), ask(asked)
    written.started_at = now()
    database.commit()
    sending.withdraw(response=response)
    database.commit()
    assert (written.outdated, waits.outdated) == (True, False)
    exports.write_waiting()
    assert waits.ready_at
    assert not waits.outdated


def test_a_file_out_of_date_is_deleted_and_stands_in_the_list_for_its_week(asked, database):
    response = sent(asked)
    made = _written(database, asked)
    path = storage_path(made.stored)
    sending.withdraw(response=response)
    database.commit()
    tasks.remove_old_exports()
    assert not path.exists()
    assert queries.exports_of(asked.id) == [made]
    assert made.outdated
    assert exports.remove_old() == 0


def test_nobody_makes_the_file_of_another_again(as_analyst, database):
    made = open_consultation()
    theirs = ask(made)
    database.commit()
    place = "/desk/consultations/evenings/exports/"
    assert as_analyst.send(place, to=f"{place}{theirs.id}/again/").status_code == 404
    assert queries.exports_of(made.id) == [theirs]


def test_a_lead_asks_sees_how_far_it_is_and_fetches_the_file(as_lead, database):
    made = open_consultation()
    sent(made)
    database.commit()
    page = as_lead.get("/desk/consultations/evenings/exports/")
    assert "There is no file yet" in page.text
    asked_for = {"format_": "csv", "reason": "For the report to the board"}
    assert as_lead.send("/desk/consultations/evenings/exports/", data=asked_for).status_code == 302
    page = as_lead.get("/desk/consultations/evenings/exports/")
    assert "0 of 1 answers are written" in page.text
    assert "See how far it is" in page.text
    exports.write_waiting()
    page = as_lead.get("/desk/consultations/evenings/exports/")
    assert "Fetch the file with 1 answers" in page.text
    one = database.scalars(select(Export)).one()
    with as_lead.get(f"/desk/consultations/evenings/exports/{one.id}/file/") as answer:
        assert "attachment" in answer.headers["Content-Disposition"]
        assert answer.headers["Cache-Control"] == "no-store"
        with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
            assert packed.namelist() == ["evenings.csv", "evenings-dictionary.csv"]
    assert Action.LOOKED in set(database.scalars(select(Entry.action)))


def test_a_reason_must_be_given_on_the_page(as_lead, database):
    open_consultation()
    database.commit()
    page = as_lead.send("/desk/consultations/evenings/exports/", data={"format_": "csv"})
    assert "Say what you need the answers for" in page.text
    short = {"format_": "csv", "reason": "why"}
    page = as_lead.send("/desk/consultations/evenings/exports/", data=short)
    assert "Say in a few words" in page.text
    assert database.scalars(select(Export)).all() == []


def test_an_analyst_fetches_only_what_they_asked_for(as_analyst, database):
    made = open_consultation()
    theirs, own = ask(made), ask(made, actor=as_analyst.account)
    database.commit()
    place = "/desk/consultations/evenings/exports"
    assert as_analyst.get(f"{place}/{own.id}/file/").status_code == 404
    exports.write_waiting()
    exports.write_waiting()
    assert as_analyst.get(f"{place}/{theirs.id}/file/").status_code == 404
    with as_analyst.get(f"{place}/{own.id}/file/") as answer:
        assert answer.status_code == 200
    assert as_analyst.get(f"{place}/").text.count("Fetch the file") == 1


def test_a_file_of_another_consultation_is_not_there(as_lead, database):
    made = ask(open_consultation())
    open_consultation("other")
    database.commit()
    exports.write_waiting()
    page = as_lead.get(f"/desk/consultations/other/exports/{made.id}/file/")
    assert page.status_code == 404
