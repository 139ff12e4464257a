"""All pages of the desk, joined. A new module of pages gets its line in `desk_routers`."""

import datetime
from collections.abc import Sequence

from fastapi import APIRouter
from starlette.responses import Response

from bot.errors import UnknownItemError
from bot.gateway.desk.access import DeskRouter
from bot.gateway.desk.account import account_pages
from bot.gateway.desk.articles import article_pages
from bot.gateway.desk.asked import Asked, Desk
from bot.gateway.desk.desk_sessions import DeskSessions, Lasting
from bot.gateway.desk.draft_page import DraftDesk
from bot.gateway.desk.drafts import draft_pages
from bot.gateway.desk.invitations import invitation_pages
from bot.gateway.desk.live import Watch
from bot.gateway.desk.oidc import Provider
from bot.gateway.desk.people import people_pages
from bot.gateway.desk.provider_steps import provider_steps
from bot.gateway.desk.rendering import environment
from bot.gateway.desk.sign_in import link_steps, password_steps, sign_out_pages
from bot.gateway.desk.team_pages import audit_pages, team_pages
from bot.gateway.desk.work_pages import work_pages
from bot.helpdesk.access import Act
from bot.settings import Settings
from bot.wiring import Product


def desk_of(product: Product, configuration: Settings) -> Desk:
    """Join what all pages share."""
    lasting = Lasting(
        datetime.timedelta(hours=configuration.desk_idle_hours),
        datetime.timedelta(days=configuration.desk_session_days),
    )
    https = configuration.public_url.startswith("https:")
    sessions = DeskSessions(product.units, product.clock, lasting, https=https)
    return Desk(sessions, environment(), product.clock)


def desk_routers(product: Product, configuration: Settings, watch: Watch) -> Sequence[APIRouter]:
    """Build all routers of the desk, in the order in which they are looked through."""
    desk = desk_of(product, configuration)
    people, links, signing_in = product.people, product.access_links, product.signing_in
    provider = Provider(configuration, product.clock) if configuration.oidc_issuer else None
    return [
        password_steps(desk, signing_in, configuration.oidc_name if provider else ""),
        link_steps(desk, links),
        *([provider_steps(desk, signing_in, provider)] if provider else []),
        sign_out_pages(desk, signing_in),
        account_pages(desk, people, links),
        people_pages(desk, people, links, configuration.public_url),
        team_pages(desk, people),
        audit_pages(desk, product.auditing, people),
        invitation_pages(desk, product.inviting),
        *work_pages(desk, product, watch),
        *_publishing_pages(desk, product),
        _nothing_else(desk),
    ]


def _publishing_pages(desk: Desk, product: Product) -> Sequence[DeskRouter]:
    work = DraftDesk(product.drafting, product.publishing, product.people, product.shelf)
    return [draft_pages(desk, work), article_pages(desk, work)]


def _nothing_else(desk: Desk) -> DeskRouter:
    """Build what answers for every other address, so that nobody learns without a session which there are."""
    router = DeskRouter(desk)

    @router.get("/{rest:path}", Act.OWN_ACCOUNT)
    @router.post("/{rest:path}", Act.OWN_ACCOUNT)
    def nothing(_: Asked, rest: str) -> Response:
        message = f"There is no page at /desk/{rest}. The menu leads to all there are."
        raise UnknownItemError(message)

    return router
