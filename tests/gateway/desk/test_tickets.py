"""A ticket's page and its forms: what a champion sees, does, and is told when a colleague was quicker."""

import asyncio
import datetime

import pytest

from bot.helpdesk.access import Role
from bot.services.handling import LONGEST_ANSWER, Actor
from bot.services.records import Message
from tests.gateway.desk.staff import EMPTY_TEAM, OTHER_TEAM, QUESTION, added, kept, member, sent, ticket, words
from tests.gateway.world import HOLIDAY

SCRIPT = '<script>alert("x")</script> & <b>bold</b>'


@pytest.fixture
def first(app, product):
    return member(app, product, "First champion")


@pytest.fixture
def second(app, product):
    return member(app, product, "Second champion")


@pytest.fixture
def manager(app, product):
    return member(app, product, "Manager", Role.MANAGER)


def by(someone):
    return Actor(someone.person.number, someone.person.name)


def version(product, number):
    return kept(product, number).version


class TestThePage:
    async def test_it_shows_question_asker_role_nation_team_and_why(self, first, product):
        said = words(await first.get(f"/tickets/{ticket(product, asker='7Q')}"))
        for part in (
            QUESTION,
            "Asker 7Q, who stays anonymous",
            "Social worker",
            "Scotland",
            "SDS champions",
            "No article was near enough",
        ):
            assert part in said

    async def test_an_asker_is_named_only_when_they_agreed(self, first, product):
        assert "gave the name" not in words(await first.get(f"/tickets/{ticket(product)}"))
        assert "(gave the name Morag)" in words(await first.get(f"/tickets/{ticket(product, named='Morag')}"))

    async def test_it_says_that_the_asker_has_blocked_the_bot(self, first, product):
        number = ticket(product)
        assert "has blocked the bot" not in words(await first.get(f"/tickets/{number}"))
        with product.units() as work:
            conversation, now = work.tickets.get(number).conversation, product.clock()
            body = {"text": "words", "given_up": "blocked"}
            work.outbox.add(Message(conversation, "lost", body, now, now, dead=True))
            work.commit()
        assert "has blocked the bot" in words(await first.get(f"/tickets/{number}"))

    async def test_the_conversation_is_on_no_page(self, first, manager, product):
        number = ticket(product)
        await first.send(f"/tickets/{number}/answer", version=0, answer="Yes.")
        for someone in (first, manager):
            for path in (f"/tickets/{number}", "?show=answered"):
                assert kept(product, number).conversation.partition(":")[2] not in (await someone.get(path)).text

    async def test_near_articles_have_their_words_marked_and_say_how_sure(self, first, product):
        page = await first.get(f"/tickets/{ticket(product, 'What about holiday?')}")
        assert "How much <mark>holiday</mark> a PA gets" in page.text
        assert "Possible to answer it (41%)" in words(page)
        assert "Show what the asker will get" in words(page)
        assert "- Another thing." in words(page)

    async def test_an_article_that_is_gone_cannot_be_sent(self, first, product):
        gone = [{"article": "pa-pay/gone", "title": "Gone", "confidence": 0.5}]
        number = ticket(product, candidates=gone)
        assert "This article is no longer served." in words(await first.get(f"/tickets/{number}"))
        answer = await first.send(f"/tickets/{number}/send", version=version(product, number), article="pa-pay/gone")
        assert answer.status_code == 400
        assert "There is no article “pa-pay/gone” any more." in words(answer)

    async def test_an_unknown_ticket_is_a_page_that_says_so(self, first):
        answer = await first.get("/tickets/99")
        assert answer.status_code == 404
        assert "There is no ticket 99." in words(answer)

    async def test_what_happened_stands_there_with_who_did_it(self, first, product):
        number = ticket(product)
        product.handling.claim(number, by(first))
        product.handling.note(number, by(first), "I think it is section 5.")
        said = words(await first.get(f"/tickets/{number}"))
        assert "Claimed by First champion" in said
        assert "Private note (private) by First champion" in said
        assert "I think it is section 5." in said

    async def test_an_urgent_one_begins_with_a_warning_and_cannot_be_put_aside(self, first, product):
        number = ticket(product, reason="safety")
        said = words(await first.get(f"/tickets/{number}"))
        assert "Warning This ticket is urgent: someone may be at risk." in said
        assert "Put it aside" not in said
        answer = await first.send(f"/tickets/{number}/snooze", version=version(product, number), until="tomorrow")
        assert answer.status_code == 400
        assert "It cannot be snoozed." in words(answer)

    async def test_a_team_without_people_says_so(self, first, product):
        said = words(await first.get(f"/tickets/{ticket(product, team=EMPTY_TEAM)}"))
        assert "There is nobody else in the team Children and families champions." in said

    async def test_a_team_that_is_no_longer_in_the_profile_loses_nothing(self, first, product):
        number = ticket(product, team="gone-team")
        assert (await first.get(f"/tickets/{number}")).status_code == 200
        assert f"Ticket {number}" in words(await first.get("?team=all"))


