"""The pages of agreed words and of who reads which language."""

from io import BytesIO

import pytest

from engage.accounts.models import Role
from engage.languages.queries import glossary, people
from tests.factories.accounts import AccountFactory

TERMS = "/desk/languages/terms/"
READERS = "/desk/languages/readers/"


def said(answer):
    return answer.get_data(as_text=True)


def test_a_term_is_added_changed_and_removed(as_lead):
    assert f'href="{TERMS}zh-Hans/"' in said(as_lead.get(TERMS))
    assert "No word is agreed yet" in said(as_lead.get(f"{TERMS}ar/"))
    form = {"english": "GP", "agreed": "طبيب", "note": "family doctor"}
    assert as_lead.send(f"{TERMS}ar/", form).status_code == 302
    page = said(as_lead.get(f"{TERMS}ar/"))
    assert '<bdi lang="ar">طبيب</bdi>' in page
    (term,) = glossary.terms("ar")
    edit = f"{TERMS}ar/{term.id}/"
    assert 'value="GP"' in said(as_lead.get(edit))
    changed = {**form, "note": "", "version": "1"}
    assert as_lead.send(edit, changed).status_code == 302
    assert "Somebody changed this term" in said(as_lead.send(edit, changed))
    assert "Enter the agreed words" in said(as_lead.send(edit, {**changed, "agreed": ""}))
    assert "1 terms" in said(as_lead.get(TERMS))
    assert as_lead.send(f"{TERMS}ar/", to=f"{edit}remove/").status_code == 302
    assert glossary.terms("ar") == []


def test_a_list_is_brought_as_a_file(as_lead):
    address = f"{TERMS}so/file/"
    file = {"file": (BytesIO(b"English,Somali\nGP,dhakhtar\n"), "terms.csv")}
    assert as_lead.send(address, file).headers["Location"] == f"{TERMS}so/"
    assert "dhakhtar" in said(as_lead.get(f"{TERMS}so/"))
    assert "Send a heading" in said(as_lead.send(address))


@pytest.mark.parametrize("tag", ["en-GB", "tlh", "zh_Hans"])
def test_a_language_we_do_not_know_has_no_list(as_lead, tag):
    assert as_lead.get(f"{TERMS}{tag}/").status_code == 404


def test_a_term_of_another_language_is_not_found(as_lead):
    as_lead.send(f"{TERMS}ar/", {"english": "GP", "agreed": "طبيب"})
    (term,) = glossary.terms("ar")
    assert as_lead.get(f"{TERMS}es/{term.id}/").status_code == 404


def test_a_lead_says_who_reads_what(as_lead):
    person = AccountFactory(name="Wren Writer", role=Role.TRANSLATOR)
    assert "English only" in said(as_lead.get(READERS))
    address = f"{READERS}{person.id}/"
    assert "Languages that Wren Writer reads" in said(as_lead.get(address))
    assert as_lead.send(address, {"read": ["so", "es"]}).status_code == 302
    assert people.languages_read(person.id) == {"so", "es"}
    assert "Spanish, Somali" in said(as_lead.get(READERS))
    assert as_lead.send(address, {"read": ["tlh"]}).status_code == 200
    assert as_lead.get(f"{READERS}{as_lead.account.id}/").status_code == 200
    assert as_lead.get(f"{READERS}00000000-0000-0000-0000-000000000000/").status_code == 404


@pytest.mark.parametrize("role", list(Role))
def test_who_may_agree_on_words_and_say_who_reads_what(client, role):
    client.sign_in(AccountFactory(role=role))
    may = {Role.ENGAGEMENT_LEAD: (200, 200), Role.TRANSLATOR: (200, 403), Role.ADMIN: (403, 200)}
    found = (client.get(TERMS).status_code, client.get(READERS).status_code)
    assert found == may.get(role, (403, 403))
