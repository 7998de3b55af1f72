"""Whether the keys in the folder are those with which this database was written.

A start with an empty or wrong folder makes new keys; everything would seem to work, nobody could sign in, and what is
written from then on would need the wrong keys. So a database remembers a word under its keys, and a start compares.
"""

from __future__ import annotations

from ankang.core.errors import RefusalKind, RefusedError
from ankang.core.words import Words
from ankang.runtime.cipher import Cipher, CipherError
from ankang.runtime.config import Config
from ankang.runtime.database import AsyncConnection
from ankang.runtime.installation import find_setting, put_setting

_SETTING = "keys"
_CONTEXT = "installation.keys"
_WORD = "ankang"


async def check_keys(connection: AsyncConnection, cipher: Cipher, config: Config) -> None:
    """Remember the keys of a new database; refuse when this one was written with others."""
    index = cipher.blind_index(_WORD, _CONTEXT).hex()
    remembered = await find_setting(connection, _SETTING)
    if remembered is None:
        await put_setting(connection, _SETTING, {"index": index, "field": cipher.encrypt(_WORD, _CONTEXT).hex()})
    elif remembered["index"] != index or not _decrypts(cipher, remembered["field"]):
        raise RefusedError(
            RefusalKind.CONFLICT,
            "keys_of_another_database",
            Words(
                f"{config.keys} 里的密钥不是这个数据库的。请放回原来的密钥（见 docs/operations），或改用另一个数据库。",
                f"The keys in {config.keys} are not those of this database. Put its own back (see docs/operations), or "
                "use another database.",
            ),
        )


def _decrypts(cipher: Cipher, field: str) -> bool:
    try:
        return cipher.decrypt(bytes.fromhex(field), _CONTEXT) == _WORD
    except CipherError:
        return False
