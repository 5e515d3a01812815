"""`deepdrill doctor`: what this machine has, what is missing, and which guarantees hold."""

import platform
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata

from deepdrill.app import App, LazyJudge
from deepdrill.cli.documents import emit
from deepdrill.cli.options import Options, opened
from deepdrill.cli.terminal import counted, say
from deepdrill.content import Lab
from deepdrill.errors import DeepdrillError
from deepdrill.judge.guarantees import assurance
from deepdrill.lab import lacks
from deepdrill.lab.confinement import network_can_be_left

__all__ = ["Finding", "doctor"]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing looked at."""

    name: str
    ok: bool
    says: str
    remedy: str = ""
    guarantees: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    """What is true here where a guarantee does not hold."""
    level: str = ""
    """Of the judge's isolation: full, reduced, or separate process only."""


def doctor(
    *,
    port: int = 8421,
    options: Options = Options(),  # noqa: B008  frozen
) -> int:
    """Check this machine, and say which guarantees hold on it. Exit 0 when all is well, else 3.

    Parameters
    ----------
    port
        The port that the pages would use.
    """
    with opened(options) as app:
        findings = [
            _python(),
            _torch(),
            _examined("content", _content, app),
            _examined("database", _database, app),
            _examined("judge", _judge, app),
            _examined("labs", _labs, app),
            _port(port),
        ]
    ok = all(finding.ok for finding in findings)
    if options.json:
        emit("health", ok=ok, findings=findings)
    else:
        for line, style in _lines(findings):
            say(line, style=style)
    return 0 if ok else 3


def _examined(name: str, examine: Callable[[App], Finding], app: App) -> Finding:
    """Turn what deepdrill foresaw into a finding, so that one illness does not hide the next."""
    try:
        return examine(app)
    except DeepdrillError as error:
        return Finding(name=name, ok=False, says=str(error))


def _python() -> Finding:
    return Finding(name="python", ok=True, says=f"{platform.python_version()} at {sys.executable}")


def _torch() -> Finding:
    try:
        return Finding(name="torch", ok=True, says=metadata.version("torch"))
    except metadata.PackageNotFoundError:
        remedy = 'install it with:  pip install "deepdrill[judge]"'
        return Finding(name="torch", ok=False, says="is not installed, so no code can be judged", remedy=remedy)


def _content(app: App) -> Finding:
    library = app.library
    says = f"{counted(len(library.drills), 'drill')} in {library.root}"
    if library.faults:
        remedy = "see them with:  deepdrill proof"
        return Finding(name="content", ok=False, says=f"{says}, {counted(len(library.faults), 'fault')}", remedy=remedy)
    return Finding(name="content", ok=True, says=says)


def _database(app: App) -> Finding:
    tried = len(app.standing())
    return Finding(name="database", ok=True, says=f"{app.settings.database}, {counted(tried, 'drill')} tried")


def _judge(app: App) -> Finding:
    judge = app.judge
    layers = judge.start().isolation if isinstance(judge, LazyJudge) else ()
    found = assurance(layers)
    return Finding(
        name="judge",
        ok=True,
        says=f"starts; isolation: {found.level} ({', '.join(layers) or 'no layer holds'}); of the code handed in:",
        guarantees=tuple(promise.says for promise in found.promises if promise.holds),
        missing=tuple(promise.says for promise in found.promises if not promise.holds),
        level=found.level,
    )


def _labs(app: App) -> Finding:
    """Look for what labs need, and whether they run without a network as they should."""
    labs = [(drill, body) for drill in app.library.drills.values() if isinstance(body := drill.body, Lab)]
    lacking = [lack for drill, body in labs if (lack := lacks(drill, body))]
    says = f"{counted(len(labs), 'lab')}"
    if lacking:
        names = ", ".join(sorted({lack.wanted for lack in lacking}))
        says = f"{says}; {len(lacking)} cannot run here for want of {names}; each says how to get it"
    left = network_can_be_left()
    return Finding(
        name="labs",
        ok=True,
        says=f"{says}; of our own code that they run:",
        guarantees=("It cannot reach the network.",) if left else (),
        missing=() if left else ("It could reach the network: this system lets no process leave it.",),
    )


def _port(port: int) -> Finding:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            remedy = f"choose another:  deepdrill --port {port + 1}"
            return Finding(name="port", ok=False, says=f"{port} is taken ({error.strerror})", remedy=remedy)
    return Finding(name="port", ok=True, says=f"{port} is free")


def _lines(findings: list[Finding]) -> Iterator[tuple[str, str]]:
    for finding in findings:
        yield (
            f"{'✓' if finding.ok else '✗'} {finding.name:<9} {finding.says}",
            "green" if finding.ok else "red",
        )
        if finding.remedy:
            yield f"    {finding.remedy}", ""
        for says in finding.guarantees:
            yield f"    · {says}", ""
        for says in finding.missing:
            yield f"    ! {says}", "yellow"
