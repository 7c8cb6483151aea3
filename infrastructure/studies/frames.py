"""A study as data frames, for whoever calculates on in a notebook."""

from typing import Any

from application.evaluation.lives_in_studies import Variant
from infrastructure.studies.running import Result


class Frames:
    """What a study found, as pandas data frames.

    ``rows`` are of people, under names that stand in this study alone: they stay where the records
    are. All other frames are what the report tells.
    """

    def __init__(self, result: Result) -> None:
        """Show a result."""
        self.result = result

    @property
    def rows(self) -> Any:
        """One row for each person, as planned."""
        import pandas as pd

        found = pd.DataFrame(self.result.rows, columns=list(self.result.columns))
        return found[found["variant"] == Variant.PLANNED.value].reset_index(drop=True)

    @property
    def flow(self) -> Any:
        """Who was considered, who is not counted and why, and who is."""
        import pandas as pd

        flow = self.result.findings.flow
        rows = [(each.reason, each.words, each.people) for each in flow.steps]
        rows = [("CONSIDERED", "Considered", flow.considered), *rows]
        rows.append(("COUNTED", "Counted", flow.counted))
        return pd.DataFrame(rows, columns=["reason", "words", "people"])

    @property
    def tables(self) -> dict[str, Any]:
        """Every table of the report, by its title."""
        import pandas as pd

        return {
            table.title: pd.DataFrame(table.rows, columns=table.columns)
            for section in self.result.findings.sections
            for table in section.tables
        }

    @property
    def numbers(self) -> dict[str, Any]:
        """What was found, as numbers."""
        return self.result.findings.numbers

    def _repr_html_(self) -> str:
        from infrastructure.studies.writing import page_of

        return page_of(self.result)
