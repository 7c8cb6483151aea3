"""The proof of one event, for the one whom it is about; see `docs/evidence-bundle.md`."""

from pathlib import Path

from infrastructure import verify_bundle
from infrastructure.checkpoints import tlog_proof
from infrastructure.evidence_bundle import (
    GIVEN,
    Sources,
    leaf_of,
    moment_of,
    must_be_free,
    row_at,
    written,
)
from infrastructure.tree import inclusion_proof


def write_receipt(folder: Path, sources: Sources, position: int) -> str:
    """Write the proof of one event, and words that do not say what the event is about.

    Returns the key to check it with. Raises `BundleWrong`, with nothing left behind, and what
    having the log signed raises.
    """
    must_be_free(folder)
    exported = sources.exports.run()
    row = row_at(sources.recorder, position)
    proof = inclusion_proof(sources.recorder, position - 1, exported.position)
    words = (GIVEN / "receipt.txt").read_text(encoding="utf-8")
    told = {"POSITION": str(position), "MOMENT": moment_of(row.recorded_at), "VKEY": exported.key}
    for word, meant in told.items():
        words = words.replace(f"@{word}@", meant)
    leaf, proven = verify_bundle.RECEIPT
    files = {
        leaf: leaf_of(row),
        proven: tlog_proof(position - 1, proof, exported.checkpoint.encode()),
        "receipt.txt": words.encode(),
    }
    written(folder, files, exported.key, verify_bundle.verify_receipt)
    return exported.key
