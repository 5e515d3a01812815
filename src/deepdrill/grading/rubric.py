"""A rubric made ready for comparing: phrasings as weighted stems, must groups and cues in every spelling."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from deepdrill.content.records import Explain, Misconception, Point
from deepdrill.grading.notation import compact, meets, plain, spellings, stem, words_of

__all__ = [
    "FUNCTION_WORDS",
    "ReadyMisconception",
    "ReadyPoint",
    "Rubric",
    "Terms",
    "content_stems",
    "ready",
    "recall",
]

FUNCTION_WORDS = frozenset(
    """
    a an the this that these those it its itself they them their there here he she his her we us our you your i me my
    is are was were be been being am do does did done doing have has had having will would shall should can could may
    might must of in on at by for from to into onto with without within as than then so such if else when while where
    which who whom whose what why how and or but nor not no yes also too very just only even still already again more
    most less least much many few some any all both each every either neither one ones other another own same because
    since until unless although though however therefore thus hence about over under up down out off between through
    during before after above below across per via let get gets got make makes made go goes like well really basically
    actually kind sort thing things something etc eg ie vs say says said means mean know think i'm it's don't doesn't
    that's you're we're they're isn't aren't can't won't there's
    """.split()  # noqa: SIM905  a list of words reads better as one
)

ASKED = 0.4
"""What a word of the question is worth in a phrasing: it says little when it comes back."""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """Any of some stems or phrases."""

    spellings: tuple[str, ...]

    @classmethod
    def of(cls, terms: Iterable[str]) -> "Terms":
        """Make them ready."""
        return cls(spellings=tuple(dict.fromkeys(one for term in terms for one in spellings(term))))

    def places(self, text: str) -> list[int]:
        """List where one of them begins in a matchable text."""
        return [place for one in self.spellings for place in meets(text, one)]

    def meet(self, text: str) -> bool:
        """Tell whether one of them is in a matchable text."""
        return any(one in text and meets(text, one) for one in self.spellings)


@dataclass(frozen=True, kw_only=True)
class ReadyPoint:
    """A point made ready."""

    point: Point
    phrasings: tuple[Mapping[str, float], ...]
    """For each phrasing its stems, with what each is worth."""
    must: tuple[Terms, ...]
    formulas: tuple[str, ...]

    def recall(self, stems: frozenset[str]) -> float:
        """Give the largest share of a phrasing's words that are among some stems."""
        return max(recall(phrasing, stems) for phrasing in self.phrasings)

    def share(self, text: str) -> float:
        """Give the share of must groups that a matchable text meets; a half, which says nothing, without any."""
        return sum(group.meet(text) for group in self.must) / len(self.must) if self.must else 0.5


@dataclass(frozen=True, kw_only=True)
class ReadyMisconception:
    """A misconception made ready."""

    misconception: Misconception
    anchor: Terms
    wrong_cue: Terms
    right_cue: Terms


@dataclass(frozen=True, kw_only=True)
class Rubric:
    """A rubric made ready."""

    asked: frozenset[str]
    """Stems of the question."""
    points: tuple[ReadyPoint, ...]
    misconceptions: tuple[ReadyMisconception, ...]


def ready(prompt: str, body: Explain) -> Rubric:
    """Make a rubric ready; done once for each drill."""
    asked = frozenset(content_stems(words_of(plain(prompt))))
    return Rubric(
        asked=asked,
        points=tuple(_point(point, asked) for point in body.points),
        misconceptions=tuple(
            ReadyMisconception(
                misconception=one,
                anchor=Terms.of(one.anchor),
                wrong_cue=Terms.of(one.wrong_cue),
                right_cue=Terms.of(one.right_cue),
            )
            for one in body.misconceptions
        ),
    )


def content_stems(words: Iterable[str]) -> list[str]:
    """List the stems of the words that carry meaning."""
    return [stem(word) for word in words if word not in FUNCTION_WORDS]


def recall(phrasing: Mapping[str, float], stems: frozenset[str]) -> float:
    """Give the share of a phrasing's words, by their worth, that are among some stems."""
    whole = sum(phrasing.values())
    return sum(worth for one, worth in phrasing.items() if one in stems) / whole if whole else 0.0


def _point(point: Point, asked: frozenset[str]) -> ReadyPoint:
    return ReadyPoint(
        point=point,
        phrasings=tuple(
            {one: ASKED if one in asked else 1.0 for one in content_stems(words_of(plain(say)))} for say in point.say
        ),
        must=tuple(Terms.of(group) for group in point.must),
        formulas=tuple(compact(plain(formula)) for formula in point.formula),
    )
