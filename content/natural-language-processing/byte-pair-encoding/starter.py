def train(words, count):
    # words: dict from word to frequency, count: how many merges at most
    # TODO: return a list of pairs of strings, in the order learned
    ...


def encode(word, merges):
    # TODO: return the list of symbols of the word
    ...
