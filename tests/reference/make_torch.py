"""Write torch.json: what the optimizers of PyTorch do on the reference surfaces.

pip install torch==2.13.0
python tests/reference/make_torch.py
"""

import torch
from cases import WITH_BEALE, WITH_HILLS, Row, cases, scheduled, write

torch.set_default_dtype(torch.float64)  # NAdam keeps one product in the default dtype

LR = {"learning_rate": "lr"}
BETAS = {"b1": ("betas", 0), "b2": ("betas", 1)}
EPS = {"eps": "eps"}
DECAY = {"weight_decay": "weight_decay"}
MOMENTUM = {"momentum": "momentum"}


def moments(rate=0.1, eps=0.1, **more):
    """Plans for a rule with two betas and an epsilon."""
    return lambda _: [
        {},
        {"learning_rate": rate},
        {"learning_rate": 0.5 * rate, "b1": 0.7, "b2": 0.95},
        {"learning_rate": rate, "eps": eps, **more},
        scheduled(learning_rate=1.5 * rate, b1=0.8, **more),
        scheduled(learning_rate=rate, b2=0.9, eps=eps),
    ]


def decayed(plans, amount):
    """The same plans and two more with a weight decay."""
    return lambda rate: [
        *plans(rate),
        {**plans(rate)[2], "weight_decay": amount},
        {**plans(rate)[5], "weight_decay": 0.5 * amount},
    ]


