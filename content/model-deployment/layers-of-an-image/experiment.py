"""Build an image twice: real tar layers in an OCI image layout, and Docker's rules for what comes from the cache.

Ours is the builder: Docker's documented rules in a hundred lines. Played are the commands of RUN: they write as many
bytes as an installation might, in proportion, and read what it would read.
"""

import hashlib
import io
import json
import shlex
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from deepdrill.lab.experiment import Lab, Runs, settles

Files = dict[str, bytes]
Layer = dict[str, bytes | None]
"""What an instruction changed: a file's new content, or None where it was deleted."""

MB = 1_000_000
BASE, COMPILER, MODEL, PACKAGE = 6 * MB, 12 * MB, 4 * MB, 3 * MB
FIRST, EVERYTHING = "requirements.txt, the rest later", "everything"
STAYS, PURGED, STAGES = "it stays", "a later RUN removes it", "two stages"
MOUNTED, COPIED = "mounted for one RUN", "copied, deleted by a later RUN"
CODE, RELEASE = "a line of serve.py", "a new release of flask in the index"
TOKEN, SECRET = "app/token", b"token-of-the-private-index"
LAYER_TYPE = "application/vnd.oci.image.layer.v1.tar"


def dockerfile(order: str, stages: str, secret: str) -> str:
    """Write the Dockerfile that the knobs describe."""
    mount = "--mount=type=secret,id=token " if secret == MOUNTED else ""
    early = "requirements.txt" if secret == MOUNTED else "requirements.txt token"
    lines = ["FROM python:slim AS build", "RUN apt-get install -y gcc"]
    lines += ["COPY . /app"] if order == EVERYTHING else [f"COPY {early} /app/"]
    lines += [f"RUN {mount}pip install -r /app/requirements.txt"]
    if stages == STAGES:
        lines += ["FROM python:slim", "COPY --from=build /packages /packages"]
    if order == FIRST or stages == STAGES:
        lines += ["COPY . /app"]
    if secret == COPIED:
        lines += ["RUN rm /app/token"]
    if stages == PURGED:
        lines += ["RUN apt-get purge -y gcc"]
    return "\n".join([*lines, 'CMD ["python", "/app/serve.py"]'])


@dataclass(kw_only=True)
class World:
    """What a build depends on besides the Dockerfile."""

    context: Files
    """The folder that is sent to the builder, without what .dockerignore names."""
    newest: dict[str, str]
    """Releases in the package index."""
    noise: bytes
    """Bytes that do not compress; contents are cut from them."""

    def content(self, name: str, size: int) -> bytes:
        """Give the content of a file that somebody else makes: always the same for the same name."""
        start = int(hashlib.sha256(name.encode()).hexdigest(), 16) % (len(self.noise) - size)
        return self.noise[start : start + size]


@dataclass(kw_only=True)
class Step:
    """One instruction, carried out or taken from the cache."""

    text: str
    layer: Layer
    cached: bool
    final: bool = True
    """Whether it belongs to the last stage, the only one that becomes the image."""

    @property
    def megabytes(self) -> float:
        """Give what its layer holds."""
        return sum(len(content or b"") for content in self.layer.values()) / MB


@dataclass(kw_only=True)
class Builder:
    """Carries out Dockerfiles, and remembers the layer of each step by its key."""

    cache: dict[str, Layer] = field(default_factory=dict)

    def build(self, text: str, world: World) -> list[Step]:
        """Build all stages; a step is cached if its text, its files and all steps before it are the same."""
        stages: dict[str, Files] = {}
        steps: list[Step] = []
        files: Files = {}
        key = ""
        for line in text.splitlines():
            word, _, rest = line.partition(" ")
            if word == "CMD":
                continue  # goes into the configuration, not into a layer
            if word == "FROM":
                rest, _, name = rest.partition(" AS ")
                files, key = stages.setdefault(name or "last", {}), ""
                for step in steps:
                    step.final = False
            wanted = self._copied(rest, world, stages) if word == "COPY" else {}
            seen = [f"{name} {_digest(content or b'')}" for name, content in sorted(wanted.items())]
            key = _digest("\n".join([key, word, rest, *seen]).encode())
            cached = key in self.cache
            if not cached:
                self.cache[key] = wanted if word == "COPY" else _run(word, rest, files, world)
            apply(self.cache[key], files)
            steps.append(Step(text=line, layer=self.cache[key], cached=cached))
        return steps

    def _copied(self, rest: str, world: World, stages: dict[str, Files]) -> Layer:
        """Find the files of a COPY, under the names that they get."""
        *sources, target = shlex.split(rest)
        if sources[0].startswith("--from="):
            there = stages[sources.pop(0).removeprefix("--from=")]
            return {name: content for name, content in there.items() if name.startswith(sources[0].strip("/") + "/")}
        wanted = world.context if sources == ["."] else {name: world.context[name] for name in sources}
        return {f"{target.strip('/')}/{name}": content for name, content in wanted.items()}


