"""Every operation with requests that its description allows and forbids, as each kind of account: `make drill-api`.

The server must answer each of them, refusals included; what it may not do is fail (a status of 500 and more, or no
answer). A 503 says that it is busy, with Retry-After, and is asked for by how fast this goes. Schemathesis makes the
requests from the interface's own description.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from ankang.demo.accounts import ACCOUNTS, Account
from ankang.runtime.postgres import EmbeddedPostgres

DESCRIPTION = Path(__file__).parents[2] / "docs/generated/openapi.json"
PORT = 8791
ADDRESS = f"http://127.0.0.1:{PORT}"
READY_WITHIN_SECONDS = 300
EXAMPLES = int(os.environ.get("EXAMPLES", "15"))  # noqa: TID251  (a drill has no runtime/config of its own)
# Signing out ends the session that the rest of the run needs, a stream never ends.
LEFT_OUT = ("--exclude-path-regex", "/identity/session$|/stream$")
_COUNT = re.compile(r"(\d[\d,]*) (?:generated|test cases)")


@contextmanager
def served() -> Iterator[None]:
    """A demonstration of its own, gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "ANKANG_DATA": folder, "ANKANG_PORT": str(PORT)}  # noqa: TID251  (handed on to the server)
        command = [sys.executable, "-m", "ankang", "run", "--demonstration", "--people", "500"]
        server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        try:
            _wait_for(server)
            yield
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(60)
            EmbeddedPostgres(Path(folder)).erase()


def _wait_for(server: subprocess.Popen[bytes]) -> None:
    began = time.monotonic()
    while time.monotonic() - began < READY_WITHIN_SECONDS and server.poll() is None:
        try:
            if httpx.get(f"{ADDRESS}/healthz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise RuntimeError(f"{ADDRESS}/healthz did not answer within {READY_WITHIN_SECONDS} seconds")


def headers_of(account: Account | None) -> list[str]:
    """The session of an account as Schemathesis takes headers; staff are on duty."""
    if account is None:
        return []
    client = httpx.Client(base_url=f"{ADDRESS}/api/v1")
    body = {"method": "mobile_password", "mobile": account.mobile, "password": account.password}
    client.post("/identity/sessions", json=body).raise_for_status()
    csrf = client.cookies["ankang_csrf"]
    client.headers["X-CSRF-Token"] = csrf
    sites = client.get("/checkpoints/sites")
    if sites.is_success and sites.json():
        client.put("/checkpoints/duty", json={"site_id": sites.json()[0]["site_id"]})
    cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    return ["-H", f"Cookie: {cookies}", "-H", f"X-CSRF-Token: {csrf}"]


def attack(account: Account | None) -> tuple[str, bool]:
    """Run Schemathesis as somebody; its closing words, and whether the server never failed."""
    command = [
        *(str(Path(sys.executable).with_name("st")), "run", str(DESCRIPTION), "--url", ADDRESS),
        *("--phases", "coverage,fuzzing", "--checks", "not_a_server_error", "-n", str(EXAMPLES), "--no-color"),
        *("--generation-database", "none", "--continue-on-failure", "--warnings", "off", "--request-timeout", "60"),
        *LEFT_OUT,
        *headers_of(account),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout, done.returncode == 0


def main() -> int:
    """Print a line for each kind of account; status 1 and the whole report where the server failed."""
    failed = False
    kinds = {account.role: account for account in ACCOUNTS}
    with served():
        for account in (None, *kinds.values()):
            report, is_well = attack(account)
            name = account.title.en.partition(":")[0] if account else "Nobody signed in"
            requests = _COUNT.search(report)
            print(f"{name:40} {requests[1] if requests else '?':>8} requests  {'no failure' if is_well else 'FAILED'}")
            if not is_well:
                failed = True
                print(report)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
