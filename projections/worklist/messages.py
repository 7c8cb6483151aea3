"""What there is to do about messages that did not leave."""

from collections.abc import Sequence
from datetime import datetime

from domain.decider import Recorded
from domain.definitions import Definitions
from domain.flags import next_change
from domain.folds import as_of, fold, of_subject
from domain.message_flags import flags_of_message
from domain.messages import MESSAGES
from domain.people import MessageId, Subject
from projections.tables import table_of
from projections.view import Rows, View
from projections.worklist.items import About, Item, items_of, kept


def _rows(
    subject: Subject,
    events: Sequence[Recorded],
    _definitions: Definitions,
    at: datetime,
    true: datetime,
) -> Rows:
    known = fold(MESSAGES, of_subject(as_of(events, true=true), subject))
    message = known.get(MessageId(subject.partition(":")[2]))
    if message is None:
        return Rows([])
    flags = flags_of_message(message)
    about = About(person=message.person, referral=message.referral)
    return Rows(kept(items_of(flags, about, at), message.service), next_change(flags, at))


VIEW = View("worklist_of_messages", "message", table_of("worklist_of_messages", Item), _rows)
