"""`python -m tests.bank_holidays` writes `domain/bank_holidays.py` anew from the library."""

import re
from pathlib import Path

import holidays

from domain import bank_holidays

FIRST, LAST = 1990, 2060


def by_year() -> dict[int, str]:
    """Every year as the module has it: what the library says now."""
    return {year: " ".join(f"{each:%m%d}" for each in _of(year)) for year in range(FIRST, LAST + 1)}


def _of(year: int) -> list:  # type: ignore[type-arg]
    found = holidays.country_holidays("GB", subdiv="SCT", years=year)
    return sorted(day for day in found if day.year == year)


if __name__ == "__main__":
    module = Path(bank_holidays.__file__)
    written = "".join(f'    {year}: "{days}",\n' for year, days in by_year().items())
    text = re.sub(r"(= \{\n).*(\}\n)", rf"\g<1>{written}\g<2>", module.read_text(), flags=re.DOTALL)
    module.write_text(text)
