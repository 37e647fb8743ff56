"""What everybody could learn from all that was ever published; it reads nothing else of ours.

`equations` sets what was published beside what everybody knows, `forced` says of whom something is
certain, and `precision` how well the others can be guessed.
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
from tiebeam.engine.disclosure.attack.precision import (
    ATTACKERS,
    RATES,
    SECRETS,
    Gate,
    Guess,
    Precision,
    Rehearsal,
    allowed,
    bound,
    guesses_of,
    moves,
    precision,
    rehearsals,
)
from tiebeam.engine.disclosure.attack.program import Contradiction
from tiebeam.engine.disclosure.attack.roster import Event, NotOnRoster, Roster, members

__all__ = [
    "ATTACKERS",
    "RATES",
    "SECRETS",
    "Attacker",
    "Certain",
    "Contradiction",
    "DoesNotFit",
    "Equations",
    "Event",
    "Gate",
    "Guess",
    "NotOnRoster",
    "Precision",
    "Rehearsal",
    "Roster",
    "SeveralAnswersCrossed",
    "allowed",
    "bound",
    "equations",
    "forced",
    "guesses_of",
    "l1_reconstruction",
    "linear_bayes",
    "members",
    "moves",
    "precision",
    "rehearsals",
    "sampled_posterior",
    "told_by_changes",
]
