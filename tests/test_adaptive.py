"""Adaptive methods: the parts of Adam are what they are called, rare features and the online problem behave as told."""

import numpy as np
import pytest

from optiviz import online, parts, sparse
from optiviz.presets import PRESETS
from optiviz.simulate import simulate
from optiviz.specs import Lane, PathSpec
from optiviz.ui import adaptive, terrain
from optiviz.ui.wire import race_of
from tests.test_course import choose, page, said
from tests.test_pages import checked, sent

RATE = 0.1
PLACE = {"surface": "bowl", "start": (-2.5, 1.0), "steps": 200, "surface_values": {"kappa": 10.0, "angle": 20.0}}


def path(lane):
    return simulate(PathSpec(optimizer=lane.optimizer, convention=lane.convention, values=lane.values, **PLACE))


def adam(**values):
    return Lane("adam", values={"learning_rate": RATE, "b1": parts.B1, "b2": parts.B2, "eps": parts.EPS, **values})


@pytest.mark.parametrize(
    ("chosen", "values"),
    [
        ((False, True, False), {"b1": 0, "bias_correction": 0}),
        ((False, True, True), {"b1": 0}),
        ((True, True, False), {"bias_correction": 0}),
        ((True, True, True), {}),
    ],
    ids=["RMSProp", "RMSProp, corrected", "Adam without correction", "Adam"],
)
def test_each_rule_that_scales_is_adam_with_parts_switched_off(chosen, values):
    np.testing.assert_allclose(path(parts.assembled(*chosen, RATE)).theta, path(adam(**values)).theta, rtol=1e-12)


@pytest.mark.parametrize("momentum", [False, True])
def test_where_every_coordinate_is_divided_by_the_same_adam_is_momentum(momentum):
    plain = path(parts.assembled(momentum, False, False, RATE)).theta
    eps = 1e6  # so much larger than any gradient that nothing else is divided by
    same = adam(eps=eps, learning_rate=RATE * eps, b1=parts.B1 * momentum, bias_correction=0)
    np.testing.assert_allclose(path(same).theta, plain, rtol=1e-3, atol=1e-4)


def test_correction_without_scaling_stays_out():
    assert parts.assembled(True, False, True, RATE) == parts.assembled(True, False, False, RATE)


def test_every_combination_of_the_switches_has_a_title():
    combinations = {(m, v, c and v) for m in (False, True) for v in (False, True) for c in (False, True)}
    assert combinations == set(parts.STAGES.values())


def test_steps_without_correction_are_as_much_longer_as_the_formula_says():
    """Where the gradient is nearly constant: the ratio of both runs' steps."""
    start = {"surface": "bowl", "start": (-2e5, 0.0), "steps": 12, "surface_values": {"kappa": 1.0}}
    plain, bare = (
        np.diff(simulate(PathSpec(optimizer="adam", values={"bias_correction": on}, **start)).theta[:, 0])
        for on in (1.0, 0.0)
    )
    np.testing.assert_allclose(bare / plain, parts.lengthening(parts.B1, parts.B2, 12), rtol=1e-6)


def test_the_online_rules_are_the_papers_written_out():
    b2, eps, rate = 0.1, 1e-8, 0.1
    x = {"Adam": 0.0, "AMSGrad": 0.0, "Gradient descent": 0.0}
    v = dict.fromkeys(x, 0.0)
    for t, slope in enumerate(online.slopes(300), start=1):
        fresh = b2 * v["Adam"] + (1 - b2) * slope**2
        v |= {"Adam": fresh, "AMSGrad": max(v["AMSGrad"], fresh)}
        for label in x:
            size = 1.0 if label == "Gradient descent" else np.sqrt(v[label]) + eps
            x[label] = float(np.clip(x[label] - rate / np.sqrt(t) * slope / size, -1, 1))
    for label, value in x.items():
        assert online.walk(label, b2, steps=300)[-1] == pytest.approx(value, abs=1e-12)


def test_the_sum_of_the_online_losses_falls_towards_the_best_point():
    assert online.slopes(3000).sum() > 0


def test_the_rare_feature_is_learned_by_the_catalogues_rules():
    """Gradient descent written out on the same examples."""
    features, labels = sparse.examples()
    w = np.zeros((sparse.SEEDS, 2))
    for x, y in zip(features[:200], labels[:200], strict=True):
        w = w - sparse.LEARNERS["gd"].values["learning_rate"] * ((w * x).sum(axis=1) - y)[:, None] * x
    error = np.median(np.abs(w - sparse.TARGET), axis=0)
    np.testing.assert_allclose(sparse.learned("gd").error[200], error, rtol=1e-10)


