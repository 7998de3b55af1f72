"""A camera film made from what a screen or a poster really shows: tilted, a little blurred, with noise.

Chromium plays an mjpeg file as its camera (`--use-file-for-fake-video-capture`), so the journey goes
through the decoder and never injects a text.
"""

from __future__ import annotations

import io
import random
from datetime import datetime
from pathlib import Path

import segno
import zxingcpp
from PIL import Image, ImageFilter

from ankang.core.credential.verify import Proof, read_proof

_SIZE = (640, 480)
_FRAMES = 12
_WALL = (70, 74, 78)


class Camera:
    """What is in front of one phone's camera: a bare wall until something is held before it.

    A page sees the change when it opens the camera anew, as the scanning page does after each verdict.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.look_at_the_wall()

    def look_at(self, picture: bytes) -> None:
        """Hold a pictured code before the camera; `picture` is a PNG."""
        code = Image.open(io.BytesIO(picture)).convert("RGB")
        scale = 400 / max(code.size)
        size = (round(code.width * scale), round(code.height * scale))
        noise = random.Random(3401)
        self._play([_frame(code.resize(size, Image.Resampling.LANCZOS), number, noise) for number in range(_FRAMES)])

    def look_at_the_wall(self) -> None:
        """Nothing to read."""
        self._play([_jpeg(Image.new("RGB", _SIZE, _WALL))] * _FRAMES)

    def _play(self, frames: list[bytes]) -> None:
        # Chromium maps the file that it plays into memory: a new film takes its name and leaves the old one whole.
        coming = self.path.with_suffix(".coming")
        coming.write_bytes(b"".join(frames))
        coming.replace(self.path)


def text_in(picture: bytes) -> str:
    """The text of the one QR in a picture."""
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))
    return str(found.text)


def proof_in(picture: bytes) -> Proof:
    """The proof of the QR in a picture, as it says itself."""
    proof = read_proof(text_in(picture))
    assert isinstance(proof, Proof), proof
    return proof


def made_at(picture: bytes) -> datetime:
    """When the phone signed the QR in a picture, as it says itself."""
    return proof_in(picture).claims.issued_at


def poster(link: str) -> bytes:
    """A photograph of a poster with a QR that carries a link (SPEC E6)."""
    buffer = io.BytesIO()
    segno.make(link, error="m", micro=False).save(buffer, kind="png", scale=8, border=4)
    return buffer.getvalue()


def _frame(code: Image.Image, number: int, noise: random.Random) -> bytes:
    frame = Image.new("RGB", _SIZE, _WALL)
    tilted = code.rotate(3.0 * (number % 5 - 2), expand=True, fillcolor=_WALL)
    left = (_SIZE[0] - tilted.width) // 2 + noise.randint(-12, 12)
    top = (_SIZE[1] - tilted.height) // 2 + noise.randint(-8, 8)
    frame.paste(tilted, (left, top))
    frame = frame.filter(ImageFilter.GaussianBlur(0.5))
    grain = Image.effect_noise(_SIZE, 14).convert("RGB")
    return _jpeg(Image.blend(frame, grain, 0.06))


def _jpeg(frame: Image.Image) -> bytes:
    buffer = io.BytesIO()
    frame.save(buffer, "JPEG", quality=90)
    return buffer.getvalue()
