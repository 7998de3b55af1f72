"""Test vectors that others published. They lie beside the project, are not copied, and tests say so when absent.

`ANKANG_PUBLISHED_VECTORS` names the folder when it is elsewhere.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

_PROJECT = Path(__file__).resolve().parents[2]
FOLDER = Path(
    os.environ.get("ANKANG_PUBLISHED_VECTORS")  # noqa: TID251  (tests have no runtime/config of their own)
    or _PROJECT.parent / "shared" / "vectors"
)


def published(*patterns: str) -> list[Any]:
    """A parameter for each file that fits, or one that is skipped with the reason."""
    found = [path for pattern in patterns for path in sorted(FOLDER.glob(pattern))]
    if found:
        return [pytest.param(path, id=path.stem) for path in found]
    reason = f"the published vectors {', '.join(patterns)} are not beside this project"
    return [pytest.param(None, id="absent", marks=pytest.mark.skip(reason=reason))]
