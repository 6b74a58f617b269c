"""The privacy notice: whole before anything opens, by version, and read by those who answer."""

import pytest
import sqlalchemy as sa

from engage.accounts.models import Role
from engage.consultations import commands, rules
from engage.consultations.commands import beginning
from engage.consultations.models import PRIVACY, Weight, privacy_field
from engage.consultations.queries import launch, sources
from engage.consultations.queries import privacy as notices
from engage.consultations.rules import privacy
from engage.core import i18n
from engage.core.clock import today
from engage.core.db import db
from engage.core.errors import NotFound, RuleBroken, Stale
from engage.languages import commands as languages
from engage.publishing import queries as publishing
from engage.reading import queries as reading
from engage.reading.rules import Verdict
from tests.factories.accounts import AccountFactory, OrganisationFactory, SiteFactory
from tests.factories.consultations import (
    NOTICE,
    TopicFactory,
    draft_consultation,
    empty_consultation,
    open_consultation,
    put_records,
)
from tests.factories.places import AreaFactory

PAGE = "/consultations/evenings/privacy/"
DESK = "/desk/consultations/evenings/privacy/"
OURS = privacy.default_words("en_GB")


def begun(title="Name the bus", *, weight=Weight.STANDARD, organisation_id=None, start=""):
    return beginning.begin(
        actor=AccountFactory(role=Role.ENGAGEMENT_LEAD),
        weight=weight,
        title=title,
        start=start,
        areas=[AreaFactory().id],
        organisation_id=organisation_id or OrganisationFactory().id,
        topic_id=TopicFactory().id,
        opens_on=today(),
        minutes=3,
    )


SEEN = {"privacy_seen": "A team of 12 reads it."}


def corrected(made):
    return commands.correct_fact(
        actor=AccountFactory(), consultation=made, old="team of 12", new="team of 13"
    )


# --- rules


def test_a_notice_is_whole_when_every_part_has_words():
    whole = dict.fromkeys(PRIVACY, "Words.")
    assert rules.notice_is_whole(whole)
    for part in PRIVACY:
        assert not rules.notice_is_whole({**whole, part: " \n"})
        assert not rules.notice_is_whole({key: said for key, said in whole.items() if key != part})


def test_the_first_words_say_everything_and_read_easily():
    assert list(OURS) == [privacy_field(part) for part in PRIVACY]
    report = reading.report("\n\n".join(OURS.values()))
    assert report.figures.longest <= 25
    assert report.verdict is Verdict.LIKELY_CLEAR, report.flags


def test_the_first_words_say_what_the_cut_link_ends():
    assert "Once we cut that link, nobody can join them again." in OURS["privacy_long"]


def test_a_language_without_our_sentences_gets_none(monkeypatch):
    assert privacy.default_words("lt") == {}
    monkeypatch.setattr(i18n, "_catalogue", lambda _code: _Shouting())
    assert privacy.default_words("es")["privacy_complain"].startswith("PLEASE TELL US FIRST")


class _Shouting:
    """A catalogue in which everything is there."""

    @staticmethod
    def ugettext(message):
        return message.upper()


@pytest.mark.parametrize("wrong", ["", "  ", "x" * 5001])
def test_an_empty_or_endless_part_is_refused(wrong):
    privacy.check_notice(OURS)
    with pytest.raises(RuleBroken) as refused:
        privacy.check_notice({**OURS, "privacy_long": wrong})
    assert refused.value.field == "privacy_long"


# --- commands


def test_every_new_consultation_begins_with_our_notice(database):
    for weight in Weight:
        made = begun(title=f"One {weight}", weight=weight)
        assert notices.written(made) == OURS
        assert notices.draft_parts(made)[0].name == "who"


def test_a_light_one_passes_the_gate_with_the_record_alone(database):
    made = begun(weight=Weight.LIGHT)
    source = sources.source(made)
    shut = {gate.name for gate in _gates(source) if not gate.passed}
    assert "privacy_notice" in shut
    put_records(made)
    assert "privacy_notice" not in {gate.name for gate in _gates(source) if not gate.passed}


