"""Spreadsheets of referrals: what a row becomes, and which rule a bad row breaks."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from application.imports import csv_referrals
from application.imports.csv_referrals import COLUMNS
from application.imports.incoming import AgreedHow, Incoming, Refused
from domain.gaps import Gap
from domain.referral import HeardFrom, Source

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)


def read(content: str | bytes) -> tuple[Incoming | Refused, ...]:
    data = content if isinstance(content, bytes) else content.encode()
    return csv_referrals.read(data, now=NOW)


def taken_in(content: str | bytes) -> Incoming:
    (found,) = read(content)
    assert isinstance(found, Incoming), found
    return found


def refused(content: str | bytes) -> Refused:
    (found,) = read(content)
    assert isinstance(found, Refused), found
    return found


def row(**cells: str) -> str:
    cells = {"agreed": "yes", "name": "Ann Example", "phone": "01632 960001", **cells}
    values = ",".join('"' + value.replace('"', '""') + '"' for value in cells.values())
    return f"{','.join(cells)}\r\n{values}\r\n"


def test_every_column_is_read() -> None:
    found = taken_in(
        row(
            agreed_how="asked on the phone",
            birth_date="1961-04-30",
            email="ann@example.org",
            address="1 Example Street, Exampleton",
            postcode="EX1 1EX",
            safe_contact="No messages on the phone, please",
            asked_for="Peer support",
            reasons="Feels alone; wants to get out",
            conditions="COPD; arthritis",
            access_needs="large print; Language: Polish",
            source="link worker",
            heard_from="peer supporter",
            referrer_name="Sam Example",
            referrer_organisation="Example Practice",
            asked_on="27/02/2026",
            urgency="routine",
            request_id="R-1",
            person_id="P-1",
        )
    )

    assert (True, AgreedHow.STATED_BY_SENDER) == (found.agreed, found.agreed_how)
    assert "asked on the phone" == found.agreement_note
    assert date(1961, 4, 30) == found.birth_date
    assert ("01632 960001", "ann@example.org") == (found.phone, found.email)
    assert "1 Example Street, Exampleton, EX1 1EX" == found.address
    assert "No messages on the phone, please" == found.safe_contact
    assert ("Feels alone; wants to get out",) == found.reasons_in_words
    assert ("COPD", "arthritis") == found.conditions_in_words
    assert ("large print", "Language: Polish") == found.access_needs
    assert Source.LINK_WORKER == found.source
    assert HeardFrom.PEER_SUPPORTER == found.heard_from
    assert date(2026, 2, 27) == found.asked_on
    assert ("csv-request|example practice|R-1",) == found.request_identifiers
    assert ("csv-person|example practice|P-1",) == found.person_identifiers
    assert () == found.gap_codes


def test_the_documentation_names_every_column() -> None:
    text = (Path(__file__).parents[2] / "docs" / "import-referrals.md").read_text()

    assert [] == [column for column in COLUMNS if f"| `{column}` |" not in text]


def test_a_row_without_agreement_is_an_enquiry() -> None:
    found = taken_in(row(agreed="No"))

    assert (False, AgreedHow.NOT_SHOWN) == (found.agreed, found.agreed_how)
    assert Gap.NOT_AGREED in found.gap_codes


def test_a_person_who_asks_for_themself_refers_themself() -> None:
    assert AgreedHow.SELF_REFERRAL == taken_in(row(source="self")).agreed_how


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"agreed": ""}, "BAD_AGREED"),
        ({"agreed": "perhaps"}, "BAD_AGREED"),
        ({"birth_date": "30/02/1961"}, "BAD_BIRTH_DATE"),
        ({"birth_date": "April 1961"}, "BAD_BIRTH_DATE"),
        ({"birth_date": "2031-01-01"}, "BAD_BIRTH_DATE"),
        ({"asked_on": "tomorrow"}, "BAD_ASKED_ON"),
        ({"phone": "4.41632E+11"}, "BAD_PHONE"),
        ({"phone": "ask her mother"}, "BAD_PHONE"),
        ({"email": "ann at example.org"}, "BAD_EMAIL"),
        ({"source": "vicar"}, "BAD_SOURCE"),
        ({"heard_from": "a friend of mine"}, "BAD_HEARD_FROM"),
        ({"urgency": "very"}, "BAD_URGENCY"),
        ({"name": "", "phone": ""}, "BAD_NAME"),
    ],
)
def test_a_bad_cell_is_refused_naming_the_column_and_the_rule(
    cells: dict[str, str], code: str
) -> None:
    found = refused(row(**cells))

    assert code == found.code
    assert f"Column {code.removeprefix('BAD_').lower()}:" in found.reason


def test_good_rows_go_in_though_others_fail() -> None:
    found = read("agreed,name\nyes,Ann Example\nmaybe,Bob Example\n\nno,Cy Example\n")

    assert [True, None, False] == [getattr(one, "agreed", None) for one in found]
    assert [1, 2, 3] == [one.record for one in found]


def test_headings_may_stand_in_any_order_and_case_with_a_byte_order_mark() -> None:
    found = taken_in("\ufeffPhone Number, NAME ,Agreed?\n01632 960001,Ann Example,Y\n")

    assert ("Ann Example", "01632 960001", True) == (found.name, found.phone, found.agreed)


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_the_delimiter_is_found(mark: str) -> None:
    lines = [["agreed", "name", "conditions"], ["yes", '"Example, Ann"', '"COPD; asthma"']]
    found = taken_in("\n".join(mark.join(line) for line in lines))

    assert ("Example, Ann", ("COPD", "asthma")) == (found.name, found.conditions_in_words)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_the_encoding_is_found(encoding: str) -> None:
    found = taken_in("agreed,name\nyes,Zoë Example\n".encode(encoding))

    assert "Zoë Example" == found.name


def test_several_numbers_in_one_cell_are_all_kept() -> None:
    found = taken_in(row(phone="01632 960001, 07700 900002", email="a@example.org;b@example.org"))

    assert ("01632 960001", "a@example.org") == (found.phone, found.email)
    assert ("07700 900002", "b@example.org") == found.other_contacts
    assert Gap.SEVERAL_CONTACTS in found.gap_codes


def test_a_name_in_two_columns_is_one_name() -> None:
    found = taken_in("agreed,first name,surname\nyes,Ann,Example\n")

    assert "Ann Example" == found.name


def test_unknown_columns_are_left_out_and_named_once() -> None:
    first, second = read("agreed,name,Gender,CHI\nyes,Ann Example,f,1\nyes,Bob Example,m,2\n")

    assert isinstance(first, Incoming)
    assert isinstance(second, Incoming)
    assert ("Columns that are not read: Gender, CHI.",) == first.warnings
    assert () == second.warnings


def test_the_same_row_is_known_again_wherever_its_columns_stand() -> None:
    first = taken_in("agreed,name,source\nyes,Ann Example,GP\n")
    again = taken_in("source;name;agreed;other\nGP;Ann Example;yes;x\n")

    assert first.request_identifiers == again.request_identifiers
    assert first.request_identifiers[0].startswith("sha256:")


def test_a_number_without_the_name_of_who_gave_it_identifies_nobody() -> None:
    found = taken_in(row(person_id="17", request_id="4"))

    assert () == found.person_identifiers
    assert found.request_identifiers[0].startswith("sha256:")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "EMPTY"),
        (b"\xef\xbb\xbf\n\n", "EMPTY"),
        (b"agreed,name\n", "EMPTY"),
        (b"name,phone\nAnn Example,01632 960001\n", "NO_AGREED_COLUMN"),
        (b"agreed,phone,Phone\nyes,1,2\n", "COLUMN_TWICE"),
        (b"agreed,phone,mobile\nyes,1,2\n", "COLUMN_TWICE"),
        (b"agreed,name\nyes,Example,Ann\n", "TOO_MANY_CELLS"),
        (b'agreed,name\nyes,"Ann Example\n', "UNREADABLE"),
        (b"\x00\x01\x02\x03", "UNREADABLE"),
        (b"agreed,name\nyes,\x81\xff\n", "UNREADABLE"),
        (b'"agreed', "NO_HEADINGS"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(content: bytes, code: str) -> None:
    found = refused(content)

    assert (code, 1) == (found.code, found.record)
    assert found.reason.endswith(".")


def test_rows_before_an_unclosed_quotation_mark_go_in() -> None:
    found = read('agreed,name\nyes,Ann Example\nyes,"Bob Example\nyes,Cy Example\n')

    assert isinstance(found[0], Incoming)
    assert [2] == [one.record for one in found if isinstance(one, Refused)]


def test_a_date_in_the_future_or_long_ago_becomes_a_task() -> None:
    assert Gap.DATE_UNCLEAR in taken_in(row(asked_on="2030-01-01")).gap_codes
    assert Gap.ASKED_LONG_AGO in taken_in(row(asked_on="01/02/2024")).gap_codes


def test_sheets_of_another_kind_are_refused_once(shared_data: Path) -> None:
    files = sorted((shared_data / "csv-people").glob("*.csv"))

    assert ["NO_AGREED_COLUMN"] * 4 == [refused(path.read_bytes()).code for path in files]


def test_the_same_sheets_with_an_agreed_column_are_read(shared_data: Path) -> None:
    lines = (shared_data / "csv-people" / "supervisors.csv").read_text().splitlines()
    content = "\n".join(
        f"{line},{'agreed' if number == 0 else 'yes'}" for number, line in enumerate(lines)
    )

    assert ["Supervisor One", "Supervisor Two", "Supervisor Three"] == [
        getattr(one, "name", one) for one in read(content)
    ]


CELLS = st.text(max_size=12) | st.sampled_from(
    ["yes", "no", "2026-01-01", '"', "a@b", "12345", ";"]
)


@settings(max_examples=300, deadline=None)
@given(data=st.binary(max_size=300))
def test_any_bytes_are_taken_in_or_refused(data: bytes) -> None:
    assert read(data)
    assert read(b"agreed,name\n" + data)


@settings(max_examples=300, deadline=None)
@given(
    columns=st.lists(st.sampled_from(COLUMNS), max_size=8, unique=True),
    rows=st.lists(st.lists(CELLS, max_size=8), max_size=4),
    mark=st.sampled_from(",;\t"),
)
def test_any_sheet_is_taken_in_or_refused(
    columns: list[str], rows: list[list[str]], mark: str
) -> None:
    lines = [mark.join(["agreed", *columns]), *(mark.join(cells) for cells in rows)]
    found = read("\n".join(lines).encode("utf-8", "ignore"))

    assert [one.record for one in found] == list(range(1, len(found) + 1))
