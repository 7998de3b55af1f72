"""What is said of records that a gate kept while the centre was away. Pure."""

from __future__ import annotations

from ankang.checkpoints.model.limits import UPLOADS_TAKEN
from ankang.checkpoints.model.visits import Conflict
from ankang.core.errors import RefusalKind, RefusedError
from ankang.core.words import Words

CONFLICT_WORDS: dict[Conflict, Words] = {
    "let_in": Words(
        "当时已放行，但按当时的颜色不应放行：本机名单较旧。已记录，工作人员会看到。",
        "Let in, although the colour of that time would not: this device's lists were behind. Officers see it.",
    ),
    "kept_out": Words(
        "当时未放行，但按当时的颜色可以放行：本机名单较旧。请向本人说明。",
        "Kept out, although the colour of that time would pass: this device's lists were behind. Tell the person.",
    ),
}


def conflict_between(*, let_in: bool, would_pass: bool) -> Conflict | None:
    """Whether the gate did otherwise than the centre would have at that instant."""
    if let_in == would_pass:
        return None
    return "let_in" if let_in else "kept_out"


def record_of_the_future() -> RefusedError:
    """No gate can have done what is yet to come."""
    return RefusedError(
        RefusalKind.INVALID,
        "record_of_the_future",
        Words(
            "这条记录的时间在将来，请先联网校准本机时间。",
            "This record lies in the future; set this device's clock online first.",
        ),
    )


def record_too_old() -> RefusedError:
    """What is older than the term is not taken any more."""
    days = UPLOADS_TAKEN.days
    return RefusedError(
        RefusalKind.INVALID,
        "record_too_old",
        Words(
            f"这条记录已超过 {days} 天，不能再上传；请按纸质登记处理。",
            f"This record is over {days} days old and is not taken any more; hand it in on paper.",
        ),
    )
