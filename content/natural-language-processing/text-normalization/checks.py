"""Checks of normalisation: words with known base forms, and made-up ones against the table read letter by letter."""

from deepdrill.judge.checks import Trial, check

VOWELS = set("aeiouy")
IRREGULAR = {
    "mice": "mouse",
    "went": "go",
    "was": "be",
    "news": "news",
    "during": "during",
    "better": "good",
    "indices": "index",
}


def ends(word: str, *endings: str) -> bool:
    """Say whether the last letters are those of an ending."""
    return any(list(word[-len(ending) :]) == list(ending) for ending in endings)


def oracle(word: str) -> str:
    """Read the table from the top."""
    before = {size: len(word) - size for size in (1, 3)}
    rows = [
        (ends(word, "ies") and before[3] >= 2, word[:-3] + "y"),
        (ends(word, "sses", "ches", "shes", "xes", "zes"), word[:-2]),
        (ends(word, "ss", "us", "is"), word),
        (ends(word, "s") and before[1] >= 3, word[:-1]),
        (ends(word, "ied") and before[3] >= 2, word[:-3] + "y"),
        (ends(word, "ied"), word[:-1]),
        (ends(word, "eed"), word),
        *[
            (ends(word, ending) and len(stem) >= 2 and bool(VOWELS & set(stem)), repaired(stem))
            for ending, stem in (("ing", word[:-3]), ("ed", word[:-2]))
        ],
    ]
    return next((answer for fits, answer in rows if fits), word)


def repaired(stem: str) -> str:
    """Drop a doubled letter or bring back the e."""
    if len(stem) < 2:
        return stem
    last = stem[-1]
    if stem[-2] == last and last not in VOWELS | set("lsz"):
        return stem[:-1]
    places = [place for place, letter in enumerate(stem) if letter in VOWELS]
    return stem + "e" if places == [len(stem) - 2] and len(stem) >= 3 and last not in "wx" else stem


def bases(trial: Trial, words: str) -> None:
    """Compare base forms, word by word."""
    for word in words.split():
        with trial.case(word):
            wanted = IRREGULAR.get(word) or oracle(word)  # a made-up word may be one of them
            trial.same(trial.call("base_form", word, IRREGULAR), wanted, what="the base form")


def split(trial: Trial, text: str, *wanted: str) -> None:
    """Compare tokens."""
    with trial.case(repr(text)):
        trial.same(trial.call("tokens", text), list(wanted), what="the list of tokens")


@check
def text_is_cut_into_tokens(trial: Trial) -> None:
    """Tokens are runs of letters and digits in lower case; everything else separates them."""
    split(trial, "The cat sat.", "the", "cat", "sat")
    split(trial, "GPT-4 costs $20/month, (see page_12)!", "gpt", "4", "costs", "20", "month", "see", "page", "12")
    split(trial, "  two\tlines\nhere ", "two", "lines", "here")
    split(trial, "a1b2 Привет", "a1b2", "привет")
    split(trial, "")
    split(trial, " ... ")


@check
def apostrophes_stay_inside(trial: Trial) -> None:
    """An apostrophe between two letters stays, others separate, and a final 's goes; the curly one is the same."""
    split(trial, "Don't stop", "don't", "stop")
    split(trial, "the dogs' dog's 'tis", "the", "dogs", "dog", "tis")
    split(trial, "It’s Anna’s, isn’t it?", "it", "anna", "isn't", "it")
    split(trial, "rock'n'roll o''clock 's", "rock'n'roll", "o", "clock", "s")


@check
def unicode_takes_one_form(trial: Trial) -> None:
    """Accents go, and ligatures, full-width letters, sharp s and composed characters become ordinary letters."""
    split(trial, "Café naïve Ångström", "cafe", "naive", "angstrom")
    split(trial, "Cafe\u0301", "cafe")
    split(trial, "ﬁne Ａｌｐｈａ x² ½", "fine", "alpha", "x2", "1", "2")
    split(trial, "STRASSE Straße İstanbul", "strasse", "strasse", "istanbul")


@check
def irregular_forms_come_first(trial: Trial) -> None:
    """What the dict has is answered from it, whatever the rules would say; capitals are not looked up."""
    for word, wanted in IRREGULAR.items():
        trial.same(trial.call("base_form", word, IRREGULAR), wanted, what="the base form")
    trial.same(trial.call("base_form", "news", {}), "new", what="the base form without the dict")
    trial.same(trial.call("base_form", "don't", {"don't": "do not"}), "do not", what="the base form")
    for word in ("don't", "cafés", "4s", "ids2", "x1ing", "тексты", "boss's"):
        with trial.case(word):
            trial.same(trial.call("base_form", word, {}), word, what="the base form")


@check
def plurals_lose_their_ending(trial: Trial) -> None:
    """The lines for -ies, -es and -s, in their order."""
    bases(
        trial, "flies cities ladies dies ties ies aies boxes matches dishes classes quizzes buzzes glass bus this cats"
    )
    bases(trial, "dogs houses gas as s")
    bases(trial, "us is his yes its horses aches axes xes zes shes ches sses buses ss")


@check
def past_forms_lose_their_ending(trial: Trial) -> None:
    """The lines for -ied, -eed and -ed, in their order, with repairs."""
    bases(
        trial, "tried carried tied died ied need agreed seed eed played walked hoped hopped missed called fixed showed"
    )
    bases(trial, "opened red bed used ed shred")


@check
def ing_loses_its_ending(trial: Trial) -> None:
    """The line for -ing: a vowel must stand before it."""
    bases(trial, "walking reading king string being going flying typing opening eating ring inging thing aing ying")


@check
def stems_are_repaired(trial: Trial) -> None:
    """Doubled consonants are single again, except l, s, z; the e comes back after a single vowel between consonants."""
    bases(
        trial,
        "running planned stopping falling missing buzzing making writing living showing fixing using seeing agreeing",
    )
    bases(trial, "boxing visiting controlling stripped scrapped scraped added egging oozing whizzed rowed yyed bayying")


@check
def other_words_stay(trial: Trial) -> None:
    """A word without such an ending stays as it is, however much it looks like a stem to be repaired."""
    bases(trial, "cat run hop hopp mak dog a bb the big bigger open edge inga")


@check
def made_up_words_follow_the_table(trial: Trial) -> None:
    """Any string of letters is treated by the first line that fits."""
    for _ in range(40):
        stem = "".join(
            trial.dice.choice(("b", "l", "s", "w", "x", "t", "a", "e", "y", "nn", "ee"))
            for _ in range(trial.size(0, 4))
        )
        ending = trial.dice.choice(("s", "es", "ies", "ied", "eed", "ed", "ing", "sses", "ches", "xes", "us", ""))
        bases(trial, stem + ending)


@check
def whole_texts_are_normalised(trial: Trial) -> None:
    """Normalize gives the base form of each token, in order; the dict stays as it is."""
    text = "The Mice went running; Anna’s cafés WERE closed during the cities' parties, and nobody tried ﬁxing it!"
    wanted = "the mouse go run anna cafe were close during the city party and nobody try fix it"
    trial.same(trial.call("normalize", text, IRREGULAR), wanted.split(" "), what="the list of base forms")
    trial.same(trial.call("normalize", "", IRREGULAR), [], what="the list of base forms")
    trial.same(trial.after("normalize", text, IRREGULAR)[1], IRREGULAR, what="the dict after the call")
