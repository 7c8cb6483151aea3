"""Accounts: who may sign in, and by what program."""

from argparse import Namespace
from datetime import timedelta

from rich.console import Console
from rich.table import Table

from api.cli.opening import service_in, store_of, tell
from api.main import desk_of, way_in_of
from application.identity import Invited
from application.principal import OPERATOR
from domain.decider import Refusal
from domain.people import IDENTIFIER, Subject

HOLDERS = ("staff", "peer", "referrer")


class HolderNotUnderstood(Refusal):
    """An account stands for somebody whom the log names."""


class NameMissing(Refusal):
    """An account is meant, and it is not said whose."""


def user(options: Namespace) -> int:
    """Invite somebody, list accounts, let somebody begin again, end an account, make a token."""
    with store_of(options) as store, way_in_of(store) as way_in:
        accounts, service = way_in.accounts, service_in(store)
        if options.action != "list" and not options.name:
            raise NameMissing("Say under which name they sign in.", field="name")
        match options.action:
            case "invite":
                holder = _holder(options.holder)
                _tell_invited(accounts.invite(options.name, holder, service), options)
            case "again":
                keeps = not options.new_telephone
                _tell_invited(accounts.invite_again(options.name, keeps_device=keeps), options)
            case "close":
                accounts.close(options.name)
                print(f"{options.name} signs in no more, and is signed out everywhere.")
            case "token":
                account = accounts.named(options.name).account
                lasts, scopes = timedelta(days=options.days), tuple(options.scope or ("read",))
                secret = way_in.tokens.make(account, options.label, scopes, lasts)
                if options.json:
                    tell({"token": secret})
                else:
                    print(f"Keep this; it is not shown again: {secret}")
            case _:
                found = accounts.all(service)
                desk = desk_of(store, service).for_principal(OPERATOR)
                desk.note(*(each.holder for each in found))
                desk.tell("accounts")
                if options.json:
                    for each in found:
                        tell(each)
                    return 0
                table = Table("Signs in as", "Stands for", "Where it is", box=None)
                for each in found:
                    stands = "closed" if each.closed_at else "invited"
                    if each.has_password:
                        stands = "in use" if each.has_device else "no telephone yet"
                    table.add_row(each.name, each.holder, stands)
                Console().print(table if found else "Nobody has an account yet.")
    return 0


def _holder(text: str) -> Subject:
    """Whom an account stands for, as in ``staff:isla``."""
    noun, _colon, identifier = text.partition(":")
    if noun not in HOLDERS or IDENTIFIER.fullmatch(identifier) is None:
        raise HolderNotUnderstood(
            "An account stands for staff:ID, peer:ID or referrer:ID.", field="as"
        )
    return Subject(text)


def _tell_invited(invited: Invited, options: Namespace) -> None:
    if options.json:
        tell({"name": options.name, "code": invited.secret, "until": invited.until.isoformat()})
        return
    print(f"Tell {options.name} this code, face to face or by telephone: {invited.secret}")
    print("They take their account at /invitation within seven days. It is not shown again.")
