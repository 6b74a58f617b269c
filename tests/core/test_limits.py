"""Guessing is slowed down."""

import pytest

from engage.core.limits import TooMany, check_budget, spend

pytestmark = pytest.mark.once


def test_a_budget_is_used_up(app):
    for _ in range(3):
        spend("guess", "me", "3 per minute")
    with pytest.raises(TooMany):
        spend("guess", "me", "3 per minute")


def test_each_has_a_budget_of_their_own(app):
    spend("guess", "me", "1 per minute")
    spend("guess", "you", "1 per minute")
    spend("another thing", "me", "1 per minute")
    with pytest.raises(TooMany):
        spend("guess", "you", "1 per minute")


def test_looking_uses_no_try(app):
    for _ in range(5):
        check_budget("guess", "me", "1 per minute")
    spend("guess", "me", "1 per minute")
    with pytest.raises(TooMany):
        check_budget("guess", "me", "1 per minute")
