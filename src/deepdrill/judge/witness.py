"""Lists every operator that ran in any thread, whether or not a recorder saw it.

It rides on the profiler's own hooks below Python, so a thread, a switched-off dispatch mode or `eval` hides nothing
from it. It knows names only, and it lives in the learner's process: what it says is a claim.
"""

import contextlib
import os
from collections.abc import Callable, Iterator
from typing import Any

import torch

__all__ = ["watch"]


def watch(call: Callable[[], Any]) -> tuple[Any, list[str]]:
    """Run a call; give what it returned and the names of all operators that ran meanwhile."""
    try:
        _start()
    except (AttributeError, ImportError, RuntimeError, TypeError):  # another torch, or the learner's own profiler
        return call(), []
    names: list[str] = []
    try:
        returned = call()
    finally:
        names += _stop()
    return returned, names


def _stop() -> list[str]:
    with _silence():
        events = torch._C._autograd._disable_profiler().events()  # noqa: SLF001
    return sorted({name for event in events if "::" in (name := event.name())})


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """Drop what the profiler's native code writes to standard error about itself."""
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _start() -> None:
    """Start the profiler without what `torch.profiler` adds: half a millisecond instead of several, and no output."""
    profiler, autograd = torch._C._profiler, torch._C._autograd  # noqa: SLF001
    everywhere = profiler._ExperimentalConfig(profile_all_threads=True)  # noqa: SLF001
    no_shapes = no_memory = no_stack = no_flops = no_modules = False
    settings = profiler.ProfilerConfig(
        profiler.ProfilerState.KINETO, no_shapes, no_memory, no_stack, no_flops, no_modules, everywhere
    )
    kinds = {profiler.ProfilerActivity.CPU}
    with _silence():
        autograd._prepare_profiler(settings, kinds)  # noqa: SLF001
        autograd._enable_profiler(settings, kinds)  # noqa: SLF001
