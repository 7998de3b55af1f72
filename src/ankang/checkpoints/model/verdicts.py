"""What the door says of one person at one site, in words. Pure.

The sentences of the four states are those of the look and must stay as they are: staff learn them by heart, and
the phones read them aloud.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from ankang.checkpoints.model.site_rules import Paper, RuleSet
from ankang.checkpoints.model.sites import colours_words
from ankang.core.colours import Colour
from ankang.core.credential.refusals import Refusal, Refused
from ankang.core.words import Words


class Verdict(StrEnum):
    """What the door says. Grey: no code, or cannot be decided; amber: cannot be checked now."""

    PASS = "pass"  # noqa: S105  (a verdict, no password)
    STOP = "stop"
    RECHECK = "recheck"
    GREY = "grey"
    CANNOT_CHECK = "cannot_check"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict with its words. `say` is what staff may tell the person; `refusal` names why a code was refused.

    `by` names what decided (a rule, an override), `asks` the papers to see first; `separate_lane` as in `ruling`.
    """

    verdict: Verdict
    headline: Words
    reason: Words
    next_step: Words
    say: Words | None = None
    refusal: str | None = None
    by: str | None = None
    asks: tuple[Paper, ...] = ()
    separate_lane: bool = False

    @property
    def opened_by(self) -> str | None:
        """What opened the door against the rules, if anything did."""
        return self.by if self.verdict is Verdict.PASS and self.by in OPENED_BY else None

    @property
    def needs_temperature(self) -> bool:
        """Whether the temperature is taken now (SPEC E3: after a pass; and the second reading)."""
        return self.verdict in (Verdict.PASS, Verdict.RECHECK)


PASS = Words("可以通行", "May enter")
STOP = Words("不能通行", "May not enter")
RECHECK = Words("请等复测", "Please wait")
SEPARATE_LANE = Words("请走专用通道", "Use the separate lane")
NO_CODE = Words("未申领", "No code yet")
CANNOT_DECIDE = Words("暂无法判定", "Cannot be decided now")
EXPIRED = Words("码已过期", "Expired")
STALE = Words("画面不是实时的", "Not live")

COMPARE = Words("请看证件，再测体温", "Compare the document, take the temperature")
SEE_WHY = Words("点码上的颜色看原因", "Tap the colour to see why")
SHOW_DOCUMENT = Words("请核对证件，按证件查询。", "Ask for the document and check by its number.")
ONE_READING = Words("只测一次不会变码", "One reading changes no code")

_SAY_STOP = Words(
    "您的码暂时不能进入。点码上的颜色，可以看到原因和最早转绿时间。",
    "Your code does not open this door for now. Tap its colour to see why, and when it can turn green.",
)
_RENEW_FIRST = Words(
    "请让对方刷新安康码后再扫：颜色已有变化。",
    "Ask the holder to renew the code and scan again: its colour has changed.",
)
# The three refusals that the look words itself; every other one keeps the words of the credential.
_LIVE_ONLY = (
    STALE,
    Words("请打开安康码", "open the app itself"),
    Words("截屏不能通行", "A screenshot does not pass"),
)
_LOOK = {
    Refusal.EXPIRED: (
        EXPIRED,
        Words("请联网刷新", "go online to renew"),
        Words("或出示证件", "Or show a document"),
    ),
    Refusal.STALE_PROOF: _LIVE_ONLY,
    Refusal.STEP_UP_NEEDED: _LIVE_ONLY,
}


def decide(colour: Colour | None, rules: RuleSet, hotline: str, *, shown: Colour | None = None) -> Decision:
    """The verdict by the present colour and the site's rules.

    `colour` None: no code (未申领). `shown` is the colour in the token where one was scanned: the worse of the two
    decides, because a token that was signed yellow needs a new one to be green.
    """
    if colour is None:
        return _grey(NO_CODE, hotline)
    if colour is Colour.GREY or shown is Colour.GREY:
        return _grey(CANNOT_DECIDE, hotline)
    is_outdated = shown is not None and shown.severity > colour.severity
    deciding = shown if shown is not None and is_outdated else colour
    if deciding in rules.colours_let_in:
        return Decision(Verdict.PASS, PASS, COMPARE, COMPARE)
    if is_outdated and colour in rules.colours_let_in:
        return Decision(Verdict.STOP, STOP, colours_words(rules.colours_let_in), _RENEW_FIRST)
    return Decision(Verdict.STOP, STOP, colours_words(rules.colours_let_in), SEE_WHY, say=_SAY_STOP)


