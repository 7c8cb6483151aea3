"""What can be typed: every command of design section 6 that exists so far."""

import argparse
import sys
from collections.abc import Callable
from importlib.metadata import version
from typing import NoReturn, Protocol

WRONG_USAGE = 2
LAST_PORT = 65_535
MOST_PEOPLE = 1_000_000
MOST_SERVICES = 1_000
MOST_YEARS = 50
MOST_WEEKS = 260
SECONDS_OF_A_DAY = 86_400
HANDED_OVER = ("FACE_TO_FACE", "WALK", "EMAIL", "LETTER", "MESSAGES")
DESCRIPTION = "Peer support, recorded as events that can be folded again as of any moment."


class Add(Protocol):
    """Adds a command: its name, the function that does it, and what it is for."""

    def __call__(self, name: str, work: str, summary: str) -> argparse.ArgumentParser:
        """The parser of the command."""


class Parser(argparse.ArgumentParser):
    """A parser that says what is wrong in one line, as everything else here does."""

    def error(self, message: str) -> NoReturn:
        """Print the line and stop with the status for wrong usage."""
        print(f"error: {message} (see: {self.prog} --help)", file=sys.stderr)
        raise SystemExit(WRONG_USAGE)


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    everywhere = _everywhere()
    top = Parser(
        prog="alongside",
        description=DESCRIPTION,
        epilog="Settings: flags, then ALONGSIDE_*, then alongside.toml.",
    )
    top.add_argument("--version", action="version", version=f"alongside {version('alongside')}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def add(name: str, work: str, summary: str) -> argparse.ArgumentParser:
        made: Parser = commands.add_parser(
            name, help=summary, description=summary[0].upper() + summary[1:], parents=[everywhere]
        )
        made.set_defaults(work=work)
        return made

    _running(add)
    _asking(add)
    _seeing(add)
    _keeping(add)
    _accounts(add)
    _studying(add)
    return top


def _running(add: Add) -> None:
    """How a store is opened, filled and served."""
    opened = add("init", "running.init", "open a service from an editable small-charity profile")
    opened.add_argument("--profile", metavar="FILE", help="the profile; without it, ours is copied")
    demo = add("demo", "running.demo", "a simulated service and the web application")
    demo.add_argument("--host", default="127.0.0.1", help="a name of this machine")
    demo.add_argument("--port", type=_port, default=8000)
    demo.add_argument("--people", type=_count, default=150, help="how many are referred")
    demo.add_argument("--years", type=_years, default=2.0)
    demo.add_argument("--seed", type=int, default=1)
    demo.add_argument("--no-serve", action="store_true", help="simulate, and stop there")
    serve = add("serve", "running.serve", "the web application and the JSON interface")
    serve.add_argument("--host", default="127.0.0.1", help="a name of this machine")
    serve.add_argument("--port", type=_port, default=8000)
    simulate = add(
        "simulate", "running.simulate", "simulated histories, through the rules of every command"
    )
    size = simulate.add_mutually_exclusive_group(required=True)
    size.add_argument("--people", type=_count, help="one service: how many are referred to it")
    size.add_argument(
        "--services", type=_services, help="many services of usual sizes; Scotland has about 120"
    )
    simulate.add_argument("--years", type=_years, required=True)
    simulate.add_argument("--seed", type=int, required=True)
    simulate.add_argument(
        "--until", type=_moment, metavar="DATE", help="where the history ends; today if absent"
    )


def _asking(add: Add) -> None:
    """How something is recorded."""
    imported = add(
        "import", "taking_in.import_", "real input: referrals, peer supporters, running matches"
    )
    imported.add_argument("what", choices=["referrals", "peers", "matches", "directory"])
    imported.add_argument("files", nargs="+", metavar="FILE", help="only referrals may be FHIR R4")
    imported.add_argument("--format", choices=["fhir", "csv"], help="judged by the name if absent")
    imported.add_argument("--offer", metavar="ID", help="of matches: the only open one, if absent")
    imported.add_argument("--coordinator", metavar="ID", help="of matches: the only one, if absent")
    asked = add("do", "asking.do", "ask for anything that can be asked, by the command's name")
    asked.add_argument(
        "what", nargs="?", metavar="NAME", help="as in propose-match; all, if absent"
    )
    asked.add_argument("values", nargs="*", metavar="FIELD=VALUE", help="- reads standard input")
    asked.add_argument("--fields", dest="fields_only", action="store_true", help="what it takes")
    asked.add_argument("--key", metavar="KEY", help="the same key is answered the same again")


def _seeing(add: Add) -> None:
    """How something is seen."""
    caseload = add(
        "caseload", "listing.caseload", "who is being looked after, and where each stands"
    )
    caseload.add_argument("--coordinator", metavar="ID")
    caseload.add_argument("--state", metavar="STATE")
    _listed(caseload)
    listed = add("show", "showing.show", "any list by its name: who waits, who gives support, …")
    listed.add_argument("view", metavar="VIEW", help="such as worklist; all, if it is unknown")
    listed.add_argument(
        "--filter",
        action="append",
        default=[],
        metavar="FIELD=VALUE",
        help="only rows with this; several values with commas between; none for nothing",
    )
    _listed(listed)
    _judging(add)
    breaks = add("breaks", "breaks.breaks", "confidentiality breaks and decisions not to break")
    _listed(breaks)
    reviews = add("review", "breaks.review", "record the reviews of breaks that a file holds")
    reviews.add_argument("file", metavar="FILE", help="a JSON list of reviews; - for what is typed")
    history = add("history", "seeing.history", "everything recorded about one person")
    history.add_argument("person", metavar="ID")
    match = add("match", "seeing.match", "one match: where it stands, and what is worth a look")
    match.add_argument("match", metavar="ID")
    for one in (history, match):
        one.add_argument(
            "--known-at", type=_moment, metavar="T", help="only what was recorded by then"
        )
        one.add_argument(
            "--true-at", type=_moment, metavar="T", help="only what had happened by then"
        )
    _matching(add)
    _practising(add)


def _listed(command: argparse.ArgumentParser) -> None:
    """What can be asked of every list."""
    command.add_argument("--sort", metavar="FIELDS", help="as in -since,name: the largest first")
    command.add_argument("--name", metavar="WORDS", help="only whose name holds these")
    command.add_argument(
        "--known-at", type=_moment, metavar="T", help="only what was recorded by then"
    )
    command.add_argument(
        "--true-at", type=_moment, metavar="T", help="only what had happened by then"
    )
    command.add_argument("--format", choices=["table", "json", "csv"], default="table")


def _keeping(add: Add) -> None:
    """How the store is looked after."""
    projections = add("projections", "seeing.projections", "how far the views are; rebuild them")
    projections.add_argument("action", choices=["status", "rebuild"])
    projections.add_argument("names", nargs="*", metavar="NAME")
    checked = add(
        "verify", "verifying.verify", "check log, tree and keys; name the first bad position"
    )
    checked.add_argument("--checkpoint", metavar="FILE", help="one that was kept elsewhere")
    checked.add_argument("--key", metavar="VKEY", help="who signed it, if not the key of this log")
    _vouching(add)
    _evidence(add)
    kept = add("keys", "keeping.keys", "the keys: how many, whose were destroyed, change the lock")
    kept.add_argument("action", choices=["status", "rotate", "erasures"])
    kept.add_argument(
        "erasure", nargs="?", metavar="NAME", help="as in person.ID: the certificate of an erasure"
    )
    add("mail", "mailing.mail", "hand over the messages that are due, once")
    retention = add(
        "retention", "rights.retention", "whose record may go and when; let enquiries go"
    )
    retention.add_argument(
        "--let-go", action="store_true", help="let the enquiries go whose time is over"
    )
    access = add(
        "subject-access",
        "rights.subject_access_export",
        "all that somebody may have of their record",
    )
    access.add_argument("whose", metavar="NAME", help="as in person.ID, peer.ID or staff.ID")
    access.add_argument("--out", metavar="FILE", help="a new file, readable by you alone")
    backup = add("backup", "moving.backup", "copy the store while it is in use")
    backup.add_argument("file", metavar="FILE")
    restore = add(
        "restore", "moving.restore", "put a backup back, checked, where there is no store"
    )
    restore.add_argument("file", metavar="FILE")
    restore.add_argument(
        "--erased", metavar="LIST", help="erased keys from elsewhere, one a line as person:ID"
    )
    migrate = add(
        "migrate", "moving.migrate", "copy an embedded store into PostgreSQL, root checked"
    )
    migrate.add_argument("--to", metavar="URL", required=True)


def _vouching(add: Add) -> None:
    """How others can tell that nothing was changed."""
    checkpoint = add(
        "checkpoint", "vouching.checkpoint", "have the log signed, and export what was signed"
    )
    checkpoint.add_argument(
        "--every", type=_seconds, metavar="SECONDS", help="whenever it has grown, until stopped"
    )
    checkpoint.add_argument("--mail", action="store_true", help="now, not once a day")
    checkpoint.add_argument(
        "--begin-again",
        metavar="REASON",
        help="after a loss: a new key and name, which everybody who verifies has to be told",
    )
    signer = add("signer", "vouching.signer", "sign for a log, under an account of its own")
    signer.add_argument("--socket", metavar="PATH", required=True, help="where it is asked")


def _evidence(add: Add) -> None:
    """What somebody outside is given, and how they check it."""
    bundle = add("bundle", "evidence.bundle", "evidence of a break for somebody outside")
    bundle.add_argument("about", metavar="BREAK_ID", help="or another subject, as in match:ID")
    bundle.add_argument("--out", metavar="DIR", required=True, help="a folder that is not there")
    bundle.add_argument(
        "--disclose",
        action="append",
        default=[],
        type=_value,
        metavar="POSITION[:FIELD]",
        help="open this one value, or all of this entry, to whoever gets the bundle",
    )
    bundle.add_argument(
        "--also",
        action="append",
        default=[],
        type=_whole,
        metavar="POSITION",
        help="one entry more",
    )
    bundle.add_argument(
        "--pack",
        action="store_true",
        help="with every entry on which the evidence pack of the break rests, and which is which",
    )
    bundle.add_argument("--known-at", metavar="T", help="the pack as it was known then")
    receipt = add(
        "receipt", "evidence.receipt", "the proof of a decision, for the one whom it is about"
    )
    receipt.add_argument("about", metavar="BREAK_ID")
    receipt.add_argument("--by", required=True, choices=HANDED_OVER, help="how it is handed over")
    receipt.add_argument("--out", metavar="DIR", required=True, help="a folder that is not there")
    checked = add("verify-bundle", "evidence.verify_bundle", "check evidence, without any store")
    checked.add_argument("dir", metavar="DIR")
    checked.add_argument("--key", metavar="VKEY", required=True, help="where it was published")


def _value(text: str) -> tuple[int, str | None]:
    position, _, field = text.partition(":")
    return _whole(position), field or None


def _accounts(add: Add) -> None:
    """Who may sign in."""
    user = add("user", "accounts.user", "accounts: invite somebody, list them, end one")
    user.add_argument("action", choices=["invite", "list", "again", "close", "token"])
    user.add_argument("name", nargs="?", metavar="NAME", help="under which they sign in")
    user.add_argument("--as", dest="holder", metavar="WHO", help="staff:ID, peer:ID, referrer:ID")
    user.add_argument(
        "--new-telephone", action="store_true", help="of again: they have lost theirs; you met them"
    )
    user.add_argument("--label", default="a program", help="of token: what it is for")
    user.add_argument("--scope", action="append", choices=["read", "record"], help="of token")
    user.add_argument("--days", type=_count, default=90, help="of token: how long it lasts")


def _judging(add: Callable[[str, str, str], argparse.ArgumentParser]) -> None:
    """Indicators, and what they are judged by."""
    judged = add(
        "indicators", "judging.indicators", "what about each match is worth a look, in sentences"
    )
    judged.add_argument("--match", metavar="ID")
    judged.add_argument("--coordinator", metavar="ID")
    judged.add_argument(
        "--all", action="store_true", help="also what is quiet, well or too early to say"
    )
    judged.add_argument(
        "--known-at", type=_moment, metavar="T", help="only what was recorded by then"
    )
    judged.add_argument(
        "--true-at", type=_moment, metavar="T", help="only what had happened by then"
    )
    definitions = add(
        "definitions", "judging.definitions", "thresholds and due times: show them, or adopt others"
    )
    definitions.add_argument("action", choices=["show", "adopt"])
    definitions.add_argument("file", nargs="?", metavar="FILE", help="a definitions.toml to adopt")
    definitions.add_argument("--by", dest="adopted_by", metavar="STAFF", help="the manager")
    definitions.add_argument(
        "--from", dest="effective_from", type=_day, metavar="DATE", help="today if absent"
    )
    definitions.add_argument(
        "--all", action="store_true", help="also what is as the defaults have it"
    )


def _matching(add: Callable[[str, str, str], argparse.ArgumentParser]) -> None:
    """What can be typed about matching."""
    suggest = add("suggest", "matching.suggest", "who could be proposed to whom, and who could not")
    suggest.add_argument(
        "referral", nargs="?", metavar="REFERRAL", help="one person; without it, all who wait"
    )
    suggest.add_argument("--coordinator", metavar="ID", help="who would propose")
    why_not = add("why-not", "matching.why_not", "why a peer supporter was not proposed")
    why_not.add_argument("match", metavar="MATCH")
    why_not.add_argument("peer", metavar="PEER")
    why_not.add_argument("--coordinator", metavar="ID", help="who asks")


def _practising(add: Add) -> None:
    """How a service works: what it offers, what it asks of everybody, and how people grow."""
    of_one = add(
        "competencies",
        "practising.competencies",
        "how far along a peer supporter is, or what all of them work towards",
    )
    of_one.add_argument("peer", nargs="?", metavar="PEER", help="without one, numbers alone")
    trained = add(
        "training",
        "practising.training",
        "who has which course, what is due, and how many need each",
    )
    supervised = add(
        "supervision",
        "practising.supervision",
        "when a peer supporter's supervision was and is due",
    )
    supervised.add_argument("peer", metavar="PEER")
    consistency = add(
        "consistency", "practising.consistency", "what each offer asks, and who is within it"
    )
    consistency.add_argument(
        "--format", choices=["table", "json", "csv"], default="table", help="csv: numbers alone"
    )
    offers = add("offers", "practising.offers", "what the service offers, without anybody's data")
    add(
        "equality",
        "practising.equality_",
        "whom the service reaches, in counts that tell of nobody",
    )
    add("reach", "practising.reach_", "why support may help whom the service reaches, in counts")
    reported = add(
        "report", "reporting.report", "the service's report: shown, issued, or as it was issued"
    )
    reported.add_argument("--since", metavar="DAY", help="such as 2026-01-01")
    reported.add_argument("--until", metavar="DAY", help="such as 2026-03-31")
    reported.add_argument("--known-at", type=_moment, metavar="T", help="as known at this moment")
    reported.add_argument("--issue", action="store_true", help="issue it: it stays as it is")
    reported.add_argument("--id", metavar="REPORT", help="one that was issued")
    reported.add_argument("--format", choices=["table", "csv", "pdf"], default="table")
    reported.add_argument("--out", metavar="FILE", help="where csv and pdf are written")
    add("sustainability", "reporting.sustainability_", "how far the money goes, and what is owed")
    add("waits", "practising.waits_", "how long people wait, in counts that tell of nobody")
    add("leaving", "practising.leaving_", "why peer supporters leave, in counts")
    add("signals", "practising.signals_", "whether what is signalled helps, and is fair")
    measured = add(
        "outcomes", "measuring.outcomes", "what somebody's questionnaires came to, or everybody's"
    )
    measured.add_argument("person", nargs="?", metavar="PERSON", help="without one, numbers alone")
    scored = add("score", "measuring.score", "score one questionnaire; nothing is recorded")
    scored.add_argument("instrument", metavar="INSTRUMENT", help="such as SWEMWBS or PHQ-9")
    scored.add_argument("items", nargs="*", metavar="ITEM", help="- for one that was left out")
    scored.add_argument("--weights", metavar="W,W", help="of goal attainment scaling alone")
    for each in (of_one, trained, supervised, consistency, offers):
        each.add_argument(
            "--known-at", type=_moment, metavar="T", help="only what was recorded by then"
        )
        each.add_argument(
            "--true-at", type=_moment, metavar="T", help="only what had happened by then"
        )


def _studying(add: Add) -> None:
    """How many histories are looked at together."""
    replay = add("replay", "replaying.replay_", "what would have been said under other definitions")
    replay.add_argument("--definitions", metavar="FILE", help="a definitions.toml to try")
    replay.add_argument("--compare", metavar="FILE", help="another; what is in force if absent")
    replay.add_argument(
        "--view", metavar="NAME", default="dependency_indicators", help="which view is replayed"
    )
    replay.add_argument(
        "--sweep", metavar="NUMBER=FROM:TO:STEP", help="one number over a range, in one pass"
    )
    replay.add_argument("--weeks", type=_weeks, default=26, help="of a sweep: how far back")
    replay.add_argument("--picture", metavar="FILE", help="of a sweep: draw it, as SVG")
    _cut(replay)
    evaluate = add("evaluate", "evaluating.evaluate", "lock a study, run it, and write its report")
    evaluate.add_argument("plan", metavar="STUDY.toml", nargs="?", help="what it is going to do")
    evaluate.add_argument("--out", metavar="DIR", help="a folder that is not there")
    evaluate.add_argument("--check", metavar="DIR", help="run a report again, and compare")
    evaluate.add_argument(
        "--engine", choices=["process", "processes", "dask", "duckdb"], default="process"
    )
    evaluate.add_argument("--workers", type=int, default=0, help="processes; one a core if absent")
    evaluate.add_argument("--address", metavar="URL", help="of a Dask scheduler")
    evaluate.add_argument(
        "--known-at", type=_moment, metavar="T", help="only what was recorded by then"
    )
    export = add("export", "exporting.export", "an extract for a study, under other names")
    export.add_argument("form", choices=["parquet", "csv", "ocel", "fhir"])
    export.add_argument("--out", metavar="DIR", required=True, help="a folder that is not there")
    export.add_argument(
        "--study", metavar="NAME", default="own-evaluation", help="names stand in one study alone"
    )
    export.add_argument(
        "--purpose",
        choices=["evaluation", "service_improvement", "research", "audit"],
        default="evaluation",
    )
    export.add_argument(
        "--recipient", metavar="WHO", default="the service itself", help="who is given it"
    )
    export.add_argument(
        "--dates",
        choices=["shifted", "exact"],
        default="shifted",
        help="exact: as they were; two such extracts can be joined by them",
    )
    _cut(export)


def _cut(command: argparse.ArgumentParser) -> None:
    """The two moments by which the past is cut."""
    command.add_argument(
        "--known-at", type=_moment, metavar="T", help="only what was recorded by then"
    )
    command.add_argument(
        "--true-at", type=_moment, metavar="T", help="only what had happened by then"
    )


def _everywhere() -> Parser:
    """What every command takes."""
    everywhere = Parser(add_help=False)
    where = everywhere.add_mutually_exclusive_group()
    where.add_argument("--data", metavar="DIR", help="the embedded store (alongside-data)")
    where.add_argument("--database-url", metavar="URL", help="a store in PostgreSQL")
    everywhere.add_argument("--keys", metavar="DIR", help="the keyring (beside the data)")
    everywhere.add_argument("--key-file", metavar="FILE", help="the key-encryption key")
    everywhere.add_argument(
        "--service", metavar="ID", help="which service, where there are several"
    )
    everywhere.add_argument("--json", action="store_true", help="for machines")
    return everywhere


def _moment(text: str) -> str:
    """A day or a moment that can be read; it is passed on as written, to be echoed."""
    from projections.moments import NotAMoment, moment_of

    try:
        moment_of(text, "")
    except NotAMoment as wrong:
        raise argparse.ArgumentTypeError(f"{wrong}".rstrip(".")) from None
    return text


def _day(text: str) -> str:
    """A day; it is passed on as written."""
    from datetime import date

    try:
        date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("write a day as 2026-01-31") from None
    return text


def _port(text: str) -> int:
    number = _whole(text)
    if not 0 <= number <= LAST_PORT:
        raise argparse.ArgumentTypeError("a port lies between 0 and 65535")
    return number


def _count(text: str) -> int:
    number = _whole(text)
    if not 1 <= number <= MOST_PEOPLE:
        raise argparse.ArgumentTypeError("say a number between 1 and 1,000,000")
    return number


def _weeks(text: str) -> int:
    number = _whole(text)
    if not 2 <= number <= MOST_WEEKS:  # noqa: PLR2004 - one week has no next
        raise argparse.ArgumentTypeError("say a number of weeks between 2 and 260")
    return number


def _seconds(text: str) -> float:
    number = _whole(text)
    if not 1 <= number <= SECONDS_OF_A_DAY:
        raise argparse.ArgumentTypeError("say a number of seconds, at most a day")
    return float(number)


def _services(text: str) -> int:
    number = _whole(text)
    if not 1 <= number <= MOST_SERVICES:
        raise argparse.ArgumentTypeError("say a number between 1 and 1,000")
    return number


def _years(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number <= MOST_YEARS:
        raise argparse.ArgumentTypeError("say a number of years, more than 0 and at most 50")
    return number


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a whole number") from None
