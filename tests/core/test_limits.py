"""Guessing is slowed down."""

import pytest

from engage.core.limits import Guesses, TooMany, check_budget, spend

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


def test_whoever_has_not_failed_is_never_refused(app):
    guesses = Guesses("door", own="3 per minute", strict="1 per minute", every="5 per minute")
    for number in range(6):
        guesses.failed(f"guesser {number}")
    guesses.check("somebody new")
    with pytest.raises(TooMany):
        guesses.check("guesser 1")


def test_one_that_fails_often_is_slowed_down_alone(app):
    guesses = Guesses("door", own="3 per minute", strict="1 per minute", every="5 per minute")
    for _ in range(3):
        guesses.failed("me", "ana")
    with pytest.raises(TooMany):
        guesses.check("me", "ana")
    guesses.check("me", "bo")
    guesses.check("you", "ana")


def test_the_store_keeps_nothing_long_and_no_address(app, monkeypatch):
    kept = []
    limiter = app.extensions["limits"]
    monkeypatch.setattr(limiter, "hit", lambda *key: kept.append(key) or True)
    spend("guess", "ana@example.org" * 10_000, "1 per minute")
    assert len(kept[0][-1]) == 32
    assert "ana" not in kept[0][-1]
