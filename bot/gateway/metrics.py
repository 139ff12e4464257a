"""Counters for Prometheus: kinds and times, nothing about a person."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_SECONDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """The counters of one process, in a registry of their own."""

    def __init__(self) -> None:
        """Start all at nothing."""
        self._registry = CollectorRegistry()
        self._messages = Counter(
            "sds_messages",
            "Messages by channel, outcome and reason.",
            ["channel", "outcome", "reason"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "sds_turn_seconds", "Seconds from a message to its reply.", registry=self._registry, buckets=_SECONDS
        )
        self._due = Gauge("sds_outbox_due", "Messages to people that wait to be sent.", registry=self._registry)
        self._dead = Gauge("sds_outbox_dead", "Messages given up by this process.", registry=self._registry)
        self._maybe_repeated = Counter(
            "sds_outbox_maybe_repeated",
            "Messages sent anew after a process ended in the middle of sending; they may have arrived twice.",
            registry=self._registry,
        )
        self._tickets = Gauge("sds_tickets_open", "Questions that wait for a champion.", registry=self._registry)
        self._pages = Gauge("sds_pages_open", "Chat pages that listen for replies.", registry=self._registry)

    def turn(self, channel: str, outcome: str, reason: str, seconds: float) -> None:
        """Count one message."""
        self._messages.labels(channel, outcome, reason).inc()
        self._seconds.observe(seconds)

    def outbox(self, due: int, given_up: int) -> None:
        """Note how many messages wait, and count those that were given up."""
        self._due.set(due)
        self._dead.inc(given_up)

    def maybe_repeated(self) -> None:
        """Count a message that may arrive a second time."""
        self._maybe_repeated.inc()

    def tickets(self, number: int) -> None:
        """Note how many tickets are open."""
        self._tickets.set(number)

    def pages(self, number: int) -> None:
        """Note how many pages listen."""
        self._pages.set(number)

    def text(self) -> bytes:
        """Return all in Prometheus' own form."""
        return generate_latest(self._registry)
