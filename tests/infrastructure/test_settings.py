"""Flags speak first, then the environment, then the file; what nobody knows is refused by name."""

from pathlib import Path

import pytest

from infrastructure.settings import Settings, SettingsWrong, settings_from


@pytest.fixture
def file(tmp_path: Path) -> Path:
    written = tmp_path / "alongside.toml"
    written.write_text('data = "from-file"\nservice = "machair"\nkeys = "file-keys"\n')
    return written


def test_the_first_place_that_says_something_wins(file: Path) -> None:
    environment = {"ALONGSIDE_DATA": "from-environment", "ALONGSIDE_KEYS": "environment-keys"}
    found = settings_from({"data": "from-flag", "keys": None}, environment, file)

    assert found == Settings(data="from-flag", keys="environment-keys", service="machair")


def test_what_is_empty_says_nothing(file: Path) -> None:
    assert settings_from({}, {"ALONGSIDE_DATA": ""}, file).data == "from-file"


def test_other_variables_and_flags_are_none_of_our_business(file: Path) -> None:
    environment = {"ALONGSIDE_CAMPAIGN": "1", "DATA": "elsewhere"}

    assert settings_from({"json": True}, environment, file).data == "from-file"


def test_without_anything_the_store_lies_here_and_its_keys_beside_it(tmp_path: Path) -> None:
    found = settings_from({}, {}, tmp_path / "alongside.toml")

    assert found.data_dir == Path("alongside-data")
    assert found.keys_dir == Path("alongside-data.keys")
    assert found.log_file == Path("alongside-data/log.db")
    assert found.key_encryption_key_file == Path("alongside-data.keys/key-encryption-key")
    assert found.views_url == "sqlite:///alongside-data/views.db"
    assert found.keyring_database_url == "sqlite:///alongside-data.keys/keyring.db"


@pytest.mark.parametrize("data", ["store", "/srv/store", "/srv/store/", ".", "..", "a.b"])
def test_keys_never_lie_inside_the_data_that_they_open(data: str) -> None:
    """Whoever copies the data directory must not have copied the keys."""
    found = Settings(data=data)

    for place in (found.keys_dir, found.key_encryption_key_file):
        assert not place.resolve().is_relative_to(found.data_dir.resolve())


def test_the_key_file_can_be_kept_apart_from_the_keyring() -> None:
    found = Settings(keys="/srv/keys", key_file="/etc/alongside/key")

    assert found.key_encryption_key_file == Path("/etc/alongside/key")
    assert found.keyring_database_url == "sqlite:////srv/keys/keyring.db"


@pytest.mark.parametrize("scheme", ["postgresql", "postgres"])
def test_a_database_is_addressed_as_usual(scheme: str) -> None:
    found = Settings(database_url=f"{scheme}://localhost/a", keyring_url=f"{scheme}://localhost/k")

    assert found.views_url == "postgresql+psycopg://localhost/a"
    assert found.keyring_database_url == "postgresql+psycopg://localhost/k"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('date = "x"', "date"),
        ("data = 3", "data"),
        ("data =", "cannot be read"),
        ("[data]\nplace = 1", "data"),
    ],
)
def test_a_file_that_is_wrong_is_refused_in_a_sentence(
    tmp_path: Path, content: str, message: str
) -> None:
    file = tmp_path / "alongside.toml"
    file.write_text(content)

    with pytest.raises(SettingsWrong, match=message):
        settings_from({}, {}, file)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "alongside.toml"
    file.write_bytes(b"data = '\xff\xfe'")

    with pytest.raises(SettingsWrong, match="cannot be read"):
        settings_from({}, {}, file)
