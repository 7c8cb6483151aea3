"""A report run again, and what differs: after an erasure, that it does and by how many people."""

from typing import Any

import msgspec

from infrastructure.studies.running import Result
from infrastructure.studies.writing import Reported, reported

SINCE = {
    "ERASED": "erased",
    "OBJECTS": "under an objection",
    "RESTRICTED": "restricted",
}


class Checked(msgspec.Struct, frozen=True):
    """Whether a report says what comes out today, and what differs if it does not.

    ``explained`` says that people who may not be told of any more account for it, or that nothing
    differs but the names that another program draws.
    """

    same: bool
    explained: bool
    differences: list[str]


def checked(before: Reported, again: Result) -> Checked:
    """Hold a report against the same study run again."""
    after = reported(again)
    one, other = before.header, after.header
    said: list[str] = []
    gone = _gone(before.numbers, after.numbers)
    if one.root != other.root:
        said.append("The log is not the one that was reported on: its root differs.")
    said += _where("The program that folds", one.code["domain"], other.code["domain"])
    said += _where("What is installed", one.environment, other.environment)
    if one.digest == other.digest and before.numbers == after.numbers:
        return Checked(one.root == other.root, one.root == other.root, said)
    if one.root == other.root and _but_for_names(before, after):
        said.append(
            "Every number is the same. The program draws other names for the people of a study: "
            "the rows differ in them, and in nothing else."
        )
        return Checked(same=False, explained=True, differences=said)
    said += gone
    less = before.people - after.people
    explained = less > 0 and one.root == other.root
    if less:
        people = "fewer people may be told of" if less > 0 else "more people may be told of"
        said.append(f"{abs(less)} {people} than when it was issued.")
    said += _numbers(before.numbers, after.numbers)
    if not explained:
        said.append("Nobody was erased, so the rows should be the same, and they are not.")
    return Checked(same=False, explained=explained, differences=said)


def _but_for_names(before: Reported, after: Reported) -> bool:
    """Whether another program found the same numbers in the same rows under other names.

    A report that keeps no digest of its rows without their names cannot say so.
    """
    one, other = before.header, after.header
    return (
        one.code["domain"] != other.code["domain"]
        and (before.people, before.numbers) == (after.people, after.numbers)
        and one.unnamed != ""
        and one.unnamed == other.unnamed
    )


def _where(what: str, one: str, other: str) -> list[str]:
    return [] if one == other else [f"{what} is another than then."]


def _gone(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """Those of whom nothing may be told today, by why, where the counts may be shown."""
    before = {each["reason"]: each["people"] for each in one["flow"]["steps"]}
    after = {each["reason"]: each["people"] for each in other["flow"]["steps"]}
    found = []
    for reason, words in SINCE.items():
        if before.get(reason, 0) != after.get(reason, 0):
            found.append(f"More records are {words} than when it was issued.")
    return found


def _numbers(one: Any, other: Any, path: str = "") -> list[str]:
    """Every number that is another, by where it stands."""
    if isinstance(one, dict) and isinstance(other, dict):
        return [
            each
            for name in sorted(one.keys() | other.keys())
            for each in _numbers(one.get(name), other.get(name), f"{path}.{name}" if path else name)
        ]
    if isinstance(one, list) and isinstance(other, list):
        return [] if one == other else [f"{path} differs."]
    return [] if one == other else [f"{path} was {one} and is {other}."]
