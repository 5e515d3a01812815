import unicodedata


def tokens(text):
    # TODO: normalise, fold, strip accents, split
    ...


def base_form(word, irregular):
    # TODO: irregular forms first, then the first rule that fits
    ...


def normalize(text, irregular):
    # TODO: the base form of every token
    ...
