# /// mistake
# fails = "the_temperature_softens_both"
# says = "You left out the factor T squared: without it the soft term's gradient shrinks like 1/T squared."
# ///
import torch.nn.functional as F


def distillation_loss(student, teacher, targets, temperature=2.0, alpha=0.5):
    hard = F.cross_entropy(student, targets)
    soft_student = F.log_softmax(student / temperature, 1)
    soft_teacher = F.log_softmax(teacher.detach() / temperature, 1)
    soft = F.kl_div(soft_student, soft_teacher, reduction="batchmean", log_target=True)
    return (1 - alpha) * hard + alpha * soft
