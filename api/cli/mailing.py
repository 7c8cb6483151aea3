"""Handing over the mail that is due, once: for a clock of the machine, beside a server or not."""

from argparse import Namespace

from api.cli.opening import service_in, store_of, tell
from api.mailing import hand_over_due
from api.main import desk_of, post_of
from infrastructure.settings import SettingsWrong


def mail(options: Namespace) -> int:
    """Hand over what is due now; exit 1 if anything did not leave."""
    with store_of(options) as store:
        post = post_of(store.settings)
        if post is None:
            raise SettingsWrong("smtp_url and mail_from are not set: nothing takes the mail")
        posted = hand_over_due(desk_of(store, service_in(store)), post)
    if options.json:
        tell({"sent": posted.sent, "not_sent": posted.not_sent})
    else:
        print(f"{posted.sent} sent, {posted.not_sent} not sent.")
    return 1 if posted.not_sent else 0