class TestOwning:
    async def test_claim_hold_and_give_back(self, first, product):
        number = ticket(product)
        answer = await first.send(f"/tickets/{number}/claim", version=version(product, number))
        assert (answer.status_code, answer.headers["location"]) == (303, f"/desk/tickets/{number}?done=claimed")
        said = words(await first.get(f"/tickets/{number}?done=claimed"))
        assert "You have claimed this ticket." in said
        assert "You have claimed this ticket until 1pm today." in said
        await first.send(f"/tickets/{number}/release", version=version(product, number))
        assert (kept(product, number).state, kept(product, number).owner) == ("open", None)

    async def test_of_two_who_claim_at_once_one_has_it_and_the_other_is_told(self, first, second, product):
        """Both pages showed the same version, and the forms arrive together on two threads."""
        number = ticket(product)
        seen = version(product, number)
        answers = await asyncio.gather(
            *(someone.send(f"/tickets/{number}/claim", version=seen) for someone in (first, second))
        )
        assert sorted(answer.status_code for answer in answers) == [303, 409]
        won = (first, second)[[answer.status_code for answer in answers].index(303)]
        assert kept(product, number).owner == won.person.number
        (lost,) = (answer for answer in answers if answer.status_code == 409)
        assert "There is a problem" in words(lost)
        assert f"{won.person.name} has claimed this ticket until" in words(lost)
        with product.units() as work:
            assert [event.kind for event in work.ticket_events.of(number)] == ["opened", "claimed"]

    async def test_a_colleague_offers_a_second_opinion_but_cannot_answer(self, first, second, product):
        number = ticket(product)
        product.handling.claim(number, by(first))
        said = words(await second.get(f"/tickets/{number}"))
        assert "Send answer" not in said
        assert "Add a private note" in said
        answer = await second.send(f"/tickets/{number}/answer", version=version(product, number), answer="My words")
        assert answer.status_code == 400
        assert "A colleague has claimed this ticket and will answer it." in words(answer)
        assert sent(product) == []

    async def test_a_manager_gives_back_what_somebody_holds(self, first, manager, product):
        number = ticket(product)
        product.handling.claim(number, by(first))
        await manager.send(f"/tickets/{number}/release", version=version(product, number))
        assert kept(product, number).state == "open"

    async def test_a_ticket_of_somebody_who_left_goes_back_to_the_team(self, first, second, product):
        number = ticket(product)
        product.handling.claim(number, by(second))
        product.people.deactivate(second.person.number)
        assert kept(product, number).state == "open"
        said = words(await first.get(f"/tickets/{number}"))
        assert "its champion has left" in said
        assert "Claimed by Second champion" in said

    async def test_a_ticket_that_is_still_with_somebody_who_left_says_so(self, first, second, product):
        """The process may have ended between the end of the access and the release."""
        number = ticket(product)
        product.handling.claim(number, by(second))
        with product.units() as work:
            person = work.people.get(second.person.number)
            person.active = False
            work.people.put(person)
            work.commit()
        assert "Second champion, who no longer works on this desk" in words(await first.get(f"/tickets/{number}"))


