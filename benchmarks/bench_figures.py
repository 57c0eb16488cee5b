"""One update up to what a browser gets: eight optimizers, 300 steps; contour, 3D view and loss chart as JSON.

Race, terrain, tracks, figures and JSON are all computed again for every call, with other values each time. The rival
hands the same figures to go.Figure and asks it for its JSON. Run it by: python -m benchmarks.bench_figures
"""

import json

import plotly.graph_objects as go

from benchmarks.contest import STEPS, specs
from benchmarks.rounds import interleave, machine, table
from optiviz import race
from optiviz.figures import contour_figure, loss_figure, surface_figure
from optiviz.readouts import track
from optiviz.terrain import terrain

EXPECTED_MS, EXPECTED_BYTES = 15, 400_000
EXPECTED = {"through go.Figure": 2}


def figures(k):
    runs = specs(k)
    ground = terrain(runs[0].surface, runs[0].surface_values)
    tracks = [track(path, path.spec.optimizer, slot) for slot, path in enumerate(race(runs))]
    return {
        "contour": contour_figure(ground, tracks, dark=False),
        "surface": surface_figure(ground, tracks, dark=False),
        "loss": loss_figure(tracks, ground.floor, dark=False),
    }


def plain(k):
    return json.dumps(figures(k), separators=(",", ":"))


def through_plotly(k):
    return [go.Figure(figure).to_json() for figure in figures(k).values()]


def main():
    print(f"From specs to the JSON of three figures: 8 optimizers, {STEPS} steps each; values differ on every call")
    print(machine("jax", "numpy", "plotly"))
    sizes = {name: len(json.dumps(figure, separators=(",", ":"))) for name, figure in figures(0).items()}
    print(f"  {sum(sizes.values()):,} bytes: {sizes}; expected: at most {EXPECTED_BYTES:,}")
    times = interleave({"optiviz": (plain, 10), "through go.Figure": (through_plotly, 3)}, rounds=15)
    table(times, EXPECTED)
    print(f"expected: at most {EXPECTED_MS} ms")


if __name__ == "__main__":
    main()
