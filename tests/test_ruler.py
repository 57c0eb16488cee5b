"""The ruler over the learning rate: its bands are what runs on quadratics do."""

import numpy as np
import pytest

from optiviz import OPTIMIZERS, PathSpec, simulate
from optiviz.ruler import ruler

KNOWN = [(key, name) for key, row in OPTIMIZERS.items() for name, form in row.forms.items() if form.limit]


def run(key, convention=None, surface="bowl", steps=400, **values):
    return simulate(PathSpec(surface, key, convention, (-2.0, 1.0), steps, values))


@pytest.mark.parametrize("decay", [0.0, 0.3])
@pytest.mark.parametrize(("key", "convention"), KNOWN, ids=str)
def test_steps_grow_past_the_edge_and_shrink_before_it(key, convention, decay):
    names = {p.name for p in OPTIMIZERS[key].forms[convention].params}
    values = {"weight_decay": decay} if "weight_decay" in names else {}
    found = ruler(run(key, convention, **values), True)
    for share, grows in ((0.98, False), (1.02, True)):
        theta = run(key, convention, steps=1500, learning_rate=share * found.edge, **values).theta[:, 1]
        with np.errstate(all="ignore"):
            assert (np.abs(theta[-100:]).max() > np.abs(theta[:100]).max()) == grows or not np.isfinite(theta[-1])


def test_descent_zigzags_from_half_of_the_edge_on():
    found = ruler(run("gd"), True)
    assert found.edge == pytest.approx(2 / 30)
    assert found.calm == pytest.approx(1 / 30)
    for share, flips in ((0.98, False), (1.02, True)):
        steep = run("gd", steps=20, learning_rate=share * found.calm).theta[:, 1]
        assert (steep.min() < 0) == flips


def test_momentum_and_nesterov_have_the_edges_of_the_theory():
    assert ruler(run("momentum", momentum=0.9), True).edge == pytest.approx(2 * 1.9 / 30)
    assert ruler(run("nesterov", momentum=0.9), True).edge == pytest.approx(2 * 1.9 / (2.8 * 30))
    assert ruler(run("momentum", momentum=0.9), True).calm is None
    assert ruler(run("momentum", momentum=0.0), True).calm == pytest.approx(1 / 30)


def test_without_a_known_limit_or_without_curvature_there_is_none():
    assert ruler(run("adam"), True) is None
    assert ruler(run("gd", surface="abs_l1"), False) is None
