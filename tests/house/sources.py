"""What house tests read: the committed files of the checkout."""

from __future__ import annotations

import subprocess
from pathlib import Path


def committed(project: Path, *endings: str) -> list[Path]:
    """Every file that git knows and that is there, by how its name ends."""
    names = subprocess.run(["git", "ls-files"], cwd=project, check=True, capture_output=True, text=True).stdout
    return [path for name in names.splitlines() if name.endswith(endings) and (path := project / name).is_file()]
