"""The whole form in every language, its errors too: no English of ours is left."""

from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import pytest
from flask import Flask

from engage.consultations import queries as consultations
from engage.core.i18n import SHIPPED, SOURCE, languages
from tests import world
from tests.architecture.english import English, loose_numbers
from tests.honest import HonestClient, parse

pytestmark = [pytest.mark.once, pytest.mark.walks]
FORM = "/consultations/gp-evenings/respond/"
MOST_STEPS = 40
NONSENSE = "no-such-thing"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return world.copy_to(tmp_path_factory.mktemp("forms"))


class Person:
    """Somebody who first sends nonsense, then what is asked, at each step of a form."""

    def __init__(self, client: HonestClient, start: str) -> None:
        self.client, self.address = client, start
        self.pages: list[tuple[str, str]] = []

    def see(self) -> str:
        """The page at the present address, wherever that leads."""
        answer = self.client.get(self.address, follow_redirects=True)
        self.address = urlsplit(answer.request.url).path
        return self._kept(answer.get_data(as_text=True))

    def _kept(self, page: str) -> str:
        self.pages.append((self.address, page))
        return page

    def send(self, page: str, *, wrong: bool = False, **more: str) -> bool:
        """Send the first form of a page. Whether it led on; what it shows instead is kept."""
        form = form_of(page)
        assert form is not None, self.address
        answer = self.client.post(
            form.get("action") or self.address, data={**filled(form, wrong=wrong), **more}
        )
        if answer.status_code in {302, 303}:
            self.address = urlsplit(answer.location).path
            return True
        self._kept(answer.get_data(as_text=True))
        return False

    def answer(self) -> "Person":
        """Every step from the start to the receipt."""
        for _step in range(MOST_STEPS):
            page = self.see()
            if self.address.endswith("/done/"):
                self.send(page, **{"q-email": NONSENSE})
                return self
            if form_of(page) is None:
                self.address = onward(page)
            elif self.address.endswith("/about-you/"):
                assert self.send(page, then="ask" if 'value="ask"' in page else "send")
            elif not self.send(page, wrong=True):
                assert self.send(self.pages[-1][1]), self.address
        raise AssertionError(f"no end at {self.address}")


def form_of(page: str) -> Element | None:
    """The first form of a page that sends something."""
    return next((each for each in parse(page).iter("form") if each.get("method") == "post"), None)


def onward(page: str) -> str:
    """Where the button of a page without a form leads."""
    buttons = (each for each in parse(page).iter("a") if each.get("class") == "govuk-button")
    return next(each.get("href") or "" for each in buttons)


def filled(form: Element, *, wrong: bool) -> dict[str, str]:
    """What is sent: the first choice of each group and a few words; or nonsense everywhere.

    By the first button of the form.
    """
    sent: dict[str, str] = {}
    first = next(form.iter("button"), None)
    for node in form.iter():
        name = node.get("name")
        if not name or name in sent:
            continue
        if node.tag == "button" and node is first:
            sent[name] = node.get("value") or ""
        elif node.tag in {"input", "textarea", "select"}:
            sent |= {name: said} if (said := _said(node, wrong=wrong)) is not None else {}
    return sent


def _said(node: Element, *, wrong: bool) -> str | None:
    kind = node.get("type", "text") if node.tag == "input" else node.tag
    if kind in {"hidden", "submit"}:
        return node.get("value") or ""
    if kind == "file":
        return None
    if wrong:
        return NONSENSE
    if kind in {"radio", "checkbox"}:
        return node.get("value") or "y"
    if kind == "select":
        return next((each.get("value") or "" for each in node.iter("option")), "")
    return "2" if node.get("inputmode") == "numeric" else _words_of(node)


def _words_of(node: Element) -> str:
    name = node.get("name") or ""
    if node.get("type") == "email" or "email" in name:
        return "me@example.org"
    return "SE18 6HQ" if node.get("autocomplete") == "postal-code" else "3"


