"""Proving who somebody is."""

import concurrent.futures

import argon2
import pyotp
import pytest

from bot.errors import RefusedError
from bot.services.credentials import Passwords
from bot.services.signing_in import REFUSED, SigningIn
from tests.staff import FAST, PHRASE, Staff, staff

ISSUER = "https://login.example/tenant"


@pytest.fixture
def world(tmp_path) -> Staff:
    return staff(tmp_path)


@pytest.fixture
def champion(world):
    """Somebody with password and second factor, and the factor's secret."""
    return world.ready()


def refused(call, *values):
    with pytest.raises(RefusedError) as error:
        call(*values)
    return str(error.value) == REFUSED


class TestPassword:
    def test_the_right_one_is_recognised_whatever_the_case_of_the_address(self, world, champion):
        person, _ = champion
        assert world.signing_in.password(f" {person.email.upper()} ", PHRASE).number == person.number

    def test_every_refusal_has_the_same_words(self, world, champion):
        person, _ = champion
        assert refused(world.signing_in.password, person.email, "wrong")
        assert refused(world.signing_in.password, "nobody@council.example", PHRASE)
        assert refused(world.signing_in.password, world.person().email, PHRASE)
        assert refused(world.signing_in.second_factor, person.number, "000000")
        assert refused(world.signing_in.second_factor, 99, "000000")

    def test_an_unknown_address_costs_a_comparison_as_well(self, world):
        compared = []

        class Noting(argon2.PasswordHasher):
            def verify(self, password_hash, password):
                compared.append(password_hash)
                return super().verify(password_hash, password)

        noting = Passwords(Noting(time_cost=1, memory_cost=8, parallelism=1), FAST.hashed("nobody's"))
        assert refused(SigningIn(world.units, world.clock, noting).password, "nobody@council.example", PHRASE)
        assert compared == [noting.nobodys]

    def test_a_hash_with_old_parameters_is_made_anew(self, world, champion):
        person, _ = champion
        stronger = Passwords(argon2.PasswordHasher(time_cost=2, memory_cost=8, parallelism=1))
        SigningIn(world.units, world.clock, stronger).password(person.email, PHRASE)
        now = world.people.show(person.number).password_hash
        assert (now != person.password_hash, stronger.outdated(now), stronger.fits(PHRASE, now)) == (True, False, True)


