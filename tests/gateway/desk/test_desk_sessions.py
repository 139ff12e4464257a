"""Sessions of the desk: how they begin, how long they hold, how they end."""

import datetime

import pytest
from starlette.requests import Request
from starlette.responses import Response

from bot.gateway.desk.desk_sessions import DeskSessions, Lasting, csrf_of, hashed
from tests.staff import staff


@pytest.fixture
def world(tmp_path):
    return staff(tmp_path)


@pytest.fixture
def sessions(world):
    return DeskSessions(world.units, world.clock)


@pytest.fixture
def number(world):
    return world.person().number


def request(scheme="http", cookie=""):
    headers = [(b"host", b"guide.test"), (b"cookie", cookie.encode())]
    return Request({"type": "http", "scheme": scheme, "headers": headers, "path": "/", "query_string": b""})


class TestStart:
    def test_every_token_is_new_and_only_its_hash_is_kept(self, world, sessions, number):
        tokens = {sessions.start("signed_in", number) for _ in range(20)}
        assert (len(tokens), {len(token) for token in tokens}) == (20, {43})
        with world.units() as work:
            assert [work.desk_sessions.get(token) for token in tokens] == [None] * 20
            assert all(work.desk_sessions.get(hashed(token)) for token in tokens)

    def test_the_step_before_is_over(self, sessions, number):
        first = sessions.start("second_factor", number)
        sessions.start("signed_in", number, ends=first)
        assert sessions.shown(first) is None

    def test_what_forms_carry_does_not_tell_the_token(self, sessions, number):
        token = sessions.start("signed_in", number)
        shown = sessions.shown(token)
        assert shown.csrf == csrf_of(token) != hashed(token)


class TestShown:
    @pytest.mark.parametrize("token", ["", "x", "x" * 43, "'; drop table people; --", "é" * 43])
    def test_a_made_up_token_shows_nothing(self, sessions, token):
        assert sessions.shown(token) is None

    def test_eight_idle_hours_end_it(self, world, sessions, number):
        token = sessions.start("signed_in", number)
        world.clock.pass_(hours=7, minutes=59)
        assert sessions.shown(token).person.number == number
        world.clock.pass_(hours=7, minutes=59)
        assert sessions.shown(token)
        world.clock.pass_(hours=8)
        assert sessions.shown(token) is None

    def test_what_a_page_does_by_itself_does_not_keep_it(self, world, sessions, number):
        token = sessions.start("signed_in", number)
        for _ in range(3):
            world.clock.pass_(hours=3)
            left = sessions.shown(token, used=False)
        assert left is None

    def test_seven_days_end_it_however_busy(self, world, sessions, number):
        token, hours = sessions.start("signed_in", number), 0
        while sessions.shown(token):
            world.clock.pass_(hours=4)
            hours += 4
        assert hours == 7 * 24

    def test_both_can_be_set(self, world, number):
        lasting = Lasting(datetime.timedelta(hours=1), datetime.timedelta(days=1))
        sessions = DeskSessions(world.units, world.clock, lasting)
        token = sessions.start("signed_in", number)
        world.clock.pass_(hours=1)
        assert sessions.shown(token) is None

    def test_half_a_sign_in_waits_ten_minutes(self, world, sessions, number):
        token = sessions.start("second_factor", number)
        world.clock.pass_(minutes=9)
        assert sessions.shown(token)
        world.clock.pass_(minutes=1)
        assert sessions.shown(token) is None

    def test_it_ends_when_told(self, sessions, number):
        token = sessions.start("signed_in", number)
        sessions.end(token)
        assert sessions.shown(token) is None


class TestCookie:
    def test_scripts_and_other_sites_do_not_get_it(self, sessions):
        response = Response()
        sessions.give(request(), response, "token")
        assert response.headers["set-cookie"] == "sds_desk=token; HttpOnly; Path=/; SameSite=lax"
        assert sessions.token(request(cookie="sds_desk=token")) == "token"

    def test_with_https_it_is_bound_to_this_host_and_to_https(self, sessions):
        response = Response()
        sessions.give(request("https"), response, "token")
        assert response.headers["set-cookie"] == "__Host-sds_desk=token; HttpOnly; Path=/; SameSite=lax; Secure"
        assert sessions.token(request("https", "sds_desk=planted; __Host-sds_desk=token")) == "token"
        assert sessions.token(request("https", "sds_desk=planted")) == ""

    def test_a_public_address_with_https_counts_behind_a_proxy_too(self, world):
        response = Response()
        DeskSessions(world.units, world.clock, https=True).give(request("http"), response, "token")
        assert response.headers["set-cookie"].startswith("__Host-sds_desk=")
        assert "Secure" in response.headers["set-cookie"]
