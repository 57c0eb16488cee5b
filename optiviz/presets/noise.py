"""Schedules and noise: why a run keeps shaking, what lowers it, and what a batch is."""

from optiviz.presets.averaged import (
    SEEN,
    best_constant,
    excess_after,
    mean_end,
    noise_floor,
    reaches_twice_the_floor,
    seen_end,
    seen_floor,
    step_sizes,
    times,
)
from optiviz.presets.facts import edge, ends, on
from optiviz.presets.row import Fact, Page, Preset
from optiviz.specs import Lane, Place, RaceSpec
from optiviz.surfaces import SURFACES

KEY = "noise"
START = (-2.5, 1.0)
SHAKEN = ("contour", "loss")


def bowl(*lanes, sigma=1.0, steps=300):
    """Lanes on a noisy bowl of condition number 10."""
    return RaceSpec(Place("bowl", {"kappa": 10.0}, START, steps, {"noise": sigma}), lanes)


def gd(rate, schedule="constant", **times):
    """Gradient descent on a schedule."""
    return Lane("gd", None, {"learning_rate": rate}, schedule, times)


def momentum(rate, share=0.9):
    """Momentum in PyTorch's form."""
    return Lane("momentum", None, {"learning_rate": rate, "momentum": share})


def adam(schedule="constant", rate=0.1, **times):
    """Adam on a schedule."""
    return Lane("adam", None, {"learning_rate": rate}, schedule, times)


FLOORS = bowl(gd(0.08), gd(0.02))
HEAVY = bowl(gd(0.01), momentum(0.01), steps=600)
SCALED = {batch: bowl(gd(0.01 * batch), sigma=2 / batch**0.5, steps=2000) for batch in (1, 2, 4, 8, 16)}
COOL = bowl(gd(0.15), gd(0.15, "cosine"), gd(0.15, "exponential", end=0.01))
ENTRY = RaceSpec(Place("sharp_entry", start=(-2.5, 0.5), steps=120), (gd(0.6), gd(0.6, warmup=10.0)))
IDLE = RaceSpec(
    Place("gauss_plateau", {"s": 0.2}, (2.0, 1.5), 100, {"noise": 1.0}),
    (adam(rate=0.01), adam(rate=0.01, warmup=30.0)),
)


def fitted(batch, steps=320):
    """A line fitted to 256 points by batches of so many; 0: all of them."""
    return RaceSpec(Place("line", steps=steps, gradient={"batch": batch}), (gd(0.05),))


def cooled(schedule, **times):
    """The run of COOL on one schedule."""
    return bowl(gd(0.15, schedule, **times))


