from .deadline import Deadline, DeskCalendar
from .draft import Draft, Parked, ReplyDraft
from .message import Attachment, Message, Outcome
from .participant import Participant, Visit
from .relation import Relation
from .report import Affected, Finding, Report, Score
from .search_doc import SearchDoc
from .ticket import NEVER, Ticket

__all__ = [
    "NEVER", "Affected", "Attachment", "Deadline", "DeskCalendar", "Draft", "Finding", "Message", "Outcome",
    "Parked", "Participant", "Relation", "ReplyDraft", "Report", "Score", "SearchDoc", "Ticket", "Visit",
]  # fmt: skip
