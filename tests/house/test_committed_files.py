"""What no committed file may hold, and what lock files must."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from house.sources import committed

# Written apart, so that this file does not name what it forbids.
_HOSTS = ["pypi" + ".org", "python" + "hosted", "npm" + "js.", "registry" + ".npm", "deb." + "debian", "npm" + "mirror"]
_MACHINE_PATHS = ["/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/"]
_BINARY = {".png", ".ico", ".woff", ".woff2", ".wasm"}


@pytest.mark.parametrize("word", [*_HOSTS, *_MACHINE_PATHS])
def test_no_committed_file_names_a_registry_host_or_a_place_on_a_machine(project: Path, word: str) -> None:
    texts = [path for path in committed(project, "") if path.suffix not in _BINARY]
    found = [str(path.relative_to(project)) for path in texts if word in path.read_text("utf-8")]

    assert found == []


@pytest.mark.parametrize("name", ["runtime", "test", "node"])
def test_python_requirements_are_pinned_by_hash_and_name_no_address(project: Path, name: str) -> None:
    text = (project / "requirements" / f"{name}.txt").read_text()
    packages = re.findall(r"^[a-zA-Z0-9_.\-\[\]]+==[^ ]+", text, re.MULTILINE)

    assert packages
    assert "://" not in text
    assert len(re.findall(r"^[a-zA-Z0-9].*", text, re.MULTILINE)) == len(packages)
    assert text.count("--hash=sha256:") >= len(packages)


def test_the_lock_file_of_the_pages_names_no_host(project: Path) -> None:
    lock = json.loads((project / "web" / "package-lock.json").read_text())

    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []


def test_every_disabled_rule_says_why(project: Path) -> None:
    bare = re.compile(r"#\s*(noqa(:\s*[A-Z]+\d+(,\s*[A-Z]+\d+)*)?|type: ignore(\[[\w\-, ]+\])?|pragma: no cover)\s*$")
    found = [
        f"{path.relative_to(project)}: {line.strip()}"
        for path in committed(project, ".py")
        for line in path.read_text("utf-8").splitlines()
        if bare.search(line)
    ]

    assert found == []
