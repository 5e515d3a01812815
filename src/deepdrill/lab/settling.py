"""Have the evidence of explain drills settled in a process of its own. Imports no torch."""

from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from deepdrill.errors import EvidenceUnavailable
from deepdrill.lab.process import OwnProcess
from deepdrill.lab.records import Claimed, ClaimSettled, Done, EvidenceJob

__all__ = ["Settler"]

PATIENCE_S = 120.0
"""Torch's first import from a cold disk included; the claims themselves take a few seconds."""


class Settler:
    """Settles the evidence of drills, each call in a fresh process.

    Args:
        patience_s: after which a process counts as hung and is ended.
    """

    def __init__(self, patience_s: float = PATIENCE_S) -> None:
        self._patience_s = patience_s

    def settle(
        self, folders: Sequence[Path], seed: int, on_claim: Callable[[Path, ClaimSettled], None] = lambda *_: None
    ) -> dict[Path, tuple[ClaimSettled, ...]]:
        """Settle the `evidence.py` of each folder in one process.

        Raises:
            EvidenceUnavailable: The process could not do it; the message says why.
        """
        asked = {str(folder.absolute()): folder for folder in folders}  # the process has a working directory of its own
        job = EvidenceJob(folders=tuple(asked), seed=seed)
        process = OwnProcess(job, patience_s=self._patience_s * max(1, len(folders)))
        found: dict[Path, tuple[ClaimSettled, ...]] = dict.fromkeys(folders, ())
        done: Done | None = None
        with closing(process.told()) as telling:
            for told in telling:
                match told:
                    case Claimed(folder=name, claim=claim):
                        folder = asked[name]
                        found[folder] = (*found[folder], claim)
                        on_claim(folder, claim)
                    case Done():
                        done = told
        if process.out_of_time:
            raise EvidenceUnavailable(f"The evidence did not end within {self._patience_s:g} s.")
        if done is None or done.why:
            raise EvidenceUnavailable(f"The evidence could not be run ({done.why if done else process.complaint}).")
        return found
