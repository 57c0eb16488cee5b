"""Questions as they come in interviews, for flash cards."""

from typing import NamedTuple

from optiviz.reference.facts import fact


class Card(NamedTuple):
    """One card: key for links and for what the session remembers; where are presets or pages that show the answer."""

    key: str
    topic: str
    question: str
    answer: str
    where: tuple[str, ...]


CARDS = (
    Card(
        "default",
        "Choosing",
        "Which optimizer is the default today?",
        "Adam or AdamW with a tuned learning rate and a schedule. The word that matters is tuned.",
        ("J1",),
    ),
    Card(
        "sgd",
        "Choosing",
        "When would you take SGD with momentum instead?",
        "In vision with a careful schedule, where it has long matched or beaten Adam (Wilson et al. 2017); disputed "
        "when both are tuned with equal effort (Choi et al. 2019).",
        ("M1", "S1"),
    ),
    Card(
        "limit",
        "Gradient descent",
        "On a quadratic, from which learning rate on does gradient descent diverge?",
        "From 2 over the largest curvature. The best constant rate is 2 over the sum of largest and smallest "
        "curvature.",
        ("L1e", "L1c"),
    ),
    Card(
        "kappa",
        "Gradient descent",
        "How does the number of steps grow with the condition number?",
        "In proportion for gradient descent, with its root for well-set momentum.",
        ("M1", "LK"),
    ),
    Card(
        "velocity",
        "Momentum",
        "What does momentum do to the length of a step in the long run?",
        "It divides it by 1 - momentum: at 0.9 the learning rate acts as if it were ten times as large.",
        ("M2", "N1m"),
    ),
    Card(
        "escape",
        "Momentum",
        "Does momentum escape local minima?",
        "Sometimes, and it leaves global ones the same way. Start, learning rate and momentum decide.",
        ("M8", "M7"),
    ),
    Card(
        "lookahead",
        "Momentum",
        "Where does Nesterov read the gradient, and what does it cost?",
        "Where the velocity is about to carry the point. Nothing extra: one gradient a step. But the stability limit "
        "is lower.",
        ("M5", "M6"),
    ),
    Card(
        "plateau",
        "Momentum",
        "Started on a plateau, what does momentum do?",
        "Nothing: it has no velocity yet. It helps only if it arrives with speed.",
        ("A5b",),
    ),
    Card(
        "adagrad",
        "Adaptive",
        "Why do AdaGrad's steps fade, and is that a fault?",
        "Its sum of squares never shrinks. On convex problems that is what the theory asks for; after a steep stretch "
        "it is a burden.",
        ("A1",),
    ),
    Card(
        "rare",
        "Adaptive",
        "Why is AdaGrad good for rare features?",
        "A weight whose gradient is mostly 0 has a small sum, so its rare steps stay long.",
        ("A8",),
    ),
    Card(
        "rmsprop",
        "Adaptive",
        "At a constant learning rate, where does RMSProp end on a bowl?",
        "In a swing of about half a learning rate around the minimum. A falling learning rate removes it.",
        ("A2",),
    ),
    Card(
        "bias",
        "Adaptive",
        "Without bias correction, are Adam's first steps too small or too large?",
        f"Too large, with the usual betas: at the first step {fact('A4', 'times')} times, since the divisor is too "
        "small by a larger factor than the numerator.",
        ("A4",),
    ),
    Card(
        "turned",
        "Adaptive",
        "Turn a narrow bowl by 45 degrees. Who notices?",
        "Every method that scales each coordinate by itself. Gradient descent and momentum do not.",
        ("A3",),
    ),
    Card(
        "v",
        "Adaptive",
        "Which of Adam's two means is the velocity?",
        "m. v is a scale, the mean of the squared gradients.",
        ("J1",),
    ),
    Card(
        "eps",
        "Adaptive",
        "What is epsilon for?",
        "It keeps the division finite, and it sets below which gradient size the scaling is off. On flat ground a "
        "large one stops the run.",
        ("A5",),
    ),
    Card(
        "wrong_way",
        "Adaptive",
        "Can Adam converge to the wrong point on a convex problem?",
        "Yes (Reddi, Kale & Kumar 2018): a rare large gradient is forgotten faster than it comes again.",
        ("A9",),
    ),
    Card(
        "memory",
        "Adaptive",
        "How many extra numbers does Adam keep for each parameter?",
        "Two. Momentum, RMSProp and AdaGrad keep one, gradient descent none.",
        ("J1",),
    ),
    Card(
        "saddle",
        "Terrain",
        "Gradient descent starts exactly on the ridge of a saddle. What happens?",
        "It walks into the saddle and stays. A trace of noise frees it, and how long that takes grows with the "
        "logarithm of how small the trace is.",
        ("A7", "A6b"),
    ),
    Card(
        "clip",
        "Terrain",
        "What does clipping change?",
        "The direction stays, the length is cut. The run survives cliffs and is no longer the plain rule.",
        ("clip",),
    ),
    Card(
        "floor",
        "Noise",
        "Why does SGD not converge at a constant learning rate?",
        "Each step adds fresh noise: the loss settles at a floor about in proportion to the learning rate and the "
        "variance.",
        ("N1",),
    ),
    Card(
        "batch",
        "Noise",
        "You double the batch. What about the learning rate?",
        "Double it too, as long as it stays well under the stability limit (Goyal et al. 2017).",
        ("N3",),
    ),
    Card(
        "schedule",
        "Noise",
        "Why let the learning rate fall?",
        "Large steps first for speed, small ones last for a low floor.",
        ("S1",),
    ),
    Card(
        "warmup",
        "Noise",
        "What is warm-up for?",
        "It spares a sharp start from large steps, and Adam from trusting means of a few gradients.",
        ("S2", "S3"),
    ),
    Card(
        "decay",
        "Weight decay",
        "L2 penalty or weight decay: is there a difference?",
        "None for SGD. With Adam the penalty is divided like the gradient, so loud weights hardly decay.",
        ("W1", "W2"),
    ),
    Card(
        "half_life",
        "Weight decay",
        "How long until AdamW halves a weight that has no gradient?",
        "0.69 / (learning rate · weight decay) steps.",
        ("W3",),
    ),
    Card(
        "ema",
        "Averages",
        "How many of the last values hold 95 % of a running mean with beta 0.9?",
        f"{fact('E3', 't90')}; about 3 / (1 - beta). The window 1 / (1 - beta) = 10 holds {fact('E3', 'rule')} %.",
        ("E3",),
    ),
    Card(
        "fair",
        "Comparing",
        "What makes a comparison of optimizers fair?",
        "The same data, start and budget, several seeds, and the same tuning effort for each.",
        ("playground",),
    ),
)
