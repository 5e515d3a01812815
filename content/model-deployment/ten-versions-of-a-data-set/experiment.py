"""A data file in ten versions, kept by git or by DVC beside it; then a colleague clones. Both tools really run."""

import contextlib
import hashlib
import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from deepdrill.lab.experiment import Lab, Runs, settles

PLACE = Path.cwd()
APART = {
    "DVC_NO_ANALYTICS": "1",
    "DVC_SITE_CACHE_DIR": str(PLACE / "dvc-site"),  # its default lies outside of our folder
    "DVC_GLOBAL_CONFIG_DIR": str(PLACE / "dvc-config"),
    "DVC_SYSTEM_CONFIG_DIR": str(PLACE / "dvc-config"),
    "GIT_CONFIG_GLOBAL": os.devnull,  # nobody's own settings, hooks or signatures
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "author",
    "GIT_AUTHOR_EMAIL": "author@example.org",
    "GIT_COMMITTER_NAME": "author",
    "GIT_COMMITTER_EMAIL": "author@example.org",
}
os.environ.update(APART)  # before DVC is imported: it reads some of them at once

from dvc.cli import main as dvc_main  # noqa: E402

ROWS, BYTES = 20_000, 1_000_000
GIT, DVC = "git alone", "git and DVC"
RANDOM, TABLE = "bytes, all new each time", "a table, 1 % of the rows change"
EACH, LAST = "after each commit", "after the last commit"
MB = 1e6


def git(folder: Path, *words: str) -> None:
    """Run git in a folder."""
    subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True)  # noqa: S603, S607


@contextlib.contextmanager
def inside(folder: Path) -> Iterator[None]:
    """Work in a folder."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def dvc(folder: Path, *words: str) -> bool:
    """Run a command of DVC in a folder, in this process, since its imports take a second; tell whether it went well."""
    with inside(folder), contextlib.redirect_stdout(None), contextlib.redirect_stderr(None):
        return int(dvc_main([*words, "--quiet"])) == 0


def weight(folder: Path) -> float:
    """Give the MB of all files of a folder."""
    return sum(one.stat().st_size for one in folder.rglob("*") if one.is_file()) / MB


def digest(path: Path) -> str:
    """Give the MD5 of a file's content, as DVC does; empty where there is none."""
    return hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest() if path.is_file() else ""


class Author:
    """Whoever makes the versions: a repository, and a folder that is the remote."""

    def __init__(self, folder: Path, *, keeper: str) -> None:
        """Begin with an empty repository."""
        self.repository, self.remote = folder / "author", folder / "remote"
        self.dvc = keeper == DVC
        self.data = self.repository / "data.bin"
        self.repository.mkdir()
        self.remote.mkdir()
        git(self.repository, "init", "--initial-branch=main")
        if self.dvc:
            dvc(self.repository, "init")
            dvc(self.repository, "config", "core.analytics", "false")
            dvc(self.repository, "config", "core.check_update", "false")
            dvc(self.repository, "remote", "add", "--default", "store", str(self.remote))

    def commit(self, content: bytes, version: int) -> str:
        """Commit a version of the data and of the code that goes with it; give the digest of the data."""
        self.data.write_bytes(content)
        (self.repository / "train.py").write_text(f"VERSION = {version}\n")
        if self.dvc:
            dvc(self.repository, "add", "data.bin")
        git(self.repository, "add", "--all")
        git(self.repository, "commit", "--message", f"Version {version}")
        git(self.repository, "tag", f"v{version}")
        return digest(self.data)

    def push(self) -> None:
        """Send the data that the present pointer names."""
        if self.dvc:
            dvc(self.repository, "push")

    def pack(self) -> None:
        """Have git store its objects as a server would: compressed, similar ones as differences."""
        git(self.repository, "gc", "--quiet")

    def weights(self) -> dict[str, float]:
        """Give the MB of each place where something is kept."""
        places = {"git's history": self.repository / ".git"}
        if self.dvc:
            places |= {"DVC's cache": self.repository / ".dvc" / "cache", "DVC's remote": self.remote}
        return {name: weight(place) for name, place in places.items()}


