# /// mistake
# fails = "huge_logits_do_no_harm"
# says = "You kept the logarithm finite with a constant, so large divergences are cut off: use log_softmax."
# ///
import torch.nn.functional as F


def distillation_loss(student, teacher, targets, temperature=2.0, alpha=0.5):
    hard = F.cross_entropy(student, targets)
    soft_student = F.log_softmax(student / temperature, 1)
    soft_teacher = F.log_softmax(teacher.detach() / temperature, 1)
    p, q = soft_teacher.exp(), soft_student.exp()
    soft = (p * ((p + 1e-12).log() - (q + 1e-12).log())).sum(1).mean()
    return (1 - alpha) * hard + alpha * temperature**2 * soft
