"""Passwords, codes and tokens."""

import datetime

import argon2
import pyotp
import pytest

from bot.errors import RefusedError
from bot.services import credentials
from bot.services.credentials import Passwords, check_password, step_of
from tests.staff import FAST, PHRASE, START


class TestPasswords:
    def test_only_the_right_one_fits(self):
        password_hash = FAST.hashed(PHRASE)
        assert PHRASE not in password_hash
        assert (FAST.fits(PHRASE, password_hash), FAST.fits(PHRASE + ".", password_hash)) == (True, False)

    def test_nothing_fits_somebody_without_a_password(self):
        assert not FAST.fits("", "")
        assert not FAST.fits(PHRASE, "")

    def test_a_damaged_hash_fits_nothing(self):
        assert not FAST.fits(PHRASE, "no hash")

    def test_the_made_up_hash_costs_as_much_as_a_real_one(self):
        assert not Passwords().outdated(Passwords().nobodys)

    def test_parameters_that_have_changed_are_noticed(self):
        stronger = Passwords(argon2.PasswordHasher(time_cost=2, memory_cost=8, parallelism=1))
        assert (FAST.outdated(FAST.hashed(PHRASE)), stronger.outdated(FAST.hashed(PHRASE))) == (False, True)

    def test_the_product_uses_at_least_the_second_recommendation_of_rfc_9106(self):
        parameters = argon2.extract_parameters(credentials.HASHER.hash("x"))
        assert (parameters.type, parameters.time_cost >= 3, parameters.memory_cost >= 65536) == (
            argon2.Type.ID,
            True,
            True,
        )


class TestCheckPassword:
    @pytest.mark.parametrize(
        ("password", "why"),
        [
            ("short", "12 to 200"),
            ("x" * 201, "12 to 200"),
            ("aaaaaaaaaaaab", "different characters"),
            ("champion7-and-more", "your name or e-mail"),
        ],
    )
    def test_what_is_easily_guessed_is_refused(self, password, why):
        with pytest.raises(RefusedError, match=why):
            check_password(password, ("Champion7", ""))

    def test_a_few_words_will_do(self):
        check_password(PHRASE, ("Champion7",))


class TestStepOf:
    SECRET = pyotp.random_base32()

    def code(self, seconds: int = 0) -> str:
        return pyotp.TOTP(self.SECRET).at(START + datetime.timedelta(seconds=seconds))

    @pytest.mark.parametrize(("seconds", "later"), [(0, 0), (-30, -1), (30, 1)])
    def test_clocks_may_differ_by_one_step(self, seconds, later):
        assert step_of(self.SECRET, self.code(seconds), START) == int(START.timestamp()) // 30 + later

    @pytest.mark.parametrize("seconds", [-61, 61])
    def test_an_older_or_later_code_is_wrong(self, seconds):
        assert step_of(self.SECRET, self.code(seconds), START) is None

    @pytest.mark.parametrize("typed", ["", "abcdef", "१२३४५६", "1" * 5000])
    def test_what_is_no_code_is_wrong(self, typed):
        assert step_of(self.SECRET, typed, START) is None

    def test_a_code_may_be_typed_with_a_space(self):
        code = self.code()
        assert step_of(self.SECRET, f" {code[:3]} {code[3:]}", START) is not None


class TestTokens:
    def test_they_are_long_and_never_the_same(self):
        tokens = {credentials.new_token() for _ in range(50)}
        assert (len(tokens), min(map(len, tokens))) == (50, 43)

    def test_what_is_kept_does_not_hold_the_token(self):
        token = credentials.new_token()
        assert token not in credentials.hashed_token(token)
