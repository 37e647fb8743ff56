"""What everybody could learn from all that was ever published; it reads nothing else of ours.

`equations` sets what was published beside what everybody knows, and `forced` says of whom something is
certain.
"""

from tiebeam.engine.disclosure.attack.certainty import Certain, forced
from tiebeam.engine.disclosure.attack.changes import told_by_changes
from tiebeam.engine.disclosure.attack.equations import (
    DoesNotFit,
    Equations,
    SeveralAnswersCrossed,
    equations,
)
from tiebeam.engine.disclosure.attack.guessing import (
    Attacker,
    l1_reconstruction,
    linear_bayes,
)
from tiebeam.engine.disclosure.attack.posterior import sampled_posterior
from tiebeam.engine.disclosure.attack.program import Contradiction
from tiebeam.engine.disclosure.attack.roster import Event, NotOnRoster, Roster, members

__all__ = [
    "Attacker",
    "Certain",
    "Contradiction",
    "DoesNotFit",
    "Equations",
    "Event",
    "NotOnRoster",
    "Roster",
    "SeveralAnswersCrossed",
    "equations",
    "forced",
    "l1_reconstruction",
    "linear_bayes",
    "members",
    "sampled_posterior",
    "told_by_changes",
]
