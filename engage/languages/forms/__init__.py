"""The bench, files of agencies, agreed terms, who reads which language."""

from engage.languages.forms.bench import BenchForm, bench_form
from engage.languages.forms.exchange import FileForm, back_to, opened, sent, takes_text_files
from engage.languages.forms.glossary import (
    ReadsForm,
    TermForm,
    TermsFileForm,
    reads_form,
    term_form,
)
from engage.languages.forms.wrong import WrongForm, wrong_form

__all__ = [
    "BenchForm",
    "FileForm",
    "ReadsForm",
    "TermForm",
    "TermsFileForm",
    "WrongForm",
    "back_to",
    "bench_form",
    "opened",
    "reads_form",
    "sent",
    "takes_text_files",
    "term_form",
    "wrong_form",
]
