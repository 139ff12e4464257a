"""Pages of finished documents, for whoever holds the link: to read, to print, for Word and as Markdown."""

import re
from http import HTTPStatus

import jinja2
from fastapi import APIRouter
from starlette.responses import HTMLResponse, Response

from bot.gateway.document_reading import read_document
from bot.gateway.markup import html_of
from bot.gateway.word_documents import WORD, as_word
from bot.helpdesk.moments import when
from bot.services.documents import RESULTS, Documents, Kept
from bot.services.ports import Clock

_MARKDOWN = "text/markdown; charset=utf-8"
_UNSEEN = {"x-robots-tag": "noindex, nofollow, noarchive", "cache-control": "no-store"}
"""Nobody else is to find or to keep a page. That its address is told to no other site is so for every page of ours."""
_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")


def result_pages(templates: jinja2.Environment, documents: Documents, clock: Clock) -> APIRouter:
    """Build the routes. Nobody signs in: the link is the key, and stands in no log.

    Handlers are plain functions: each runs in a thread of its own and may read the database.
    """
    router = APIRouter(prefix=RESULTS)
    page, missing = templates.get_template("results/result.html"), templates.get_template("results/missing.html")

    def answered(found: Response | None) -> Response:
        response = found or HTMLResponse(missing.render(), HTTPStatus.NOT_FOUND)
        response.headers.update(_UNSEEN)
        return response

    @router.get("/{token}.docx", response_model=None)
    def word(token: str) -> Response:
        kept = documents.read(token)
        return answered(_file(kept, as_word(kept.title, kept.text, clock()), WORD, "docx") if kept else None)

    @router.get("/{token}.md", response_model=None)
    def markdown(token: str) -> Response:
        kept = documents.read(token)
        return answered(_file(kept, f"# {kept.title}\n\n{kept.text}\n".encode(), _MARKDOWN, "md") if kept else None)

    @router.get("/{token}", response_model=None)
    def shown(token: str) -> Response:
        kept = documents.read(token)
        if kept is None:
            return answered(None)
        words, until = html_of(read_document(kept.text, kept.title)), when(kept.until, clock())
        return answered(HTMLResponse(page.render(title=kept.title, words=words, until=until, address=token)))

    return router


def _file(kept: Kept, content: bytes, kind: str, ending: str) -> Response:
    name = _NOT_IN_NAMES.sub("-", kept.title.lower()).strip("-") or "result"
    headers = {"content-disposition": f'attachment; filename="{name}.{ending}"'}
    return Response(content, media_type=kind, headers=headers)
