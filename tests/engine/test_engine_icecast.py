"""The source client: what it says to a server, and what it makes of the answers."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from fake_device import BLOCK, Rig, noise
from speech.line_stand_ins import Signer, needs_openssl
from stand_in_servers import FrozenStandIn, IcecastStandIn, wait_for

from broadcaster.engine.outputs import icecast, icecast_line
from broadcaster.engine.outputs.backlog import Backlog
from broadcaster.engine.outputs.icecast import Icecast
from broadcaster.engine.outputs.icecast_line import Mount
from broadcaster.engine.pcm import RATE

PASSWORD = "mật khẩu"
NAME = "Đài truyền thanh xã Thử"


@pytest.fixture
def server() -> Iterator[IcecastStandIn]:
    server = IcecastStandIn()
    yield server
    server.close()


@pytest.fixture
def rig() -> Rig:
    return Rig()


def mount(port: int) -> Mount:
    return Mount("127.0.0.1", port, "/loa.mp3", PASSWORD, name=NAME)


@pytest.fixture
def output(server: IcecastStandIn, rig: Rig) -> Iterator[Icecast]:
    output = Icecast("icecast", mount(server.port))
    output.start(rig.bus)
    yield output
    output.close()


def titles(server: IcecastStandIn) -> list[str]:
    asked = [urlsplit(line.split(" ")[1]) for line in server.asked if line.startswith("GET /admin/metadata")]
    return [parse_qs(question.query)["song"][0] for question in asked]


def test_a_source_says_who_it_is_and_what_it_sends(server: IcecastStandIn, output: Icecast) -> None:
    wait_for(lambda: output.health().ok)
    lines = server.heads[0].split("\r\n")
    assert lines[0] == "PUT /loa.mp3 HTTP/1.1"
    assert "Authorization: Basic c291cmNlOm3huq10IGto4bqpdQ==" in lines
    assert {"Content-Type: audio/mpeg", "Expect: 100-continue", f"Ice-Name: {NAME}", "Ice-Public: 0"} <= set(lines)


def test_silence_is_sent_while_nothing_airs(server: IcecastStandIn, output: Icecast, rig: Rig) -> None:
    wait_for(lambda: output.health().ok)
    rig.run(3)
    wait_for(lambda: len(server.stream) > 2.5 * 8000)  # 64 kbit/s
    assert server.stream[:2] in {b"\xff\xfb", b"\xff\xfa"}  # an MP3 frame's first bits


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (b"HTTP/1.0 401 Authentication Required\r\n\r\n", icecast_line.WRONG_PASSWORD),
        (b"HTTP/1.0 403 Mountpoint in use\r\n\r\n", icecast_line.MOUNT_IN_USE),
        (b"HTTP/1.0 404 Not Found\r\n\r\n", "the server answered 404 Not Found"),
        (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", icecast_line.NO_SERVER),
        (b"", icecast_line.NO_SERVER),
    ],
)
def test_a_refusal_is_told_plainly(rig: Rig, answer: bytes, problem: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(icecast_line, "ANSWER_S", 0.2)
    server = IcecastStandIn(answer)
    output = Icecast("icecast", mount(server.port))
    output.start(rig.bus)
    wait_for(lambda: output.health().detail != "not connected yet")
    assert output.health().detail.startswith(problem if answer else "timed out")
    output.close()
    server.close()


def test_nobody_is_told_the_password(rig: Rig) -> None:
    output = Icecast("icecast", mount(1))
    assert PASSWORD not in repr(output._mount)
    assert PASSWORD not in output.health().detail


def test_each_new_cue_is_told_once_and_the_stations_name_while_nothing_airs(
    server: IcecastStandIn, output: Icecast, rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(icecast, "TITLE_AFTER_CONNECT_S", 0.0)

    def run_until_told(title: str) -> None:
        def told() -> bool:
            rig.run(0.1)
            output.tend()
            return bool(titles(server)) and titles(server)[-1] == title

        wait_for(told)

    run_until_told(NAME)
    first, second = "Bản tin sáng – Kỳ Anh & “bạn”", "Bản tin sáng"
    rig.play("a", frame=len(rig.heard) + BLOCK, seconds=1.9, sound=noise(1.9, 1), titles=((0, first), (RATE, second)))
    run_until_told(first)
    run_until_told(second)
    run_until_told(NAME)
    assert titles(server)[-4:] == [NAME, first, second, NAME]


def test_after_a_break_it_begins_afresh_and_tells_the_title_again(
    server: IcecastStandIn, output: Icecast, rig: Rig
) -> None:
    wait_for(lambda: output.health().ok)
    output.tend()
    server.close()
    wait_for(lambda: rig.run(0.5) or not output.health().ok)
    again = IcecastStandIn(port=server.port)
    wait_for(lambda: output.health().ok)
    wait_for(lambda: titles(again) == [NAME])
    assert again.asked[0].startswith("PUT")
    again.close()


def test_a_hanging_server_costs_the_oldest_of_the_backlog() -> None:
    backlog = Backlog(limit_s=0.3)
    blocks = [noise(0.1, seed) for seed in range(5)]
    for block in blocks:
        backlog.put(block)
    assert backlog.dropped_s == pytest.approx(0.2)
    assert backlog.take(0) is blocks[2]
    backlog.keep_latest(0.1)
    assert backlog.take(0) is blocks[4]
    assert backlog.take(0) is None


@needs_openssl
def test_over_tls_the_server_must_prove_who_it_is(rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    signer = Signer.made_in(tmp_path)
    server = IcecastStandIn(tls=signer.signed("localhost"))
    secure = replace(mount(server.port), host="localhost", tls=True)
    output = Icecast("icecast", secure)
    output.start(rig.bus)
    wait_for(lambda: "certificate verify failed" in output.health().detail)
    monkeypatch.setenv("SSL_CERT_FILE", str(signer.certificate))
    wait_for(lambda: output.health().ok)
    output.close()
    server.close()


def test_a_password_is_tried_without_changing_anything(server: IcecastStandIn) -> None:
    icecast_line.try_password(mount(server.port))
    assert "updinfo" not in server.asked[0]
    frozen = FrozenStandIn()
    frozen.close()
    with pytest.raises(OSError, match=icecast_line.NO_SERVER):
        icecast_line.try_password(mount(frozen.port))
