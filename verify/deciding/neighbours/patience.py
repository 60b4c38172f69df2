"""How long what would make one claim right is looked for: past that, the search is cut off, and that is said."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

# of processor time
SECONDS = 20.0


@dataclass
class Patience:
    """Processor time for one claim, asked for between two pieces of work, each of which ends by itself.

    >>> hasty = Patience(seconds=0)
    >>> hasty.lasts(), hasty.cut_off
    (False, True)
    >>> Patience().lasts()
    True
    """

    seconds: float = SECONDS
    began: float = field(default_factory=time.process_time)
    cut_off: bool = False

    def lasts(self) -> bool:
        """Tell whether there is time for another piece of work; what is asked for in vain is cut off."""
        if time.process_time() - self.began >= self.seconds:
            self.cut_off = True
        return not self.cut_off
