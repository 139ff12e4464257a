"""Joins use cases to database, content and clients: the only place that does. Free of rasa."""

import dataclasses
import datetime
import functools
from decimal import Decimal

from bot.content import library
from bot.content.champions import OVERLAY, REVIEW_WITHIN
from bot.content.library import Library
from bot.content.live import LIVE, Follower, Versions
from bot.content.shelf import ContentShelf
from bot.errors import ContentError
from bot.helpdesk.decision import Policy
from bot.helpdesk.keeping import Periods
from bot.helpdesk.vocabulary import Nation
from bot.helpdesk.working_time import bank_holidays
from bot.safety.screening import screen
from bot.services.access_links import AccessLinks
from bot.services.admitting import Access, Admitting
from bot.services.answering import Answering
from bot.services.askers import Askers
from bot.services.auditing import Auditing
from bot.services.caretaking import Caretaking
from bot.services.checklist_reminders import ChecklistReminding
from bot.services.commands import Commands
from bot.services.conversing import Conversing, Limits
from bot.services.digest import WeeklyDigest
from bot.services.documents import Documents
from bot.services.drafting import Drafting
from bot.services.escalation import Escalation
from bot.services.following import Following
from bot.services.guiding import Guiding
from bot.services.handling import Handling
from bot.services.inviting import Inviting
from bot.services.people import People
from bot.services.ports import Clock, Doorkeeper, Understander, Units
from bot.services.public_library import PublicLibrary
from bot.services.publishing import Publishing
from bot.services.rendering import Renderer
from bot.services.retaining import Retaining
from bot.services.routing import Routing
from bot.services.signing_in import SigningIn
from bot.services.telling_changes import ChangeTelling
from bot.services.toolbox import Toolbox
from bot.services.tools.approval import Limit
from bot.services.tools.known_figures import KnownFigures
from bot.services.viewing import Viewing
from bot.settings import Settings, settings
from bot.storage.database import connect, units, upgrade


@dataclasses.dataclass(frozen=True)
class Product:
    """Everything joined, for one process."""

    content: Library
    renderer: Renderer
    units: Units
    escalation: Escalation
    answering: Answering
    clock: Clock
    routing: Routing
    askers: Askers
    handling: Handling
    viewing: Viewing
    caretaking: Caretaking
    people: People
    signing_in: SigningIn
    access_links: AccessLinks
    auditing: Auditing
    shelf: ContentShelf
    drafting: Drafting
    publishing: Publishing
    public_library: PublicLibrary
    digest: WeeklyDigest
    documents: Documents
    reminding: ChecklistReminding
    guiding: Guiding
    following: Following
    telling_changes: ChangeTelling
    inviting: Inviting
    admitting: Admitting
    retaining: Retaining

    def conversing(
        self, understander: Understander, limits: Limits | None = None, doorkeeper: Doorkeeper | None = None
    ) -> Conversing:
        """Join the use case that channels call with what reaches Rasa; without a doorkeeper everybody may talk."""
        return Conversing(
            understander,
            screen,
            self.answering,
            self.escalation,
            self.askers,
            Commands(self.units, self.renderer, self.askers, self.following, self.clock),
            self.guiding,
            self.following,
            self.renderer,
            self.units,
            self.clock,
            limits,
            doorkeeper,
        )


