"""The ruler over the learning rate: its bands are what runs on quadratics do."""

import numpy as np
import pytest
from playwright.sync_api import expect

from optiviz import OPTIMIZERS, PathSpec, simulate
from optiviz.messages import digits
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


BANDS = """() => [...document.querySelectorAll(".ov-knob")].map((box) => {
  const band = box.querySelector(".ov-usual-band")?.getBoundingClientRect(), range = box.querySelector(".ov-range");
  if (!band) return [box.dataset.knob];
  const { left, width, top, bottom } = range.getBoundingClientRect();
  const inside = band.top >= top && band.bottom <= bottom;
  return [box.dataset.knob, (band.left - left - 8) / (width - 16), (band.right - left - 8) / (width - 16), inside];
})"""
USUAL = {"learning_rate": (1e-4, 1e-2), "b1": (0.8, 0.95), "b2": (0.99, 0.999), "eps": (1e-8, 1e-6)}  # of Adam
WAY = {  # where a value stands along its slider
    "learning_rate": lambda rate: np.log10(rate / 1e-5) / 6,
    "b1": lambda beta: -np.log10(1 - beta) / 4,
    "b2": lambda beta: -np.log10(1 - beta) / 4,
    "eps": lambda eps: np.log10(eps / 1e-16) / 16,
}


@pytest.mark.browser
def test_a_band_behind_a_slider_shows_what_is_usually_tried_and_says_so(playground):
    page = playground("?run=adam,learning_rate=0.1&run=gd,learning_rate=0.05&steps=60")
    page.get_by_label("Optimizer in focus", exact=True).select_option("Adam")
    page.locator(".ov-knob[data-knob=b1]").wait_for()
    bands = {name: place for name, *place in page.evaluate(BANDS) if place}
    assert bands.keys() == USUAL.keys()
    for name, usual in USUAL.items():
        *drawn, inside = bands[name]
        np.testing.assert_allclose(drawn, WAY[name](np.array(usual)), atol=0.01)
        assert inside  # its slider, and not the ruler above
        box, said = page.locator(f".ov-knob[data-knob={name}]"), " to ".join(map(digits, usual))
        assert f"Usually tried on networks: {said}, the shaded band." in box.get_attribute("title")
        expect(box.get_by_role("img", name=f"usually tried on networks: {said}")).to_be_attached()
    page.get_by_label("Optimizer in focus", exact=True).select_option("Gradient descent")
    page.locator(".ov-ruler").wait_for()
    expect(page.locator(".ov-usual-band")).to_have_count(0)