class TestHandingOn:
    async def test_to_a_colleague_of_the_team(self, first, second, product):
        number = ticket(product)
        assert f'value="person:{second.person.number}"' in (await first.get(f"/tickets/{number}")).text
        to = f"person:{second.person.number}"
        await first.send(f"/tickets/{number}/hand-on", version=version(product, number), to=to)
        assert kept(product, number).owner == second.person.number

    async def test_to_another_team(self, first, product):
        number = ticket(product)
        await first.send(f"/tickets/{number}/hand-on", version=version(product, number), to=f"team:{OTHER_TEAM}")
        assert (kept(product, number).team, kept(product, number).state) == (OTHER_TEAM, "open")

    @pytest.mark.parametrize("to", ["", "person:", "person:999", "team:nowhere", "person:x", "else"])
    async def test_to_nobody_is_refused_with_words(self, first, product, to):
        number = ticket(product)
        answer = await first.send(f"/tickets/{number}/hand-on", version=version(product, number), to=to)
        assert answer.status_code == 400
        assert 'href="#to"' in answer.text

    async def test_somebody_of_another_team_is_not_offered_and_not_taken(self, first, product):
        stranger, number = added(product, "Stranger", team=OTHER_TEAM), ticket(product)
        to = f"person:{stranger.number}"
        assert to not in (await first.get(f"/tickets/{number}")).text
        answer = await first.send(f"/tickets/{number}/hand-on", version=version(product, number), to=to)
        assert "no longer in the team" in words(answer)

    async def test_an_administrator_in_the_team_is_not_offered(self, first, product):
        admin = added(product, "Admin", Role.ADMIN)
        assert f"person:{admin.number}" not in (await first.get(f"/tickets/{ticket(product)}")).text


class TestPuttingAside:
    @pytest.mark.parametrize(
        ("fields", "wakes"),
        [
            ({"until": "tomorrow"}, datetime.date(2026, 11, 23)),
            ({"until": "week"}, datetime.date(2026, 12, 1)),
            ({"until": "date", "date": "27/11/2026"}, datetime.date(2026, 11, 27)),
        ],
    )
    async def test_it_wakes_as_the_team_opens(self, first, product, fields, wakes):
        """It is a Sunday; in a week that is followed by St Andrew's Day."""
        number = ticket(product)
        await first.send(f"/tickets/{number}/snooze", version=version(product, number), **fields)
        found = kept(product, number)
        assert (found.state, found.snoozed_until) == (
            "snoozed",
            datetime.datetime.combine(wakes, datetime.time(9), datetime.UTC),
        )

    @pytest.mark.parametrize("date", ["", "31/02/2027", "22/11/2026", "1/1/2031", "soon"])
    async def test_a_date_that_cannot_be_is_refused_and_stays_in_the_box(self, first, product, date):
        number = ticket(product)
        answer = await first.send(
            f"/tickets/{number}/snooze", version=version(product, number), until="date", date=date
        )
        assert answer.status_code == 400
        assert f'value="{date}"' in answer.text
        assert kept(product, number).state == "open"


