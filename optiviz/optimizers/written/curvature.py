"""Rules that ask for more than one gradient, as code."""

from optiviz.optimizers.row import Call, Code
from optiviz.optimizers.written.pieces import G

SAM = Code(
    (),
    (
        G,
        "uphill = w + radius * g / (sqrt((g**2).sum()) + 1e-12)",
        "w = w - learning_rate * gradient(uphill)",
    ),
    {},
    {"optax": "optax.contrib.sam wraps any optimizer, and asks for the gradient function at every step."},
)
NEWTON = Code((), ("w = w - learning_rate * solve(hessian(w) + damping * eye(2), gradient(w))",), {})
SADDLE_FREE = Code(
    (),
    (
        "curvatures, axes = eigh(hessian(w))",
        "absolute = (axes * abs(curvatures)) @ axes.T",
        "w = w - learning_rate * solve(absolute + damping * eye(2), gradient(w))",
    ),
    {},
)
LBFGS = Code(
    ("pairs, scale = [], 1.0",),
    (
        G,
        "if t > 1 and (move * (g - before)).sum() > 1e-10:",
        "    turn = g - before",
        "    pairs = [*pairs, (move, turn)][-memory:]",
        "    scale = (move * turn).sum() / (turn * turn).sum()",
        "q, shares = -g, []",
        "for s, y in reversed(pairs):",
        "    shares.append((s * q).sum() / (s * y).sum())",
        "    q = q - shares[-1] * y",
        "q = scale * q",
        "for (s, y), share in zip(pairs, reversed(shares)):",
        "    q = q + s * (share - (y * q).sum() / (s * y).sum())",
        "length = min(1.0, 1 / float(abs(g).sum())) if t == 1 else 1.0",
        "move = length * learning_rate * q",
        "w, before = w + move, g",
    ),
    {
        "torch": Call(
            "torch.optim.LBFGS([w], lr={learning_rate}, max_iter=1, tolerance_grad=0.0, tolerance_change=0.0, "
            "history_size={memory})"
        )
    },
    {"optax": "optax.lbfgs takes its first step by another length."},
)
