"""The only place that chooses: which content, which journal, which judge, whose clock and dice.

The faces (`cli`, `web`) ask an `App`; it hands every question on to the package that can answer it. Nothing
is opened before it is needed: reading works with an unusable database, and numbers start no judge.
"""

import os
import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import RLock, Thread
from types import TracebackType
from typing import TYPE_CHECKING, Self

from msgspec.structs import replace

from deepdrill import content, practice
from deepdrill.clock import Clock, system_clock
from deepdrill.content.kept import fingerprint, kept_library
from deepdrill.content.records import Debug, Drill, Explain, Kind, Library, Stage
from deepdrill.content.spelling import near
from deepdrill.errors import FaultyDrill, JudgeUnavailable, StoreUnavailable, UnknownDrill, UsageError
from deepdrill.grading import Calculation, Problem, WordsGrade
from deepdrill.grading.endpoint import Endpoint, EndpointGrader
from deepdrill.grading.words import PointState
from deepdrill.judge.verdict import Event, Program, RunReport, Submission, Verdict
from deepdrill.lab import (
    Dataset,
    EvidenceSettled,
    Experimenter,
    QuestionSettled,
    Running,
    Settler,
    make_dataset,
    read_knobs,
)
from deepdrill.practice import (
    Attempt,
    CaseProgress,
    Correction,
    Graders,
    Hints,
    Journal,
    Judges,
    Learning,
    ListPlans,
    Plans,
    Preparation,
    Programs,
    Repair,
    Says,
    StageWork,
    Standing,
    State,
    TakenIn,
    Takeout,
)
from deepdrill.recall import Blank, Trap, Variant

if TYPE_CHECKING:
    from datetime import datetime

    from deepdrill.curriculum.course import Course
    from deepdrill.grading.closeness import Closeness
    from deepdrill.grading.encoder import Encoder
    from deepdrill.interview import Book, Interviews, Report, Underway
    from deepdrill.judge import Judge
    from deepdrill.judge.gpu import OnGpu
    from deepdrill.judge.trusted import TrustedJudge
    from deepdrill.store import SqlJournal

__all__ = ["LOCAL", "App", "Dice", "LazyJudge", "Settings", "open_app", "system_dice"]

LOCAL = "local"
"""The one learner of a laptop: no sign-in, no name asked."""

LARGEST_SEED = 2**53 - 1
"""A seed survives JSON and a browser unchanged up to here."""


@dataclass(frozen=True, kw_only=True)
class Dice:
    """Where chance comes from."""

    seed: Callable[[], int]
    """Gives the seed of fresh inputs, from 0 to 2**32."""
    attempt_id: Callable[[], str]
    """Gives an id that no other attempt has."""


def system_dice() -> Dice:
    """Roll the machine's own dice."""
    return Dice(seed=lambda: secrets.randbelow(2**32), attempt_id=lambda: secrets.token_hex(8))


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a person may choose without touching code."""

    home: Path
    """The folder that holds the database."""
    content: Path | None = None
    """The library's folder; None for the one that came with deepdrill."""
    workers: int = 1
    """Submissions judged at once."""
    encoder: Path | None = None
    """The folder of the sentence encoder; None for the one that came with deepdrill."""
    model: Endpoint | None = None
    """A language model to grade words with; None to grade offline."""

    @classmethod
    def from_environment(cls, env: Mapping[str, str] | None = None, *, every_core: bool = False) -> Self:
        """Read DEEPDRILL_HOME, _CONTENT, _WORKERS, _ENCODER, _MODEL_URL, …; an empty one counts as unset.

        Args:
            env: the process's own where None.
            every_core: what _WORKERS is where it is unset: a worker for each core, for long work that nobody shares
                the machine with, instead of one for every two.
        """
        env = os.environ if env is None else env
        home = env.get("DEEPDRILL_HOME")
        library = env.get("DEEPDRILL_CONTENT")
        encoder = env.get("DEEPDRILL_ENCODER")
        return cls(
            home=Path(home).expanduser() if home else _user_folder(),
            content=Path(library).expanduser() if library else None,
            workers=_workers(env.get("DEEPDRILL_WORKERS", ""), every_core=every_core),
            encoder=Path(encoder).expanduser() if encoder else None,
            model=_endpoint(env),
        )

    @property
    def database(self) -> Path:
        """The file that holds attempts."""
        return self.home / "deepdrill.sqlite3"

    @property
    def library_copy(self) -> Path:
        """The file that holds what was read of the content; it may be deleted at any time."""
        return self.home / "library.pickle"