ROWS = (
    Row(
        "gd",
        "pytorch",
        torch.optim.SGD,
        LR | DECAY,
        lambda rate: [
            {},
            {"learning_rate": rate},
            {"learning_rate": rate, "weight_decay": 0.5},
            scheduled(learning_rate=1.2 * rate),
            scheduled(learning_rate=rate, weight_decay=0.2),
        ],
    ),
    Row(
        "momentum",
        "pytorch",
        torch.optim.SGD,
        LR | MOMENTUM | DECAY | {"dampening": "dampening"},
        lambda rate: [
            {"momentum": 0.9},
            {"learning_rate": 0.5 * rate, "momentum": 0.9},
            {"learning_rate": rate, "momentum": 0.8, "dampening": 0.5},
            {"learning_rate": 0.5 * rate, "momentum": 0.7, "weight_decay": 0.5},
            scheduled(learning_rate=0.5 * rate, momentum=0.8),
            scheduled(learning_rate=0.5 * rate, momentum=0.9, dampening=0.3, weight_decay=0.2),
        ],
        places=WITH_BEALE,
    ),
    Row(
        "nesterov",
        "pytorch",
        torch.optim.SGD,
        LR | MOMENTUM | DECAY,
        lambda rate: [
            {"momentum": 0.9},
            {"learning_rate": 0.7 * rate, "momentum": 0.9},
            {"learning_rate": rate, "momentum": 0.5, "weight_decay": 0.5},
            scheduled(learning_rate=0.8 * rate, momentum=0.8),
            scheduled(learning_rate=0.8 * rate, momentum=0.9, weight_decay=0.2),
        ],
        {"nesterov": True},
        places=WITH_HILLS,
    ),
    Row(
        "adagrad",
        "pytorch",
        torch.optim.Adagrad,
        LR | EPS | DECAY | {"initial_accumulator": "initial_accumulator_value"},
        lambda _: [
            {},
            {"learning_rate": 0.5},
            {"learning_rate": 0.5, "eps": 0.1, "initial_accumulator": 0.5},
            {"learning_rate": 0.3, "weight_decay": 0.5},
            scheduled(learning_rate=0.6, eps=0.1),
            scheduled(learning_rate=0.6, initial_accumulator=2.0, weight_decay=0.2),
        ],
    ),
    Row(
        "adadelta",
        "pytorch",
        torch.optim.Adadelta,
        LR | EPS | DECAY | {"rho": "rho"},
        lambda _: [
            {},
            {"learning_rate": 1.5, "rho": 0.8, "eps": 1e-3},
            {"learning_rate": 0.5, "eps": 0.1},
            {"learning_rate": 0.5, "eps": 0.01, "weight_decay": 0.5},
            scheduled(eps=0.01),
            scheduled(rho=0.8, eps=0.1, weight_decay=0.2),
        ],
    ),
    Row(
        "rmsprop",
        "pytorch",
        torch.optim.RMSprop,
        LR | EPS | MOMENTUM | DECAY | {"decay": "alpha", "centered": "centered"},
        lambda _: [
            {},
            {"learning_rate": 0.03, "decay": 0.9, "eps": 0.1},
            {"learning_rate": 0.01, "momentum": 0.9},
            {"learning_rate": 0.02, "decay": 0.95, "centered": 1.0, "eps": 0.1},
            {"learning_rate": 0.01, "momentum": 0.7, "centered": 1.0, "weight_decay": 0.3, "eps": 0.01},
            scheduled(learning_rate=0.02, momentum=0.8),
            scheduled(learning_rate=0.02, decay=0.95, momentum=0.5, centered=1.0, eps=0.1),
            scheduled(learning_rate=0.05, weight_decay=0.5, eps=0.1),
        ],
        places=WITH_BEALE,
    ),
    Row("adam", "pytorch", torch.optim.Adam, LR | BETAS | EPS, moments(), places=WITH_HILLS),
    Row("adam_l2", "pytorch", torch.optim.Adam, LR | BETAS | EPS | DECAY, decayed(moments(), 0.5), places=WITH_BEALE),
    Row("adamw", "pytorch", torch.optim.AdamW, LR | BETAS | EPS | DECAY, decayed(moments(), 0.5)),
    Row(
        "amsgrad",
        "pytorch",
        torch.optim.Adam,
        LR | BETAS | EPS | DECAY,
        decayed(moments(), 0.5),
        {"amsgrad": True},
    ),
    Row("adamax", "pytorch", torch.optim.Adamax, LR | BETAS | EPS | DECAY, decayed(moments(), 0.5)),
    Row(
        "nadam",
        "pytorch",
        torch.optim.NAdam,
        LR | BETAS | EPS | DECAY | {"momentum_decay": "momentum_decay"},
        decayed(moments(momentum_decay=0.1), 0.5),
    ),
    Row(
        "radam",
        "pytorch",
        torch.optim.RAdam,
        LR | BETAS | EPS | DECAY,
        lambda rate: [
            {},
            {"learning_rate": rate},
            {"learning_rate": rate, "b1": 0.7, "b2": 0.95},
            {"learning_rate": 2 * rate, "b1": 0.8, "b2": 0.9, "eps": 0.1},
            {"learning_rate": rate, "b2": 0.5, "eps": 0.1},  # never rectifies
            {"learning_rate": 2 * rate, "b2": 0.98, "weight_decay": 0.5},
            scheduled(learning_rate=2 * rate, b2=0.95),
            scheduled(learning_rate=3 * rate, b1=0.8, eps=0.1, weight_decay=0.2),
        ],
        places=WITH_HILLS,
    ),
    Row(
        "rprop",
        "pytorch",
        torch.optim.Rprop,
        LR
        | {"eta_minus": ("etas", 0), "eta_plus": ("etas", 1)}
        | {"step_min": ("step_sizes", 0), "step_max": ("step_sizes", 1)},
        lambda _: [
            {},
            {"learning_rate": 0.1},
            {"learning_rate": 0.1, "eta_minus": 0.3, "eta_plus": 1.5},
            {"learning_rate": 0.1, "step_min": 0.02, "step_max": 0.15},
            scheduled(learning_rate=0.5),
        ],
        places=WITH_BEALE,
    ),
    Row(
        "lbfgs",
        "pytorch",
        torch.optim.LBFGS,
        LR | {"memory": "history_size"},
        lambda _: [
            {},
            {"learning_rate": 0.5},
            {"learning_rate": 0.5, "memory": 2.0},
            {"learning_rate": 0.3, "memory": 5.0},
            scheduled(learning_rate=0.5, memory=2.0),
            scheduled(learning_rate=0.7),
        ],
        {"max_iter": 1, "tolerance_grad": 0.0, "tolerance_change": 0.0},
        ("himmelblau", "beale", "tilted"),  # in a narrow valley it is chaotic without a line search
        {"memory": 10.0},  # PyTorch keeps 100, which is more than two parameters need
    ),
)


def run(row, values, place, rates):
    """The path of one optimizer from a start: its own step, on its own gradients."""

    def path(start):
        w = torch.tensor(start, requires_grad=True)
        optimizer = row.function([w], **row.arguments(values))

        def closure():
            optimizer.zero_grad()
            loss = place.loss(w[0], w[1])
            loss.backward()
            return loss

        theta = [w.tolist()]
        for rate in rates:
            optimizer.param_groups[0]["lr"] = rate
            optimizer.step(closure)
            theta.append(w.tolist())
        return theta

    return path


if __name__ == "__main__":
    write("torch", torch.__version__.split("+")[0], cases(ROWS, run), ROWS)