def _gates(source):
    return launch.gates(source, by_author=False)


def test_a_record_without_words_opens_nothing(database):
    made = draft_consultation()
    languages.put(actor=None, subject=made, texts={"privacy_long": ""})
    with pytest.raises(RuleBroken, match="Write each part of the privacy notice"):
        commands.schedule(actor=AccountFactory(role=Role.APPROVER), consultation=made)


def test_the_notice_is_part_of_what_each_language_must_have(database):
    made = draft_consultation(languages=("en_GB", "es"))
    assert launch.gaps(sources.source(made)) == {"es": 0}
    texts = {**NOTICE, "privacy_kept": "We keep less now."}
    commands.edit_notice(
        actor=AccountFactory(), consultation=made, texts=texts, version=made.version
    )
    assert launch.gaps(sources.source(made)) == {"es": 1}


def test_a_saved_notice_in_between_is_not_lost(database):
    made = draft_consultation()
    with pytest.raises(Stale):
        commands.edit_notice(actor=AccountFactory(), consultation=made, texts=OURS, version=0)
    assert notices.written(made) == NOTICE


def test_what_was_written_is_never_written_over_by_our_words(database):
    made = draft_consultation(languages=("en_GB", "es"))
    commands.put_default_notice(actor=AccountFactory(), consultation=made)
    assert notices.written(made) == NOTICE


def test_another_language_gets_our_words_only_where_the_english_is_ours(database, monkeypatch):
    made = empty_consultation(languages=["en_GB", "es"])
    languages.put(actor=None, subject=made, texts={"privacy_who": "Ask Ms Example."})
    found = {"privacy_who": "Pregunte.", "privacy_kept": "Guardamos."}
    plain = privacy.default_words
    monkeypatch.setattr(
        privacy, "default_words", lambda code: found if code == "es" else plain(code)
    )
    commands.put_default_notice(actor=AccountFactory(), consultation=made)
    said = sources.source(made).privacy("es")
    assert said["kept"] == "Guardamos."
    assert said["who"] == "Ask Ms Example."


def test_a_public_notice_is_not_changed_behind_people(database):
    made = open_consultation()
    with pytest.raises(RuleBroken):
        commands.edit_notice(
            actor=AccountFactory(), consultation=made, texts=OURS, version=made.version
        )


def test_a_copy_does_not_say_how_to_reach_another_organisation(database):
    source = draft_consultation("first")
    same = begun(title="Same", start="copy:first", organisation_id=source.organisation_id)
    assert notices.written(same) == NOTICE
    other = begun(title="Other", start="copy:first", organisation_id=OrganisationFactory().id)
    assert notices.written(other) == {**NOTICE, "privacy_who": OURS["privacy_who"]}


def test_search_does_not_find_a_consultation_by_its_privacy_notice(database):
    open_consultation()
    assert publishing.editions_with_words("consultation", ["clinics"])
    assert publishing.editions_with_words("consultation", ["delete"]) == []


# --- the public page


def test_people_read_the_notice_with_its_version_and_day(client):
    SiteFactory()
    open_consultation(phone="020 7946 0000", email="ask@example.org", post="Freepost TEST")
    page = client.get(PAGE).text
    for words in ("Version 1, of", "What we keep", "We do not keep your name.", "020 7946 0000"):
        assert words in page
    for words in ("ask@example.org", "Freepost TEST", "Who sees it", "looks after what you tell"):
        assert words in page
    assert "Earlier versions" not in page
    assert "Set-Cookie" not in client.get(PAGE).headers


def test_an_earlier_version_stays_readable_and_says_so(client):
    SiteFactory()
    corrected(open_consultation(words=SEEN))
    page = client.get(PAGE).text
    assert "Version 2, of" in page
    assert "A team of 13 reads it." in page
    assert f'href="{PAGE}1/"' in page
    earlier = client.get(f"{PAGE}1/").text
    assert "This is an earlier version." in earlier
    assert "A team of 12 reads it." in earlier
    assert client.get(f"{PAGE}3/").status_code == 404
    assert client.get(f"{PAGE}0/").status_code == 404


