"""Settings, and where things live."""

import stat

import pytest

from engage import paths
from engage.config import SettingMissing, read_settings


def test_without_settings_everything_lives_in_the_home_folder(tmp_path):
    settings = read_settings({"ENGAGE_HOME": str(tmp_path / "new")})
    assert settings.home.is_dir()
    assert settings.database_url == f"sqlite:///{settings.home / 'engage.sqlite'}"
    assert settings.mail == "folder"
    assert settings.late_minutes == 60
    assert settings.secure_cookies is False
    assert settings.testing is False


def test_a_secret_is_made_once_and_kept_for_the_owner_alone(tmp_path):
    first = read_settings({"ENGAGE_HOME": str(tmp_path)}).secret_key
    assert len(first) >= 48
    assert read_settings({"ENGAGE_HOME": str(tmp_path)}).secret_key == first
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600


def test_an_empty_secret_is_never_used(tmp_path):
    (tmp_path / "secret").touch()
    assert read_settings({"ENGAGE_HOME": str(tmp_path)}).secret_key


def test_a_named_database_needs_a_secret_that_stays(tmp_path):
    named = {"ENGAGE_HOME": str(tmp_path), "DATABASE_URL": "postgresql://db/engage"}
    with pytest.raises(SettingMissing, match="ENGAGE_SECRET"):
        read_settings(named)
    assert read_settings({**named, "ENGAGE_SECRET": "long"}).secret_key == "long"


def test_the_environment_says_how_it_runs(tmp_path):
    settings = read_settings(
        {
            "ENGAGE_HOME": str(tmp_path),
            "ENGAGE_SECRET": "long",
            "ENGAGE_MAIL": "console",
            "ENGAGE_MAIL_FROM": "care@example.org",
            "ENGAGE_BASE_URL": "https://care.example.org",
            "ENGAGE_LIMITS_STORE": "redis://limits",
            "ENGAGE_LATE_MINUTES": "0",
            "ENGAGE_FORMAT_DAYS": "28",
        }
    )
    assert (settings.mail, settings.mail_from) == ("console", "care@example.org")
    assert settings.base_url == "https://care.example.org"
    assert settings.secure_cookies is True
    assert settings.limits_store == "redis://limits"
    assert settings.late_minutes == 0
    assert settings.format_days == 28


def test_the_environment_of_the_process_is_read(monkeypatch, tmp_path):
    monkeypatch.setenv("ENGAGE_HOME", str(tmp_path))
    monkeypatch.setenv("ENGAGE_SECRET", "of the process")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert read_settings().secret_key == "of the process"


def test_templates_and_static_files_are_where_they_are_said_to_be():
    assert (paths.TEMPLATES / "layouts" / "base.html").is_file()
    assert (paths.STATIC / "css").is_dir()
    assert (paths.MIGRATIONS / "env.py").is_file()
