"""What a recurrent state and a transformer's cache weigh, that a stream may be cut anywhere, and a naive forecast."""

import torch
from torch import nn

from deepdrill.lab.evidence import Evidence, claim


@claim
def state_and_cache(evidence: Evidence) -> None:
    """Four LSTM layers of width 512 keep 16 KiB; a cache of that width reaches 15 GiB after a million elements."""
    lengths = (100, 10_000, 1_000_000)
    state, caches = 4 * 2 * 512 * 4, []
    for n in lengths:
        caches.append(4 * 2 * 512 * 4 * n)
        evidence.row(elements_so_far=n, lstm_state_kib=state / 1024, transformer_cache_kib=caches[-1] / 1024)
    evidence.require(state == 16 * 1024, f"The state takes {state} bytes.")
    evidence.require(15 < caches[-1] / 2**30 < 16, f"The cache takes {caches[-1] / 2**30:.1f} GiB.")
    evidence.plot(x="elements so far", y="memory in KiB", log_x=True, log_y=True)
    evidence.curve("LSTM state", lengths, [state / 1024] * 3)
    evidence.curve("transformer cache", lengths, [c / 1024 for c in caches])


@claim
def a_stream_may_be_cut_anywhere(evidence: Evidence) -> None:
    """Fed in pieces of any size with the state handed on, an LSTM gives the same outputs as in one go."""
    lstm = nn.LSTM(3, 16, batch_first=True).double()
    x = evidence.normal(1, 120, 3)
    with torch.no_grad():
        whole = lstm(x)[0]
        for piece in (1, 7, 50):
            state, outs = None, []
            for part in x.split(piece, dim=1):
                out, state = lstm(part, state)
                outs.append(out)
            gap = float((torch.cat(outs, 1) - whole).abs().max())
            evidence.row(elements_per_piece=piece, largest_gap=gap)
            evidence.require(gap < 1e-12, "The pieces give other outputs.")


@claim
def yesterday_looks_like_a_good_forecast(evidence: Evidence) -> None:
    """On a random walk, repeating the last price correlates above .95 with the price and below .2 with its changes."""
    prices = evidence.normal(2_000).cumsum(0)
    forecast, truth = prices[:-1], prices[1:]
    level = float(torch.corrcoef(torch.stack((forecast, truth)))[0, 1])
    changes = prices.diff()
    change = float(torch.corrcoef(torch.stack((changes[:-1], changes[1:])))[0, 1])
    evidence.row(compared="price with the last price", correlation=round(level, 3))
    evidence.row(compared="change with the last change", correlation=round(change, 3))
    evidence.require(level > 0.95 and abs(change) < 0.2, f"The correlations are {level:.2f} and {change:.2f}.")