def contents(lab: Lab, data: str, versions: int) -> Iterator[bytes]:
    """Give the file's content in each version."""
    table = lab.rng.integers(10**9, size=(ROWS, 5))
    for _ in range(versions):
        if data == RANDOM:
            yield lab.rng.bytes(BYTES)
        else:
            table[lab.rng.choice(ROWS, ROWS // 100, replace=False)] = lab.rng.integers(10**9, size=(ROWS // 100, 5))
            yield "\n".join(",".join(map(str, row)) for row in table.tolist()).encode()


def ask_colleague(lab: Lab, author: Author, digests: list[str]) -> None:
    """Clone, ask for the first, a middle and the last version, and compare the data with what was committed."""
    clone = author.repository.parent / "colleague"
    git(author.repository.parent, "clone", "--no-local", author.repository.as_uri(), str(clone))
    lab.value("MB that a clone fetches", weight(clone / ".git"))
    rows, restored = [], 0
    for version in (1, (len(digests) + 1) // 2, len(digests)):
        git(clone, "checkout", "--quiet", f"v{version}")
        pulled = dvc(clone, "pull", "--force") if author.dvc else True
        same = digest(clone / "data.bin") == digests[version - 1]
        restored += same
        rows.append(
            {
                "version": f"v{version}",
                "code": (clone / "train.py").read_text().strip(),
                "dvc pull": ("went well" if pulled else "failed") if author.dvc else "",
                "data": "as committed, byte by byte" if same else "not restored",
            }
        )
    lab.table("what the colleague gets", rows)
    lab.value("versions restored, of 3", restored)


def run(lab: Lab, *, keeper: str, data: str, push: str, versions: int) -> None:
    """Commit the versions, go back to the first one, delete the file, and have a colleague clone."""
    with tempfile.TemporaryDirectory(dir=PLACE) as folder:
        author = Author(Path(folder), keeper=keeper)
        digests = []
        for version, content in enumerate(contents(lab, data, versions), 1):
            digests.append(author.commit(content, version))
            if push == EACH or (push == LAST and version == versions):
                author.push()
            for place, size in author.weights().items():
                lab.point(place, version, size)
            if lab.stopped:
                return
        git(author.repository, "checkout", "--quiet", "v1")
        lab.value("version of data: git checkout v1", digests.index(digest(author.data)) + 1)
        if author.dvc:
            dvc(author.repository, "checkout", "--force")
            lab.value("version of data: dvc checkout too", digests.index(digest(author.data)) + 1)
        git(author.repository, "checkout", "--quiet", "main")
        git(author.repository, "rm", "--quiet", "data.bin.dvc" if author.dvc else "data.bin")
        git(author.repository, "commit", "--message", "The data are gone")
        author.pack()
        for place, size in author.weights().items():
            lab.value(f"MB at the end: {place}", size)
        ask_colleague(lab, author, digests)


@settles("deleted")
def after_git_rm(runs: Runs) -> int:
    """Weigh the clone of a history of ten versions whose file has been deleted."""
    size = runs(keeper=GIT).values["MB that a clone fetches"]
    other = runs(keeper=DVC).values["MB that a clone fetches"]
    runs.note(f"The clone fetches {size:.2f} MB from git alone, and {other:.3f} MB where DVC keeps the data.")
    return 0 if size < 0.3 else 1 if size < 2 else 2 if 9 < size < 12 else -1


@settles("table")
def a_table_that_changes_little(runs: Runs) -> int:
    """Compare the packed history of a table in git with DVC's cache of the same versions."""
    inside_git = runs(keeper=GIT, data=TABLE).values["MB at the end: git's history"]
    cache = runs(keeper=DVC, data=TABLE).values["MB at the end: DVC's cache"]
    runs.note(f"Ten versions of the table take {inside_git:.2f} MB in git and {cache:.2f} MB in DVC's cache.")
    ratio = cache / inside_git
    return 0 if ratio < 0.5 else 1 if ratio < 2 else 2


@settles("forgotten")
def one_push_for_all(runs: Runs) -> int:
    """See what a colleague gets of version 1 if only the last one was pushed, or each."""
    rows = runs(push=LAST).tables["what the colleague gets"]
    for row in rows:
        runs.note(f"Pushed once: {row['version']} has {row['code']}, dvc pull {row['dvc pull']}, data {row['data']}.")
    whole = runs(push=EACH).values["versions restored, of 3"]
    runs.note(f"Pushed after each commit, {whole:.0f} of 3 versions are restored.")
    first, last = ("as committed" in str(rows[at]["data"]) for at in (0, -1))
    if not last or whole < 3:
        return -1
    return 0 if first else 1 if rows[0]["dvc pull"] == "failed" else 2


@settles("checkout")
def git_checkout_alone(runs: Runs) -> int:
    """Name the version of the data after git checkout alone, and after dvc checkout."""
    values = runs().values
    before, after = (values[f"version of data: {what}"] for what in ("git checkout v1", "dvc checkout too"))
    runs.note(f"After git checkout v1 the data are those of version {before:.0f}, after dvc checkout of {after:.0f}.")
    return 0 if before == 1 else 1 if before == 10 and after == 1 else -1
