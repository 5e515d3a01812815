"""A library's drills as the curriculum sees them: arrays made once, so that the next drill is chosen at once.

A cell is one topic in one round; abilities are estimated per cell (`ability`).
"""

from collections import defaultdict
from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import NDArray

from deepdrill.content.records import Drill, Level, Library, Role, Round, Topic
from deepdrill.curriculum.records import Profile
from deepdrill.errors import UsageError

__all__ = ["LEVEL_MARGIN", "ROUNDS", "Course"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

ROUNDS = tuple(one for one in Round if one is not Round.MIXED)

_LEVELS = tuple(Level)
LEVEL_MARGIN = {Level.FRESHER: -1.0, Level.MID: 0.0, Level.SENIOR: 1.0}
"""Logits. A step of level is the difference between solving three in four and one in two."""
_BY_MINUTES = 0.5
"""Logits for each e-fold of the minutes over what is usual for its kind and level: more of it can go wrong."""
_BY_FREQUENCY = -0.1
"""Logits for each e-fold of how often it is asked: what everybody asks, most people have seen."""

_ASKED_AT = {
    Level.FRESHER: {Level.FRESHER: 0.55, Level.MID: 0.40, Level.SENIOR: 0.05},
    Level.MID: {Level.FRESHER: 0.20, Level.MID: 0.60, Level.SENIOR: 0.20},
    Level.SENIOR: {Level.FRESHER: 0.10, Level.MID: 0.45, Level.SENIOR: 0.45},
}
"""Share of the questions of an interview for one level that are of each level: every interview opens below its own."""
_UNCOUNTED = 3.0
"""Added to how often a drill is asked, so that what nobody counted is still asked now and then."""

# Standard deviations of ability between learners, in logits: a person as a whole, a topic, a round, and the rest.
_SD_PERSON, _SD_TOPIC, _SD_ROUND, _SD_REST = 0.9, 0.6, 0.4, 0.4
_COUPLING = 1.0
"""How strongly a topic is tied to those that it needs: the weight of the graph's Laplacian beside the identity."""


@dataclass(frozen=True, kw_only=True)
class Course:
    """A library, indexed; arrays run over its drills in the order of the library unless said otherwise."""

    library: Library
    drills: tuple[Drill, ...]
    index: dict[str, int]
    """Place of a drill by its path."""
    topics: tuple[str, ...]
    cell: Ints
    """Topic times the number of rounds, plus round."""
    difficulty: Floats
    """Logits; 0 is a middling drill of the middle level."""
    minutes: Floats
    level: Ints
    """Place in `Level`."""
    frequency: Floats
    needs: tuple[Ints, Ints]
    """Pairs of a drill and one that it needs, both as places."""
    topic_needs: tuple[Ints, Ints]
    """The same for topics."""
    prior: Floats
    """Covariance of ability between cells (cells, cells), before anything is known."""

    @classmethod
    def of(cls, library: Library) -> "Course":
        """Index a library."""
        drills = tuple(library.drills.values())
        index = {drill.path: place for place, drill in enumerate(drills)}
        topics = tuple(library.topics)
        place = {topic: number for number, topic in enumerate(topics)}
        cells = [place[drill.topic] * len(ROUNDS) + ROUNDS.index(drill.round) for drill in drills]
        return cls(
            library=library,
            drills=drills,
            index=index,
            topics=topics,
            cell=np.array(cells, dtype=np.int64),
            difficulty=_difficulties(drills),
            minutes=np.array([drill.minutes for drill in drills], dtype=np.float64),
            level=np.array([_LEVELS.index(drill.level) for drill in drills], dtype=np.int64),
            frequency=np.array([drill.frequency for drill in drills], dtype=np.float64),
            needs=_pairs([(index[drill.path], index[n]) for drill in drills for n in drill.needs if n in index]),
            topic_needs=_pairs(
                [(place[t.id], place[n]) for t in library.topics.values() for n in t.needs if n in place]
            ),
            prior=_prior(library.topics),
        )

    @property
    def cells(self) -> int:
        """Count the cells."""
        return len(self.topics) * len(ROUNDS)

    @property
    def round(self) -> Ints:
        """Place of each drill's round in `ROUNDS`."""
        return np.asarray(self.cell % len(ROUNDS))

    def name(self, cell: int) -> str:
        """Give the name of a cell: "topic/round"."""
        topic, round_ = divmod(cell, len(ROUNDS))
        return f"{self.topics[topic]}/{ROUNDS[round_].value}"

    def cell_of(self, name: str) -> int | None:
        """Find a cell by its name; None where the library no longer has the topic."""
        topic, _, round_ = name.partition("/")
        if topic not in self.topics:
            return None
        return self.topics.index(topic) * len(ROUNDS) + ROUNDS.index(Round(round_))

    def role(self, profile: Profile) -> Role:
        """Find the role of a profile.

        Raises:
            UsageError: There is no such role.
        """
        roles = self.library.roles
        if profile.role not in roles:
            known = ", ".join(roles) or "none: content/roles.toml is missing"
            raise UsageError(f'There is no role "{profile.role}". The roles are {known}. Choose with:  deepdrill setup')
        return roles[profile.role]

    def asked(self, profile: Profile) -> Floats:
        """Give the share of the interview's questions that are like each drill; rounds without drills have none.

        A round is spread over the topics that it has drills of, a cell over its drills by level and by how often each
        is asked.
        """
        role = self.role(profile)
        at_level = np.array([_ASKED_AT[profile.level][level] for level in _LEVELS])
        within = at_level[self.level] * (_UNCOUNTED + self.frequency)
        of_cell = np.bincount(self.cell, weights=within, minlength=self.cells)
        return np.asarray(within / of_cell[self.cell] * self.asked_of_cells(role)[self.cell])

    def asked_of_cells(self, role: Role) -> Floats:
        """Give the share of the interview's questions that fall to each cell with drills."""
        topics = np.array([role.topics.get(topic, 0.0) for topic in self.topics])
        rounds = np.array([role.rounds.get(one, 0.0) for one in ROUNDS])
        there = np.bincount(self.cell, minlength=self.cells).reshape(len(topics), len(ROUNDS)) > 0
        shares = topics[:, None] * there
        whole = shares.sum(axis=0)
        return np.asarray((shares / np.where(whole > 0, whole, 1.0) * rounds).reshape(-1))


def _difficulties(drills: tuple[Drill, ...]) -> Floats:
    usual: dict[tuple[str, str], list[int]] = defaultdict(list)
    for drill in drills:
        usual[drill.kind, drill.level].append(drill.minutes)
    middle = {key: median(values) for key, values in usual.items()}
    return np.array(
        [
            LEVEL_MARGIN[drill.level]
            + _BY_MINUTES * np.log(drill.minutes / middle[drill.kind, drill.level])
            + _BY_FREQUENCY * np.log1p(drill.frequency)
            for drill in drills
        ],
        dtype=np.float64,
    )


def _pairs(pairs: list[tuple[int, int]]) -> tuple[Ints, Ints]:
    both = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def _prior(topics: dict[str, Topic]) -> Floats:
    """Give the covariance between cells: neighbours in the graph of topics are alike, and so are rounds of a topic."""
    place = {topic: number for number, topic in enumerate(topics)}
    laplacian = np.zeros((len(topics), len(topics)))
    for topic in topics.values():
        for need in topic.needs:
            if need in place:
                a, b = place[topic.id], place[need]
                laplacian[[a, b], [a, b]] += 1
                laplacian[[a, b], [b, a]] -= 1
    alike = np.linalg.inv(np.eye(len(topics)) + _COUPLING * laplacian)
    scale = np.sqrt(np.diag(alike))
    alike = alike / np.outer(scale, scale)
    rounds = len(ROUNDS)
    return np.asarray(
        _SD_PERSON**2
        + _SD_TOPIC**2 * np.kron(alike, np.ones((rounds, rounds)))
        + _SD_ROUND**2 * np.kron(np.ones_like(alike), np.eye(rounds))
        + _SD_REST**2 * np.eye(len(topics) * rounds)
    )
