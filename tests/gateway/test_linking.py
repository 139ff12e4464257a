"""Codes from the desk link a chat; `/desk` gives a link for signing in."""

import pytest

from bot.gateway.linking import Linking
from bot.services.people import Details

CHAT = "telegram:1"


@pytest.fixture
def person(product):
    return product.people.add(Details("Champion, adults team", "champion@council.example", ["champion"]))


@pytest.fixture
def linking(product):
    return Linking(product.access_links, product.renderer, "https://guide.example")


def linked(product):
    with product.units() as work:
        return work.people.by_conversation(CHAT)


class TestTake:
    @pytest.mark.parametrize("form", ["{}", "/start {}", "/link {}", "  {}  "])
    def test_a_code_links_the_chat(self, linking, product, person, form):
        reply = linking.take(form.format(product.access_links.chat_code(person.number)), CHAT)
        assert "linked to “Champion, adults team”" in reply.text
        assert linked(product).number == person.number

    def test_a_code_works_once_and_not_for_ever(self, linking, product, person, clock):
        code = product.access_links.chat_code(person.number)
        clock.pass_(minutes=16)
        assert "too old" in linking.take(f"/link {code}", CHAT).text
        code = product.access_links.chat_code(person.number)
        linking.take(code, CHAT)
        assert "too old" in linking.take(f"/link {code}", "telegram:2").text
        assert linked(product).number == person.number

    def test_codes_cannot_be_tried_out_quickly(self, linking, product, person):
        code = product.access_links.chat_code(person.number)
        for _ in range(5):
            linking.take("ABCDE-FGHJK", CHAT)
        assert "wait a minute" in linking.take(f"/link {code}", CHAT).text
        assert linking.take(code, CHAT) is None
        assert linked(product) is None

    @pytest.mark.parametrize("form", ["{}", "/start {}"])
    def test_an_invitation_is_left_to_those_who_know_it(self, linking, product, form):
        assert linking.take(form.format(product.inviting.make("A team")), CHAT) is None

    @pytest.mark.parametrize("text", ["hello", "/start", "ABCDE", "well-known", "A: ABCDE-FGHJK", "/desks", ""])
    def test_other_words_are_left_alone(self, linking, text):
        assert linking.take(text, CHAT) is None

    def test_desk_gives_a_link_to_the_linked_person_only(self, linking, product, person):
        assert "not linked" in linking.take("/desk", CHAT).text
        linking.take(product.access_links.chat_code(person.number), CHAT)
        reply = linking.take("/desk", CHAT)
        token = reply.text.rpartition("/")[2]
        assert "https://guide.example/desk/sign-in/link/" in reply.text
        assert product.access_links.sign_in(token).number == person.number
