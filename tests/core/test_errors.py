"""What the product refuses, in words people can act on."""

from engage.core.errors import RuleBroken, Stale
from engage.core.i18n import _l


def test_a_broken_rule_says_its_message_with_its_values():
    broken = RuleBroken(_l("Choose at most %(most)s"), "times", most=3)
    assert str(broken) == "Choose at most 3"
    assert broken.field == "times"


def test_a_broken_rule_without_values_keeps_a_per_cent_sign():
    assert str(RuleBroken("Enter a number under 100%")) == "Enter a number under 100%"


def test_a_stale_save_carries_both_texts():
    stale = Stale({"title": "Theirs"}, {"title": "Mine"})
    assert (stale.theirs["title"], stale.mine["title"]) == ("Theirs", "Mine")
