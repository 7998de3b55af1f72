"""Where private keys live: files that only their owner reads, or a hardware module (SoftHSM here)."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ankang.core.credential.key_bundle import KeyUse
from ankang.core.errors import RefusedError
from ankang.runtime.config import ConfigError, config_from
from ankang.runtime.keys import open_keys
from ankang.runtime.pkcs11_signers import PKCS11Driver
from ankang.runtime.signers import FileDriver, SignerError, Signers

MESSAGE = b"what is signed"
MODULES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PKCS11Driver]:
    """A fresh token of SoftHSM. One for the module: the library reads its configuration once a process."""
    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")  # noqa: TID251  (the module reads it from there)
    made = ["softhsm2-util", "--init-token", "--free", "--label", "ankang", "--pin", "4711", "--so-pin", "0815"]
    subprocess.run(made, check=True, capture_output=True)
    (folder / "pin").write_text("4711\n")
    yield PKCS11Driver(Path(next(path for path in MODULES if Path(path).is_file())), "ankang", folder / "pin")
    del os.environ["SOFTHSM2_CONF"]  # noqa: TID251  (as above)


def test_a_key_in_the_module_signs_and_only_its_public_half_comes_out(token: PKCS11Driver) -> None:
    made = token.make(KeyUse.TOKEN)

    assert made.public_key.accepts(made.sign(MESSAGE), MESSAGE)
    assert not made.public_key.accepts(made.sign(MESSAGE), b"something else")
    assert made.place == "pkcs11:ankang-token-0"


def test_keys_of_the_module_are_found_again_by_another_process(token: PKCS11Driver) -> None:
    made = [token.make(KeyUse.STATUS), token.make(KeyUse.STATUS)]

    other = Signers(PKCS11Driver(token.module, token.token_label, token.pin_file))

    for key in made:
        found = other.find(key.key_id)
        assert found is not None
        assert key.public_key.accepts(found.sign(MESSAGE), MESSAGE)


def test_an_installation_signs_with_the_module_alone(token: PKCS11Driver, tmp_path: Path) -> None:
    keys = open_keys(tmp_path / "keys", token)

    assert [key.place.split(":")[0] for use in KeyUse for key in keys.signers.of(use)[:1]] == ["pkcs11"] * 3
    assert not list((tmp_path / "keys").glob("*.pem"))


def test_several_threads_sign_one_after_the_other(token: PKCS11Driver) -> None:
    key = token.make(KeyUse.BUNDLE)

    with ThreadPoolExecutor(4) as pool:
        signatures = list(pool.map(lambda _: key.sign(MESSAGE), range(40)))

    assert all(key.public_key.accepts(signature, MESSAGE) for signature in signatures)


def test_a_wrong_pin_says_what_to_check_and_never_the_pin(token: PKCS11Driver, tmp_path: Path) -> None:
    """In a process of its own: a login holds for the whole of this one."""
    (tmp_path / "pin").write_text("1234")
    settings = {
        "ANKANG_PKCS11_MODULE": str(token.module),
        "ANKANG_PKCS11_TOKEN": token.token_label,
        "ANKANG_PKCS11_PIN_FILE": str(tmp_path / "pin"),
        "ANKANG_DATA": str(tmp_path / "data"),
        "ANKANG_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
    }

    ran = subprocess.run(
        [sys.executable, "-m", "ankang", "keys", "list"],
        env={**os.environ, **settings},  # noqa: TID251  (handed on to the child)
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 2
    assert "check ANKANG_PKCS11_MODULE" in ran.stderr
    assert "1234" not in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_module_that_goes_away_while_serving_is_a_refusal_in_words(token: PKCS11Driver, tmp_path: Path) -> None:
    driver = PKCS11Driver(token.module, token.token_label, tmp_path / "pin")
    (tmp_path / "pin").write_text("4711")
    key = driver.make(KeyUse.TOKEN)
    driver._session = None
    (tmp_path / "pin").unlink()

    with pytest.raises(RefusedError) as caught:
        key.sign(MESSAGE)

    assert caught.value.code == "signing_module_unavailable"
    assert "Codes that are out go on showing" in caught.value.words.en
    (tmp_path / "pin").write_text("4711")
    assert key.public_key.accepts(key.sign(MESSAGE), MESSAGE)


def test_key_files_are_made_once_and_for_their_owner_only(tmp_path: Path) -> None:
    first, second = open_keys(tmp_path), open_keys(tmp_path)

    ids = [{key.key_id for use in KeyUse for key in keys.signers.of(use)} for keys in (first, second)]
    assert ids[0] == ids[1]
    assert {path.stat().st_mode & 0o777 for path in tmp_path.glob("*.pem")} == {0o600}


def test_a_key_that_another_process_made_is_found(tmp_path: Path) -> None:
    here, there = open_keys(tmp_path), open_keys(tmp_path)

    made = there.signers.make(KeyUse.TOKEN)

    assert here.signers.get(made.key_id).place == "issuer-1.pem"


def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    FileDriver(tmp_path).make(KeyUse.TOKEN)
    (tmp_path / "issuer-0.pem").chmod(0o644)

    with pytest.raises(SignerError, match="others can read it"):
        open_keys(tmp_path)


def test_a_file_that_is_no_key_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "status-0.pem").write_text("nothing")
    (tmp_path / "status-0.pem").chmod(0o600)

    with pytest.raises(SignerError, match=r"status-0\.pem"):
        open_keys(tmp_path)


def test_a_module_is_named_wholly_or_not_at_all() -> None:
    with pytest.raises(ConfigError, match="ANKANG_PKCS11_TOKEN and ANKANG_PKCS11_PIN_FILE must be set too"):
        config_from({"ANKANG_PKCS11_MODULE": "/usr/lib/module.so"})
