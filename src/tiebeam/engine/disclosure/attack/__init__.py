"""What everybody could learn from all that was ever published; it reads nothing else of ours.

`equations` sets what was published beside what everybody knows.
"""

from tiebeam.engine.disclosure.attack.equations import (
    DoesNotFit,
    Equations,
    SeveralAnswersCrossed,
    equations,
)
from tiebeam.engine.disclosure.attack.roster import Event, NotOnRoster, Roster, members

__all__ = [
    "DoesNotFit",
    "Equations",
    "Event",
    "NotOnRoster",
    "Roster",
    "SeveralAnswersCrossed",
    "equations",
    "members",
]
