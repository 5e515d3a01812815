def average_precision(hits, truths):
    # hits: bools by falling score, truths: number of objects
    # TODO: return the area under the interpolated precision-recall curve
    ...


def mean_average_precision(detections, truths, threshold=0.5):
    # detections: (image, label, score, box), truths: (image, label, box)
    # TODO: match greedily, label by label, and return the mean of the average precisions
    ...
