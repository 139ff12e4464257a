"""Invitations on the desk."""

from collections.abc import Callable

from bot import wiring
from tests.gateway.desk.visitor import Visitor, heading, words


class TestInvitations:
    async def test_a_code_is_shown_once_and_lets_people_in(
        self, signed_in: Callable[..., Visitor], product: wiring.Product
    ):
        manager = signed_in("manager")
        made = await manager.post("/desk/invitations", label="Carers centre", uses="20", days="30")
        code = words(made).partition("The code is ")[2].split()[0]
        assert product.inviting.take(code, "web:new")
        listed = words(await manager.get("/desk/invitations"))
        assert code not in listed
        assert "Carers centre 19" in listed

    async def test_what_cannot_be_comes_back_with_what_was_typed(self, signed_in: Callable[..., Visitor]):
        answer = await signed_in("admin").post("/desk/invitations", label="<b>Leaflet</b>", uses="0", days="30")
        assert answer.status_code == 400
        assert "1 to 10000 people" in answer.text
        assert "&lt;b&gt;Leaflet" in answer.text

    async def test_it_can_be_ended(self, signed_in: Callable[..., Visitor], product: wiring.Product):
        manager = signed_in("manager")
        await manager.post("/desk/invitations", label="A leaflet", uses="2", days="3")
        assert (await manager.post("/desk/invitations/1/end")).status_code == 303
        assert product.inviting.all()[0].uses_left == 0
        assert heading(await manager.get("/desk/invitations")) == "Invitations"
