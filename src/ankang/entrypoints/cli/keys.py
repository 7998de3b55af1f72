"""`ankang keys`: look at signing keys, let the next one be published, end one. Each change is kept with its reason."""

from __future__ import annotations

import click

from ankang.codes import service as codes
from ankang.codes.service import KeyRow
from ankang.core.credential.key_bundle import KeyUse
from ankang.core.days import local_day
from ankang.entrypoints.cli.running import in_call
from ankang.runtime.context import Call

_REASON = click.option("--reason", required=True, help="Why; it is recorded.")
_YES = click.option("--yes", is_flag=True, help="Do not ask.")
_USE = click.Choice([use.value for use in KeyUse])


class KeyId(click.ParamType[bytes]):
    """A key's id: eight hexadecimal digits."""

    name = "ID"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> bytes:
        """The id's four bytes; a usage error says what was expected."""
        del param, ctx
        try:
            found = bytes.fromhex(str(value))
        except ValueError:
            found = b""
        if len(found) != 4:
            self.fail(f"需要八位十六进制编号（见 ankang keys list）· expected eight hexadecimal digits, got {value!r}")
        return found


@click.group()
def keys() -> None:
    """Signing keys: tokens, status lists, and the bundle that verifiers trust."""


@keys.command("list")
def list_all() -> None:
    """Every published key: id, use, state, first and last day, where the private half is."""
    click.echo("编号 id    用途 use  状态 state  从 from     到 until    私钥 private half")
    for row in in_call(codes.list_keys):
        click.echo(_line(row))


@keys.command()
def root() -> None:
    """The public root keys, for devices: give them to `ankang checkpoint sync --root`."""
    for row in in_call(codes.list_keys):
        if row.key.use is KeyUse.BUNDLE and row.key.state.value == "active":
            click.echo(row.key.public_key.point.hex())


@keys.command()
@click.argument("use", type=_USE)
@_REASON
@_YES
def rotate(use: str, reason: str, *, yes: bool) -> None:
    """Publish another key for USE now; it takes over by itself when every device has had time to learn it."""
    wanted = KeyUse(use)
    ahead = codes.AHEAD[wanted].days
    _ask(
        yes,
        f"将公布一把新的 {use} 密钥，{ahead} 天后自动接替现在的。继续吗？\n"
        f"Another {use} key will be published and take over in {ahead} days. Go on?",
    )

    async def change(call: Call) -> str:
        key = await codes.rotate_key(call, wanted, reason)
        return f"{key.key_id.hex()}  {local_day(key.not_before)} → {local_day(key.not_after)}"

    click.echo(f"已公布 published: {in_call(change)}")


@keys.command("next-root")
@_REASON
@_YES
def next_root(reason: str, *, yes: bool) -> None:
    """Publish the next root ahead, as `rotate bundle` does: devices that sync meanwhile trust it without a visit."""
    ahead = codes.AHEAD[KeyUse.BUNDLE].days
    _ask(
        yes,
        f"将公布下一把根密钥，{ahead} 天后由它签发密钥清单；这期间从未联网的设备要重新登记。继续吗？\n"
        f"The next root will be published and sign the bundle in {ahead} days; devices that never sync until then "
        "must be registered again. Go on?",
    )

    async def change(call: Call) -> str:
        return (await codes.rotate_key(call, KeyUse.BUNDLE, reason)).public_key.point.hex()

    click.echo(f"下一把根公钥 next root: {in_call(change)}")


@keys.command()
@click.argument("key_id", type=KeyId())
@_REASON
@_YES
def retire(key_id: bytes, reason: str, *, yes: bool) -> None:
    """Let the key ID sign no more; what it signed still verifies."""
    _ask(
        yes,
        f"密钥 {key_id.hex()} 将不再签发；它已签发的码照常可用。继续吗？\n"
        f"The key {key_id.hex()} will sign no more; codes that it signed go on. Go on?",
    )
    in_call(lambda call: codes.retire_key(call, key_id, reason))
    click.echo(f"已停用 retired: {key_id.hex()}")


@keys.command()
@click.argument("key_id", type=KeyId())
@_REASON
@_YES
def revoke(key_id: bytes, reason: str, *, yes: bool) -> None:
    """Let the key ID verify nothing any more, for ever: only when it leaked."""
    _ask(
        yes,
        f"作废后不能恢复。密钥 {key_id.hex()} 签发的所有码（包括纸质码）在各闸口下次同步后失效，"
        "手机要联网换新码，纸质码要重新打印。确定吗？\n"
        f"This is final. Every code that {key_id.hex()} signed, paper too, stops working at each gate with its next "
        "sync; phones must go online for a new one, paper must be printed again. Sure?",
    )
    in_call(lambda call: codes.revoke_key(call, key_id, reason))
    click.echo(f"已作废 revoked: {key_id.hex()}，下次发布时送达 · it reaches gates with the next publication")


def _ask(yes: bool, question: str) -> None:
    if not yes:
        click.confirm(question, abort=True)


def _line(row: KeyRow) -> str:
    key = row.key
    mark = "*" if row.signs_now else " "
    place = row.place or "不在本机 not here"
    return (
        f"{key.key_id.hex()} {mark} {key.use.value:<8} {key.state.value:<10} "
        f"{local_day(key.not_before)}  {local_day(key.not_after)}  {place}"
    )
