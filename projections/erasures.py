"""Erasure heard of by views: rows that rested on an opened value are folded again without it.

Destroying a key records no event, so a view follows the keyring's generation and remembers whose
keys it has been folded without.
"""

from collections.abc import Callable

from sqlalchemy import Column, Connection, Integer, String, Table, delete, insert, select

from application.ledger import Ledger
from domain.people import Subject
from projections.opening import CodedReader
from projections.view import View, metadata

openings = Table(
    "openings",
    metadata,
    Column("view", String, primary_key=True),
    Column("generation", Integer, nullable=False),
)
"""How far each view that opens values has followed the keyring's destruction of keys."""

forgotten = Table(
    "forgotten",
    metadata,
    Column("view", String, primary_key=True),
    Column("owner", String, primary_key=True),
)
"""The owners without whose keys a view has been folded again."""


def has_followed(db: Connection, view: View, generation: Callable[[], int]) -> bool:
    """Whether no key was destroyed that a view was not yet folded again without."""
    if not view.opens:
        return True
    followed = select(openings.c.generation).where(openings.c.view == view.name)
    return db.scalar(followed) == generation()


def erased_since(db: Connection, view: View, reader: CodedReader, ledger: Ledger) -> list[Subject]:
    """Those whose rows rest on a key that was destroyed since the view was last folded without it.

    A person's rows may rest on the answers of a peer supporter too, so everybody of the view's noun
    with whom an erased owner has an entry in common is folded again.
    """
    if not view.opens:
        return []
    generation = reader.generation()
    this = openings.c.view == view.name
    if db.scalar(select(openings.c.generation).where(this)) == generation:
        return []
    without = select(forgotten.c.owner).where(forgotten.c.view == view.name)
    known = set(db.scalars(without))
    destroyed = reader.destroyed()
    new = [each for each in destroyed if each not in known]
    if new:
        db.execute(insert(forgotten), [{"view": view.name, "owner": each} for each in new])
    db.execute(delete(openings).where(this))
    db.execute(insert(openings).values(view=view.name, generation=generation))
    prefix = f"{view.noun}:"
    touched: dict[Subject, None] = {}
    for owner in dict.fromkeys(owner for each in new for owner in destroyed[each]):
        if owner.startswith(prefix):
            touched[owner] = None
            continue
        for recorded in ledger.history(owner):
            touched |= dict.fromkeys(tag for tag in recorded.tags if tag.startswith(prefix))
    return list(touched)


def follow_again(db: Connection, view: View) -> None:
    """Forget what has been followed, so that all of it is followed once more."""
    db.execute(delete(openings).where(openings.c.view == view.name))
    db.execute(delete(forgotten).where(forgotten.c.view == view.name))
