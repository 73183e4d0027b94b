"""The bench on the web: visitors that click like browsers, and figures that mean what they say."""

import json
import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from http.client import HTTPException
from random import Random
from threading import Thread

import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine, text

from configurator.bench import bench_command
from configurator.bench_visitors import NotAnswered, Reply, Visitor, Wire
from configurator.bench_web import Load, cpu_ms, figures_of
from configurator.storage.counting import counted


def replies(*answers: Reply):
    """Answers one reply after the other, and keeps what was sent."""
    left, sent = list(answers), []

    def send(method, address, headers, body):
        sent.append((method, address, dict(headers), body))
        return left.pop(0)

    return send, sent


PAGE = """
<a class="step" id="step-cut" href="/x"><a class="step step-done" id="step-cloth" href="/x">
<input name="csrf_token" value="token"><input name="revision" value="7">
<button class="card card-possible" id="fit.slim" name="value" value="slim">"""


def test_a_visitor_takes_what_the_page_offers_and_keeps_cookies_and_address() -> None:
    send, sent = replies(
        Reply(200, [("Set-Cookie", "form=a; Path=/"), ("Set-Cookie", "draft=b; Path=/")], PAGE),
        Reply(
            200,
            [("HX-Replace-Url", "/configure/jeans/L1nk?step=cut"), ("Set-Cookie", "form=c")],
            PAGE,
        ),
    )
    visitor = Visitor(send, Random(1))

    visitor.enter()

    assert visitor.link == "/configure/jeans/L1nk"
    assert visitor.cookies == {"form": "c", "draft": "b"}
    assert visitor.steps == ("cut", "cloth")
    method, address, headers, body = sent[1]
    assert (method, address) == ("POST", "/configure/jeans/choose")
    assert headers["Cookie"] == "form=a; draft=b"
    assert "csrf_token=token&revision=7&" in body
    assert "option=fit&value=slim" in body


def test_what_is_no_page_is_an_error() -> None:
    send, _ = replies(Reply(503, [], "busy"))

    with pytest.raises(NotAnswered) as refused:
        Visitor(send, Random(1)).look("/configure/jeans")

    assert refused.value.status == 503


@contextmanager
def answering(*lines: tuple[bytes, ...]):
    """Serves one connection after the other: its answers, one to each request, then hangs up.

    Yields the port and the first lines of all requests.
    """
    heard = []
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(20)

    def serve():
        for answers in lines:
            line, _ = listener.accept()
            with line:
                for text in answers:
                    heard.append(line.recv(65536).split(b"\r\n")[0])
                    line.sendall(text)

    server = Thread(target=serve)
    server.start()
    with listener:
        yield listener.getsockname()[1], heard
        server.join(20)
    assert not server.is_alive()


ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\npage"


def test_a_line_the_server_hung_up_is_opened_anew_and_nothing_is_lost() -> None:
    with answering((ANSWER,), (ANSWER, ANSWER), (ANSWER,)) as (port, heard):
        wire = Wire(port)
        pages = []
        for number in range(4):
            pages.append(wire("POST", f"/{number}", {}, "").text)
            time.sleep(0.05)
        wire.close()

    assert pages == ["page"] * 4
    assert heard == [b"POST /%d HTTP/1.1" % number for number in range(4)]


def test_an_answer_broken_off_is_an_error_and_the_next_request_begins_anew() -> None:
    with answering((ANSWER, ANSWER[:-2]), (b"",), (ANSWER,)) as (port, heard):
        wire = Wire(port)
        assert wire("GET", "/1", {}, "").text == "page"
        with pytest.raises(HTTPException):
            wire("GET", "/2", {}, "")
        # Who answers nothing on a fresh line is not asked again.
        with pytest.raises((HTTPException, OSError)):
            wire("GET", "/3", {}, "")
        assert wire("GET", "/4", {}, "").text == "page"
        wire.close()

    assert heard == [b"GET /%d HTTP/1.1" % number for number in range(1, 5)]


def test_statements_are_counted_and_the_beginning_is_none() -> None:
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        with counted() as tally:
            connection.exec_driver_sql("BEGIN")
            connection.execute(text("SELECT 1"))
            connection.execute(text("SELECT 2"))
        connection.execute(text("SELECT 3"))
    engine.dispose()

    assert tally.statements == 2


def test_processor_time_is_that_of_a_process_and_its_children() -> None:
    burn = (
        "import time; t = time.process_time()\nwhile time.process_time() < t + 0.2: pass\ninput()"
    )
    nested = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {burn!r}])"
    process = subprocess.Popen([sys.executable, "-c", nested], stdin=subprocess.PIPE)  # noqa: S603 - ours
    until = time.monotonic() + 20
    while cpu_ms(process.pid) < 200 and time.monotonic() < until:
        time.sleep(0.05)
    used = cpu_ms(process.pid)
    process.communicate(b"\n")

    assert 200 <= used < 2000
    assert cpu_ms(process.pid) == 0
    assert cpu_ms(os.getpid()) > 0


def test_figures_tell_the_share_of_each_click() -> None:
    load = Load([float(ms) for ms in range(1, 101)], errors=["refused"] * 3, seconds=2.0)

    told = figures_of(load, used_ms=500)

    assert told["clicks_per_second"] == 50
    assert told["cpu_ms_per_click"] == 5
    assert told["errors"] == 3
    assert told["p50_ms"] == pytest.approx(50.5, abs=0.1)
    assert told["p95_ms"] == pytest.approx(95, abs=0.2)


def test_the_real_server_answers_all_clicks() -> None:
    done = CliRunner().invoke(bench_command, ["--web", "--seconds", "2", "--rate", "15", "--json"])

    assert done.exit_code == 0, done.output
    assert done.stderr == ""
    told = json.loads(done.stdout.splitlines()[-1])["web"]
    assert (told["clicks"], told["errors"]) == (30, 0)
    assert 0 < told["p50_ms"] <= told["p95_ms"] <= told["p99_ms"]
    assert told["cpu_ms_per_click"] > 0
    assert 0 < told["queries"] <= 8
