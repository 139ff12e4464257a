"""What the benchmark starts, it ends: by its id, and whatever happens."""

import os
import sys
import time

import psutil
import pytest

from bot.errors import UnderstandingError
from bot.evaluation.processes import free_ports, run, started

SERVER = """
import http.server, sys
http.server.HTTPServer(('127.0.0.1', int(sys.argv[1])), http.server.SimpleHTTPRequestHandler).serve_forever()
"""
PARENT = f"""
import subprocess, sys, time
subprocess.Popen([sys.executable, '-c', {SERVER!r}, sys.argv[1]])
time.sleep(60)
"""


def program(code, *arguments):
    return [sys.executable, "-c", code, *map(str, arguments)]


class TestStarted:
    def test_children_are_weighed_and_ended_too(self, tmp_path):
        (port,) = free_ports(1)
        with started(program(PARENT, port), tmp_path, os.environ, tmp_path / "log") as one:
            one.wait_until_ready(f"http://127.0.0.1:{port}/", 20)
            memory = one.memory()
            family = [one.process, *one.process.children(recursive=True)]
        assert (memory.processes, len(family)) == (2, 2)
        assert memory.bytes > 5_000_000
        assert memory.kind in {"PSS", "RSS"}
        assert not [p for p in family if psutil.pid_exists(p.pid) and p.status() != psutil.STATUS_ZOMBIE]

    def test_an_error_inside_ends_them_as_well(self, tmp_path):
        with (
            pytest.raises(ZeroDivisionError),
            started(program("import time; time.sleep(60)"), tmp_path, os.environ, tmp_path / "log") as one,
        ):
            _ = 1 / 0
        assert not one.process.is_running()

    def test_a_program_that_ends_early_is_reported_with_its_output(self, tmp_path):
        with started(program("raise SystemExit('no model')"), tmp_path, os.environ, tmp_path / "log") as one:
            with pytest.raises(UnderstandingError, match=r"ended with 1 before it was ready: no model"):
                one.wait_until_ready("http://127.0.0.1:9/", 20)

    def test_waiting_is_bounded(self, tmp_path):
        with started(program("import time; time.sleep(60)"), tmp_path, os.environ, tmp_path / "log") as one:
            with pytest.raises(UnderstandingError, match="did not answer within 0 s"):
                one.wait_until_ready("http://127.0.0.1:9/", 0.3)


class TestRun:
    def test_it_returns_the_seconds(self, tmp_path):
        assert 0.2 < run(program("import time; time.sleep(0.2)"), tmp_path, os.environ, tmp_path / "log", 20) < 10

    def test_a_failure_is_reported_with_the_end_of_the_output(self, tmp_path):
        with pytest.raises(UnderstandingError, match="ended with 3: too bad"):
            run(program("print('too bad'); raise SystemExit(3)"), tmp_path, os.environ, tmp_path / "log", 20)

    def test_a_program_that_takes_too_long_is_ended(self, tmp_path):
        begun = time.monotonic()
        with pytest.raises(UnderstandingError, match="took more than 0 s"):
            run(program("import time; time.sleep(60)"), tmp_path, os.environ, tmp_path / "log", 0.3)
        assert time.monotonic() - begun < 15
