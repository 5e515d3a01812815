"""How errors split between retrieval and generation, and how many facts fixed chunks cut in two."""

from deepdrill.lab.evidence import Evidence, claim


@claim
def errors_split_into_missed_and_misread(evidence: Evidence) -> None:
    """The share of wrong answers is miss·wrong-if-missed + hit·wrong-if-hit, so two measured rates locate the fault."""
    questions = 40_000
    systems = (("retrieval at fault", 0.3, 0.95, 0.07), ("generation at fault", 0.05, 0.95, 0.31))
    for name, miss, if_missed, if_hit in systems:
        missed = evidence.uniform(questions) < miss
        draw = evidence.uniform(questions)
        wrong = (missed & (draw < if_missed)) | (~missed & (draw < if_hit))
        seen, predicted = float(wrong.double().mean()), miss * if_missed + (1 - miss) * if_hit
        from_misses = float((wrong & missed).sum() / wrong.sum())
        cells = {"wrong": round(seen, 3), "predicted": round(predicted, 3), "through_misses": round(from_misses, 2)}
        evidence.row(system=name, **cells)
        evidence.require(abs(seen - predicted) < 0.01, f"Seen {seen:.3f}, predicted {predicted:.3f}.")
        evidence.require((from_misses > 0.5) == (name == "retrieval at fault"), f"{from_misses:.0%} come from misses.")
        evidence.require(abs(seen - 1 / 3) < 0.03, f"It is wrong on {seen:.0%}, not on a third.")


def whole_facts(starts: list[int], length: int, chunk: int, overlap: int, text: int) -> float:
    """Give the share of facts that lie within some chunk as a whole."""
    begins = range(0, text, chunk - overlap)
    return sum(any(b <= s and s + length <= b + chunk for b in begins) for s in starts) / len(starts)


@claim
def chunk_borders_cut_facts_and_overlap_repairs_it(evidence: Evidence) -> None:
    """Fixed chunks of 200 words cut about an eighth of facts of 26 words; an overlap of their length cuts none."""
    text, length, chunk = 20_000, 26, 200
    starts = evidence.integers(4_000, low=0, high=text - length).tolist()
    overlaps, kept = (0, 10, 25, 50), []
    for overlap in overlaps:
        kept.append(whole_facts(starts, length, chunk, overlap, text))
        evidence.row(overlap=overlap, facts_in_one_chunk=round(kept[-1], 3), chunks=-(-text // (chunk - overlap)))
    # A border falls inside a fact of L words at L - 1 of every 200 places.
    evidence.require(abs(kept[0] - (1 - (length - 1) / chunk)) < 0.02, f"Without overlap {kept[0]:.1%} are whole.")
    evidence.require(kept[2] == kept[3] == 1, f"With overlap {kept[2:]} are whole.")
    evidence.plot(x="overlap in words", y="share of facts in one chunk")
    evidence.curve("chunks of 200 words", overlaps, kept)
