"""The numbers that stand in an equation are those of the step: computing with them gives the value on its left side."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest
from equations import evaluate
from test_equations import FORMS, TWINS, drawn

from optiviz import OPTIMIZERS, PathSpec, simulate
from optiviz.explain import START, filled_latex, numbers, template
from optiviz.terrain import survey

STEPS = 8
SURFACE = "rosenbrock"
PLACES = [(1, 0), (7, 1)]  # (row, coordinate), line about
EVERY = [(key, name) for key, row in OPTIMIZERS.items() for name in row.forms]


def step_run(key, convention, switched):
    """A run of a few steps with values drawn at random, every value that chooses a line on or off."""
    form = OPTIMIZERS[key].forms[convention]
    random = np.random.default_rng(3)
    values = {p.name: drawn(p, random) for p in form.params}
    for name in {line.name for line in form.equations if not isinstance(line, str)}:
        values[name] = (1.0 if name in ("centered", "bias_correction") else 0.1) if switched else 0.0
    rates = 10 ** random.uniform(-4, -2.5, STEPS)
    return simulate(PathSpec(SURFACE, key, convention, (-1.2, 1.0), STEPS, values), rates)


@pytest.mark.parametrize(("key", "convention"), EVERY, ids=lambda v: v)
def test_the_numbers_of_a_line_give_the_value_on_its_left_side(key, convention):
    seen = set()
    for path in (step_run(key, convention, switched) for switched in (True, False)):
        found = numbers(path)
        for k, line in enumerate(template(path.spec)):
            if line.filled and line not in seen:
                *right, value = filled_latex(line, found, *PLACES[k % len(PLACES)]).rsplit("=", 1)
                if right:  # else the line is a single number: the tests below say which
                    assert float(evaluate(*right, {}, None)) == pytest.approx(told(value), rel=1e-9, abs=1e-11)
            seen.add(line)


def told(latex):
    r"""The number that a group like {(-2.5 \cdot 10^{-3})} says."""
    return float(latex.strip(" {}()").replace(r" \cdot 10^{", "e").strip("}"))


@pytest.mark.parametrize(("key", "convention"), EVERY, ids=lambda v: v)
def test_the_last_slot_is_the_value_of_the_left_side_as_it_ran(key, convention):
    path = step_run(key, convention, True)
    form, found = path.spec.form, numbers(path)
    own = {f"{symbol}_t": path.state[name] for name, symbol in form.state.items()} | {r"\theta_t": path.theta}
    for text, line in zip(form.lines(path.spec.values), template(path.spec), strict=True):
        left = text.split("=")[0].strip()
        if line.filled and left in own:
            name, offset = line.slots[-1]
            assert offset == 0
            np.testing.assert_array_equal(found[name], own[left])


@pytest.mark.parametrize(("key", "convention"), FORMS, ids=lambda v: v)
def test_every_line_but_start_values_has_numbers(key, convention):
    path = step_run(key, convention, True)
    for text, line in zip(path.spec.form.lines(path.spec.values), template(path.spec), strict=True):
        assert (line.filled is None) == bool(START.search(text)), text


@pytest.mark.parametrize("key", TWINS)
def test_lines_with_matrices_are_shown_as_symbols(key):
    path = step_run(key, OPTIMIZERS[key].convention, True)
    lines = template(path.spec)
    assert any(line.filled is None and line.slots == () for line in lines)
    assert filled_latex(lines[1], numbers(path), 1, 0) is None


@pytest.mark.parametrize(("key", "convention"), EVERY, ids=lambda v: v)
def test_the_gradient_of_a_line_is_the_gradient_at_the_point_it_names(key, convention):
    path = step_run(key, convention, True)
    found = numbers(path)
    ends = {r"\theta_{t-1}": path.theta[:-1]} | {
        f"{symbol}_t": path.state[name][1:] for name, symbol in path.spec.form.state.items()
    }
    for text, line in zip(path.spec.form.lines(path.spec.values), template(path.spec), strict=True):
        at = re.fullmatch(r".*= \\nabla f\((.*)\)", text)
        if at and line.filled:
            expected = survey(SURFACE, {"b": 100.0}, ends[at[1]])[1]
            np.testing.assert_allclose(found[line.slots[-1][0]][1:], expected, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("switched", [True, False], ids=["lines on", "lines off"])
@pytest.mark.parametrize(("key", "convention"), EVERY, ids=lambda v: v)
def test_templates_are_well_formed_and_hold_each_slot_once(key, convention, switched):
    for line in template(step_run(key, convention, switched).spec):
        for markup in filter(None, (line.symbolic, line.filled)):
            assert "\\" not in markup
            assert ElementTree.fromstring(markup).tag.endswith("math")
        if line.filled:
            slots = re.findall(r'<mn data-slot="(\d+)"[^>]*></mn>', line.filled)
            assert [int(k) for k in slots] == list(range(len(line.slots)))


def test_two_numbers_never_run_together():
    (line,) = template(PathSpec(optimizer="gd", convention="keras", values={"weight_decay": 0.1}))[-1:]
    assert line.latex.count(r"\cdot") == 3
    exponent = template(PathSpec(optimizer="nadam"))[5].latex
    assert r"0.96 ^ { ⟦1⟧ \cdot ⟦2⟧ }" in exponent


def test_negative_numbers_are_bracketed_where_they_would_read_wrongly():
    line = template(PathSpec(optimizer="adagrad"))[2]  # v_{t-1} + g_t^2
    marks = re.findall(r'data-slot="(\d+)"( data-bracket="true")?', line.filled)
    assert [(k, bool(mark)) for k, mark in marks] == [("0", False), ("1", True), ("2", False)]


def test_templates_are_made_once_for_all_values_that_choose_the_same_lines():
    one, other = (PathSpec(optimizer="adamw", values={"weight_decay": share}) for share in (0.1, 0.2))
    assert template(one) is template(other)
    assert template(one) is not template(PathSpec(optimizer="adamw", values={"weight_decay": 0.0}))


def test_names_of_values_states_and_terms_do_not_collide():
    for key, convention in EVERY:
        form = OPTIMIZERS[key].forms[convention]
        names = [*(p.name for p in form.params), *form.state, *form.terms, "t", "theta", "gradient", "step_rate"]
        assert len(set(names)) == len(names)
        assert not {"g_norm"} & set(names)