def _run(word: str, rest: str, files: Files, world: World) -> Layer:
    """Play a command: give the files that it would write and delete."""
    match [part for part in shlex.split(rest) if not part.startswith("-")]:
        case ["python:slim", *_] if word == "FROM":
            return {"usr/bin/python": world.content("python", BASE)}
        case ["apt-get", "install", "gcc"]:
            return {f"usr/lib/gcc/{part}": world.content(f"gcc {part}", COMPILER // 4) for part in range(4)}
        case ["apt-get", "purge", "gcc"]:
            return {name: None for name in files if name.startswith("usr/lib/gcc/")}
        case ["rm", path]:
            return {path.strip("/"): None}
        case ["pip", "install", path]:
            if "usr/lib/gcc/0" not in files or not ("mount=type=secret" in rest or files.get(TOKEN) == SECRET):
                raise RuntimeError("pip needs a compiler and the token")
            return dict(_installed(files[path.strip("/")].decode(), world))
    raise ValueError(f"nobody has taught this lab to play: {word} {rest}")


def _installed(requirements: str, world: World) -> Iterator[tuple[str, bytes]]:
    for line in requirements.splitlines():
        name, _, pinned = line.partition("==")
        version = pinned or world.newest[name]
        yield f"packages/{name}/VERSION", version.encode()
        yield f"packages/{name}/code", world.content(f"{name} {version}", PACKAGE)


def apply(layer: Layer, files: Files) -> None:
    """Put a layer on top of what is there."""
    for name, content in layer.items():
        if content is None:
            files.pop(name, None)
        else:
            files[name] = content


def packed(layer: Layer) -> bytes:
    """Give the tar file of a layer; a deleted file becomes an empty one with the prefix .wh. (a whiteout)."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, content in sorted(layer.items()):
            folder, _, base = name.rpartition("/")
            member = tarfile.TarInfo(name if content is not None else f"{folder}/.wh.{base}")
            member.size = len(content or b"")  # the time stays 0, so that the same files give the same digest
            tar.addfile(member, io.BytesIO(content or b""))
    return out.getvalue()


def write_image(folder: Path, steps: list[Step]) -> list[str]:
    """Write the last stage as an OCI image layout, as registries keep it; give the digests of its layers."""
    blobs = folder / "blobs" / "sha256"
    blobs.mkdir(parents=True, exist_ok=True)

    def blob(content: bytes, kind: str) -> dict[str, object]:
        digest = _digest(content)
        (blobs / digest).write_bytes(content)
        return {"mediaType": kind, "digest": f"sha256:{digest}", "size": len(content)}

    layers = [blob(packed(step.layer), LAYER_TYPE) for step in steps if step.final]
    digests = [str(layer["digest"]) for layer in layers]
    config = {"architecture": "amd64", "os": "linux", "rootfs": {"type": "layers", "diff_ids": digests}}
    kind = "application/vnd.oci.image.{}.v1+json"
    told = blob(json.dumps(config).encode(), kind.format("config"))
    manifest = {"schemaVersion": 2, "mediaType": kind.format("manifest"), "config": told, "layers": layers}
    index = {"schemaVersion": 2, "manifests": [blob(json.dumps(manifest).encode(), kind.format("manifest"))]}
    (folder / "index.json").write_text(json.dumps(index))
    (folder / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')
    return digests


def search_for_token(folder: Path, digests: list[str]) -> list[int]:
    """Unpack each layer of an image from its blob, and list those (from 1) that hold the token."""
    found = []
    for number, digest in enumerate(digests, 1):
        with tarfile.open(folder / "blobs" / "sha256" / digest.removeprefix("sha256:")) as tar:
            contents = [tar.extractfile(one) for one in tar.getmembers() if one.isfile()]
            if any(content is not None and SECRET in content.read() for content in contents):
                found.append(number)
    return found


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def first_world(lab: Lab, secret: str) -> World:
    """Make a project of a server, its model and its requirements."""
    noise = lab.rng.bytes(COMPILER)
    context = {
        "requirements.txt": b"numpy==2.4\nflask\nours==1.0",
        "serve.py": b"print('serving')\n",
        "README.md": b"# A service\n",
        "model.onnx": noise[:MODEL],
    }
    if secret == COPIED:  # otherwise .dockerignore names it
        context["token"] = SECRET
    return World(context=context, newest={"flask": "3.1"}, noise=noise)


def changed_world(world: World, changed: str) -> World:
    """Make what the knob says different."""
    context, newest = dict(world.context), dict(world.newest)
    match changed:
        case "a line of serve.py":
            context["serve.py"] += b"print('really')\n"
        case "README.md":
            context["README.md"] += b"It serves.\n"
        case "requirements.txt":
            context["requirements.txt"] = context["requirements.txt"].replace(b"numpy==2.4", b"numpy==2.5")
        case "a new release of flask in the index":
            newest["flask"] = "3.2"
    return World(context=context, newest=newest, noise=world.noise)


def contents(steps: list[Step]) -> Files:
    """Give the files that a container of the image would see."""
    files: Files = {}
    for step in steps:
        if step.final:
            apply(step.layer, files)
    return files


def draw(lab: Lab, first: list[Step], second: list[Step]) -> None:
    """Draw what the image holds and what both builds had to make, and list the steps."""
    size, rows = 0.0, []
    for number, step in enumerate((step for step in second if step.final), 1):
        size += step.megabytes
        lab.point("image", number, size, chart="size")
    for name, steps in (("first build", first), ("second build", second)):
        made = 0.0
        for number, step in enumerate(steps, 1):
            made += 0 if step.cached else step.megabytes
            lab.point(name, number, made, chart="work")
    for step in second:
        deleted = sum(content is None for content in step.layer.values())
        rows.append(
            {
                "instruction": step.text,
                "layer, MB": f"{step.megabytes:.2f}",
                "whiteouts": str(deleted),
                "second build": "from the cache" if step.cached else "made anew",
                "in the image": "yes" if step.final else "no",
            }
        )
    lab.table("steps", rows)


def run(lab: Lab, *, order: str, changed: str, stages: str, secret: str) -> None:
    """Build, change something, build again; weigh both, and search the layers for the token."""
    builder, world = Builder(), first_world(lab, secret)
    text = dockerfile(order, stages, secret)
    first = builder.build(text, world)
    second = builder.build(text, changed_world(world, changed))
    draw(lab, first, second)
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        registry = Path(folder)
        before, after = (write_image(registry, steps) for steps in (first, second))
        layers = {
            digest: (registry / "blobs" / "sha256" / digest.removeprefix("sha256:")).stat().st_size for digest in after
        }
        found = search_for_token(registry, after)
    lab.value("image, MB", sum(layers.values()) / MB)
    lab.value("made anew, MB", sum(step.megabytes for step in second if not step.cached))
    lab.value("to push, MB", sum(size for one, size in layers.items() if one not in before) / MB)
    files = contents(second)
    lab.value("token visible in a container", TOKEN in files)
    lab.value("layers with the token", len(found))
    lab.value("flask in the image", float(files["packages/flask/VERSION"]))
    for number in found:
        lab.note(f"Read out of the tar file of layer {number}: {SECRET.decode()}")


@settles("order")
def a_line_of_code(runs: Runs) -> int:
    """See which steps are made anew when everything is copied first."""
    finished = runs(order=EVERYTHING, changed=CODE)
    state = {str(row["instruction"]): row["second build"] for row in finished.tables["steps"]}
    anew = [text for text, what in state.items() if what == "made anew"]
    good = runs(order=FIRST, changed=CODE).values["made anew, MB"]
    megabytes = finished.values["made anew, MB"]
    runs.note(f"Made anew: {'; '.join(anew)}. That is {megabytes:.1f} MB; with requirements.txt first {good:.1f} MB.")
    packages, compiler = (any(word in text for text in anew) for word in ("pip", "gcc"))
    return 2 if compiler else 1 if packages else 0


@settles("removed")
def a_compiler_removed(runs: Runs) -> int:
    """Weigh the image with the compiler, with the compiler removed, and from two stages."""
    stays, purged, two = (runs(stages=stages).values["image, MB"] for stages in (STAYS, PURGED, STAGES))
    runs.note(f"The image has {stays:.2f} MB with the compiler, {purged:.2f} MB removed, {two:.2f} MB in two stages.")
    return 0 if purged < stays - 10 else 1 if purged >= stays and two < stays - 10 else -1


@settles("secret")
def a_deleted_token(runs: Runs) -> int:
    """Search the image's own layers for the token."""
    copied, mounted = (runs(secret=secret).values for secret in (COPIED, MOUNTED))
    found, safe = (values["layers with the token"] for values in (copied, mounted))
    visible = copied["token visible in a container"]
    runs.note(f"Copied and deleted: a container sees it: {bool(visible)}; it is in {found:.0f} layers of the image.")
    runs.note(f"Mounted for one RUN, it is in {safe:.0f} layers.")
    if visible or safe:
        return -1
    return 2 if found else 0


@settles("release")
def a_new_release(runs: Runs) -> int:
    """Read the release out of the image that was built again."""
    version = runs(changed=RELEASE).values["flask in the image"]
    fresh = runs(changed="requirements.txt").values["flask in the image"]
    runs.note(f"The index has 3.2, the image {version}. (Before the release it had {fresh}.)")
    return 0 if version == 3.2 else 1
