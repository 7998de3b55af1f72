"""A camera film made from what a holder's screen really shows: tilted, a little blurred, with noise.

Chromium plays an mjpeg file as its camera (`--use-file-for-fake-video-capture`), so the journey goes
through the decoder and never injects a text.
"""

from __future__ import annotations

import io
import random
from pathlib import Path

from PIL import Image, ImageFilter

_SIZE = (640, 480)
_FRAMES = 12


def write_film(screenshot: bytes, path: Path) -> Path:
    """Write a film of the pictured screen; `screenshot` is a PNG of the code's card."""
    picture = Image.open(io.BytesIO(screenshot)).convert("RGB")
    side = 400
    scale = side / max(picture.size)
    picture = picture.resize((round(picture.width * scale), round(picture.height * scale)), Image.Resampling.LANCZOS)
    noise = random.Random(3401)
    with path.open("wb") as film:
        for number in range(_FRAMES):
            film.write(_frame(picture, number, noise))
    return path


def _frame(picture: Image.Image, number: int, noise: random.Random) -> bytes:
    frame = Image.new("RGB", _SIZE, (70, 74, 78))
    tilted = picture.rotate(3.0 * (number % 5 - 2), expand=True, fillcolor=(70, 74, 78))
    left = (_SIZE[0] - tilted.width) // 2 + noise.randint(-12, 12)
    top = (_SIZE[1] - tilted.height) // 2 + noise.randint(-8, 8)
    frame.paste(tilted, (left, top))
    frame = frame.filter(ImageFilter.GaussianBlur(0.5))
    grain = Image.effect_noise(_SIZE, 14).convert("RGB")
    buffer = io.BytesIO()
    Image.blend(frame, grain, 0.06).save(buffer, "JPEG", quality=90)
    return buffer.getvalue()
