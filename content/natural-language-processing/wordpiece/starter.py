def train(counts, size):
    # counts: {word: how often it comes}
    # TODO: return the vocabulary, a list of strings
    ...


def encode(word, vocabulary, longest=100):
    # TODO: return the tokens of one word, a list of strings
    ...
