"""Put texts down, check them, agree on terms, bring files in, ask a machine, hear what is wrong."""

from engage.languages.commands.bench import check_words, save
from engage.languages.commands.exchange import take_in
from engage.languages.commands.glossary import remove_term, set_term, take_in_terms
from engage.languages.commands.machine import ask_machine, translate_waiting
from engage.languages.commands.people import set_languages_read
from engage.languages.commands.writing import put, put_machine
from engage.languages.commands.wrong import settle_wrong, tell_wrong

__all__ = [
    "ask_machine",
    "check_words",
    "put",
    "put_machine",
    "remove_term",
    "save",
    "set_languages_read",
    "set_term",
    "settle_wrong",
    "take_in",
    "take_in_terms",
    "tell_wrong",
    "translate_waiting",
]
