"""What the front end is built from."""

import json
import re
from pathlib import Path

FRONTEND = Path(__file__).parents[2] / "frontend"


def test_every_package_is_pinned_to_one_version() -> None:
    """The same bundle comes out tomorrow: no range, and the lock file names the versions of package.json."""
    wanted = json.loads((FRONTEND / "package.json").read_text())
    locked = json.loads((FRONTEND / "package-lock.json").read_text())["packages"]

    for name, version in (wanted["dependencies"] | wanted["devDependencies"]).items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), name
        assert locked[f"node_modules/{name}"]["version"] == version


def test_the_lock_file_names_no_registry() -> None:
    """Packages come from whatever registry the builder has chosen, held to by their hashes."""
    locked = json.loads((FRONTEND / "package-lock.json").read_text())["packages"]

    assert [name for name, package in locked.items() if "resolved" in package] == []
    assert [name for name, package in locked.items() if name and "integrity" not in package] == []
