"""Who may talk to the bot."""

import pytest

from bot.services.admitting import Access, Admitting
from bot.services.inviting import Inviting
from tests.staff import staff


@pytest.fixture
def world(tmp_path):
    return staff(tmp_path)


@pytest.fixture
def inviting(world):
    return Inviting(world.units, world.clock)


@pytest.fixture
def admitting(world, inviting):
    return lambda access: Admitting(access, world.units, inviting)


class TestAllowed:
    def test_open_lets_everybody_in(self, admitting):
        assert admitting(Access.OPEN).allowed("telegram:1")

    @pytest.mark.parametrize("access", [Access.INVITE, Access.CLOSED])
    def test_strangers_stay_outside(self, admitting, access):
        assert not admitting(access).allowed("telegram:1")

    def test_invite_lets_in_who_was_invited(self, admitting, inviting):
        door = admitting(Access.INVITE)
        assert door.take(inviting.make("A team"), "telegram:1")
        assert (door.allowed("telegram:1"), door.allowed("telegram:2")) == (True, False)

    def test_closed_knows_no_invitations(self, admitting, inviting):
        inviting.take(inviting.make("A team"), "telegram:1")
        assert not admitting(Access.CLOSED).allowed("telegram:1")
        assert not admitting(Access.CLOSED).take(inviting.make("A team"), "telegram:2")

    @pytest.mark.parametrize("access", Access)
    def test_people_of_the_desk_are_let_in_until_they_leave(self, world, admitting, access):
        person = world.person("admin")
        world.person("admin")
        world.links.link_chat(world.links.chat_code(person.number), "telegram:1")
        assert admitting(access).allowed("telegram:1")
        world.people.deactivate(person.number)
        assert admitting(access).allowed("telegram:1") is (access is Access.OPEN)
