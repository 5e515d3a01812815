# /// hostile
# tries = "Returns the state it was handed, in the form of a named tuple that claims otherwise."
# drill = "recurrent-neural-networks/lstm-cell"
# expects = ["failed", "crashed"]
# ///
import collections

State = collections.namedtuple("State", "h c")


class Lying(State):
    def __eq__(self, other):
        return True


def lstm_cell(*args, **kwargs):
    return Lying(args[1], args[1])
