import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from configurator.bad_settings import BadSetting, UnsafeSecret
from configurator.settings import Limits, Settings


def settings(folder: Path, **environ: str) -> Settings:
    return Settings.from_environment({"SURMESURE_DATA": str(folder / "data"), **environ})


def test_without_any_setting_everything_lies_in_a_folder_var_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    usual = Settings.from_environment({})
    assert usual.data_folder == tmp_path / "var"
    assert usual.database_url == f"sqlite:///{tmp_path}/var/surmesure.sqlite"
    assert (usual.port, usual.public_address) == (8000, "http://127.0.0.1:8000")
    assert usual.limits == Limits()
    assert (usual.time_zone.key, usual.trusted_proxies) == ("Europe/Paris", 0)


def test_settings_are_read_from_the_environment(tmp_path: Path) -> None:
    ours = settings(
        tmp_path,
        PORT="8123",
        DATABASE_URL="postgresql://shop@localhost/shop",
        SURMESURE_ADDRESS="https://shop.example/jeans/",
        SURMESURE_SIGN_IN_TRIES="3",
        SURMESURE_STAFF_IDLE_MINUTES="",
        SURMESURE_TIME_ZONE="America/New_York",
        SURMESURE_TRUSTED_PROXIES="2",
    )
    assert ours.port == 8123
    assert ours.database_url == "postgresql://shop@localhost/shop"
    assert ours.public_address == "https://shop.example/jeans"
    assert ours.limits == Limits(sign_in_tries=3)
    assert (ours.time_zone.key, ours.trusted_proxies) == ("America/New_York", 2)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("PORT", "8_000"),
        ("PORT", "٨٠٠٠"),
        ("PORT", "9" * 5000),
        ("SURMESURE_THREADS", "0"),
        ("SURMESURE_FORM_BYTES", "64 kB"),
        ("SURMESURE_ADDRESS", "shop.example"),
        ("SURMESURE_ADDRESS", "javascript:alert(1)"),
        ("SURMESURE_ADDRESS", "https://"),
        ("SURMESURE_TIME_ZONE", "Paris"),
        ("SURMESURE_TIME_ZONE", "Europe"),
        ("SURMESURE_TIME_ZONE", "Europe/"),
        ("SURMESURE_TIME_ZONE", "../../etc/passwd"),
        ("SURMESURE_TIME_ZONE", "/etc/localtime"),
        ("SURMESURE_TIME_ZONE", "Europe/Paris\0"),
        ("SURMESURE_TIME_ZONE", "tzdata.zi"),
        ("SURMESURE_TIME_ZONE", "+01:00"),
        ("SURMESURE_TRUSTED_PROXIES", "-1"),
        ("SURMESURE_TRUSTED_PROXIES", "11"),
        ("SURMESURE_TRUSTED_PROXIES", "all"),
        ("SURMESURE_QUOTES", "0"),
    ],
)
def test_a_bad_setting_is_refused_by_its_name(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=name):
        settings(tmp_path, **{name: value})


def test_the_secret_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first, second = settings(tmp_path), settings(tmp_path)
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 32
    assert stat.S_IMODE((tmp_path / "data" / "secret-key").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["secret-key"]


def test_many_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        keys = {found.secret_key for found in threads.map(lambda _: settings(tmp_path), range(40))}
    assert len(keys) == 1


def test_former_keys_are_still_accepted(tmp_path: Path) -> None:
    old = settings(tmp_path).secret_key
    file = tmp_path / "data" / "secret-key"
    file.write_text("n" * 43 + "\n" + old + "\n")
    ours = settings(tmp_path)
    assert (ours.secret_key, ours.former_secret_keys) == ("n" * 43, (old,))


@pytest.mark.parametrize("content", ["", "secret", "k" * 31, "k" * 43 + "\nshort"])
def test_a_short_or_missing_key_is_refused(tmp_path: Path, content: str) -> None:
    settings(tmp_path)
    (tmp_path / "data" / "secret-key").write_text(content)
    with pytest.raises(UnsafeSecret, match="fewer than 32 characters"):
        settings(tmp_path)


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    settings(tmp_path)
    (tmp_path / "data" / "secret-key").chmod(0o644)
    with pytest.raises(UnsafeSecret, match="others may read"):
        settings(tmp_path)


def test_settings_shown_in_a_log_hold_no_secret(tmp_path: Path) -> None:
    ours = settings(tmp_path, DATABASE_URL="postgresql://shop:tailor@localhost/shop")
    assert ours.secret_key not in repr(ours)
    assert "tailor" not in repr(ours)
