"""How the journey is asked: pages compiled once, what was typed, and the visitor's cookie."""

from engage.responses.forms.codes import found_by_typed_code
from engage.responses.forms.cookies import (
    answer_ticket,
    answer_token,
    cookie_name,
    forget_answer_ticket,
    forget_visit,
    give_answer_ticket,
    give_visit,
    owns_answer_token,
    site_salt,
    visit_now,
)
from engage.responses.forms.pages import Fragment, compiled, rendered
from engage.responses.forms.questions import (
    AskedForm,
    lines_value,
    not_answered,
    on_plan,
    page_values,
    said_with_files,
    shown_answers,
    text_value,
    typed_answers,
)
from engage.responses.forms.uploads import MOST_SENT, Brought, brought_files, lift_limit

__all__ = [
    "MOST_SENT",
    "AskedForm",
    "Brought",
    "Fragment",
    "answer_ticket",
    "answer_token",
    "brought_files",
    "compiled",
    "cookie_name",
    "forget_answer_ticket",
    "forget_visit",
    "found_by_typed_code",
    "give_answer_ticket",
    "give_visit",
    "lift_limit",
    "lines_value",
    "not_answered",
    "on_plan",
    "owns_answer_token",
    "page_values",
    "rendered",
    "said_with_files",
    "shown_answers",
    "site_salt",
    "text_value",
    "typed_answers",
    "visit_now",
]
