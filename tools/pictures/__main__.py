"""Takes pictures of every page of the web apps, beside a demonstration city and a clock of its own.

    .venv/bin/python tools/pictures FOLDER [--only TEXT] [--manner NAME]
    .venv/bin/python tools/pictures --readme

The first writes APP-SCENE-MANNER-LOOK.png and complaints.txt (what a machine can see wrong: a page wider than its
screen, targets and texts that are too small); the second refreshes docs/pictures. `web/dist` must be built.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

_PROJECT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(_PROJECT / "src"), str(_PROJECT / "tests")]


def main() -> int:
    """Take what the arguments ask for. Complaints are no failure, people judge; a scene that was not reached is one."""
    parser = argparse.ArgumentParser(prog="pictures", description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, nargs="?", help="where the pictures go")
    parser.add_argument("--readme", action="store_true", help="refresh docs/pictures instead")
    parser.add_argument("--only", default="", help="scenes whose APP-SCENE contains this text")
    parser.add_argument("--manner", default="", help="zh, en, elder or elder-en only")
    asked = parser.parse_args()
    if asked.folder is None and not asked.readme:
        parser.error("expected a folder or --readme, got neither")

    from readme import take_readme_pictures  # noqa: PLC0415  (after the folders of src and tests are known)
    from studio import Studio  # noqa: PLC0415  (as above)

    with tempfile.TemporaryDirectory() as data, Studio(Path(data), _PROJECT / "web" / "dist") as studio:
        if asked.readme:
            take_readme_pictures(studio, _PROJECT / "docs" / "pictures")
            return 0
        return 1 if studio.take_all(asked.folder, asked.only, asked.manner) else 0


if __name__ == "__main__":
    sys.exit(main())