def product(
    configuration: Settings | None = None, clock: Clock | None = None, content: Library | None = None
) -> Product:
    """Load the content, open the database, and join everything; raises a GuideError that says what is wrong."""
    configuration, clock = configuration or settings(), clock or now
    screen("")  # its word lists are read here, not while the first person waits
    content = content or library.load(configuration.knowledge, configuration.local_profile)
    engine = connect(configuration.database_address)
    upgrade(engine)
    renderer = Renderer(content.replies, content.facts, content.council, content.tools)
    begin = units(engine)
    routing = Routing({name: topic.team for name, topic in content.topics.topics.items()}, content.teams)
    escalation = Escalation(begin, routing, clock)
    answering = Answering(content.articles, renderer, policy(content), begin, escalation, clock)
    handling = Handling(begin, renderer, routing, clock, answering.article)
    inviting = Inviting(begin, clock)
    documents = Documents(begin, clock, configuration.public_url)
    shelf = ContentShelf(content, configuration.questions, configuration.data_folder / OVERLAY)
    return Product(
        content=content,
        renderer=renderer,
        units=begin,
        escalation=escalation,
        answering=answering,
        clock=clock,
        routing=routing,
        askers=Askers(begin, renderer, routing, clock),
        handling=handling,
        viewing=Viewing(begin, answering.article, renderer.short, clock),
        caretaking=Caretaking(begin, renderer, routing, clock, configuration.public_url),
        people=People(begin, clock, {name: routing.of(name).title for name in routing.names}, handling.let_go_of),
        signing_in=SigningIn(begin, clock),
        access_links=AccessLinks(begin, clock),
        auditing=Auditing(begin),
        shelf=shelf,
        drafting=Drafting(begin, shelf, clock),
        publishing=Publishing(begin, shelf, clock),
        public_library=PublicLibrary(begin, shelf, REVIEW_WITHIN),
        digest=WeeklyDigest(begin, shelf, renderer, clock, configuration.public_url),
        documents=documents,
        reminding=ChecklistReminding(begin, renderer, clock),
        guiding=Guiding(toolbox(content), renderer, begin, escalation, documents, clock),
        following=Following(begin, shelf, renderer, clock),
        telling_changes=ChangeTelling(begin, shelf, renderer, clock),
        inviting=inviting,
        admitting=Admitting(Access(configuration.who_may_talk), begin, inviting),
        retaining=Retaining(begin, clock, periods(configuration)),
    )


@functools.cache
def shared_product() -> Product:
    """The product of this process, joined when it is first needed."""
    return serving()


def warm_up(configuration: Settings | None = None) -> Library:
    """Read word lists and the content that is served, so that the first person does not wait for them.

    That is a version that was checked (`bot/content/live.py`). The files in `knowledge/` may be in the middle of an
    edit, which must keep no process from starting.
    """
    configuration = configuration or settings()
    screen("")
    for nation in (Nation.SCOTLAND, Nation.ENGLAND):
        for year in (now().year, now().year + 1):
            bank_holidays(nation, year)
    served = Versions(configuration.data_folder / LIVE).served()
    try:
        return library.load(served or configuration.knowledge, configuration.local_profile)
    except ContentError:
        # Rasa may begin anew with versions at this very moment.
        return library.load(configuration.knowledge, configuration.local_profile)


def serving(configuration: Settings | None = None) -> Product:
    """Join a product that speaks with the words that are served, whenever they change."""
    configuration = configuration or settings()
    versions = Versions(configuration.data_folder / LIVE)
    # Asked for before the content is read: what becomes current in between is then seen as new.
    seen = versions.current()
    joined = product(configuration, content=warm_up(configuration))

    def use(content: Library) -> None:
        joined.renderer.use(content.replies, content.facts, content.council, content.tools)
        joined.guiding.use(toolbox(content))
        joined.answering.use(content.articles)
        joined.shelf.use(content)

    follower = Follower(versions, configuration.local_profile, use, seen)
    joined.answering.use(joined.content.articles, follower.look)
    follower.start()
    return joined


def toolbox(content: Library) -> Toolbox:
    """The guided tools, with the figures, sources and limits that they work with."""
    council = content.council
    limits = [
        Limit(form.role, None if form.up_to_a_week is None else Decimal(str(form.up_to_a_week)))
        for form in council.approval_limits
    ]
    note = council.approval_limits_source
    said = content.replies["tool_limits_source"].format(source=note) if note else ""
    figures = KnownFigures(content.facts)
    return Toolbox(content.tools, figures, content.sources, content.articles, limits, council.name, said)


def periods(configuration: Settings) -> Periods:
    """For how long things are kept."""
    days = {
        "questions": configuration.keep_questions_days,
        "tickets": configuration.keep_tickets_days,
        "messages": configuration.keep_messages_days,
        "audit": configuration.keep_audit_days,
        "web": configuration.web_session_days,
        "desk": configuration.desk_session_days,
    }
    return Periods(**{name: datetime.timedelta(days=number) for name, number in days.items()})


def policy(content: Library) -> Policy:
    """The rules of deciding, from `knowledge/policy.yml`."""
    form = content.policy
    return Policy(**{field.name: getattr(form, field.name) for field in dataclasses.fields(Policy)})


def now() -> datetime.datetime:
    """The machine's clock, in UTC."""
    return datetime.datetime.now(tz=datetime.UTC)