@dataclass(kw_only=True)
class LazyJudge:
    """The judge, started by its first submission: it imports torch, which takes about two seconds."""

    find: Callable[[str], Drill]
    hidden: tuple[Path, ...]
    """Folders with answers, which no submission may see."""
    workers: int
    _judge: "Judge | None" = None
    _lock: RLock = field(default_factory=RLock, repr=False)

    def judge(
        self,
        submission: Submission,
        on_event: Callable[[Event], None] | None = None,
        *,
        supersedes: str | None = None,
    ) -> Verdict:
        """Judge one submission."""
        return self.start().judge(submission, on_event, supersedes=supersedes)

    def run(
        self,
        program: Program,
        on_event: Callable[[Event], None] | None = None,
        *,
        supersedes: str | None = None,
    ) -> RunReport:
        """Run a program without judging it."""
        return self.start().run(program, on_event, supersedes=supersedes)

    def stop(self, key: str) -> bool:
        """End what was begun with this key; a judge that has not started has nothing to end."""
        with self._lock:
            judge = self._judge
        return judge is not None and judge.stop(key)

    def start(self) -> "Judge":
        """Start the judge unless it runs already."""
        with self._lock:
            if self._judge is None:
                from deepdrill.judge import Judge  # noqa: PLC0415  the faces import `app` for much less

                judge = Judge(self.find, hidden=self.hidden, workers=self.workers)
                judge.start()
                self._judge = judge
            return self._judge

    def close(self) -> None:
        """End its processes."""
        with self._lock:
            judge, self._judge = self._judge, None
        if judge is not None:
            judge.close()