def test_the_notice_is_read_in_the_language_of_the_address(client):
    SiteFactory()
    open_consultation(languages=("en_GB", "es"))
    assert "We do not keep your name. (es)" in client.get(f"/es{PAGE}").text
    foreign = client.get(f"/ar{PAGE}").text
    assert '<p class="govuk-body" lang="en-GB" dir="ltr">We do not keep your name.</p>' in foreign


def test_an_old_edition_without_a_notice_says_so_honestly(client, monkeypatch):
    SiteFactory()
    monkeypatch.setattr(rules, "notice_is_whole", lambda _said: True)
    open_consultation(words=dict.fromkeys(NOTICE, ""))
    page = client.get(PAGE).text
    assert "This version has no privacy notice of its own." in page
    assert 'href="/privacy/"' in page


def test_there_is_no_notice_of_a_draft(client):
    draft_consultation()
    assert client.get(PAGE).status_code == 404


def test_the_page_of_the_consultation_and_the_first_page_lead_to_the_notice(client):
    SiteFactory()
    open_consultation()
    assert f'href="{PAGE}"' in client.get("/consultations/evenings/").text
    start = client.get("/consultations/evenings/respond/").text
    assert "Before you start:" in start
    assert f'href="{PAGE}"' in start
    assert PAGE in client.get("/consultations/evenings/paper/").text


def test_the_notice_takes_few_statements(client, app):
    SiteFactory()
    corrected(open_consultation(words=SEEN))
    db.session.expire_all()
    count = []
    sa.event.listen(db.engine, "before_cursor_execute", lambda *_given: count.append(1))
    assert client.get(PAGE).status_code == 200
    assert len(count) <= 6


def test_a_version_of_nothing_is_not_found(database):
    with pytest.raises(NotFound):
        notices.notice(draft_consultation(), "en_GB")


# --- the desk


def test_the_lead_reads_the_notice_beside_the_record_and_changes_it(as_lead):
    made = draft_consultation(lead=as_lead.account)
    record = as_lead.get("/desk/consultations/evenings/records/privacy_notice/").text
    assert "What people will read" in record
    assert "We do not keep your name." in record
    assert DESK in record
    page = as_lead.get(DESK).text
    assert "We keep it until the report is out." in page
    typed = {**NOTICE, "version": made.version, "privacy_long": "One year."}
    assert as_lead.send(DESK, typed).location.endswith("/checklist/")
    db.session.expire_all()
    assert notices.written(made)["privacy_long"] == "One year."


def test_an_older_draft_without_words_is_offered_ours(as_lead):
    made = empty_consultation(lead=as_lead.account)
    record = as_lead.get("/desk/consultations/evenings/records/privacy_notice/").text
    assert "Some parts of the notice have no words yet." in record
    page = as_lead.get(DESK).text
    assert "We also keep how you sent them" in page
    as_lead.send(DESK, {**OURS, "version": made.version})
    db.session.expire_all()
    assert notices.written(made) == OURS


def test_an_empty_part_is_told_and_nothing_is_lost(as_lead):
    made = draft_consultation(lead=as_lead.account)
    typed = {**NOTICE, "version": made.version, "privacy_long": "", "privacy_who": "Ask me."}
    page = as_lead.send(DESK, typed).text
    assert "Write something here. People must be told this." in page
    assert "Ask me." in page
    assert notices.written(made) == NOTICE


def test_a_public_notice_shows_no_form(as_lead):
    open_consultation(lead=as_lead.account)
    page = as_lead.get(DESK).text
    assert "This notice is public." in page
    assert "<textarea" not in page


def test_others_do_not_write_the_notice(as_reader, as_analyst, client):
    draft_consultation()
    for who in (as_reader, as_analyst):
        assert who.get(DESK).status_code == 403
    assert client.get(DESK).status_code == 302
