"""The equations on screen are the ones that ran."""

import numpy as np
import pytest
from equations import execute

from optiviz import OPTIMIZERS, PathSpec, simulate
from optiviz.terrain import survey

STEPS = 8
SURFACE = "rosenbrock"
MATRICES = "works with matrices, which the parser does not know"
TWINS = {  # the forms whose LaTeX cannot be executed, and why; a plain NumPy twin stands in
    "newton": MATRICES,
    "saddle_free_newton": MATRICES,
    "lbfgs": "names an algorithm, the two loops; compared with torch.optim.LBFGS instead",
}
FORMS = [(key, name) for key, row in OPTIMIZERS.items() for name in row.forms if key not in TWINS]


def gradient(point):
    return survey(SURFACE, {"b": 100.0}, point[None])[1][0]


def drawn(param, random):
    """A value from the param's own slider range, kept where a few steps stay finite."""
    if param.scale == "switch":
        return float(random.integers(2))
    if param.scale == "count":
        return float(random.integers(int(param.low), int(param.high) + 1))
    if param.name == "learning_rate":
        return float(10 ** random.uniform(-4, -2.5))
    if param.scale in ("log", "log0"):
        return float(10 ** random.uniform(np.log10(param.low), np.log10(min(param.high, 0.5))))
    return float(random.uniform(param.low, param.high))


def varied(key, form, random):
    """Values drawn at random; then each value that an equation line depends on, once as 0 and once not."""
    values = {p.name: drawn(p, random) for p in form.params}
    switches = {line.name for line in form.equations if not isinstance(line, str)}
    yield values
    for name in sorted(switches):
        yield {**values, name: 0.0}
        yield {**values, name: 1.0 if form_param(form, name).scale == "switch" else max(values[name], 0.05)}


def form_param(form, name):
    return next(p for p in form.params if p.name == name)


def known_symbols(form, values, path, k, rate):
    """What the equations of step k may use: values, t, the step's learning rate, and the state of the step before."""
    symbols = {p.symbol: values[p.name] for p in form.params}
    symbols |= {r"\eta_t": rate, "t": float(k), r"\theta_{t-1}": path.theta[k - 1]}
    return symbols | {f"{symbol}_{{t-1}}": path.state[name][k - 1] for name, symbol in form.state.items()}


@pytest.mark.parametrize(("key", "convention"), FORMS, ids=lambda v: v)
def test_the_equations_give_every_point_and_state_of_the_run(key, convention):
    form = OPTIMIZERS[key].forms[convention]
    random = np.random.default_rng(7)
    rates = 10 ** random.uniform(-4, -2.5, STEPS)
    for values in varied(key, form, random):
        spec = PathSpec(SURFACE, key, convention, (-1.2, 1.0), STEPS, values)
        path = simulate(spec, rates)
        lines = form.lines(values)
        first = [line for line in lines if "_0 =" in line]
        start = execute(first, {p.symbol: values[p.name] for p in form.params} | {r"\eta_1": rates[0]}, gradient)
        for name, symbol in form.state.items():
            if f"{symbol}_0" in start:
                np.testing.assert_allclose(path.state[name][0], start[f"{symbol}_0"])
        for k in range(1, STEPS + 1):
            symbols = known_symbols(form, values, path, k, rates[k - 1])
            done = execute([line for line in lines if line not in first], symbols, gradient)
            np.testing.assert_allclose(done[r"\theta_t"], path.theta[k], rtol=1e-9, atol=1e-12)
            for name, symbol in form.state.items():
                if f"{symbol}_t" in done:
                    np.testing.assert_allclose(done[f"{symbol}_t"], path.state[name][k], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(("key", "convention"), FORMS, ids=lambda v: v)
def test_every_value_and_every_state_stands_in_the_equations(key, convention):
    form = OPTIMIZERS[key].forms[convention]
    every = " ".join(t for line in form.equations for t in ((line,) if isinstance(line, str) else line[1:]))
    switches = {line.name for line in form.equations if not isinstance(line, str)}
    for param in form.params:
        assert param.symbol in every or param.name in switches, f"{param.name} ({param.symbol}) is not shown"
    for name, symbol in form.state.items():
        assert f"{symbol}_t" in every, f"{name} ({symbol}) is not shown"


@pytest.mark.parametrize("key", TWINS)
def test_the_equations_of_the_exceptions_still_name_their_values(key):
    for form in OPTIMIZERS[key].forms.values():
        text = " ".join(form.lines({p.name: 1.0 for p in form.params}))
        assert all(p.symbol in text for p in form.params)


def hessian(point):
    return survey(SURFACE, {"b": 100.0}, point[None])[2][0]


def absolute(matrix):
    values, vectors = np.linalg.eigh(matrix)
    return vectors @ np.diag(np.abs(values)) @ vectors.T


@pytest.mark.parametrize(("key", "shape"), [("newton", lambda h: h), ("saddle_free_newton", absolute)])
@pytest.mark.parametrize("start", [(-1.2, 1.0), (0.0, 1.0)], ids=["in the valley", "where the curvature is negative"])
def test_newton_and_its_saddle_free_kind_equal_a_plain_numpy_loop(key, shape, start):
    values = {"learning_rate": 0.4, "damping": 0.3}
    path = simulate(PathSpec(SURFACE, key, start=start, steps=20, values=values))
    point = np.array(start)
    for k in range(20):
        direction = np.linalg.solve(shape(hessian(point)) + 0.3 * np.eye(2), gradient(point))
        point = point - 0.4 * direction
        np.testing.assert_allclose(path.theta[k + 1], point, rtol=1e-9, atol=1e-10)
