"""What staff type, and what visitors ask the list for."""

from engage.consultations.forms.filters import FilterForm
from engage.consultations.forms.words import WordsForm, words_form

__all__ = ["FilterForm", "WordsForm", "words_form"]
