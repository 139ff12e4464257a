"""One-time links and codes, and passwords that are set and changed."""

import pytest

from bot.errors import RefusedError
from bot.services.access_links import GONE, PASSWORD, SIGN_IN, address_of
from bot.services.people_records import DeskSession
from tests.staff import PHRASE, Staff, staff

OTHER = "another set of plain words"


@pytest.fixture
def world(tmp_path) -> Staff:
    return staff(tmp_path)


class TestSignInLink:
    def test_it_works_once(self, world):
        person = world.person()
        link = world.links.link(person.number)
        assert world.links.sign_in(link).number == person.number
        with pytest.raises(RefusedError, match=GONE):
            world.links.sign_in(link)

    def test_looking_at_it_does_not_use_it_up(self, world):
        link = world.links.link(world.person().number)
        for _ in range(3):
            world.links.opened(link, SIGN_IN)
        assert world.links.sign_in(link)

    @pytest.mark.parametrize(("minutes", "holds"), [(14.9, True), (15, False)])
    def test_it_holds_for_a_quarter_of_an_hour(self, world, minutes, holds):
        link = world.links.link(world.person().number)
        world.clock.pass_(minutes=minutes)
        if holds:
            assert world.links.sign_in(link)
        else:
            with pytest.raises(RefusedError):
                world.links.sign_in(link)

    def test_a_new_one_ends_the_one_before(self, world):
        person = world.person()
        old, new = world.links.link(person.number), world.links.link(person.number)
        with pytest.raises(RefusedError):
            world.links.sign_in(old)
        assert world.links.sign_in(new)

    def test_a_made_up_one_and_one_of_another_kind_are_refused(self, world):
        link = world.links.link(world.person().number, PASSWORD)
        for token in ("made-up", "", link):
            with pytest.raises(RefusedError):
                world.links.sign_in(token)

    def test_only_its_hash_is_kept(self, world):
        link = world.links.link(world.person().number)
        with world.units() as work:
            assert work.people_links.get(link) is None
        assert all(link not in str(entry) for entry in world.trail())

    def test_the_address_is_below_the_public_one(self):
        assert (
            address_of("https://sds.council.example/", SIGN_IN, "t")
            == "https://sds.council.example/desk/sign-in/link/t"
        )


class TestChat:
    def test_a_code_from_the_account_page_links_the_chat_it_comes_from(self, world):
        person = world.person()
        code = world.links.chat_code(person.number)
        assert world.links.link_chat(f" {code.lower()} ", "telegram:7").conversation == "telegram:7"
        assert world.links.sign_in(world.links.link_for_chat("telegram:7")).number == person.number

    @pytest.mark.parametrize("conversation", ["web:abc", "terminal:1", ""])
    def test_a_chat_without_an_account_is_not_linked(self, world, conversation):
        code = world.links.chat_code(world.person().number)
        with pytest.raises(RefusedError, match="account of its own"):
            world.links.link_chat(code, conversation)

    def test_a_code_works_once_and_not_for_ever(self, world):
        person = world.person()
        used, late = world.links.chat_code(person.number), None
        world.links.link_chat(used, "telegram:7")
        late = world.links.chat_code(person.number)
        world.clock.pass_(minutes=15)
        for code in (used, late, ""):
            with pytest.raises(RefusedError, match="My account"):
                world.links.link_chat(code, "telegram:8")

    def test_a_chat_belongs_to_one_person(self, world):
        first, second = world.person(), world.person()
        world.links.link_chat(world.links.chat_code(first.number), "telegram:7")
        world.links.link_chat(world.links.chat_code(second.number), "telegram:7")
        assert [world.people.show(p.number).conversation for p in (first, second)] == ["", "telegram:7"]

    def test_an_unknown_chat_gets_no_link(self, world):
        world.person()
        assert world.links.link_for_chat("telegram:9") is None
        assert world.links.link_for_chat("") is None

    def test_an_unlinked_chat_gets_no_link(self, world):
        person = world.person()
        world.links.link_chat(world.links.chat_code(person.number), "telegram:7")
        world.people.unlink_chat(person.number)
        assert world.links.link_for_chat("telegram:7") is None


class TestPasswordLink:
    def test_it_sets_the_password_once(self, world):
        person = world.person()
        link = world.links.link(person.number, PASSWORD)
        world.links.set_password(link, PHRASE)
        assert world.signing_in.password(person.email, PHRASE).number == person.number
        with pytest.raises(RefusedError, match=GONE):
            world.links.set_password(link, OTHER)

    def test_a_refused_password_leaves_the_link(self, world):
        link = world.links.link(world.person().number, PASSWORD)
        with pytest.raises(RefusedError, match="12 to 200"):
            world.links.set_password(link, "short")
        assert world.links.set_password(link, PHRASE)

    def test_it_holds_for_a_day(self, world):
        link = world.links.link(world.person().number, PASSWORD)
        world.clock.pass_(hours=24)
        with pytest.raises(RefusedError):
            world.links.set_password(link, PHRASE)

    def test_all_sessions_end_and_a_lock_is_lifted(self, world):
        person, _ = world.ready()
        with world.units() as work:
            work.desk_sessions.add(DeskSession("a", "signed_in", world.clock(), world.clock(), person.number))
            work.commit()
        for _ in range(5):
            with pytest.raises(RefusedError):
                world.signing_in.password(person.email, "wrong")
        world.links.set_password(world.links.link(person.number, PASSWORD), OTHER)
        with world.units() as work:
            assert work.desk_sessions.get("a") is None
        assert world.signing_in.password(person.email, OTHER)


class TestChangePassword:
    def test_the_current_one_is_asked_for(self, world):
        person, _ = world.ready()
        with pytest.raises(RefusedError, match="current password"):
            world.links.change_password(person.number, "wrong", OTHER, "")
        world.links.change_password(person.number, PHRASE, OTHER, "")
        assert world.signing_in.password(person.email, OTHER)

    def test_only_the_session_in_use_stays(self, world):
        person, _ = world.ready()
        with world.units() as work:
            for name in ("here", "there"):
                work.desk_sessions.add(DeskSession(name, "signed_in", world.clock(), world.clock(), person.number))
            work.commit()
        world.links.change_password(person.number, PHRASE, OTHER, "here")
        with world.units() as work:
            assert (work.desk_sessions.get("here") is not None, work.desk_sessions.get("there")) == (True, None)


class TestResetSecondFactor:
    def test_the_next_sign_in_sets_up_another(self, world):
        person, _ = world.ready()
        world.links.reset_second_factor(person.number)
        assert world.signing_in.password(person.email, PHRASE).totp_secret == ""
        assert world.trail("people.second_factor_reset")[0].subject == f"person {person.number}"