class TestAnswering:
    async def test_the_answer_is_on_its_way_and_the_page_shows_it(self, first, product):
        number = ticket(product)
        answer = await first.send(f"/tickets/{number}/answer", version=version(product, number), answer="Yes, she can.")
        assert answer.status_code == 303
        said = words(await first.get(f"/tickets/{number}?done=answered"))
        assert "The answer is on its way." in said
        assert "Sent by First champion" in said
        (message,) = sent(product)
        assert message.endswith("Yes, she can.")

    async def test_html_and_scripts_stay_text_here_and_go_out_as_they_were_typed(self, first, product):
        number = ticket(product)
        await first.send(f"/tickets/{number}/answer", version=version(product, number), answer=SCRIPT)
        page = await first.get(f"/tickets/{number}")
        assert "<script>alert" not in page.text
        assert "&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt; &amp; &lt;b&gt;bold&lt;/b&gt;" in page.text
        assert sent(product)[0].endswith(SCRIPT)

    async def test_20000_characters_are_refused_and_none_is_lost(self, first, product):
        number, long = ticket(product), "long words " * 1818 + "ab"
        assert len(long) == 20_000
        answer = await first.send(f"/tickets/{number}/answer", version=version(product, number), answer=long)
        assert answer.status_code == 400
        assert f"needs 1 to {LONGEST_ANSWER} characters; this one has 20000" in words(answer)
        assert long in answer.text
        assert sent(product) == []

    async def test_an_empty_answer_leads_to_its_box(self, first, product):
        number = ticket(product)
        answer = await first.send(f"/tickets/{number}/answer", version=version(product, number), answer="  ")
        assert answer.status_code == 400
        assert 'href="#answer"' in answer.text

    async def test_of_two_tabs_the_older_one_overwrites_nothing_and_keeps_its_words(self, first, product):
        number = ticket(product)
        old = version(product, number)
        await first.send(f"/tickets/{number}/claim", version=old)
        answer = await first.send(f"/tickets/{number}/answer", version=old, answer="From the old tab")
        assert answer.status_code == 409
        assert "Nothing was overwritten and nothing was sent." in words(answer)
        assert "From the old tab</textarea>" in answer.text
        assert sent(product) == []
        # The page that came back shows the present version, so sending once more works.
        again = await first.send(f"/tickets/{number}/answer", version=version(product, number), answer="Now")
        assert again.status_code == 303

    async def test_words_for_a_ticket_that_was_answered_meanwhile_are_given_back(self, first, second, product):
        number = ticket(product)
        old = version(product, number)
        await second.send(f"/tickets/{number}/answer", version=old, answer="Quicker")
        answer = await first.send(f"/tickets/{number}/answer", version=old, answer="Slower words")
        assert answer.status_code == 409
        assert "Your answer, which was not sent" in words(answer)
        assert "Slower words</textarea>" in answer.text
        assert len(sent(product)) == 1

    async def test_a_form_that_is_sent_twice_answers_once(self, first, product):
        number = ticket(product)
        seen = version(product, number)
        answers = await asyncio.gather(
            *(first.send(f"/tickets/{number}/answer", version=seen, answer="Once") for _ in range(2))
        )
        assert sorted(answer.status_code for answer in answers) == [303, 409]
        assert len(sent(product)) == 1

    async def test_an_article_is_sent_as_it_reads_today(self, first, product):
        number = ticket(product)
        await first.send(f"/tickets/{number}/send", version=version(product, number), article=HOLIDAY)
        (message,) = sent(product)
        assert "The short answer about *How much holiday a PA gets*." in message
        assert "as the article: How much holiday a PA gets" in words(await first.get(f"/tickets/{number}"))

    async def test_without_a_version_nothing_is_changed(self, first, product):
        number = ticket(product)
        assert (await first.send(f"/tickets/{number}/answer", answer="Yes")).status_code == 400
        assert kept(product, number).state == "open"

    async def test_without_the_sessions_token_nothing_is_changed(self, first, product):
        number = ticket(product)
        answer = await first.send(f"/tickets/{number}/claim", version=version(product, number), csrf="made up")
        assert answer.status_code == 403
        assert kept(product, number).state == "open"


class TestAskingTheAsker:
    async def test_the_question_goes_out_and_the_ticket_is_claimed(self, first, product):
        number = ticket(product)
        await first.send(f"/tickets/{number}/ask", version=version(product, number), question="How old is she?")
        assert "How old is she?" in sent(product)[0]
        assert kept(product, number).owner == first.person.number
        assert "You asked the asker for detail" in words(await first.get(f"/tickets/{number}"))


class TestNotes:
    async def test_a_note_is_private(self, first, second, product):
        number = ticket(product)
        await first.send(f"/tickets/{number}/note", version=0, note="Only for us")
        assert "Only for us" in words(await second.get(f"/tickets/{number}"))
        assert sent(product) == []

    async def test_a_note_that_is_too_long_stays_in_its_box(self, first, product):
        number, long = ticket(product), "x" * (LONGEST_ANSWER + 1)
        answer = await first.send(f"/tickets/{number}/note", version=0, note=long)
        assert answer.status_code == 400
        assert f"{long}</textarea>" in answer.text


