"""The bundle that the front end's build left in `static/dist`: which hashed file has which name.

What is in the files is decided in `frontend/`.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from deepdrill.errors import OperationError

__all__ = ["STATIC", "Assets", "FrontEndMissing"]

STATIC = Path(__file__).parent / "static"


class FrontEndMissing(OperationError):  # noqa: N818  reads as the sentence it is
    """The bundle has not been built."""


@dataclass(frozen=True, kw_only=True)
class Assets:
    """The bundle, by the names that pages use."""

    files: dict[str, str]
    typeset: str
    """Source of KaTeX, for the server only."""

    @classmethod
    def load(cls, folder: Path = STATIC / "dist") -> "Assets":
        """Read the manifest that the build wrote.

        Raises:
            FrontEndMissing: Nothing was built yet.
        """
        try:
            files: dict[str, str] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
            typeset = (folder / "typeset.js").read_text(encoding="utf-8")
        except FileNotFoundError as missing:
            raise FrontEndMissing(
                f"The front end is not built: {missing.filename} is not there.\n"
                "Build it with:  python -m pip install -e ."
            ) from missing
        return cls(files=files, typeset=typeset)

    def url(self, name: str) -> str:
        """Give the address of a file of the bundle; a name it does not have is a mistake of ours."""
        return f"/static/dist/{self.files[name]}"
