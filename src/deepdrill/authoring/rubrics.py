"""What in a rubric keeps an offline grader from working, found without one."""

from collections.abc import Iterator, Sequence

from deepdrill.content import Explain, Misconception, Point
from deepdrill.grading.notation import matchable, plain
from deepdrill.grading.rubric import Terms

__all__ = ["rubric_troubles"]

FEWEST_PHRASINGS = 2


def rubric_troubles(prompt: str, body: Explain) -> list[str]:
    """List what to repair, in the order of the rubric."""
    asked = form(prompt)
    troubles = [trouble for point in body.points for trouble in _point_troubles(point, asked)]
    return troubles + [trouble for one in body.misconceptions for trouble in _misconception_troubles(one)]


def _point_troubles(point: Point, asked: str) -> Iterator[str]:
    name = f"point {point.id}"
    if len(point.say) < FEWEST_PHRASINGS:
        yield f"{name} has one phrasing; write 3 to 5, one of them short"
    if not point.must:
        yield f"{name} has no must group; name the stems without which it cannot have been made"
    if point.must and all(found_in(asked, group) for group in point.must):
        words = ", ".join(found_in(asked, group)[0] for group in point.must)
        yield f"{name}: the question's own words ({words}) meet every must group; take them out or add a group"


def _misconception_troubles(one: Misconception) -> Iterator[str]:
    name = f"misconception {one.id}"
    for what, stems in (("anchor", one.anchor), ("wrong_cue", one.wrong_cue)):
        if not stems:
            yield f"{name} has no {what}, so it is never found; write the stems"
    unmet = [say for say in one.wrong if one.wrong_cue and not found_in(form(say), one.wrong_cue)]
    if unmet and len(unmet) == len(one.wrong):
        yield f"{name}: none of its own wrong statements has a wrong_cue; add one that they have"
    for say in one.wrong:
        if one.right_cue and (met := found_in(form(say), one.right_cue)):
            yield f'{name}: its wrong statement "{say}" has the right_cue "{met[0]}", so it is never found; drop one'


def found_in(text: str, terms: Sequence[str]) -> list[str]:
    """List the terms that a matchable text meets."""
    return [term for term in terms if Terms.of([term]).meet(text)]


def form(text: str) -> str:
    """Give a text as stems are looked for in it."""
    return matchable(plain(text))