class TestLikeQuestions:
    async def test_others_who_asked_the_same_are_counted_and_answered_together(self, first, product):
        numbers = [ticket(product) for _ in range(3)]
        assert "2 others asked this" in words(await first.get(f"/tickets/{numbers[0]}"))
        for other in numbers[1:]:
            fields = {"other": other, "other_version": version(product, other)}
            await first.send(f"/tickets/{numbers[0]}/merge", version=version(product, numbers[0]), **fields)
        assert "2 other askers get the same answer." in words(await first.get(f"/tickets/{numbers[0]}"))
        await first.send(f"/tickets/{numbers[0]}/answer", version=version(product, numbers[0]), answer="For all of you")
        assert [kept(product, number).state for number in numbers] == ["answered"] * 3
        assert len(sent(product)) == 3

    async def test_a_merge_of_what_a_colleague_changed_meanwhile_is_refused(self, first, second, product):
        one, other = ticket(product), ticket(product)
        old = version(product, other)
        product.handling.claim(other, by(second))
        answer = await first.send(
            f"/tickets/{one}/merge", version=version(product, one), other=other, other_version=old
        )
        assert answer.status_code == 409
        assert kept(product, other).state == "claimed"

    async def test_a_merged_one_says_where_it_is_answered_and_can_be_parted(self, first, product):
        one, other = ticket(product), ticket(product)
        product.handling.merge(other, one, by(first))
        said = words(await first.get(f"/tickets/{other}"))
        assert f"This ticket was merged with ticket {one}" in said
        assert "Send answer" not in said
        answer = await first.send(f"/tickets/{other}/part", version=version(product, other), back=one)
        assert answer.headers["location"] == f"/desk/tickets/{one}?done=parted"
        assert kept(product, other).state == "open"

    async def test_an_earlier_answer_can_be_used_without_scripts(self, first, product):
        earlier = ticket(product)
        product.handling.answer(earlier, "The earlier words", by(first))
        number = ticket(product)
        page = await first.get(f"/tickets/{number}")
        assert f"/desk/tickets/{number}?use={earlier}#answer" in page.text
        assert "The earlier words</textarea>" in (await first.get(f"/tickets/{number}?use={earlier}")).text

    async def test_an_earlier_answer_that_was_an_article_is_shown_as_it_reads_today(self, first, product):
        earlier = ticket(product)
        product.handling.send_article(earlier, HOLIDAY, by(first))
        said = words(await first.get(f"/tickets/{ticket(product, candidates=())}")).partition("Earlier answers")[2]
        assert "The short answer about" in said
        assert "Send this answer" in said

    async def test_an_earlier_answer_that_was_an_article_which_is_gone_cannot_be_sent(self, first, product):
        earlier = ticket(product)
        product.handling.send_article(earlier, HOLIDAY, by(first))
        product.answering.use({name: a for name, a in product.content.articles.items() if name != HOLIDAY})
        said = words(await first.get(f"/tickets/{ticket(product)}")).partition("Earlier answers")[2]
        assert "the article “How much holiday a PA gets”, which is no longer served" in said
        assert "Send this answer" not in said
        assert "Use these words" not in said

    async def test_words_of_a_ticket_that_is_not_alike_are_not_taken(self, first, product):
        earlier = ticket(product, "Something else entirely: bus passes")
        product.handling.answer(earlier, "Other words", by(first))
        assert "Other words" not in (await first.get(f"/tickets/{ticket(product)}?use={earlier}")).text


class TestDrafts:
    async def test_an_answer_is_offered_with_the_wordings_of_all_who_asked(self, first, product):
        one, other = ticket(product, "Who pays for the fuel of my PA?"), ticket(product, "Is fuel paid for my PA?")
        product.handling.merge(other, one, by(first))
        answer = await first.send(
            f"/tickets/{one}/answer", version=version(product, one), answer="The employer does.", draft="yes"
        )
        assert answer.headers["location"].endswith("?done=drafted")
        (draft,) = product.drafting.list()
        assert (draft.author, list(draft.tickets)) == (first.person.number, [one, other])
        assert "Offered as a draft article by First champion" in words(await first.get(f"/tickets/{one}"))

    async def test_an_answer_that_was_not_offered_can_be_later_once(self, first, product):
        number = ticket(product)
        await first.send(f"/tickets/{number}/answer", version=version(product, number), answer="Yes.")
        assert "Offer this as an article draft" in words(await first.get(f"/tickets/{number}"))
        fields = {"version": version(product, number)}
        assert (await first.send(f"/tickets/{number}/offer", **fields)).status_code == 303
        assert (await first.send(f"/tickets/{number}/offer", **fields)).status_code == 400
        assert len(product.drafting.list()) == 1

    async def test_an_article_is_no_draft(self, first, product):
        number = ticket(product)
        await first.send(f"/tickets/{number}/send", version=version(product, number), article=HOLIDAY)
        answer = await first.send(f"/tickets/{number}/offer", version=version(product, number))
        assert answer.status_code == 400
        assert product.drafting.list() == []
