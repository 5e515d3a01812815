"""Where the content lies when nobody says otherwise."""

from pathlib import Path

from deepdrill.errors import OperationError

__all__ = ["find_content_root"]

_PACKAGE = Path(__file__).resolve().parents[1]


def find_content_root() -> Path:
    """Find the library shipped inside the package, else the `content/` folder of the checkout."""
    packaged = _PACKAGE / "library"
    checkout = _PACKAGE.parents[1] / "content"
    for root in (packaged, checkout):
        if (root / "curriculum.toml").is_file():
            return root
    raise OperationError(
        f"No drills were found: neither {packaged} nor {checkout} holds a "
        "curriculum.toml. Install deepdrill again, or name a content folder."
    )