class TestLock:
    def fail(self, world, person, times=1):
        for _ in range(times):
            assert refused(world.signing_in.password, person.email, "wrong")

    def test_four_mistakes_do_no_harm(self, world, champion):
        person, secret = champion
        self.fail(world, person, 4)
        world.signing_in.password(person.email, PHRASE)
        world.signing_in.second_factor(person.number, world.code(secret))
        assert world.people.show(person.number).failed == 0

    def test_after_five_the_right_password_waits_too(self, world, champion):
        person, _ = champion
        self.fail(world, person, 5)
        assert refused(world.signing_in.password, person.email, PHRASE)
        world.clock.pass_(minutes=1)
        assert world.signing_in.password(person.email, PHRASE).number == person.number

    def test_the_wait_doubles_up_to_an_hour(self, world, champion):
        person, _ = champion
        self.fail(world, person, 5)
        waits = []
        for _ in range(8):
            locked = world.people.show(person.number).locked_until
            waits.append(int((locked - world.clock()).total_seconds()) // 60)
            world.clock.now = locked
            self.fail(world, person)
        assert waits == [1, 2, 4, 8, 16, 32, 60, 60]
        assert world.trail("people.locked")[0].details == {"attempts": 5, "minutes": 1}

    def test_attempts_during_the_wait_do_not_lengthen_it(self, world, champion):
        person, _ = champion
        self.fail(world, person, 30)
        world.clock.pass_(minutes=1)
        assert world.signing_in.password(person.email, PHRASE).number == person.number

    def test_the_right_password_does_not_buy_more_guesses_at_the_code(self, world, champion):
        person, secret = champion
        for _ in range(5):
            world.signing_in.password(person.email, PHRASE)
            assert refused(world.signing_in.second_factor, person.number, "000000")
        assert refused(world.signing_in.second_factor, person.number, world.code(secret))
        assert refused(world.signing_in.password, person.email, PHRASE)


class TestSecondFactor:
    def test_a_code_works_once(self, world, champion):
        person, secret = champion
        code = world.code(secret)
        world.signing_in.second_factor(person.number, code)
        assert refused(world.signing_in.second_factor, person.number, code)

    def test_an_older_code_does_not_work_after_a_newer_one(self, world, champion):
        person, secret = champion
        older = world.code(secret, later=-30)
        world.signing_in.second_factor(person.number, world.code(secret))
        assert refused(world.signing_in.second_factor, person.number, older)

    def test_without_one_set_up_no_code_is_right(self, world):
        assert refused(world.signing_in.second_factor, world.person().number, "")

    def test_a_sign_in_leaves_its_record(self, world, champion):
        person, secret = champion
        world.signing_in.second_factor(person.number, world.code(secret))
        entry = world.trail("people.signed_in")[-1]
        assert (entry.person, entry.details) == (person.number, {"by": "password"})


class TestSetUp:
    def test_a_secret_is_kept_once_its_code_was_shown(self, world):
        person, secret = world.person(), pyotp.random_base32()
        assert refused(world.signing_in.set_up, person.number, secret, "000000")
        assert world.people.show(person.number).totp_secret == ""
        world.signing_in.set_up(person.number, secret, world.code(secret))
        assert world.people.show(person.number).totp_secret == secret

    def test_the_code_of_the_set_up_does_not_sign_in_again(self, world):
        person, secret = world.person(), pyotp.random_base32()
        world.signing_in.set_up(person.number, secret, world.code(secret))
        assert refused(world.signing_in.second_factor, person.number, world.code(secret))

    def test_one_that_is_there_is_not_replaced(self, world, champion):
        person, secret = champion
        other = pyotp.random_base32()
        assert refused(world.signing_in.set_up, person.number, other, world.code(other))
        assert world.people.show(person.number).totp_secret == secret


class TestByProvider:
    def test_the_first_time_the_verified_address_tells_who_it_is(self, world):
        person = world.person()
        assert world.signing_in.by_provider(ISSUER, "7", person.email.upper()).number == person.number
        # From now on the address does not matter.
        assert world.signing_in.by_provider(ISSUER, "7", "changed@council.example").number == person.number

    def test_an_address_that_was_given_to_somebody_else_lets_nobody_in(self, world):
        person = world.person()
        world.signing_in.by_provider(ISSUER, "7", person.email)
        assert refused(world.signing_in.by_provider, ISSUER, "8", person.email)
        assert refused(world.signing_in.by_provider, "https://other.example", "7", person.email)

    def test_nobody_is_created(self, world):
        assert refused(world.signing_in.by_provider, ISSUER, "7", "stranger@council.example")
        assert refused(world.signing_in.by_provider, ISSUER, "7", "")
        assert world.people.list() == []

    def test_who_has_left_stays_out(self, world):
        person = world.person()
        world.signing_in.by_provider(ISSUER, "7", person.email)
        world.people.deactivate(person.number)
        assert refused(world.signing_in.by_provider, ISSUER, "7", person.email)


class TestAtTheSameMoment:
    def results(self, call, values):
        """Call from many threads at once; return how many came through."""

        def tried(value):
            try:
                call(value)
            except RefusedError:
                return False
            return True

        with concurrent.futures.ThreadPoolExecutor(len(values)) as threads:
            return sum(threads.map(tried, values))

    def test_one_code_lets_one_in(self, world, champion):
        person, secret = champion
        code = world.code(secret)
        assert self.results(lambda _: world.signing_in.second_factor(person.number, code), range(4)) == 1

    def test_one_link_lets_one_in(self, world, champion):
        link = world.links.link(champion[0].number)
        assert self.results(lambda _: world.links.sign_in(link), range(4)) == 1

    def test_many_guesses_at_once_are_no_more_than_five(self, world, champion):
        person, _ = champion
        self.results(lambda code: world.signing_in.second_factor(person.number, f"{code:06}"), range(12))
        assert world.people.show(person.number).failed == 5
