"""The pictures of the README and of the specification, each at most 150 KB."""

from __future__ import annotations

import shutil
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image

from gate_scenes import AGES_OF_A_PICTURE
from looks import CHINESE, ELDER, ELDER_ENGLISH, ENGLISH, Look, Manner
from studio import SCENES, Studio

_MOST_BYTES = 150_000
_PHONE, _PHONE_DARK = Look("phone"), Look("phone", dark=True)
_DESK, _DESK_DARK = Look("desk", (1280, 800)), Look("desk", (1280, 800), dark=True)
# Name in docs/pictures, scene, manner and look; those that end in -en are of the English half.
_WANTED: tuple[tuple[str, str, Manner, Look], ...] = (
    ("start", "start-start", CHINESE, _DESK),
    ("start-en", "start-start", ENGLISH, _DESK),
    ("resident-code", "resident-code-green", CHINESE, _PHONE),
    ("resident-code-en", "resident-code-green", ENGLISH, _PHONE),
    ("resident-code-dark", "resident-code-green", CHINESE, _PHONE_DARK),
    ("resident-code-dark-en", "resident-code-green", ENGLISH, _PHONE_DARK),
    ("resident-elder", "resident-code-green", ELDER, _PHONE),
    ("resident-elder-en", "resident-code-green", ELDER_ENGLISH, _PHONE),
    ("resident-reasons", "resident-reasons-yellow", CHINESE, _PHONE),
    ("resident-reasons-en", "resident-reasons-yellow", ENGLISH, _PHONE),
    ("resident-check-in", "resident-check-in", CHINESE, _PHONE),
    ("resident-check-in-en", "resident-check-in", ENGLISH, _PHONE),
    ("resident-people", "resident-people", CHINESE, _PHONE),
    ("resident-people-en", "resident-people", ENGLISH, _PHONE),
    ("staff-pass", "staff-verdict-pass", CHINESE, _PHONE),
    ("staff-pass-en", "staff-verdict-pass", ENGLISH, _PHONE),
    ("staff-stop", "staff-verdict-stop", CHINESE, _PHONE),
    ("staff-stop-en", "staff-verdict-stop", ENGLISH, _PHONE),
    ("staff-recheck", "staff-recheck", CHINESE, _PHONE),
    ("staff-recheck-en", "staff-recheck", ENGLISH, _PHONE),
    ("staff-paper", "staff-verdict-paper", CHINESE, _PHONE),
    ("staff-paper-en", "staff-verdict-paper", ENGLISH, _PHONE),
    ("console-overview", "console-overview", CHINESE, _DESK),
    ("console-overview-en", "console-overview", ENGLISH, _DESK),
    ("console-overview-dark", "console-overview", CHINESE, _DESK_DARK),
    ("console-person", "console-person-yellow", CHINESE, _DESK),
    ("console-person-en", "console-person-yellow", ENGLISH, _DESK),
)


def take_readme_pictures(studio: Studio, folder: Path) -> None:
    """Each as a PNG of few colours, the size of the screen. All of them are taken, or the folder stays as it was."""
    by_name = {f"{scene.app}-{scene.name}": scene for scene in SCENES}
    with tempfile.TemporaryDirectory() as begun:
        for name, scene_name, manner, look in _WANTED:
            scene = by_name[scene_name]
            page = studio.open(scene, manner)
            look.put_on(page)
            path = Path(begun) / f"{name}.png"
            page.screenshot(path=path, timeout=60_000)
            studio.close(page, scene)
            _shrink(path, 780 if look.size[0] < 700 else 1600)
            print(f"{path.name} {path.stat().st_size // 1000} KB", flush=True)
        _take_picture_that_grows_old(studio, Path(begun))
        for old in folder.glob("*.png"):
            old.unlink()
        for path in Path(begun).iterdir():
            shutil.copyfile(path, folder / path.name)


def _take_picture_that_grows_old(studio: Studio, folder: Path) -> None:
    """What staff read when a picture of a code is 0, 45, 90 and 200 seconds old, side by side."""
    by_name = {scene.name: scene for scene in SCENES if scene.app == "staff"}
    shots: list[Image.Image] = []
    for age in AGES_OF_A_PICTURE:
        scene = by_name[f"verdict-after-{age}-s"]
        page = studio.open(scene, ENGLISH)
        _PHONE.put_on(page)
        shots.append(Image.open(BytesIO(page.screenshot(timeout=60_000))).convert("RGB"))
        studio.close(page, scene)
    width, height = shots[0].size
    beside = Image.new("RGB", (width * len(shots), height))
    for place, shot in enumerate(shots):
        beside.paste(shot, (place * width, 0))
    path = folder / "a-picture-grows-old.png"
    beside.save(path)
    _shrink(path, 1600)
    print(f"{path.name} {path.stat().st_size // 1000} KB")


def _shrink(path: Path, most_width: int) -> None:
    picture = Image.open(path).convert("RGB")
    if picture.width > most_width:
        height = round(picture.height * most_width / picture.width)
        picture = picture.resize((most_width, height), Image.Resampling.LANCZOS)
    # With few colours the rare ones go first, and those are the small shapes of the status colours.
    for colours in (256, 192, 128, 64):
        picture.quantize(colours, kmeans=1, dither=Image.Dither.NONE).save(path, optimize=True)
        if path.stat().st_size <= _MOST_BYTES:
            return
    raise ValueError(f"{path.name} must be at most {_MOST_BYTES} bytes, got {path.stat().st_size}")
