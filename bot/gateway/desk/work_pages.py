"""The pages of tickets, joined."""

from collections.abc import Sequence

from bot.gateway.desk.access import DeskRouter
from bot.gateway.desk.asked import Desk
from bot.gateway.desk.dead_letters import dead_letter_pages
from bot.gateway.desk.figures import figure_pages
from bot.gateway.desk.live import Watch, live_pages
from bot.gateway.desk.queue import Queue, queue_pages
from bot.gateway.desk.ticket_page import TicketDesk
from bot.gateway.desk.tickets import ticket_pages
from bot.services.colleagues import Colleagues
from bot.services.figuring import Figuring
from bot.services.offering import Offering
from bot.services.ports import Units
from bot.services.posting import Posting
from bot.wiring import Product


def watch_of(units: Units) -> Watch:
    """Build what watches tickets for the open queues."""

    def pulse() -> int:
        with units() as work:
            return work.figures.pulse()

    return Watch(pulse)


def work_pages(desk: Desk, product: Product, watch: Watch) -> Sequence[DeskRouter]:
    """Build the routers of everything about tickets."""
    colleagues = Colleagues(product.units, product.clock)
    work = TicketDesk(
        handling=product.handling,
        viewing=product.viewing,
        routing=product.routing,
        colleagues=colleagues,
        offering=Offering(product.units, product.drafting, product.clock),
        articles=product.answering.article,
        article_text=product.renderer.article,
    )
    return [
        queue_pages(desk, Queue(product.viewing, product.routing, colleagues)),
        live_pages(desk, watch),
        ticket_pages(desk, work),
        dead_letter_pages(desk, Posting(product.units, product.clock)),
        figure_pages(desk, Figuring(product.units, product.routing, product.clock, product.shelf.topics)),
    ]