class App:
    """deepdrill, opened: one per process, used from any thread, closed at the end."""

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock = system_clock,
        dice: Dice | None = None,
        journal: Journal | None = None,
        judges: Judges | None = None,
        programs: Programs | None = None,
        graders: Graders | None = None,
        plans: Plans | None = None,
    ) -> None:
        """Choose the parts; a journal or a judge that is passed in is used as it is and not closed.

        Args:
            settings: Where things are.
            clock: Gives the present moment.
            dice: Gives seeds and ids; the system's own by default.
            journal: Where attempts are kept, instead of the database in `settings.home`.
            judges: Who judges, instead of the judge's own processes.
            programs: Who runs training programs, instead of the judge's own processes.
            graders: Who grades answers in words, instead of the offline grader.
            plans: Where set-up and sittings are kept, instead of beside the attempts.
        """
        self.settings = settings
        self.interrupted: tuple[Attempt, ...] = ()
        """Attempts that a crash left unfinished, found when the journal was opened; each keeps its text."""
        self.made_anew_from = 0
        """Attempts that were gone through again in this process, after an upgrade or where nothing was kept of them."""
        self._clock = clock
        self._dice = dice or system_dice()
        self._journal = journal
        self._plans = plans
        self._store: SqlJournal | None = None
        self._book: Book | None = None
        self._judges = judges
        self._programs = programs
        self._lazy_judge: LazyJudge | None = None
        self._graders = graders
        self.settler = Settler()
        """Settles the evidence of explain drills."""
        self.experimenter = Experimenter(places=2 * settings.workers)
        """Runs labs; one takes one core, where a submission takes two."""
        self._library: Library | None = None
        self._course: Course | None = None
        self._seen = b""
        self._lock = RLock()

    @cached_property
    def root(self) -> Path:
        """The folder of the content."""
        return self.settings.content or content.find_content_root()

    @property
    def library(self) -> Library:
        """All drills, read on first use."""
        with self._lock:
            if self._library is None:
                self._seen = fingerprint(self.root)
                self._library = kept_library(self.root, self._seen, self.settings.library_copy)
            return self._library

    @property
    def journal(self) -> Journal:
        """Where attempts are kept; opened on first use, so that reading drills needs no database.

        Raises:
            StoreUnavailable: The database cannot be used; the message says why and what to do.
        """
        with self._lock:
            if self._journal is None:
                from deepdrill.store import open_store  # noqa: PLC0415  SQLAlchemy takes half a second

                self._store = open_store(self.settings.database, learning=self._learning)
                self._journal = self._store
                with suppress(StoreUnavailable):  # locked just now: the next start finds them again
                    self.interrupted = practice.recover(self._journal, clock=self._clock)
            elif self._journal.learning is None:
                self._journal.learning = self._learning
            return self._journal

    @property
    def plans(self) -> Plans:
        """Where set-up and sittings are kept: beside the attempts."""
        with self._lock:
            if self._plans is None:
                kept = self.journal
                self._plans = ListPlans() if self._store is None or kept is not self._store else self._store.plans
            return self._plans

    @property
    def course(self) -> "Course":
        """The drills as the curriculum sees them; made once per library."""
        with self._lock:
            library = self.library
            if self._course is None or self._course.library is not library:
                from deepdrill.curriculum.course import Course  # noqa: PLC0415  NumPy is not needed to read a drill

                self._course = Course.of(library)
            return self._course

    @property
    def _learning(self) -> Learning:
        return Learning(course=lambda: self.course)

    def now(self) -> "datetime":
        """Look at the clock."""
        return self._clock()

    def draw_seed(self) -> int:
        """Draw a seed of fresh questions."""
        return self._dice.seed()

    def preparation(self, *, learner: str = LOCAL) -> Preparation:
        """Give the learner's way to an interview: set-up, placement, today, progress."""
        return Preparation(
            learner=learner,
            course=lambda: self.course,
            journal=self.journal,
            plans=self.plans,
            clock=self._clock,
            draw_seed=self._dice.seed,
            tell=self._note_made_anew,
        )

    def _note_made_anew(self, attempts: int) -> None:
        self.made_anew_from = attempts

    @property
    def judge(self) -> Judges:
        """Who judges; its processes start with the first submission."""
        with self._lock:
            if self._judges is None:
                self._judges = self._processes()
            return self._judges

    @property
    def programs(self) -> Programs:
        """Who runs training programs: the judge's own processes."""
        with self._lock:
            return self._programs or self._processes()

    def _processes(self) -> LazyJudge:
        if self._lazy_judge is None:
            hidden = (self.root, self.settings.home)
            self._lazy_judge = LazyJudge(find=self.drill, hidden=hidden, workers=self.settings.workers)
        return self._lazy_judge

    @property
    def grader(self) -> Graders:
        """Who grades answers in words; the sentence encoder is loaded by the first one."""
        with self._lock:
            if self._graders is None:
                from deepdrill.grading.offline import OfflineGrader  # noqa: PLC0415  only where words are graded

                offline = OfflineGrader(self.encoder)
                self._graders = EndpointGrader(self.settings.model, offline) if self.settings.model else offline
            return self._graders

    @cached_property
    def encoder(self) -> "Encoder":
        """What turns sentences into vectors; loaded by the first answer in words."""
        from deepdrill.grading.encoder import EMBEDDED, OnnxEncoder  # noqa: PLC0415  only where words are graded

        return OnnxEncoder(self.settings.encoder or EMBEDDED)

    @property
    def book(self) -> "Book":
        """Where interviews are kept: beside the attempts."""
        with self._lock:
            if self._book is None:
                from deepdrill.interview import ListBook  # noqa: PLC0415  most commands hold no interview

                kept = self.journal
                self._book = ListBook() if self._store is None or kept is not self._store else self._store.book
            return self._book

    def interviews(self, *, learner: str = LOCAL) -> "Interviews":
        """Give the learner's interviews; see `interview.Interviews`."""
        from deepdrill import interview  # noqa: PLC0415  most commands hold no interview

        def report(attempt: Attempt) -> "Report":
            found = attempt.verdict or attempt.grade or attempt.words
            return interview.report_of(attempt.id, None if attempt.state is State.VOID else found, attempt.note)

        def closeness(asks: str, model: str, text: str) -> "Closeness | None":
            from deepdrill.grading.closeness import closeness  # noqa: PLC0415  NumPy

            return closeness(self.encoder, asks=asks, model=model, text=text)

        model = self.settings.model
        return interview.Interviews(
            learner=learner,
            library=lambda: self.library,
            book=self.book,
            panel=interview.Panel(
                code=lambda path, text, seed: report(self._code_of_round(path, text, seed, learner)),
                number=lambda path, text, seed: report(self.answer(path, text, seed=seed, learner=learner)),
                words=lambda path, text: report(self.grade(path, text, learner=learner)),
                compare=closeness,
            ),
            interviewer=interview.ModelInterviewer(endpoint=model) if model else interview.WrittenInterviewer(),
            solved=lambda: self._solved(learner),
            advise=lambda thing: self.preparation(learner=learner).ask_for(thing.drill, thing.reason),
            clock=self._clock,
            draw_id=self._dice.attempt_id,
            draw_seed=self._dice.seed,
            underway=self._underway,
        )

    def _code_of_round(self, path: str, text: str, seed: int, learner: str) -> Attempt:
        """Judge what an interview asked for: of a debug drill the program alone, for its causes are talked about."""
        if isinstance(self.drill(path).body, Debug):
            return self.repair(path, text, causes=None, seed=seed, learner=learner)
        return self.submit(path, text, seed=seed, learner=learner)

    @cached_property
    def _underway(self) -> "Underway":
        from deepdrill.interview import Underway  # noqa: PLC0415

        return Underway()

    def _solved(self, learner: str) -> "dict[str, datetime]":
        return {path: one.last_at for path, one in self.standing(learner=learner).items() if one.passed}

    def trusted_judge(self, *, cpu_s: float | None = None) -> "TrustedJudge":
        """Give a judge for code of our own, without isolation; a context manager, apart from `judge`."""
        from deepdrill.judge.trusted import CPU_S, TrustedJudge  # noqa: PLC0415  the faces import `app` for much less

        # A worker is one process, where a submission in isolation keeps two busy.
        return TrustedJudge(self.drill, workers=2 * self.settings.workers, cpu_s=cpu_s or CPU_S)

    def warm_up(self) -> Thread:
        """Start the judge in the background, so that the first verdict need not wait for torch."""
        judge = self.judge
        thread = Thread(target=_start, args=(judge,), name="deepdrill warm-up", daemon=True)
        thread.start()
        return thread

    def drill(self, path: str) -> Drill:
        """Find a drill.

        Raises:
            FaultyDrill: It is there, but left out for the faults of its files.
            UnknownDrill: No drill has that path; the message names those that look like it.
        """
        library = self.library
        if path in library.drills:
            return library.drills[path]
        if path in library.faulty:
            folder = library.root / path
            raise FaultyDrill(path, sum(fault.path.is_relative_to(folder) for fault in library.faults))
        raise UnknownDrill(path, near(path, library.drills))

    def submit(
        self,
        drill_path: str,
        code: str,
        *,
        seed: int | None = None,
        on_event: Callable[[Event], None] | None = None,
        supersedes: str | None = None,
        variant: Variant = Variant.WHOLE,
        learner: str = LOCAL,
    ) -> Attempt:
        """Judge code and record the attempt; see `practice.submit`."""
        return practice.submit(
            self.drill(drill_path),
            code,
            learner=learner,
            seed=self._seed(seed),
            attempt_id=self._dice.attempt_id(),
            judges=self.judge,
            journal=self.journal,
            clock=self._clock,
            on_event=on_event,
            supersedes=supersedes,
            variant=variant,
        )

    def repair(
        self,
        drill_path: str,
        code: str,
        *,
        causes: Sequence[str] | None,
        test: str = "",
        seed: int | None = None,
        on_event: Callable[[Event], None] | None = None,
        supersedes: str | None = None,
        learner: str = LOCAL,
    ) -> Attempt:
        """Judge a repaired program with the causes named and record the attempt; see `practice.repair`."""
        return practice.repair(
            self.drill(drill_path),
            code,
            causes=causes,
            test=test,
            learner=learner,
            seed=self._seed(seed),
            attempt_id=self._dice.attempt_id(),
            judges=self.judge,
            journal=self.journal,
            clock=self._clock,
            on_event=on_event,
            supersedes=supersedes,
        )

    def try_repair(
        self,
        drill_path: str,
        code: str,
        *,
        causes: Sequence[str],
        test: str = "",
        seed: int | None = None,
        on_event: Callable[[Event], None] | None = None,
    ) -> Repair:
        """Judge a repaired program with the causes named and record nothing."""
        return practice.try_repair(
            self.drill(drill_path),
            code,
            causes=causes,
            test=test,
            seed=self._seed(seed),
            judges=self.judge,
            on_event=on_event,
        )

    def run_program(
        self,
        drill_path: str,
        code: str | None = None,
        *,
        seed: int = 0,
        on_event: Callable[[Event], None] | None = None,
        supersedes: str | None = None,
    ) -> RunReport:
        """Run a debug drill's program, or the learner's version of it, and tell what it logs; records nothing."""
        body = practice.require_debug(self.drill(drill_path))
        program = Program(drill=drill_path, code=body.broken if code is None else code, seed=self._seed(seed))
        return self.programs.run(program, on_event, supersedes=supersedes)

    def try_out(
        self,
        drill_path: str,
        code: str,
        *,
        seed: int | None = None,
        on_event: Callable[[Event], None] | None = None,
        supersedes: str | None = None,
    ) -> Verdict:
        """Judge code and record nothing; an older run with the same key of `supersedes` ends as cancelled."""
        drill = self.drill(drill_path)
        practice.require_judged(drill)
        submission = Submission(drill=drill.path, code=code, seed=self._seed(seed))
        return self.judge.judge(submission, on_event, supersedes=supersedes)

    def judge_on_gpu(self, drill_path: str, code: str, *, seed: int | None = None) -> "OnGpu":
        """Judge and time one's own code on this machine's GPU, without isolation; records nothing."""
        from deepdrill.judge.gpu import judge_on_gpu  # noqa: PLC0415  the faces import `app` for much less

        practice.require_judged(self.drill(drill_path))
        return judge_on_gpu(Submission(drill=drill_path, code=code, seed=self._seed(seed)), self.drill)

    def problem(self, drill_path: str, seed: int | None = None) -> Problem:
        """Draw the numbers of a calculate drill; `problem.seed` grades the answer to them."""
        return self._calculation(drill_path).problem(self._seed(seed))

    def answer(self, drill_path: str, text: str, *, seed: int, learner: str = LOCAL) -> Attempt:
        """Grade an answer to a calculate drill and record the attempt; see `practice.answer`."""
        return practice.answer(
            self._calculation(drill_path),
            text,
            learner=learner,
            seed=self._seed(seed),
            attempt_id=self._dice.attempt_id(),
            journal=self.journal,
            clock=self._clock,
        )

    def grade(self, drill_path: str, text: str, *, learner: str = LOCAL) -> Attempt:
        """Grade an answer to an explain drill and record the attempt, whose `words` is the grade."""
        return practice.explain(
            self.drill(drill_path),
            text,
            learner=learner,
            attempt_id=self._dice.attempt_id(),
            graders=self.grader,
            journal=self.journal,
            clock=self._clock,
        )

    def grade_only(self, drill_path: str, text: str) -> WordsGrade:
        """Grade an answer to an explain drill and record nothing."""
        drill = self.drill(drill_path)
        practice.require_explain(drill)
        return self.grader.grade(drill, text)

    def overrule(self, attempt_id: str, states: Mapping[str, PointState]) -> Attempt:
        """Keep the learner's own word on points of an answer; see `practice.overrule`."""
        attempt = self._known(attempt_id)
        if attempt.kind is Kind.CASE:
            return practice.overrule_stage(self.drill(attempt.drill), attempt, states, journal=self.journal)
        return practice.overrule(attempt, states, journal=self.journal)

    def stages(self, drill_path: str, *, learner: str = LOCAL) -> CaseProgress:
        """Say how far the learner is with a case, stage by stage."""
        return practice.progress_of(self.drill(drill_path), learner=learner, journal=self.journal)

    def submit_stage(
        self,
        drill_path: str,
        work: StageWork,
        *,
        modules: Mapping[str, str] | None = None,
        seed: int | None = None,
        on_event: Callable[[Event], None] | None = None,
        supersedes: str | None = None,
        learner: str = LOCAL,
    ) -> Attempt:
        """Hand in a stage of a case, code or argument or both; see `practice.submit_stage`.

        Args:
            drill_path: The case.
            work: What is handed in.
            modules: The learner's files of the other stages; those that were handed in last where None.
            seed: Of the fresh inputs.
            on_event: Told of each check.
            supersedes: A key; an older run with the same key ends as cancelled.
            learner: Who hands it in.
        """
        drill = self.drill(drill_path)
        practice.stage_of(drill, work.stage)
        if modules is None:
            modules = self.stages(drill_path, learner=learner).modules_beside(work.stage)
        return practice.submit_stage(
            drill,
            work,
            modules=modules,
            learner=learner,
            seed=self._seed(seed),
            attempt_id=self._dice.attempt_id(),
            judges=self.judge,
            graders=self.grader,
            journal=self.journal,
            clock=self._clock,
            on_event=on_event,
            supersedes=supersedes,
        )

    def open_stage_solution(self, drill_path: str, stage: str, *, give_up: bool = False, learner: str = LOCAL) -> Stage:
        """Give a stage whose worked answer may be shown, and record it; see `practice.open_stage_solution`."""
        return practice.open_stage_solution(
            self.drill(drill_path), stage, learner=learner, journal=self.journal, clock=self._clock, give_up=give_up
        )

    def stage_solution_open(self, drill_path: str, stage: str, *, learner: str = LOCAL) -> bool:
        """Tell whether the worked answer of a stage has been opened."""
        return practice.stage_solution_open(self.drill(drill_path), stage, learner=learner, journal=self.journal)

    def try_stage(
        self,
        drill_path: str,
        work: StageWork,
        *,
        on_event: Callable[[Event], None] | None = None,
        supersedes: str | None = None,
        learner: str = LOCAL,
    ) -> Verdict:
        """Judge a stage's code and record nothing."""
        drill = self.drill(drill_path)
        practice.stage_of(drill, work.stage)
        modules = self.stages(drill_path, learner=learner).modules_beside(work.stage)
        submission = Submission(
            drill=drill.path, code=work.code, seed=self._seed(None), stage=work.stage, modules=modules
        )
        return self.judge.judge(submission, on_event, supersedes=supersedes)

    def try_own_table(
        self, drill_path: str, table: Path, modules: Mapping[str, str], seed: int | None = None
    ) -> Verdict:
        """Try the learner's stages together on a table of their own; records nothing."""
        drill = self.drill(drill_path)
        path = str(table.absolute())
        return practice.try_own_table(drill, path, modules=modules, seed=self._seed(seed), judges=self.judge)

    def dataset(self, drill_path: str) -> Dataset:
        """Make the data that the learner of a case gets."""
        drill = self.drill(drill_path)
        practice.case_of(drill)
        return make_dataset(drill.folder)

    def trap(self, drill_path: str, seed: int | None = None) -> tuple[Trap, int]:
        """Ask for a drill's trap among others; the seed that comes with it asks the same again."""
        drawn = self._seed(seed)
        return practice.trap_of(self.drill(drill_path), self.library.drills.values(), drawn), drawn

    def answer_trap(self, drill_path: str, choice: int, *, seed: int, learner: str = LOCAL) -> Attempt:
        """Say whether a choice, from 0, is the drill's own trap, and record the attempt."""
        return practice.answer_trap(
            self.drill(drill_path),
            self.trap(drill_path, seed)[0],
            choice,
            learner=learner,
            seed=seed,
            attempt_id=self._dice.attempt_id(),
            journal=self.journal,
            clock=self._clock,
        )

    def blank(self, drill_path: str, seed: int | None = None) -> tuple[Blank, int]:
        """Give a drill's solution with one line missing; the seed that comes with it takes the same line again."""
        drawn = self._seed(seed)
        return practice.blank_of(self.drill(drill_path), drawn), drawn

    def begin_to_look(self, drill_path: str, *, learner: str = LOCAL) -> None:
        """Record that the learner looks at a drill from now on, so that an attempt knows how long it took."""
        with suppress(StoreUnavailable):  # the drill can be read all the same
            practice.begin_to_look(self.drill(drill_path), learner=learner, journal=self.journal, at=self._clock())

    def correct(self, attempt_id: str, says: Says | None) -> None:
        """Keep the learner's own word on how well they knew it; None takes it back."""
        practice.correct(self._known(attempt_id), says, journal=self.journal, clock=self._clock)

    def correction(self, attempt_id: str) -> Correction | None:
        """Find the learner's own word on an attempt."""
        return self.journal.correction(attempt_id)

    def evidence(self, drill_path: str, *, seed: int = 0) -> EvidenceSettled:
        """Settle what a computer can settle of an explain drill's answer.

        Raises:
            UsageError: The drill has no evidence.
            EvidenceUnavailable: It could not be run; the message says why.
        """
        drill = self.drill(drill_path)
        if not isinstance(drill.body, Explain) or not drill.body.evidence:
            raise UsageError(
                f"{drill.path} has no evidence that a computer could settle. See:  deepdrill show {drill.path}"
            )
        claims = self.settler.settle([drill.folder], self._seed(seed))[drill.folder]
        return EvidenceSettled(drill=drill.path, seed=seed, claims=claims)

    def predict(self, drill_path: str, chosen: Mapping[str, int], *, learner: str = LOCAL) -> Attempt:
        """Grade what a learner predicts of a lab and record the attempt; see `practice.predict`."""
        return practice.predict(
            self.drill(drill_path),
            chosen,
            learner=learner,
            attempt_id=self._dice.attempt_id(),
            journal=self.journal,
            clock=self._clock,
        )

    def begin_experiment(self, drill_path: str, knobs: Mapping[str, str], *, seed: int = 0) -> Running:
        """Prepare a run of a lab with knobs as a person writes them; it starts when it is followed.

        Raises:
            UsageError: The drill is no lab, or a knob does not take that value.
            PackageMissing: The lab needs a package that is not installed.
        """
        drill = self.drill(drill_path)
        body = practice.lab_of(drill)
        return self.experimenter.begin(drill, body, read_knobs(body.parameters, knobs), self._seed(seed))

    def settle_question(self, drill_path: str, question: str, *, seed: int = 0) -> QuestionSettled:
        """Find out by running the lab which choice of a question is right.

        Raises:
            UsageError: The drill is no lab, or has no such question.
            LabUnavailable: It could not be run; the message says why.
        """
        drill = self.drill(drill_path)
        body = practice.lab_of(drill)
        asked = [predict for predict in body.predicts if predict.id == question]
        if not asked:
            raise UsageError(f'{drill.path} has no question "{question}". See:  deepdrill show {drill.path}')
        _, (settled,) = self.experimenter.settle(drill, body, (self._seed(seed),), questions=asked)
        return settled

    def standing(self, *, learner: str = LOCAL) -> dict[str, Standing]:
        """Say where the learner stands, by drill; drills never tried are left out."""
        return self.journal.standing(learner)

    def attempts(
        self, drill: str | None = None, limit: int = 50, *, before: str | None = None, learner: str = LOCAL
    ) -> tuple[Attempt, ...]:
        """List attempts, newest first; `before` is the id of the last one already seen."""
        return self.journal.attempts(learner, drill, limit=limit, before=before)

    def attempt(self, attempt_id: str) -> Attempt | None:
        """Find one attempt."""
        return self.journal.attempt(attempt_id)

    def hints(self, drill_path: str, *, learner: str = LOCAL) -> Hints:
        """Show which hints are open; opens none."""
        return practice.hints_of(self.drill(drill_path), learner=learner, journal=self.journal)

    def open_hint(self, drill_path: str, *, learner: str = LOCAL) -> Hints:
        """Open the next hint and record it; in an interview that asks the drill it stays closed."""
        drill = self.drill(drill_path)
        self.interviews(learner=learner).refuse_help(drill.path)
        return practice.open_hint(drill, learner=learner, journal=self.journal, clock=self._clock)

    def open_solution(self, drill_path: str, *, give_up: bool = False, seed: int = 0, learner: str = LOCAL) -> str:
        """Give the solution after a pass, or by giving up, and record it; see `practice.open_solution`."""
        drill = self.drill(drill_path)
        self.interviews(learner=learner).refuse_help(drill.path)
        return practice.open_solution(
            drill,
            learner=learner,
            journal=self.journal,
            clock=self._clock,
            give_up=give_up,
            seed=seed,
        )

    def take_out(self, *, learner: str = LOCAL) -> Takeout:
        """Gather everything that is the learner's own."""
        from deepdrill.interview.takeout import interviews_out  # noqa: PLC0415  only who exports pays for it

        mine = practice.take_out(learner, journal=self.journal, plans=self.plans, at=self._clock())
        return replace(mine, interviews=interviews_out(learner, self.book))

    def take_in(self, raw: bytes, name: str, *, learner: str = LOCAL) -> TakenIn:
        """Keep what a takeout holds; a second time changes nothing.

        Raises:
            UsageError: It is no takeout, and nothing was changed; the message says what is wrong with it.
        """
        from deepdrill.interview.takeout import interviews_in, read_interviews  # noqa: PLC0415

        takeout = practice.read_takeout(raw, name)
        interviews = read_interviews(takeout.interviews, name)
        taken = practice.take_in(takeout, learner, journal=self.journal, plans=self.plans)
        return replace(taken, interviews=interviews_in(interviews, learner, self.book))

    def attempts_csv(self, *, learner: str = LOCAL) -> str:
        """Write the learner's attempts as comma-separated values."""
        return practice.attempts_csv(self.take_out(learner=learner), self.library.drills)

    def anki_package(self) -> bytes:
        """Make an Anki package of the drills."""
        from deepdrill.practice.anki import anki_package  # noqa: PLC0415  only who exports pays for it

        return anki_package(self.library.drills.values(), self.library.topics, self._clock())

    def back_up(self, target: Path) -> None:
        """Copy the database into one file; see `store.back_up`."""
        from deepdrill.store import back_up  # noqa: PLC0415  SQLAlchemy takes half a second

        back_up(self.settings.database, target)

    def restore(self, source: Path) -> Path | None:
        """Put a backup in the database's place; see `store.restore`."""
        from deepdrill.store import restore  # noqa: PLC0415

        return restore(source, self.settings.database)

    def reload(self) -> bool:
        """Read the content again if a file has changed since; tells whether it has."""
        with self._lock:
            if self._library is not None and fingerprint(self.root) == self._seen:
                return False
            self._library = None
            return bool(self.library)

    def close(self) -> None:
        """End the judge's processes and close the database; a second time does nothing."""
        with self._lock:
            judge, self._lazy_judge = self._lazy_judge, None
            store, self._store = self._store, None
            if judge is not None:
                self._judges = None
            if store is not None:
                self._journal = self._plans = None
        if judge is not None:
            judge.close()
        if store is not None:
            store.close()
        self.experimenter.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _calculation(self, drill_path: str) -> Calculation:
        drill = self.drill(drill_path)
        practice.require_calculate(drill)
        return Calculation.load(drill)

    def _known(self, attempt_id: str) -> Attempt:
        attempt = self.journal.attempt(attempt_id)
        if attempt is None:
            raise UsageError(f'There is no attempt "{attempt_id}"; `deepdrill grade … --json` gives its id.')
        return attempt

    def _seed(self, seed: int | None) -> int:
        if seed is None:
            return self._dice.seed()
        if not 0 <= seed <= LARGEST_SEED:
            raise UsageError(
                f"{seed} is no seed: give a whole number from 0 to {LARGEST_SEED}, or none for a fresh one."
            )
        return seed


