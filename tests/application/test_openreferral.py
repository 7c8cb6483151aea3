"""A directory in Open Referral tables: what is read, and what is refused by its row."""

from pathlib import Path

import pytest

from application.imports.openreferral import TableWrong, read
from domain.listings import ListService, UnlistService

HEADS = "id,organization_id,name,status,url,description\n"
ORGANISATIONS = b"id,name\no1,Example Helpers\no2,\n"


def tables(*rows: str, **more: bytes) -> dict[str, bytes]:
    services = (HEADS + "\n".join(rows) + "\n").encode()
    return {"services": services, "organizations": ORGANISATIONS, **more}


def test_a_service_is_read_with_its_organisation_area_and_phone() -> None:
    (row,) = read(
        tables(
            's1,o1,"Benefits, advice",active,https://example.org/a,We help.',
            service_areas=b"id,service_id,name\na1,s1,Edinburgh\n",
            phones=b'id,service_id,number\np1,s1,"""0131 496 0000"""\n',
        )
    )

    assert isinstance(row.command, ListService)
    assert ("Benefits, advice", "Example Helpers") == (row.command.name, row.command.organisation)
    assert ("Edinburgh", "0131 496 0000") == (row.command.area, row.command.phone)
    assert row.command.listing == row.listing


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (",o1,Advice,active,,", "id"),
        ("s1,o1,,active,,", "name"),
        ("s1,o9,Advice,active,,", "organization_id"),
        ("s1,o2,Advice,active,,", "organization_id"),
        ("s1,o1,Advice,open,,", "status"),
        ("s1,o1,Advice,active,javascript:alert(1),", "url"),
    ],
)
def test_a_row_that_breaks_a_rule_is_refused_by_itself(row: str, field: str) -> None:
    bad, good = read(tables(row, "s2,o1,Advice,active,,"))

    assert bad.command is None
    assert 1 == bad.record
    assert str(bad.reason).startswith(f"{field}: ")
    assert str(bad.reason).endswith(".")
    assert isinstance(good.command, ListService)


def test_the_second_of_two_with_one_identifier_is_refused() -> None:
    first, second = read(tables("s1,o1,Advice,active,,", "s1,o1,Other,active,,"))

    assert first.command is not None
    assert second.command is None


def test_what_is_not_active_is_taken_out() -> None:
    (row,) = read(tables("s1,o1,Advice,defunct,,"))

    assert isinstance(row.command, UnlistService)


@pytest.mark.parametrize(
    "broken", [{"services": HEADS.encode()}, {"services": b"\xff\xfe", "organizations": b"id,name"}]
)
def test_a_table_that_cannot_be_read_is_named(broken: dict[str, bytes]) -> None:
    with pytest.raises(TableWrong, match=r"\.csv"):
        [*read(broken)]


# The example of the specification lies beside the project; in a plain clone it is not there.
EXAMPLE = Path(__file__).parents[3] / "shared" / "data" / "openreferral" / "csv"
if EXAMPLE.is_dir():

    def test_the_example_of_the_specification_is_read_without_the_people_in_it() -> None:
        found = {each.stem: each.read_bytes() for each in EXAMPLE.glob("*.csv")}
        (row,) = read(found)

        assert isinstance(row.command, ListService)
        assert "Community Counselling" == row.command.name
        assert "+44 1234 234567" == row.command.phone
        assert "Persona" not in repr(row.command)
