"""Fifty people read the console, each with a live page open: how long pages take, how late events are, what it costs.

    python benchmarks/console.py [--people 50] [--seconds 30] [--station DIR]

A console is started on the station (a new one from the sample when none is named) as its operator would start it. Each
reader has a session of their own, keeps Hôm nay's stream of events open and loads one of the pages every two seconds or
so. Meanwhile the daemon's word changes every second, so that every second something is told to all of them. Readers and
console share the machine; needs httpx2, from the extra `test`.
"""

import argparse
import asyncio
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import httpx2

from broadcaster.workflows.only_one import OnlyOne

PAGES = ("/", "/", "/", "/record", "/report", "/api/v1/status")
PASSWORD = "bon tu khong lien quan"  # noqa: S105 - of a station that is made to be measured
PORT = 8765
FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Infinity"
BASE = f"http://127.0.0.1:{PORT}"


def broadcaster(station: Path, *words: str, given: str = "") -> None:
    """Run a command of ours in the station's folder."""
    command = [sys.executable, "-m", "broadcaster", "--station", str(station), *words]
    subprocess.run(command, input=given, text=True, check=True, capture_output=True)


def prepare(station: Path) -> None:
    """Make the account that all readers use."""
    if not (station / "station.yaml").exists():
        subprocess.run([sys.executable, "-m", "broadcaster", "init", str(station)], check=True, capture_output=True)
    if not (station / "var/console/accounts/account-doc.json").exists():
        broadcaster(
            station, "user", "add", "doc", "--full-name", "Người đọc", "--role", "operator", given=PASSWORD + "x\n"
        )


async def log_in(name: str) -> dict[str, str]:
    """Return the cookies of a session."""
    async with httpx2.AsyncClient(base_url=BASE, verify=False) as client:
        secret = re.search(r'name="csrf" value="([^"]+)"', (await client.get("/login")).text)
        assert secret
        form = {"csrf": secret[1], "name": name, "password": PASSWORD}
        answer = await client.post("/login", data=form)
        if answer.status_code != 303:  # the first password is for one login only
            answer = await client.post("/login", data=form | {"password": PASSWORD + "x"})
            assert answer.status_code == 303, answer.text
            page = (await client.get("/account")).text
            secret = re.search(r'name="csrf" value="([^"]+)"', page)
            assert secret
            change = {"csrf": secret[1], "old": PASSWORD + "x", "new": PASSWORD, "again": PASSWORD}
            assert (await client.post("/account", data=change)).status_code == 303
        return dict(client.cookies)


class Daemon:
    """Says something new of itself every second, and remembers when it did."""

    def __init__(self, station: Path) -> None:
        self._file = station / "var/status.json"
        self._lock = OnlyOne(station / "var/run.lock")  # by which everybody sees that a daemon lives
        self.said: dict[str, float] = {}

    async def run(self) -> None:
        """Speak until cancelled."""
        number = 0
        while True:
            number += 1
            word = f"lần {number}"
            output = {"name": "sound_card", "ok": False, "detail": word}
            told = {"at": datetime.now().astimezone().isoformat(), "running": True, "on_air": [], "outputs": [output]}
            beside = self._file.with_suffix(".beside")
            beside.write_text(json.dumps(told), encoding="utf-8")
            beside.replace(self._file)
            self.said[word] = time.monotonic()
            await asyncio.sleep(1)


async def follow(cookies: dict[str, str], daemon: Daemon, late_s: list[float]) -> None:
    """Keep a live page open; note how late each word arrives."""
    async with (
        httpx2.AsyncClient(base_url=BASE, cookies=cookies, timeout=None, verify=False) as client,
        client.stream("GET", "/live") as stream,
    ):
        async for line in stream.aiter_lines():
            word = re.search(r"lần \d+", line)
            late_s += [time.monotonic() - daemon.said[word[0]]] if word else []