PRESETS = (
    Preset(
        "N1",
        KEY,
        "The noise floor",
        FLOORS,
        (
            Fact("high", 0.05417, noise_floor(), 1e-3),
            Fact("low", 0.01061, noise_floor(1), 1e-3),
            Fact("seen", 0.05437, seen_floor(), 0.03),
            Fact("end", 0.0595, seen_end(), 1e-2),
            SEEN,
            Fact("batch4", 0.01354, noise_floor(), 1e-3, on(FLOORS, gradient={"noise": 0.5})),
        ),
        truth="Every gradient has a normal number of standard deviation 1 added to it, as a small batch of examples "
        "would. A constant learning rate then never arrives: the loss comes down to a floor and shakes. By theory the "
        "floor is {high} at 0.08 and {low} at 0.02; {seeds} seeds at 0.08 average {seen} over the second half of "
        "1,000 steps. At the last step alone they average {end}: fewer numbers, more luck.",
        but="The noise itself can be lowered as well: batches four times as large halve its standard deviation and "
        "quarter the floor, to {batch4} at 0.08, for four times the work a step.",
        views=SHAKEN,
        knobs=("learning_rate", "noise"),
    ),
    Preset(
        "N1m",
        KEY,
        "Momentum and noise",
        HEAVY,
        (
            Fact("plain", 0.005144, noise_floor(), 1e-3),
            Fact("heavy", 0.05074, noise_floor(1), 1e-3),
            Fact("ratio", 9.864, times(noise_floor(1), noise_floor()), 1e-3),
        ),
        question="“Momentum smooths noisy gradients.” At the same learning rate, 0.01, its floor is...",
        choices=("a tenth of that of gradient descent", "about the same", "ten times as high"),
        answer=2,
        truth="{heavy} instead of {plain}: {ratio} times as high. Each gradient goes on acting for 1 / (1 − 0.9) = 10 "
        "steps, so that at small rates the learning rate works like one ten times as large. The velocity is smoother "
        "than the gradients, and yet the point shakes more.",
        but="At a tenth of the learning rate momentum has about the floor of plain descent, and on narrow valleys it "
        "is still the faster of the two. In real networks its gain at small learning rates is contested: Kidambi et "
        "al. 2018 and Wang et al. 2024 find little.",
        views=SHAKEN,
        knobs=("momentum", "learning_rate"),
    ),
    Preset(
        "S1",
        KEY,
        "Cool down",
        COOL,
        (
            Fact("constant", 0.1905, mean_end(), 1e-3, cooled("constant")),
            Fact("cosine", 0.005627, mean_end(), 1e-3, cooled("cosine")),
            Fact("exponential", 0.002881, mean_end(), 1e-3, cooled("exponential", end=0.01)),
            Fact("linear", 0.006614, mean_end(), 1e-3, cooled("linear")),
            Fact("root", 0.00485, mean_end(), 1e-3, cooled("inverse_sqrt", knee=1.0)),
            Fact("inverse", 0.002716, mean_end(), 1e-3, cooled("inverse_time", knee=1 / 0.15)),
            Fact("restarts", 0.01138, mean_end(), 1e-3, cooled("restarts", period=100.0)),
            Fact("small", 0.03794, mean_end(), 1e-3, on(cooled("constant"), learning_rate=0.0075)),
            Fact("best_rate", 0.0133, best_constant(), 0.02),
            Fact("best", 0.00792, mean_end(), 1e-3, on(cooled("constant"), learning_rate=0.0133)),
            Fact("gain", 1.41, times(mean_end(), mean_end(1)), 0.01, bowl(gd(0.0133), gd(0.15, "cosine"))),
            Fact("step", 0.0186, mean_end(), 0.01, cooled("step")),
        ),
        question="All begin at 0.15 and take 300 steps. Compared with a constant learning rate, the average final loss "
        "on a cosine is...",
        choices=("half of it", "a tenth of it", "a thirtieth of it", "higher: small steps arrive late"),
        answer=2,
        truth="{cosine} instead of {constant}. High first, to cover ground; low later, to let the shaking die down. A "
        "constant 0.0075 has neither in time: {small}.",
        but="A constant tuned to these 300 steps does far better than 0.15: {best_rate} ends at {best}, {gain} times "
        "the cosine's and lower than step decay as it stands, {step}. Which decay is best depends on the loss and on "
        "the budget. Here: one over t {inverse}, exponential to 1 % {exponential}, inverse square root {root}, linear "
        "{linear}, cosine with restarts {restarts}.",
        views=("contour", "loss", "schedule"),
        knobs=("learning_rate",),
    ),
    Preset(
        "S1a",
        KEY,
        "A schedule for Adam",
        bowl(adam(), adam("cosine")),
        (Fact("constant", 0.03897, seen_end(), 1e-3), Fact("cosine", 0.005438, seen_end(1), 1e-3), SEEN),
        question="“Adam adapts its learning rates by itself and needs no schedule.” On a cosine its final loss is...",
        choices=("about the same", "a seventh of it", "higher"),
        answer=1,
        truth="{cosine} instead of {constant}, the mean over {seeds} seeds. Dividing by the size of the gradients "
        "makes the steps equally long, not shorter: near the minimum the gradients are nothing but noise, and Adam "
        "turns that into steps of full length.",
        but="Without noise and with gradients that vanish smoothly Adam settles on a constant learning rate as well.",
        views=("contour", "loss", "schedule"),
        knobs=("learning_rate",),
    ),
    Preset(
        "S2",
        KEY,
        "A sharp entry",
        ENTRY,
        (
            Fact("limit", 0.1856, edge(), 1e-3),
            Fact("cold", 4.5, ends(0), 1e-3),
            Fact("peak", 78.91, lambda paths: float(paths[0].loss.max()), 1e-3),
            Fact("warm", 1.0, ends(0, 1), 1e-3),
            Fact("start", 3.796, lambda paths: float(paths[1].loss.max()), 1e-3),
        ),
        question="The gorge at the start allows learning rates up to {limit}, the basin behind it far larger ones. At "
        "0.6 at once, the run...",
        choices=("is thrown out and never comes back", "is thrown into a worse basin", "crosses the gorge faster"),
        answer=1,
        truth="Its loss shoots up to {peak}, and it comes down at x = {cold}, in the worse basin. With 10 steps of "
        "warm-up the loss never rises above the {start} of the start, and the run ends at x = {warm}, the better one.",
        but="A small learning rate throughout would do as well, only later. In networks several reasons are given for "
        "warm-up, sharpness at the start being one (Gilmer et al. 2021; Kalra and Barkeshli 2024), the variance of "
        "Adam's first steps another (Liu et al. 2020; Ma and Yarats 2021 see it otherwise). Transformers with the "
        "normalization first can do without (Xiong et al. 2020).",
        views=("contour", "loss", "schedule"),
        knobs=("warmup", "learning_rate"),
    ),
    Preset(
        "S3",
        KEY,
        "Adam's first steps",
        IDLE,
        (
            Fact("first", 1.0, step_sizes(1), 1e-3),
            Fact("second", 0.627, step_sizes(2), 1e-2),
            Fact("fifth", 0.375, step_sizes(5), 1e-2),
            Fact("tenth", 0.27, step_sizes(10), 1e-2),
            Fact("late", 0.182, step_sizes(100), 1e-2),
        ),
        question="A plain without any slope: the gradients are pure noise. Adam's first step, compared with its "
        "hundredth, is on average...",
        choices=("as long", "twice as long", "more than five times as long"),
        answer=2,
        truth="Per coordinate {first} learning rates in step 1, {second} in step 2, {fifth} in step 5, {tenth} in step "
        "10, {late} in step 100. One gradient alone always makes a step of full length; only the mean of many shows "
        "that they point nowhere. Warm-up makes these first steps small.",
        but="Where the gradients do point somewhere, the first steps are as right as the later ones, and warm-up only "
        "costs time.",
        views=("contour", "schedule"),
        knobs=("warmup",),
    ),
    Preset(
        "N2",
        KEY,
        "Ten epochs each",
        fitted(8),
        (
            Fact("points", 256, lambda paths: SURFACES["line"].examples),
            Fact("whole", 3.081, excess_after(10), 1e-3, fitted(0)),
            Fact("mini", 0.238, excess_after(80), 1e-2, fitted(32)),
            Fact("small", 0.0001916, excess_after(320), 1e-2),
            Fact("single", 0.009166, excess_after(2560), 1e-2, fitted(1)),
        ),
        question="A line is fitted to {points} points at learning rate 0.05, with ten passes through the data. Taking "
        "all points for every step makes 10 steps; batches of 8 make 320. The excess loss after ten passes is "
        "lower...",
        choices=("with all points: the gradients are exact", "with batches of 8", "equally low: the work is the same"),
        answer=1,
        truth="{small} with batches of 8, {mini} with batches of 32, {whole} with all points, {single} with single "
        "points, whose noise keeps the loss up. The same examples were read; small batches make more steps of them.",
        but="“Faster” depends on what is counted. A step of {points} points hardly takes longer than one of 8 on "
        "hardware that computes them side by side; and with all points a larger learning rate would be stable.",
        views=("contour", "loss"),
        knobs=("batch", "learning_rate"),
    ),
    Preset(
        "N3",
        KEY,
        "Twice the batch, twice the rate",
        SCALED[4],
        (
            Fact("limit", 0.2, edge(), 1e-9),
            Fact("floor1", 0.02058, noise_floor(), 1e-3, SCALED[1]),
            Fact("floor4", 0.0227, noise_floor(), 1e-3),
            Fact("floor16", 0.06087, noise_floor(), 1e-3, SCALED[16]),
            Fact("steps1", 250, reaches_twice_the_floor(), 0, SCALED[1]),
            Fact("steps4", 61, reaches_twice_the_floor()),
            Fact("steps16", 12, reaches_twice_the_floor(), 0, SCALED[16]),
            Fact("examples4", 244, reaches_twice_the_floor(each=4)),
            Fact("examples16", 192, reaches_twice_the_floor(each=16), 0, SCALED[16]),
        ),
        question="A batch four times as large has half the noise. With four times the learning rate as well, the run "
        "comes to within twice its floor...",
        choices=("after as many steps", "after a quarter of the steps", "never"),
        answer=1,
        truth="{steps4} steps instead of {steps1}, with a floor of {floor4} instead of {floor1}: the same number of "
        "examples, {examples4} against {steps1}, in fewer steps. This is the rule of Goyal et al. 2017.",
        but="It breaks where the learning rate nears the stability limit {limit}: at batch 16 and rate 0.16 the floor "
        "is {floor16}, in {steps16} steps or {examples16} examples. Shallue et al. 2019 find the point where it "
        "breaks to differ from task to task.",
        views=SHAKEN,
        knobs=("learning_rate", "noise"),
    ),
)
PAGE = Page(
    KEY,
    "Schedules and noise",
    "Noise keeps a run from arriving. A schedule lowers the learning rate while it runs, a batch lowers the noise.",
    offered=("noise", "batch", "seed", "schedule"),
    limits="The noise here is normal and the same everywhere. That of real batches changes with the place and has "
    "heavier tails; and what generalizes best is not what fits best.",
    references=(
        "Robbins, H. and Monro, S. (1951). A stochastic approximation method.",
        "Goyal, P. et al. (2017). Accurate, large minibatch SGD: training ImageNet in 1 hour. arXiv:1706.02677",
        "Loshchilov, I. and Hutter, F. (2017). SGDR: stochastic gradient descent with warm restarts. arXiv:1608.03983",
        "Smith, S., Kindermans, P.-J., Ying, C. and Le, Q. (2018). Don't decay the learning rate, increase the batch "
        "size. arXiv:1711.00489",
        "Kidambi, R. et al. (2018). On the insufficiency of existing momentum schemes for stochastic optimization. "
        "arXiv:1803.05591",
        "Shallue, C. et al. (2019). Measuring the effects of data parallelism on neural network training. "
        "arXiv:1811.03600",
        "Liu, L. et al. (2020). On the variance of the adaptive learning rate and beyond. arXiv:1908.03265",
        "Xiong, R. et al. (2020). On layer normalization in the Transformer architecture.",
        "Ma, J. and Yarats, D. (2021). On the adequacy of untuned warmup for adaptive optimization. arXiv:1910.04209",
        "Gilmer, J. et al. (2021). A loss curvature perspective on training instability in deep learning. "
        "arXiv:2110.04369",
        "Kalra, D. S. and Barkeshli, M. (2024). Why warmup the learning rate? arXiv:2406.09405",
        "Wang, R. et al. (2024). The marginal value of momentum for small learning rate SGD. arXiv:2307.15196",
    ),
    presets=PRESETS,
)
