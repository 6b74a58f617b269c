"""The bench, files of agencies, agreed terms, who reads which language."""

from engage.languages.forms.bench import BenchForm, bench_form
from engage.languages.forms.exchange import FileForm, takes_text_files, ways
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
    "bench_form",
    "reads_form",
    "takes_text_files",
    "term_form",
    "ways",
    "wrong_form",
]
