"""wrk (Debian's package of that name) as load generator: it sends requests that were made before, each once.

It was chosen because it takes hardly any of the two processors that it shares with what it measures, and because it
sends exactly the bytes that it is given.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_SCRIPT = """
local requests, at = {}, 0
function init(args)
  local file = assert(io.open(args[1], "rb"))
  while true do
    local length = file:read(8)
    if not length then break end
    requests[#requests + 1] = file:read(tonumber(length))
  end
  file:close()
end
function request()
  at = at + 1
  if at > #requests then wrk.thread:stop() return requests[#requests] end
  return requests[at]
end
"""
_IN_MS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass(frozen=True, slots=True)
class Load:
    """What one run of wrk saw. `refused`: answers other than 2xx, and errors of sockets."""

    per_second: float
    p50_ms: float
    p99_ms: float
    answered: int
    refused: int


def missing() -> str | None:
    """What to do where wrk is not installed."""
    return None if shutil.which("wrk") else "wrk is not installed; as root: apt-get install -y wrk"


def run(port: int, requests: Iterable[bytes], seconds: float, connections: int = 64) -> Load:
    """Send them over so many connections until the time is over or there are no more."""
    with tempfile.TemporaryDirectory() as folder:
        script, content = Path(folder) / "once.lua", Path(folder) / "requests"
        script.write_text(_SCRIPT)
        with content.open("wb") as file:
            for request in requests:
                file.write(f"{len(request):8d}".encode() + request)
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds:.0f}s", "--latency", "--timeout", "10s"]
        done = subprocess.run(  # noqa: S603  (arguments of ours)
            [*command, "-s", str(script), f"http://127.0.0.1:{port}/", "--", str(content)],
            capture_output=True,
            text=True,
            check=True,
        )
    return _read(done.stdout)


def _read(text: str) -> Load:
    def figure(pattern: str) -> float:
        found = re.search(pattern, text)
        return float(found.group(1)) if found else 0.0

    def milliseconds(percent: str) -> float:
        found = re.search(rf"{percent}%\s+([\d.]+)(us|ms|s)", text)
        return float(found.group(1)) * _IN_MS[found.group(2)] if found else 0.0

    errors = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", text)
    refused = int(figure(r"Non-2xx or 3xx responses: (\d+)")) + (sum(map(int, errors.groups())) if errors else 0)
    answered = int(figure(r"(\d+) requests in"))
    return Load(figure(r"Requests/sec:\s+([\d.]+)"), milliseconds("50"), milliseconds("99"), answered, refused)