def test_the_rare_feature_is_as_rare_as_told():
    features, labels = sparse.examples()
    assert (features[..., 1] != 0).mean() == pytest.approx(sparse.RARE, abs=0.002)
    assert np.abs(features[..., 0]).min() == 1
    noise = labels - features.sum(axis=2) * sparse.TARGET
    assert noise.std() == pytest.approx(sparse.NOISE, rel=0.01)


SUBJECTS = {"adaptive": adaptive.SUBJECTS, "terrain": terrain.SUBJECTS}
RACING = [preset for preset in PRESETS.values() if preset.page in SUBJECTS and preset.spec]


@pytest.mark.parametrize("preset", RACING, ids=lambda preset: preset.key)
def test_every_subject_below_the_stage_opens_with_every_preset(preset):
    app = answered(page(preset.page, preset=preset.key))
    for subject in SUBJECTS[preset.page]:
        app.segmented_control(key=f"{preset.page}.closer").set_value(subject)
        checked(app.run())


def answered(app):
    """The app after the question on screen, if there is one, was skipped."""
    skips = [button for button in app.button if button.key == "skip"]
    return checked(skips[0].click().run()) if skips else app


SUITED = [
    (key, subject, preset)
    for key, module in (("adaptive", adaptive), ("terrain", terrain))
    for subject, (presets, _) in module.SUBJECTS.items()
    for preset in presets
]


@pytest.mark.parametrize(("key", "subject", "preset"), SUITED, ids=[preset for _, _, preset in SUITED])
def test_a_preset_opens_on_the_subject_that_suits_it(key, subject, preset):
    app = answered(page(key, preset=preset))
    assert app.segmented_control(key=f"{key}.closer").value == subject


def test_every_preset_of_both_pages_has_a_subject():
    suited = {preset for _, _, preset in SUITED} | set(adaptive.ALONE)
    assert suited == {key for key, preset in PRESETS.items() if preset.page in ("adaptive", "terrain")}


@pytest.mark.parametrize("key", adaptive.ALONE)
def test_a_preset_without_a_race_asks_and_then_shows_its_charts(key):
    app = choose(page("adaptive"), key)
    assert said(app, "preset") == key
    assert not app.get("bidi_component")
    app = answered(app)
    assert len(app.get("bidi_component")) == 1
    again = choose(app, "A3s")
    assert race_of(sent(again)["live"]["race"]) == PRESETS["A3s"].spec


def test_a_preset_without_a_race_is_known_on_its_own_page_only():
    assert not page("adaptive", preset="A9").warning
    assert "on another page" in page("terrain", preset="A9").warning[0].value


@pytest.mark.parametrize(("on", "title"), [((1, 0, 0), "Momentum"), ((0, 1, 0), "RMSProp"), ((0, 0, 0), "Gradient")])
def test_what_is_assembled_goes_to_the_stage(on, title):
    app = page("adaptive", preset="J1")
    for name, value in zip("mvc", on, strict=True):
        if not app.toggle(key=f"adam.{name}").disabled:
            app = checked(app.toggle(key=f"adam.{name}").set_value(bool(value)).run())
    button = next(button for button in app.button if button.label.startswith("Show “"))
    assert title in button.label
    race = race_of(sent(checked(button.click().run()))["live"]["race"])
    expected = parts.assembled(bool(on[0]), bool(on[1]), bool(on[2]), RATE)
    assert race.lanes[-1] == expected


LEFT = {  # what is left of RMSProp, Adam and gradient descent -> whether the race is exact, whether only RMSProp swings
    "on a bowl": ((1e-3, 1e-30, 1e-30), True, True),
    "with noise": ((1e-3, 1e-3, 1e-3), False, False),
    "where gradient descent stands": ((1e-3, 1e-30, 1.0), True, False),
    "where RMSProp arrives": ((1e-30, 1e-30, 1e-30), True, False),
}


@pytest.mark.parametrize(("left", "exact", "swings"), LEFT.values(), ids=LEFT)
def test_what_jitters_is_told_only_where_it_does(left, exact, swings):
    names = ("RMSProp", "Adam", "Gradient descent")
    lanes = [(name, 0, np.full(len(adaptive.RATES), loss)) for name, loss in zip(names, left, strict=True)]
    words = adaptive.left_words(lanes, exact)
    assert ("keeps swinging" in words) is swings
    assert ("noise" in words) is not exact
    assert f"RMSProp at {len(adaptive.RATES) if left[0] < adaptive.REST else 0}" in words
