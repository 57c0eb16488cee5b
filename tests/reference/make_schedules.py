"""Write schedules/LIBRARY.json: the learning rates that the schedules of a library give, step by step.

pip install torch==2.13.0                   python tests/reference/make_schedules.py torch
pip install keras==3.15.1 jax==0.10.2       python tests/reference/make_schedules.py keras
pip install optax==0.2.8                    python tests/reference/make_schedules.py optax

Nothing here knows the app. A case is what the library was asked, in its own words, and the learning rates it gave; key
and values say which schedule of the app ought to give the same, warmup being the library's own way to grow linearly.
"""

import json
import os
import sys
import warnings
from pathlib import Path

FOLDER = Path(__file__).parent / "schedules"
STEPS = 130
BASE = 0.15


def torch_cases():
    import torch

    kinds = torch.optim.lr_scheduler

    def grown(optimizer, warmup):
        return kinds.LinearLR(optimizer, 1 / (warmup + 1), 1.0, warmup)

    def run(make, warmup):
        weight = torch.nn.Parameter(torch.zeros(2, dtype=torch.float64))
        optimizer = torch.optim.SGD([weight], lr=BASE)
        scheduler = make(optimizer)
        if warmup and not isinstance(scheduler, kinds.SequentialLR):
            scheduler = kinds.SequentialLR(optimizer, [grown(optimizer, warmup), scheduler], [warmup])
        rates = []
        for _ in range(STEPS):
            rates.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            scheduler.step()
        return rates

    plans = [
        ("constant", {}, lambda o: kinds.ConstantLR(o, 1.0)),
        ("step", {"every": 30, "drop": 0.1}, lambda o: kinds.StepLR(o, 30, 0.1)),
        ("step", {"every": 7, "drop": 0.8, "warmup": 11}, lambda o: kinds.StepLR(o, 7, 0.8)),
        (
            "multistep",
            {"milestone_1": 40, "milestone_2": 80, "milestone_3": 100, "drop": 0.3},
            lambda o: kinds.MultiStepLR(o, [40, 80, 100], 0.3),
        ),
        (
            "multistep",
            {"milestone_1": 1, "milestone_2": 50, "milestone_3": 50, "drop": 0.5},
            lambda o: kinds.MultiStepLR(o, [1, 50, 50], 0.5),
        ),
        ("exponential", {"end": 0.01}, lambda o: kinds.ExponentialLR(o, 0.01 ** (1 / STEPS))),
        ("exponential", {"end": 0.5, "length": 20, "warmup": 5}, lambda o: kinds.ExponentialLR(o, 0.5**0.05)),
        ("cosine", {}, lambda o: kinds.CosineAnnealingLR(o, STEPS)),
        ("cosine", {"end": 0.1, "warmup": 10}, lambda o: kinds.CosineAnnealingLR(o, STEPS - 10, 0.1 * BASE)),
        ("linear", {}, lambda o: kinds.LinearLR(o, 1.0, 0.0, STEPS)),
        ("linear", {"end": 0.2, "length": 50, "warmup": 20}, lambda o: kinds.LinearLR(o, 1.0, 0.2, 50)),
        ("polynomial", {"power": 2}, lambda o: kinds.PolynomialLR(o, STEPS, 2.0)),
        ("polynomial", {"power": 0.7, "length": 90, "warmup": 3}, lambda o: kinds.PolynomialLR(o, 90, 0.7)),
        ("restarts", {"period": 25}, lambda o: kinds.CosineAnnealingWarmRestarts(o, 25)),
        (
            "restarts",
            {"period": 10, "stretch": 2, "end": 0.05, "warmup": 6},
            lambda o: kinds.CosineAnnealingWarmRestarts(o, 10, 2, 0.05 * BASE),
        ),
        ("one_cycle", {}, lambda o: kinds.OneCycleLR(o, BASE, STEPS + 1, cycle_momentum=False), STEPS + 1),
        (
            "one_cycle",
            {"rise": 0.45, "start_divisor": 10, "end_divisor": 50, "length": 140},
            lambda o: kinds.OneCycleLR(
                o, BASE, 140, pct_start=0.45, div_factor=10, final_div_factor=50, cycle_momentum=False
            ),
        ),
        (
            "triangular",
            {"low": 0.1, "half_cycle": 25},
            lambda o: kinds.CyclicLR(o, 0.1 * BASE, BASE, 25, cycle_momentum=False),
        ),
        (
            "triangular",
            {"low": 0.0, "half_cycle": 8, "shrink": 0.5},
            lambda o: kinds.CyclicLR(o, 0.0, BASE, 8, mode="triangular2", cycle_momentum=False),
        ),
        (
            "hold_and_decay",
            {"cooldown": 0.2, "end": 0.1, "length": 120, "warmup": 10},
            lambda o: kinds.SequentialLR(
                o, [grown(o, 10), kinds.ConstantLR(o, 1.0), kinds.LinearLR(o, 1.0, 0.1, 24)], [10, 106]
            ),
        ),
    ]
    return [case(key, values, run(make, values.get("warmup", 0)), *length) for key, values, make, *length in plans]