async def load(cookies: dict[str, str], number: int, until: float, took_s: dict[str, list[float]]) -> None:
    """Load pages as somebody who looks around."""
    async with httpx2.AsyncClient(base_url=BASE, cookies=cookies, timeout=30, verify=False) as client:
        await asyncio.sleep(2 * (number % 50) / 50)
        step = number
        while time.monotonic() < until:
            page = PAGES[step % len(PAGES)]
            began = time.monotonic()
            answer = await client.get(page)
            took_s.setdefault(page, []).append(time.monotonic() - began)
            assert answer.status_code == 200, (page, answer.status_code)
            step += 1
            await asyncio.sleep(max(0.0, 2 - (time.monotonic() - began)))


async def measure(station: Path, people: int, seconds: float, pid: int) -> None:
    """Let them read, and print what was found."""
    first = await log_in("doc")
    sessions = [first, *[await log_in("doc") for _ in range(people - 1)]]
    daemon, late_s, took_s = Daemon(station), list[float](), dict[str, list[float]]()
    speaking = asyncio.create_task(daemon.run())
    streams = [asyncio.create_task(follow(cookies, daemon, late_s)) for cookies in sessions]
    await asyncio.sleep(2)
    cpu_s, began = cpu_of(pid), time.monotonic()
    await asyncio.gather(*(load(one, number, began + seconds, took_s) for number, one in enumerate(sessions)))
    used = (cpu_of(pid) - cpu_s) / (time.monotonic() - began)
    for task in (speaking, *streams):
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    for page, found in sorted(took_s.items()):
        print(f"{page:<16} {told(found)}")
    print(f"{'all pages':<16} {told([one for found in took_s.values() for one in found])}")
    print(f"{'events late by':<16} {told(late_s)}")
    print(f"the console used {100 * used:.0f} % of one core and {memory_mb(pid):.0f} MB at the most")


async def measure_paint() -> None:
    """Print when a telephone with a quarter of this machine's speed shows the first words of each page."""
    from playwright.async_api import async_playwright

    cookies = await log_in("doc")
    async with async_playwright() as playwright:
        path = shutil.which("chromium")
        browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        context = await browser.new_context(viewport={"width": 360, "height": 740})
        await context.add_cookies([{"name": name, "value": value, "url": BASE} for name, value in cookies.items()])
        page = await context.new_page()
        await (await context.new_cdp_session(page)).send("Emulation.setCPUThrottlingRate", {"rate": 4})
        for wanted in ("/", "/record", "/report", "/alert"):
            found = []
            for _ in range(5):
                await page.goto(BASE + wanted)
                await page.wait_for_function(f"isFinite({FIRST_PAINT})")
                found.append(await page.evaluate(FIRST_PAINT))
            print(f"{wanted:<16} first paint on a CPU slowed four times: median {statistics.median(found):.0f} ms")
        await browser.close()


def told(found: list[float]) -> str:
    """Return some figures of times in seconds."""
    cuts = statistics.quantiles(found, n=100)
    ms = [1000 * one for one in (statistics.median(found), cuts[94], max(found))]
    return f"{len(found):6} times, median {ms[0]:5.0f} ms, p95 {ms[1]:5.0f} ms, longest {ms[2]:5.0f} ms"


def cpu_of(pid: int) -> float:
    """Return the processor time of a process in seconds, as Linux tells it."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_mb(pid: int) -> float:
    """Return the most memory that a process ever held, as Linux tells it."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found
    return int(found[1]) / 1000


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--station", type=Path)
    parser.add_argument("--paint", action="store_true", help="also measure the first paint, in the system's Chromium")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        station = (wanted.station or Path(scratch) / "station").resolve()
        prepare(station)
        command = [sys.executable, "-m", "broadcaster", "--station", str(station), "web", "--port", str(PORT)]
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as console:
            try:
                wait_for_console()
                asyncio.run(measure(station, wanted.people, wanted.seconds, console.pid))
                if wanted.paint:
                    asyncio.run(measure_paint())
            finally:
                console.terminate()


def wait_for_console() -> None:
    """Wait until it answers."""
    for _ in range(400):
        with suppress(httpx2.TransportError):
            if httpx2.get(f"{BASE}/healthz").status_code == 200:
                return
        time.sleep(0.1)
    raise SystemExit("the console does not answer")


if __name__ == "__main__":
    main()