@pytest.mark.parametrize("kind", ["individual", "group"])
@pytest.mark.parametrize("language", [code for code in SHIPPED if code != SOURCE])
def test_no_english_is_left_in_a_form_or_its_errors(app: Flask, language: str, kind: str) -> None:
    english, known = English.of(language), languages()[language]
    client = HonestClient(app)
    with app.app_context():
        person = Person(client, f"{known.prefix}{FORM}")
        assert person.send(person.see(), kind=kind)
        first = person.address
        assert person.send(person.see(), then="save")
        person.see()
        person.address = first
        person.answer()
        person.address = f"{known.prefix}/continue/"
        assert not person.send(person.see(), wrong=True)
        loose = asked_in_english(language)
    for words in (english, loose):
        left = {address: said for address, page in person.pages if (said := words.left(page))}
        assert left == {}
    assert len({address for address, _page in person.pages}) >= 9
    assert sum("govuk-error-message" in page for _address, page in person.pages) >= 3
    if known.dir == "rtl":
        assert [said for _address, page in person.pages for said in loose_numbers(page)] == []


def asked_in_english(language: str) -> English:
    """What is asked in English where nobody has put it into a language: it is marked as such."""
    about = consultations.by_slug("gp-evenings")
    if language in about.languages:
        return English(frozenset())
    asked = consultations.questionnaire(about, SOURCE)
    words = {text for each in asked.questions for text in (each.label, each.hint, *each.facts)}
    words |= {choice.label for each in asked.questions for choice in each.choices}
    words |= {page.title for page in asked.pages}
    return English(frozenset(words - {""}))


def pages_with(text: str, **marks: str) -> str:
    given = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in marks.items())
    return (
        "<!DOCTYPE html><html><head><title>x</title></head>"
        f"<body><p{given}>{text}</p></body></html>"
    )


def test_english_in_another_language_is_caught() -> None:
    english = English(frozenset({"Have your say", "We plan to decide by %(day)s.", "Bye"}))
    page = pages_with("Have your say")
    assert english.left(page) == ["Have your say"]
    assert english.left(pages_with("Have your say", lang="en")) == []
    assert english.left(pages_with("x").replace("<title>x", "<title>Bye – x")) == ["Bye"]
    named = pages_with("Bye", lang="en").replace("<title>x", "<title>Bye – x")
    assert english.left(named) == []


def test_english_around_a_value_is_caught() -> None:
    english = English(frozenset({"We plan to decide by %(day)s.", "%(day)s, at midnight"}))
    assert english.around == ("We plan to decide by",)
    for text in ("We plan to decide by 3 مارس.", "We plan to decide by <b>3 مارس</b>."):
        assert len(english.left(pages_with(text))) == 1
    assert english.left(pages_with("نخطط لاتخاذ القرار بحلول 3 مارس.")) == []


def test_english_that_is_only_read_out_is_caught() -> None:
    english = English(frozenset({"Pages of this list"}))
    assert english.left(pages_with("x", aria_label="Pages of this list")) == ["Pages of this list"]


def test_a_loose_number_is_caught() -> None:
    assert loose_numbers(pages_with("020 7946 0101")) == ["020 7946 0101"]
    assert loose_numbers(pages_with("<bdi>020 7946 0101</bdi>")) == []


OTHERS = ("/wrong-words/?page=/consultations/", "/plain-english/", "/sign-in/")


@pytest.mark.parametrize("language", [code for code in SHIPPED if code != SOURCE])
def test_no_english_is_left_in_what_other_forms_refuse(app: Flask, language: str) -> None:
    english, known = English.of(language), languages()[language]
    person = Person(HonestClient(app), "")
    refused = []
    for path in OTHERS:
        person.address = f"{known.prefix}{path}"
        page = person.client.get(person.address).get_data(as_text=True)
        form = form_of(page)
        assert form is not None, path
        empty = {name: said for name, said in filled(form, wrong=True).items() if said != NONSENSE}
        answer = person.client.post(form.get("action") or person.address, data=empty)
        refused.append((path, answer.get_data(as_text=True)))
    assert [(path, said) for path, page in refused if (said := english.left(page))] == []
    assert [path for path, page in refused if "govuk-error-summary" not in page] == []
