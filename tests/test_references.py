"""Every curve is the one that its name promises: paths against those of the libraries, and of loops by hand.

The numbers come from the make_*.py scripts in tests/reference. Compared is every coordinate at every step.
"""

import json

import numpy as np
import pytest
from reference.verify import BOUND, VERIFIED, differences, documents, groups

from optiviz.optimizers import OPTIMIZERS

GROUPS = groups()
FORMS = [(key, convention) for key, optimizer in OPTIMIZERS.items() for convention in optimizer.forms]
LIBRARIES = {"pytorch": "torch", "keras": "keras"}
EXCEPTIONS = {}  # (library, optimizer, convention): the reason why its path is not ours
OWN_DEFAULTS = {  # (optimizer, value): the reason why its default is not the library's
    ("momentum", "momentum"): "the libraries' 0 is gradient descent",
    ("nesterov", "momentum"): "the libraries' 0 is gradient descent",
    ("adam_l2", "weight_decay"): "PyTorch's 0 is Adam; 0.01 is what its AdamW has",
    ("lbfgs", "memory"): "PyTorch's 100 moves are more than two parameters can use",
}


def _groups():
    names = {group: (group.library, group.optimizer, group.convention) for group in GROUPS}
    reasons = {group: EXCEPTIONS[name] for group, name in names.items() if name in EXCEPTIONS}
    marks = {group: [pytest.mark.xfail(reason=reason)] for group, reason in reasons.items()}
    return [pytest.param(group, id="-".join(name), marks=marks.get(group, ())) for group, name in names.items()]


def _forms(having):
    return [pytest.param(*form, id="-".join(form)) for form in FORMS if having in _params(*form)]


def _params(optimizer, convention):
    return {param.name: param for param in OPTIMIZERS[optimizer].forms[convention].params}


def _cases(optimizer, convention):
    return [case for group, cases in GROUPS.items() for case in cases if group[:2] == (optimizer, convention)]


@pytest.mark.parametrize("group", _groups())
def test_every_step_is_where_the_reference_puts_it(group):
    apart = []
    for case in GROUPS[group]:
        difference = differences(case)
        far = ~(difference <= BOUND)  # nan is far
        if far.any():
            learning_rate = "scheduled" if case["learning_rates"] else "constant"
            apart.append(
                f"{case['surface']} {case['surface_values']} {case['values']}, {learning_rate} learning rate: "
                f"first apart at step {far.argmax()}, at most {difference.max():.1e}"
            )
    assert not apart, "\n".join(apart)


@pytest.mark.parametrize(("optimizer", "convention"), FORMS)
def test_every_form_that_a_library_has_is_compared_with_that_library_and_every_other_with_something(
    optimizer, convention
):
    libraries = {group.library for group in GROUPS if group[:2] == (optimizer, convention)}
    assert LIBRARIES.get(convention) in libraries if convention in LIBRARIES else libraries


@pytest.mark.parametrize(("optimizer", "convention"), _forms("eps"))
def test_a_misplaced_epsilon_would_show(optimizer, convention):
    assert any(case["values"]["eps"] == 0.1 for case in _cases(optimizer, convention))


@pytest.mark.parametrize(("optimizer", "convention"), _forms("learning_rate"))
def test_a_learning_rate_on_the_wrong_side_of_the_velocity_would_show(optimizer, convention):
    rates = [case["learning_rates"] for case in _cases(optimizer, convention)]
    assert any(row and len(set(row)) == len(row) for row in rates)


@pytest.mark.parametrize(("optimizer", "convention"), FORMS)
def test_every_value_differs_from_its_default_in_some_case(optimizer, convention):
    moved = {
        name
        for case in _cases(optimizer, convention)
        for name, value in case["values"].items()
        if value != _params(optimizer, convention)[name].default
    }
    assert moved == set(_params(optimizer, convention))


@pytest.mark.parametrize(
    ("optimizer", "convention", "defaults"),
    [
        pytest.param(*row.values(), id=f"{document['library']}-{row['optimizer']}")
        for document in documents()
        for row in document["defaults"]
    ],
)
def test_defaults_are_those_of_the_library(optimizer, convention, defaults):
    ours = {name: param.default for name, param in _params(optimizer, convention).items()}
    compared = [name for name in defaults if (optimizer, name) not in OWN_DEFAULTS]
    assert {name: ours[name] for name in compared} == {name: defaults[name] for name in compared}


def test_what_the_app_says_was_verified_is_what_is_compared_here():
    rows = json.loads(VERIFIED.read_text())
    compared = [(*group, len(cases), max(case["steps"] for case in cases)) for group, cases in GROUPS.items()]
    assert [tuple(row.values())[:-1] for row in rows] == compared
    assert all(row["deviation"] <= BOUND for row in rows)


def test_no_reference_path_leaves_the_finite_numbers_or_lacks_a_step():
    for cases in GROUPS.values():
        for case in cases:
            assert np.shape(case["theta"]) == (case["steps"] + 1, 2)
            assert np.isfinite(case["theta"]).all()
            assert case["theta"][0] == case["start"]
