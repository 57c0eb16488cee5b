"""What the length of a run is counted in: what a step costs, and the loss chart in each unit."""

from collections import defaultdict

import numpy as np
import pytest

from optiviz import OPTIMIZERS, SURFACES
from optiviz.figures import loss_figure
from optiviz.figures.loss import counted
from optiviz.seeing import batch_weights
from optiviz.units import costs
from tests.test_figures import EIGHT, FLIES, LEAVES, STAYS, drawn, traces

DATA = [key for key, row in SURFACES.items() if row.examples]


@pytest.mark.parametrize("size", [1.0, 7.0, 8.0, 0.0])
@pytest.mark.parametrize("key", DATA)
def test_an_epoch_of_steps_costs_one_epoch_and_draws_every_example_once(key, size):
    cost, examples = costs(key, "gd", size), SURFACES[key].examples
    steps = round(1 / cost["epochs"])
    batches = [batch_weights(examples, np.float64(size), np.float64(3), k + 1.0) for k in range(steps)]
    assert sum(np.count_nonzero(batch) for batch in batches) == round(steps * cost["examples"]) == examples
    assert steps == (-(-examples // size) if size else 1)


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_a_step_is_one_update_and_as_many_gradients_as_the_row_says_and_has_no_epochs_without_examples(key):
    assert costs("bowl", key) == {"updates": 1.0, "gradient evaluations": OPTIMIZERS[key].evaluations}
    assert set(costs(DATA[0], key)) - set(costs("bowl", key)) == {"epochs", "examples"}


def test_each_lane_is_as_long_as_its_own_steps_cost():
    tracks = [STAYS, LEAVES, EIGHT[2]]
    figure = counted(loss_figure(tracks, None, False), "gradient evaluations", [1.0, 2.0, 0.5])
    assert [(line.x, line.dx) for line in traces(figure, "path")] == [(None, 1), (None, 2), (None, 0.5)]
    layout, steps = figure["layout"], len(STAYS.x) - 1
    assert layout["xaxis"]["title"]["text"] == "gradient evaluations"
    assert layout["xaxis"]["range"][0] < 0 < 2 * steps < layout["xaxis"]["range"][1] < 3 * steps
    np.testing.assert_array_equal(drawn(figure).data[-1].x, [steps, 2 * steps, 0.5 * steps])


def test_marks_on_the_edges_stay_at_their_step_in_every_unit():
    plain = loss_figure([STAYS, FLIES], 0.0, False)
    found = counted(plain, "epochs", [0.25, 0.5])
    at = defaultdict(dict)
    for name, figure in (("plain", plain), ("found", found)):
        for trace in traces(figure, "above") + traces(figure, "zero"):
            at[trace["meta"]["lane"], trace["meta"]["role"]][name] = trace["x"][0]
    assert at
    assert all(pair["found"] == pair["plain"] * [0.25, 0.5][lane] for (lane, _), pair in at.items())


def test_the_figure_itself_is_that_of_updates_and_another_unit_forgets_the_zoom():
    figure = loss_figure([STAYS], 0.0, False, revision="bowl")
    same = counted(figure, "updates", [1.0])
    assert same["layout"]["xaxis"] == figure["layout"]["xaxis"]
    assert counted(figure, "epochs", [1.0])["layout"]["uirevision"] != same["layout"]["uirevision"]