def keras_cases():
    os.environ["KERAS_BACKEND"] = "jax"
    import jax
    import keras

    jax.config.update("jax_enable_x64", True)
    keras.config.set_floatx("float64")
    kinds = keras.optimizers.schedules
    plans = [
        ("step", {"every": 30, "drop": 0.1}, kinds.ExponentialDecay(BASE, 30, 0.1, staircase=True)),
        (
            "multistep",
            {"milestone_1": 40, "milestone_2": 80, "milestone_3": 100, "drop": 0.5},
            kinds.PiecewiseConstantDecay([40, 80, 100], [BASE, BASE / 2, BASE / 4, BASE / 8]),
        ),
        ("exponential", {"end": 0.01}, kinds.ExponentialDecay(BASE, STEPS, 0.01)),
        ("cosine", {"end": 0.1, "length": 90}, kinds.CosineDecay(BASE, 90, 0.1)),
        (
            "cosine",
            {"end": 0.0, "warmup": 10},
            kinds.CosineDecay(BASE / 11, STEPS - 10, warmup_target=BASE, warmup_steps=10),
        ),
        ("linear", {"end": 0.2, "length": 50}, kinds.PolynomialDecay(BASE, 50, 0.2 * BASE)),
        ("polynomial", {"power": 3, "end": 0.1}, kinds.PolynomialDecay(BASE, STEPS, 0.1 * BASE, power=3.0)),
        ("restarts", {"period": 20, "stretch": 2}, kinds.CosineDecayRestarts(BASE, 20, 2.0)),
        ("inverse_time", {"knee": 10}, kinds.InverseTimeDecay(BASE, 10, 1.0)),
    ]
    return [case(key, values, [float(make(k)) for k in range(STEPS)]) for key, values, make in plans]


def optax_cases():
    import jax
    import optax

    jax.config.update("jax_enable_x64", True)
    grow = optax.linear_schedule(BASE / 11, BASE, 10)
    cycle = {"init_value": BASE, "peak_value": BASE, "warmup_steps": 0, "end_value": 0.05 * BASE}
    plans = [
        ("step", {"every": 30, "drop": 0.1}, optax.exponential_decay(BASE, 30, 0.1, staircase=True)),
        (
            "multistep",
            {"milestone_1": 40, "milestone_2": 80, "milestone_3": 100, "drop": 0.5},
            optax.piecewise_constant_schedule(BASE, {40: 0.5, 80: 0.5, 100: 0.5}),
        ),
        ("exponential", {"end": 0.01}, optax.exponential_decay(BASE, STEPS, 0.01)),
        ("cosine", {"end": 0.1, "length": 90}, optax.cosine_decay_schedule(BASE, 90, 0.1)),
        ("cosine", {"warmup": 10}, optax.join_schedules([grow, optax.cosine_decay_schedule(BASE, STEPS - 10)], [10])),
        ("linear", {"end": 0.2, "length": 50}, optax.linear_schedule(BASE, 0.2 * BASE, 50)),
        ("polynomial", {"power": 3, "end": 0.1}, optax.polynomial_schedule(BASE, 0.1 * BASE, 3.0, STEPS)),
        (
            "restarts",
            {"period": 25, "end": 0.05},
            optax.sgdr_schedule([cycle | {"decay_steps": 25}] * 6),
        ),
        ("one_cycle", {"length": 131}, optax.cosine_onecycle_schedule(131, BASE)),
        (
            "hold_and_decay",
            {"cooldown": 0.25, "end": 0.1, "length": 120, "warmup": 10},
            optax.join_schedules(
                [grow, optax.constant_schedule(BASE), optax.linear_schedule(BASE, 0.1 * BASE, 30)], [10, 100]
            ),
        ),
    ]
    return [case(key, values, [float(make(k)) for k in range(STEPS)]) for key, values, make in plans]


def case(key, values, rates, length=None):
    values = values if length is None else values | {"length": length}
    return {"schedule": key, "values": values, "rates": rates}


def write(library):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # torch warns of its own SequentialLR
        cases = {"torch": torch_cases, "keras": keras_cases, "optax": optax_cases}[library]()
    version = __import__(library).__version__
    head = {"library": library, "version": version, "base": BASE, "steps": STEPS}
    lines = ",\n".join(json.dumps(case) for case in cases)
    FOLDER.mkdir(exist_ok=True)
    text = json.dumps(head)[:-1] + f', "cases": [\n{lines}\n]' + "}\n"
    (FOLDER / f"{library}.json").write_text(text)


if __name__ == "__main__":
    write(sys.argv[1])
