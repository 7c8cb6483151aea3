"""How somebody proves who they are: accounts, passwords, one-time codes, sessions, tokens.

Neither events nor views (design, section 5): a small store of its own, beside the keyring and in
its backups. What somebody may do is not said here; roles are granted by events.
"""

from infrastructure.credentials.demonstration import Demonstrating, Player, demonstrating
from infrastructure.credentials.signing_in import SigningIn
from infrastructure.credentials.tables import CredentialStore

__all__ = ["CredentialStore", "Demonstrating", "Player", "SigningIn", "demonstrating"]
