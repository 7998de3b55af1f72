"""The pictures of the README and of the specification, each at most 150 KB."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image

from gate_scenes import AGES_OF_A_PICTURE
from looks import CHINESE, ELDER, ENGLISH, Look, Manner
from studio import SCENES, Studio

_MOST_BYTES = 150_000
_PHONE, _PHONE_DARK = Look("phone"), Look("phone", dark=True)
_DESK, _DESK_DARK = Look("desk", (1280, 800)), Look("desk", (1280, 800), dark=True)
_WANTED: tuple[tuple[str, str, Manner, Look], ...] = (
    ("resident-code", "resident-code-green", CHINESE, _PHONE),
    ("resident-reasons", "resident-reasons-yellow", CHINESE, _PHONE),
    ("resident-elder", "resident-code-green", ELDER, _PHONE),
    ("resident-check-in", "resident-check-in", CHINESE, _PHONE),
    ("resident-code-dark", "resident-code-green", CHINESE, _PHONE_DARK),
    ("resident-code-en", "resident-code-green", ENGLISH, _PHONE),
    ("staff-pass", "staff-verdict-pass", CHINESE, _PHONE),
    ("staff-stop", "staff-verdict-stop", CHINESE, _PHONE),
    ("staff-recheck", "staff-recheck", CHINESE, _PHONE),
    ("console-overview", "console-overview", CHINESE, _DESK),
    ("console-overview-dark", "console-overview", CHINESE, _DESK_DARK),
    ("console-person", "console-person-yellow", CHINESE, _DESK),
    ("start", "start-start", CHINESE, _DESK),
)


def take_readme_pictures(studio: Studio, folder: Path) -> None:
    """Write each as a PNG of few colours, the size of the screen."""
    by_name = {f"{scene.app}-{scene.name}": scene for scene in SCENES}
    for name, scene_name, manner, look in _WANTED:
        scene = by_name[scene_name]
        page = studio.open(scene, manner)
        look.put_on(page)
        path = folder / f"{name}.png"
        page.screenshot(path=path, timeout=60_000)
        studio.close(page, scene)
        _shrink(path, 780 if look.size[0] < 700 else 1600)
        print(f"{path.name} {path.stat().st_size // 1000} KB")


def take_picture_that_grows_old(studio: Studio, folder: Path) -> None:
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
    for colours in (128, 64, 32):
        picture.quantize(colours, dither=Image.Dither.NONE).save(path, optimize=True)
        if path.stat().st_size <= _MOST_BYTES:
            return
    raise ValueError(f"{path.name} must be at most {_MOST_BYTES} bytes, got {path.stat().st_size}")
