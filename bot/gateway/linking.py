"""People of the desk link their chat with a code from the desk, and get links for signing in there."""

import re

from bot.errors import RefusedError
from bot.gateway.pace import Pace
from bot.helpdesk.vocabulary import OutcomeName, Reply
from bot.services.access_links import SIGN_IN, WRONG_CODE, AccessLinks, address_of
from bot.services.rendering import Renderer

_CODE = re.compile(r"(/start\s+|/link\s+)?([A-Za-z2-9]{5}-[A-Za-z2-9]{5})")
_LINK = "/link"
_SIGN_IN = "/desk"
_TRIES_A_MINUTE = 5


class Linking:
    """Takes codes and asks for links out of what people type. Knows nothing of any platform."""

    def __init__(self, links: AccessLinks, renderer: Renderer, public_url: str) -> None:
        """Take what gives out links, the words, and where the desk is reached."""
        self._links, self._renderer, self._public_url = links, renderer, public_url
        self._pace = Pace(_TRIES_A_MINUTE)

    def take(self, text: str, conversation: str) -> Reply | None:
        """Return the reply to a code or to `/desk`; None when the words are anything else.

        An invitation looks like a code: one that links nothing is left to those who know invitations, unless it was
        said to be for linking.
        """
        code = _CODE.fullmatch(text.strip())
        if code is None and text.strip().lower() != _SIGN_IN:
            return None
        meant = code is None or (code[1] or "").strip() == _LINK
        if self._pace.too_fast(conversation):
            return self._said("too_fast") if meant else None
        if code is None:
            return self._sign_in(conversation)
        linked = self._linked(code[2], conversation)
        return linked or (Reply(WRONG_CODE, OutcomeName.SOCIAL) if meant else None)

    def _linked(self, code: str, conversation: str) -> Reply | None:
        try:
            person = self._links.link_chat(code, conversation)
        except RefusedError:
            return None
        return self._said("chat_linked", person=person.name)

    def _sign_in(self, conversation: str) -> Reply:
        token = self._links.link_for_chat(conversation)
        if token is None:
            return self._said("chat_not_linked")
        return self._said("sign_in_link", address=address_of(self._public_url, SIGN_IN, token))

    def _said(self, name: str, **values: object) -> Reply:
        return Reply(self._renderer.say(name, **values), OutcomeName.SOCIAL)