def open_app(settings: Settings | None = None) -> App:
    """Open deepdrill, as a context manager; without settings they come from the environment."""
    return App(settings or Settings.from_environment())


def _start(judge: Judges) -> None:
    """Start the judge if it can be; if not, the first submission will say so to somebody who listens."""
    if isinstance(judge, LazyJudge):
        with suppress(JudgeUnavailable):
            judge.start()


def _user_folder() -> Path:
    import platformdirs  # noqa: PLC0415  only where no folder was chosen

    return Path(platformdirs.user_data_dir("deepdrill", appauthor=False))


def _endpoint(env: Mapping[str, str]) -> Endpoint | None:
    """Read where a language model is asked; without an address there is none."""
    url, model = env.get("DEEPDRILL_MODEL_URL", ""), env.get("DEEPDRILL_MODEL_NAME", "")
    if not url:
        return None
    if not url.startswith(("http://", "https://")):
        raise UsageError(f'DEEPDRILL_MODEL_URL is "{url}", but must be an address such as http://127.0.0.1:8000/v1')
    if not model:
        raise UsageError(
            "DEEPDRILL_MODEL_URL is set, but not which model to ask. Set DEEPDRILL_MODEL_NAME, or unset both."
        )
    return Endpoint(url=url, model=model, key=env.get("DEEPDRILL_MODEL_KEY", ""))


def _workers(text: str, *, every_core: bool) -> int:
    """Read a number of workers; by default one for every two cores, for a check may use two threads."""
    if not text:
        return max(1, (os.cpu_count() or 2) // (1 if every_core else 2))
    if text.isascii() and text.isdigit() and int(text) > 0:
        return int(text)
    raise UsageError(f'DEEPDRILL_WORKERS is "{text}", but must be a whole number from 1. Unset it or write, say, 2.')