def deciding_colour(colour: Colour, shown: Colour | None) -> Colour:
    """The worse of the present colour and the one in the token; grey when either is unknown."""
    if shown is None or Colour.GREY in (colour, shown):
        return Colour.GREY if shown is Colour.GREY else colour
    return max(colour, shown, key=lambda item: item.severity)


def refused(refusal: Refused) -> Decision:
    """The verdict about a QR that was refused, with what staff do next."""
    headline, reason, next_step = _LOOK.get(refusal.reason, (STOP, refusal.words, refusal.next_step))
    return Decision(Verdict.REFUSED, headline, reason, next_step, refusal=refusal.reason.value)


def dead_code(words: Words) -> Decision:
    """The verdict about a code that was killed."""
    return Decision(Verdict.REFUSED, STOP, words, SHOW_DOCUMENT, refusal="dead_code")


def unknown_code(words: Words) -> Decision:
    """The verdict about a well-signed code that the centre never gave out."""
    return Decision(Verdict.REFUSED, STOP, words, SHOW_DOCUMENT, refusal="unknown_code")


def replayed() -> Decision:
    """The verdict about one QR that is shown a second time (R14): a copy, or somebody passed it back."""
    return Decision(
        Verdict.REFUSED,
        STOP,
        Words("这个二维码刚刚已经用过，可能是转发或截屏。", "This very QR was used just now; it may be a copy."),
        Words(
            "请让对方刷新安康码后当面再扫，并核对证件。",
            "Ask the holder to refresh the code and scan it in person, and compare the document.",
        ),
        refusal="replayed",
    )


def recheck(minutes: int, seconds_left: int) -> Decision:
    """The verdict about somebody in the isolation area who was scanned again."""
    if seconds_left > 0:
        reason = Words(f"{minutes} 分钟后再测", f"second reading in {minutes} min")
    else:
        reason = Words("可以复测了", "the second reading may be taken now")
    return Decision(Verdict.RECHECK, RECHECK, reason, ONE_READING)


def too_warm_here(limit_celsius: float) -> Decision:
    """The verdict about a reading above the site's own limit and below the threshold for fever (SPEC P9, E2)."""
    reason = Words(f"本场所体温限值 {limit_celsius:.1f} °C", f"this site's limit is {limit_celsius:.1f} °C")
    return Decision(Verdict.STOP, STOP, reason, Words("不登记，不变码", "Not registered; no code changes"))


OPENED_BY = frozenset({"home_open", "medical_site", "override"})
"""What lets somebody in whom the rules would stop; each is recorded (`opened_doors`)."""


def care_first(decision: Decision) -> Decision:
    """What a medical site says of a refused code: the code opens nothing, the person is not refused (R17)."""
    return replace(
        decision,
        verdict=Verdict.PASS,
        headline=SEPARATE_LANE,
        reason=Words("看病优先；这个码没有通过核验", "Care comes first; this code did not verify"),
        next_step=Words("已记录；请引导到专用通道，按证件登记", "Recorded; show the separate lane, note the document"),
        by="medical_site",
        separate_lane=True,
    )


def without_papers() -> Decision:
    """The verdict about somebody who has not the papers that the site asks for."""
    return Decision(
        Verdict.STOP,
        STOP,
        Words("没有本场所要看的证明", "Without the papers that this site asks for"),
        Words("码不能代替证明；有疑问请联系场所负责人", "The code replaces no paper; ask who answers for this site"),
        by="papers",
    )


def _grey(headline: Words, hotline: str) -> Decision:
    return Decision(
        Verdict.GREY,
        headline,
        Words("没有颜色，不能当作绿码", "No colour is not green"),
        Words(f"请打热线 {hotline}，可电话帮办", f"Call the hotline {hotline}; they can apply for the person"),
    )
