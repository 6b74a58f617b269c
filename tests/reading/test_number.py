"""The check has a number, which rises with whatever could judge a text anew."""

import hashlib
from importlib.metadata import version

from engage.core.db import canonical_json
from engage.paths import PACKAGE
from engage.reading import queries, rules
from tests.reading.test_rules_scores import passages

PINNED = {1: "4700acbaf3fb498efb500c62a3b7140d6ff643a82bd4cee853ad546da4e0b416"}
"""What each check says of our passages, and what it knows. A line here never changes."""
HARD = (
    "It has been agreed that the ICB will be signposting stakeholders, in order to co-produce an "
    "integrated pathway for the multidisciplinary team, with regard to all of which you may "
    "ring 020 7946 0100 or write to care@example.org at any time in the coming weeks.\n\n"
) * 3
LISTS = ("familiar.txt", "jargon.csv", "syllables/syll.txt.gz")


def told() -> str:
    """All that a check says of the passages and of a hard text, by hash, and its lists by hash."""
    whole = "\n\n".join(body.replace("·", "") for _level, _count, body in passages())
    texts = (whole, *(whole[:900], HARD))
    levels = [queries.level(text, code) for text in texts for code in ("en_GB", "es", "ar")]
    flags = rules.as_dict(queries.report(HARD))["flags"]
    lists = [
        hashlib.sha256((PACKAGE / "reading" / "data" / name).read_bytes()).hexdigest()
        for name in LISTS
    ]
    known = [sorted(rules.HOUSE_WORDS), lists, version("textstat")]
    return hashlib.sha256(canonical_json([levels, flags, known]).encode()).hexdigest()


def test_whatever_could_judge_a_text_anew_raises_the_number_of_the_check():
    assert told() == PINNED[rules.NUMBER]
