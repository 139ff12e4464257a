"""The pages behind the links at the foot of every page: help, privacy and accessibility. Nobody signs in for them."""

import jinja2
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.helpdesk.keeping import Periods

PAGES = ("help", "privacy", "accessibility")


def about_pages(templates: jinja2.Environment, periods: Periods) -> APIRouter:
    """Build their routes; each page's address is its template's name. `periods`: how long things are kept here."""
    router = APIRouter()

    async def page(request: Request) -> Response:
        name = request.url.path.strip("/")
        return HTMLResponse(templates.get_template(f"about/{name}.html").render(periods=periods))

    for name in PAGES:
        router.add_api_route(f"/{name}", page, methods=["GET"], response_model=None, name=name)
    return router
