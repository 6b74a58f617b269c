"""What may be answered, how a draft is kept secret, and what a spoken code means."""

from engage.responses.rules.answers import (
    Checked,
    check_answer,
    check_page,
    choices_of,
    length,
    limit_of,
    problems,
    said,
)
from engage.responses.rules.codes import (
    DIGITS,
    code_digits,
    code_words,
    derive,
    new_code,
    number_of,
)
from engage.responses.rules.drafts import (
    Draft,
    Visit,
    new_visit,
    open_draft,
    seal,
    secret_hash,
    unwrap,
    visit_of,
    wrap,
)
from engage.responses.rules.references import clean_reference, new_reference, new_secret

__all__ = [
    "DIGITS",
    "Checked",
    "Draft",
    "Visit",
    "check_answer",
    "check_page",
    "choices_of",
    "clean_reference",
    "code_digits",
    "code_words",
    "derive",
    "length",
    "limit_of",
    "new_code",
    "new_reference",
    "new_secret",
    "new_visit",
    "number_of",
    "open_draft",
    "problems",
    "said",
    "seal",
    "secret_hash",
    "unwrap",
    "visit_of",
    "wrap",
]
