"""What a server with the demonstration city weighs and how soon it starts, and what a phone loads first.

`python bench/footprint.py`

The memory is the proportional set size of all processes, PostgreSQL's too: at rest, and the most of it while the nine
accounts of the demonstration sign in and look around. Figures of time depend on the machine; compare them in one run.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import tempfile
import threading
import time
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from machine.serving import Server, proportional_set_size
from support.figures import ROOT, Figure, report

PEOPLE = 20_000
MOST_MEGABYTES = 500
SECOND_START_SECONDS = 10
FIRST_LOAD_KILOBYTES = 150
BATCH_LIBRARIES = ("duckdb", "ibis", "numpy", "pandas", "polars", "pyarrow", "pyspark")


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="ankang-bench-"))
    server = Server(folder)
    try:
        first = server.start("--demonstration", "--people", str(PEOPLE))
        _settle(server)
        at_rest = _weight(server)
        at_work = _most_during(server, lambda: _look_around(server))
        parts = _parts(server)
        batch = _batch_libraries(server)
        loaded = _first_load(server)
        server.stop()
        again = server.start("--demonstration", "--people", str(PEOPLE))
        processor = server.processor_seconds()
    finally:
        server.erase()
        shutil.rmtree(folder)
    report(
        "footprint",
        [
            Figure("all processes at work, proportional set size", at_work, "MB", MOST_MEGABYTES, at_most=True),
            Figure("all processes at rest", at_rest, "MB", MOST_MEGABYTES, at_most=True),
            *(Figure(f"of it {name}", megabytes, "MB") for name, megabytes in parts.items()),
            Figure("batch libraries loaded by web processes", batch, "libraries", 0, at_most=True),
            Figure("start of an empty database with its demonstration city", first, "s"),
            Figure("second start, from the command to serving", again, "s", SECOND_START_SECONDS, at_most=True),
            Figure("of it processor time of all processes", processor, "s"),
            Figure("first load of the resident app, gzip", loaded, "KB", FIRST_LOAD_KILOBYTES, at_most=True),
        ],
        f"{PEOPLE:,} people, 2 web workers, embedded PostgreSQL; {os.cpu_count()} cores, load {os.getloadavg()[0]:.0f}",
    )


def _settle(server: Server) -> None:
    """Wait until the jobs have done what the start left to them: the processes hardly use the processor any more."""
    before = server.processor_seconds()
    for _ in range(60):
        time.sleep(1)
        now = server.processor_seconds()
        if now - before < 0.05:
            return
        before = now


def _weight(server: Server) -> float:
    return proportional_set_size(list(server.processes()))


def _parts(server: Server) -> dict[str, float]:
    kinds: dict[str, list[int]] = {}
    for pid, command in server.processes().items():
        name = "PostgreSQL" if "postgres" in command else "web" if "granian" in command else "the other two"
        kinds.setdefault(name, []).append(pid)
    return {name: proportional_set_size(pids) for name, pids in sorted(kinds.items())}


def _most_during(server: Server, work: Any) -> float:
    """The most that the processes weigh while the work is done."""
    weights = [_weight(server)]
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.2):
            weights.append(_weight(server))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        work()
    finally:
        done.set()
        watcher.join()
    return max(weights)


def _look_around(server: Server) -> None:
    """Every account signs in, five times over and several at once, and opens its pages."""
    system: Any = server.get("/api/v1/system")
    pages = {
        "resident": ["assessments/{me}", "assessments/{me}/history", "check-ins/{me}", "identity/proxies"],
        "staff": ["checkpoints/sites", "check-ins/caseload", "checkpoints/duty"],
        "console": ["console/summary", "console/people?limit=100", "areas/risks", "applications/reviews"],
    }

    def visit(account: dict[str, str]) -> None:
        for _ in range(5):
            client = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
            body = {"method": "mobile_password", "mobile": account["mobile"], "password": account["password"]}
            request = urllib.request.Request(  # noqa: S310  (our own address)
                f"{server.address}/api/v1/identity/sessions",
                json.dumps(body).encode(),
                {"Content-Type": "application/json"},
            )
            with client.open(request, timeout=60) as answer:
                me = json.load(answer)["person_id"]
            for page in pages[account["app"]]:
                try:
                    client.open(f"{server.address}/api/v1/{page.format(me=me)}", timeout=60).read()
                except urllib.error.HTTPError as refused:
                    if refused.code not in (403, 404, 409):
                        raise

    visitors = [threading.Thread(target=visit, args=(account,)) for account in system["demonstration_accounts"]]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()


def _batch_libraries(server: Server) -> int:
    """How many libraries for batch work are mapped into the web processes; a house test asks the imports."""
    maps = "".join(
        Path(f"/proc/{pid}/maps").read_text() for pid, command in server.processes().items() if "granian" in command
    )
    return sum(f"/{library}" in maps for library in BATCH_LIBRARIES)


def _first_load(server: Server) -> float:
    """The files that Chromium loads for the first page of the resident app, each compressed as a server would send it.

    Without the service worker, which fetches the rest for later; answers of the API are not counted.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_context(service_workers="block", viewport={"width": 390, "height": 844}).new_page()
        paths: set[str] = set()
        page.on("response", lambda answer: paths.add(answer.url.removeprefix(server.address).split("?")[0]))
        page.goto(f"{server.address}/resident/", wait_until="networkidle")
        browser.close()
    files = [ROOT / "web" / "dist" / path.lstrip("/") for path in paths if path.startswith("/resident/")]
    files = [file / "index.html" if file.is_dir() else file for file in files]
    assert files, "the resident app was not loaded; build it with `make web`"
    return sum(len(gzip.compress(file.read_bytes(), 6)) for file in files) / 1000


if __name__ == "__main__":
    main()
