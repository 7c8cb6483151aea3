"""What can go wrong on the command line, each as one sentence with what to do."""

import sqlite3

from sqlalchemy.exc import SQLAlchemyError

from api.main import NotLoopback
from api.store import NoStore, NotTheKey
from application.definitions_file import DefinitionsWrong
from application.opening import ProfileWrong
from domain.decider import Refusal
from infrastructure.backup import BackupWrong
from infrastructure.checkpoint_exports import NotExported
from infrastructure.checkpoints import NotASigningKey
from infrastructure.evidence_bundle import BundleWrong
from infrastructure.extracts import NotExtracted
from infrastructure.keyring import KeyErased, KeyringDamaged, WrongKeyEncryptionKey
from infrastructure.mailer import NotSent
from infrastructure.recorders import StoreBusy, StoreFailed
from infrastructure.settings import SettingsWrong
from infrastructure.signer import NotSigned
from infrastructure.studies import NotStudied
from infrastructure.verify_bundle import Refused
from projections.catch_up import Quarantined

OURS = (
    BackupWrong,
    BundleWrong,
    DefinitionsWrong,
    KeyringDamaged,
    NoStore,
    NotASigningKey,
    NotExported,
    NotExtracted,
    NotLoopback,
    NotSent,
    NotSigned,
    NotStudied,
    NotTheKey,
    ProfileWrong,
    Quarantined,
    Refusal,
    Refused,
    SettingsWrong,
    StoreBusy,
    StoreFailed,
    WrongKeyEncryptionKey,
)


def said(wrong: Exception) -> str | None:
    """What is wrong (and what to do), on one line; nothing where we did not expect this."""
    sentences = _sentences(wrong)
    if sentences is None or sentences.endswith(")"):
        return sentences
    what_is_wrong, _, what_to_do = " ".join(sentences.split()).rstrip(".").rpartition(". ")
    if not what_is_wrong:
        return f"{what_to_do} (correct it)"
    return f"{what_is_wrong} ({what_to_do[0].lower()}{what_to_do[1:]})"


def _sentences(wrong: Exception) -> str | None:
    if isinstance(wrong, Refusal) and wrong.field:
        return f"{wrong.field}: {wrong}"
    if isinstance(wrong, KeyErased):
        return (
            "what belongs to somebody whose key was destroyed cannot be written any more "
            "(leave it out)"
        )
    if isinstance(wrong, OURS):
        return str(wrong)
    if isinstance(wrong, FileNotFoundError):
        return f"there is no file {wrong.filename} (check the path)"
    if isinstance(wrong, PermissionError):
        return f"{wrong.filename} may not be read or written (check its owner and rights)"
    if isinstance(wrong, OSError):
        return f"{wrong.strerror or wrong} (check the disk and the path)"
    if isinstance(wrong, (SQLAlchemyError, sqlite3.Error)):
        answer = "".join(each for each in str(wrong).splitlines()[0][:200] if each.isprintable())
        return (
            f"the database does not answer as it should: {answer} "
            "(run alongside verify; views.db may be deleted, it is folded again)"
        )
    return None
