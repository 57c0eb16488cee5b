"""Write one file for each package below: authors' own code, or a port of it, for rules that PyTorch and Keras lack.

pip install torch==2.13.0 adabelief-pytorch==0.2.1 schedulefree==1.4.1 pytorch_optimizer==4.1.0
pip install --no-deps timm==1.0.31
python tests/reference/make_others.py
"""

import importlib
import sys
import types
from importlib.metadata import distribution, version

import torch
from adabelief_pytorch import AdaBelief
from cases import HILLS, Row, cases, scheduled, write
from pytorch_optimizer import AdEMAMix, Yogi
from schedulefree import SGDScheduleFree

torch.set_default_dtype(torch.float64)

LR = {"learning_rate": "lr"}
BETAS = {"b1": ("betas", 0), "b2": ("betas", 1)}
B3 = {"b3": ("betas", 2)}
EPS = {"eps": "eps"}
DECAY = {"weight_decay": "weight_decay"}


def timm(module, name):
    """A class of timm.optim without the rest of timm, which needs torchvision."""
    for package in ("timm", "timm.optim"):
        folder = distribution("timm").locate_file(package.replace(".", "/"))
        sys.modules.setdefault(package, types.ModuleType(package)).__path__ = [str(folder)]
    return getattr(importlib.import_module(f"timm.optim.{module}"), name)


def moments(rate=0.1):
    """Plans for a rule with two betas and an epsilon."""
    return lambda _: [
        {"learning_rate": rate},
        {"learning_rate": rate, "b1": 0.7, "b2": 0.95, "eps": 0.1},
        scheduled(learning_rate=rate, b1=0.8),
        scheduled(learning_rate=rate, b2=0.9, eps=0.1),
    ]


LIBRARIES = {
    "adabelief-pytorch": (
        Row(
            "adabelief",
            "paper",
            AdaBelief,
            LR | BETAS | EPS,
            moments(0.05),
            {"rectify": False, "print_change_log": False},
            places=HILLS,
        ),
    ),
    "schedulefree": (
        Row(
            "schedule_free",
            "paper",
            SGDScheduleFree,
            LR | {"b1": "momentum"},
            lambda rate: [
                {"learning_rate": rate},
                {"learning_rate": 0.7 * rate, "b1": 0.6},
                {"learning_rate": 0.5 * rate, "b1": 0.98},
                scheduled(learning_rate=rate),
                scheduled(learning_rate=1.2 * rate, b1=0.7),
            ],
            places=HILLS,
        ),
    ),
    "timm": (
        Row(
            "adan",
            "paper",
            timm("adan", "Adan"),
            LR | BETAS | B3 | EPS | DECAY,
            lambda _: [
                {},
                {"learning_rate": 0.1},
                {"learning_rate": 0.05, "b1": 0.9, "b2": 0.7, "b3": 0.95, "eps": 0.1},
                {"learning_rate": 0.05, "b2": 0.8, "weight_decay": 0.5},
                scheduled(learning_rate=0.1, b1=0.9),
                scheduled(learning_rate=0.05, b2=0.85, eps=0.1, weight_decay=0.2),
            ],
            places=HILLS,
        ),
        Row(
            "adopt",
            "paper",
            timm("adopt", "Adopt"),
            LR | BETAS | EPS,
            moments(),
            {"clip_exp": 0.25},  # the authors' exponent; timm has a rounded 1/3
            places=HILLS,
        ),
    ),
    "pytorch_optimizer": (
        Row(
            "yogi",
            "paper",
            Yogi,
            LR | BETAS | EPS | {"initial_accumulator": "initial_accumulator"},
            moments(),
            places=HILLS,
        ),
        Row(
            "ademamix",
            "paper",
            AdEMAMix,
            LR | BETAS | B3 | {"alpha": "alpha"} | EPS | DECAY,
            lambda _: [
                {"learning_rate": 0.05, "b3": 0.99, "weight_decay": 0.0},
                {"learning_rate": 0.05, "b1": 0.8, "b2": 0.95, "b3": 0.95, "alpha": 2.0, "eps": 0.1},
                scheduled(learning_rate=0.05, b3=0.9, alpha=1.0, eps=0.1, weight_decay=0.2),
            ],
            {"weight_decouple": True},
            places=HILLS,
        ),
    ),
}


def run(row, values, place, rates):
    """The path of one optimizer from a start: its own step, on gradients by PyTorch."""

    def path(start):
        w = torch.tensor(start, requires_grad=True)
        optimizer = row.function([w], **row.arguments(values))
        averaged = row.function is SGDScheduleFree  # keeps y in the parameter; its eval() puts the average x there
        theta = [w.tolist()]

        for rate in rates:
            if averaged:
                optimizer.train()
            for group in optimizer.param_groups:
                group["lr"] = rate
            optimizer.zero_grad()
            place.loss(w[0], w[1]).backward()
            optimizer.step()
            if averaged:
                optimizer.eval()
            theta.append(w.tolist())
        return theta

    return path


if __name__ == "__main__":
    for library, rows in LIBRARIES.items():
        write(library, version(library), cases(rows, run))
