"""The whole benchmark, on a bot that is a few lines long."""

import pathlib
import sys

import pytest

from bot.evaluation import bench
from bot.evaluation.askers import GatewayAsker, RestAsker
from bot.evaluation.contenders import Contender
from bot.evaluation.processes import environment, free_ports
from bot.evaluation.table import Measured, markdown
from bot.helpdesk.vocabulary import Nation, OutcomeName

pytestmark = pytest.mark.long
HOME = pathlib.Path(__file__).parents[2]
TINY = """
import http.server, itertools, json, sys
ids = itertools.count(1)
class Bot(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self): self.say({})
    def do_POST(self):
        sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/api/sessions": return self.say({}, ("Set-Cookie", f"sid={next(ids)}{sent['nation']}; Path=/"))
        if self.path == "/webhooks/rest/webhook": return self.say([{"text": "[vague]"}])
        cookie = self.headers.get("Cookie", "")
        if cookie.count("sid=") != 1: return self.say({"messages": []})
        answer = {"text": cookie, "outcome": "answer", "article": "a/b", "confidence": 0.9}
        self.say({"messages": [answer, {"text": "note"}]})
    def say(self, content, *headers):
        body = json.dumps(content).encode()
        self.send_response(200)
        for header in (("Content-Length", str(len(body))), *headers): self.send_header(*header)
        self.end_headers(); self.wfile.write(body)
    def log_message(self, *_): pass
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Bot).serve_forever()
"""


def tiny(kind):
    def build(home, folder, epochs):
        (port,) = free_ports(1)
        address = f"http://127.0.0.1:{port}"
        connect = {
            "own": lambda: GatewayAsker(address),
            "baseline": lambda: RestAsker(address, {"[vague]": (OutcomeName.CLARIFY, None)}),
        }[kind]
        (folder / "knowledge").mkdir()
        return Contender(
            kind,
            folder,
            [sys.executable, "-c", "pass"],
            [sys.executable, "-c", TINY, str(port)],
            f"{address}/",
            connect,
            environment(home),
        )

    return build


class TestRunBench:
    def test_two_bots_are_measured_and_compared(self, tmp_path, monkeypatch):
        (tmp_path / "set.jsonl").write_text('{"id": "a", "q": "x", "expect": "answer"}\n', encoding="utf-8")
        monkeypatch.setattr(bench, "CONTENDERS", {"own": tiny("own"), "baseline": tiny("baseline")})
        told = []
        own, other = bench.run_bench(
            tmp_path / "set.jsonl", home=HOME, runs=tmp_path / "runs", turns=40, tell=told.append
        )
        assert (own.turns, own.errors, other.errors) == (40, 0, 0)
        assert own.p50_ms <= own.p95_ms
        assert own.totals["by_expect"]["answer"]["right"] == 1
        assert other.totals["by_expect"]["answer"]["asked"] == 1
        assert "| questions judged | 1 | 1 |" in told[-1]
        (place,) = (tmp_path / "runs").iterdir()
        assert {"table.md", "figures.json", "own", "baseline"} <= {path.name for path in place.iterdir()}


class TestAskers:
    @pytest.fixture
    def gateway(self, tmp_path):
        bot = tiny("own")(HOME, tmp_path, 1)
        with bench.processes.started(bot.start, tmp_path, bot.environment, tmp_path / "log") as program:
            program.wait_until_ready(bot.ready, 20)
            yield bot.connect()

    def test_a_conversation_is_a_session_and_conversations_do_not_mix(self, gateway):
        def said(conversation, nation=Nation.SCOTLAND):
            return gateway.ask("hi", conversation=conversation, nation=nation, role="carer").text

        assert said("a") == "sid=1scotland\n\nnote"
        assert said("b", Nation.ENGLAND) == "sid=2england\n\nnote"
        assert said("a") == "sid=1scotland\n\nnote"

    def test_the_outcome_is_taken_over(self, gateway):
        reply = gateway.ask("hi", conversation="a", nation=Nation.SCOTLAND, role="carer")
        assert (reply.outcome, reply.article, reply.confidence) == (OutcomeName.ANSWER, "a/b", 0.9)


class TestTable:
    def test_the_ratio_says_how_many_times_better_the_first_is(self):
        own = Measured("own", 30, 10, 500, "PSS", 4, 10, 20, 300, 100, 0)
        other = Measured("other", 300, 40, 1000, "PSS", 1, 30, 40, 300, 25, 0)
        lines = markdown([own, other], 2.5).splitlines()
        assert "| training, s | 30 | 300 | 10.0 |" in lines
        assert "| questions a second, 4 askers | 100 | 25 | 4.0 |" in lines
        assert "| processes | 4 | 1 |  |" in lines
        assert "| encoder, one thread, median, ms | 2.5 |  |  |" in lines


class TestWordings:
    def test_the_same_questions_every_time(self):
        drawn = bench.wordings(HOME / "tests" / "questions", 300)
        assert len(drawn) == 300
        assert drawn == bench.wordings(HOME / "tests" / "questions", 300)
