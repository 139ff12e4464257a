"""A migrated database, on SQLite and, where Debian's server is installed, on PostgreSQL."""

import contextlib
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from bot.storage import tables
from bot.storage.database import connect, upgrade
from tests.migrated import put_database

_SERVER_USER = "postgres"


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """A private PostgreSQL on a free loopback port; its address."""
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    if not found:
        pytest.skip("no PostgreSQL in /usr/lib/postgresql; apt-get install postgresql brings it")
    if os.geteuid() == 0 and not _known(_SERVER_USER):
        pytest.skip("PostgreSQL does not run as root, and there is no user postgres")
    # Not in pytest's own folder: that one is closed to the server's user.
    folder = pathlib.Path(tempfile.mkdtemp(prefix="sds-postgres-"))
    try:
        with _running(found[-1].parent, folder) as address:
            yield address
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _running(binaries: pathlib.Path, folder: pathlib.Path) -> Iterator[str]:
    someone: dict[str, Any] = {}
    if os.geteuid() == 0:  # the server refuses to run as root
        shutil.chown(folder, _SERVER_USER, _SERVER_USER)
        someone = {"user": _SERVER_USER, "group": _SERVER_USER, "extra_groups": []}
    common = {"cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **someone}
    data = str(folder / "data")
    initdb = [binaries / "initdb", "-D", data, "-U", "guide", "-A", "trust", "-E", "UTF8", "--no-sync"]
    subprocess.run(initdb, check=True, timeout=60, **common)
    port = _free_port()
    options = ["-h", "127.0.0.1", "-p", str(port), "-k", "", "-F"]
    process = subprocess.Popen([binaries / "postgres", "-D", data, *options], **common)
    try:
        address = f"postgresql://guide@127.0.0.1:{port}/postgres"
        _wait(address, process)
        yield address
    finally:
        process.send_signal(signal.SIGINT)  # PostgreSQL's "fast" shutdown
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)


def _known(user: str) -> bool:
    return any(entry.pw_name == user for entry in pwd.getpwall())


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    engine = sa.create_engine(address, poolclass=sa.pool.NullPool)
    until = time.monotonic() + 20
    while time.monotonic() < until and process.poll() is None:
        try:
            engine.connect().close()
        except sa.exc.OperationalError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("PostgreSQL did not start within 20 seconds")


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: pathlib.Path) -> Iterator[sa.engine.Engine]:
    """A fresh database with all tables."""
    if request.param == "sqlite":
        put_database(tmp_path / "guide.sqlite")
        engine = connect(f"sqlite:///{tmp_path / 'guide.sqlite'}")
        upgrade(engine)
    else:
        engine = connect(request.getfixturevalue("server"))
        emptied(engine)
    yield engine
    engine.dispose()


def emptied(engine: sa.engine.Engine) -> None:
    """Give a database of the server its tables, with nothing in them and all numbers from 1."""
    upgrade(engine)
    with engine.begin() as connection:
        connection.execute(sa.text(f"TRUNCATE {', '.join(tables.metadata.tables)} RESTART IDENTITY"))
