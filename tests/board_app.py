"""A page with nothing but a board, for test_board.py: curves with knobs, and a widget for every kind of news."""

import numpy as np
import streamlit as st

from optiviz.figures.style import axis, base_layout, color, packed
from optiviz.params import Param
from optiviz.ui.boards import BOARDS, Board
from optiviz.ui.server import routes

PARAMS = (
    Param("speed", "s", "speed", 1.0, 0.1, 10.0, "log", "How fast it swings."),
    Param("size", "a", "size", 1.0, 0.0, 5.0, help="How far it swings."),
    Param("day", "t", "day", 3, 1, 40, "count", "Which day is marked."),
)


def check(values):
    found = {param.name: param.check(values.get(param.name)) for param in PARAMS}
    return found | {"count": min(int(values["count"]), 12)}


def draw(values, dark):
    t = np.arange(1.0, 41.0)
    y = values["size"] * np.sin(values["speed"] * t / 5)
    figures = {"curve": figure(t, y, dark, "Curve", pick="day", wide=True)}
    marked = f"On day {values['day']:g} it stands at {y[int(values['day']) - 1]:.3f}."
    figures["square"] = figure(t, y**2, dark, "Square", words=marked, lines=2)
    for k in range(2, values["count"]):
        figures[f"power{k}"] = figure(t, y**k, dark, f"Power {k}")
    return figures


def figure(x, y, dark, title, **meta):
    layout = base_layout(dark, "same", f"{title} from {y[0]:.3f} to {y[-1]:.3f}.")
    layout["meta"] |= {"title": title} | meta
    layout |= {"xaxis": axis("day", dark), "yaxis": axis("value", dark), "height": 240}
    return {
        "data": [{"type": "scatter", "x": packed(x), "y": packed(y), "line": {"color": color(4, dark)}}],
        "layout": layout,
    }


BOARDS["test"] = Board(check, draw)


def main():
    from optiviz.ui.board import board

    st.set_page_config(page_title="Board", page_icon="📉", layout="wide")
    state = st.session_state
    for param in PARAMS:
        state.setdefault(param.name, float(param.default))
    count = st.radio("Figures", [2, 1, 12], horizontal=True)
    values = {param.name: state[param.name] for param in PARAMS}
    figures = draw(values | {"count": count}, st.context.theme.type == "dark")
    figures = dict(list(figures.items())[:count])
    knobs = [("Swing", [(p, values[p.name]) for p in PARAMS[:2]]), ("Mark", [(PARAMS[2], values["day"])])]
    if st.query_params.get("knobs") == "none":
        board(figures, "plain")
    else:
        board(figures, "board", knobs=knobs, live="test", extra={"count": count}, on_values=state.update)
    st.write("Python has " + ", ".join(f"{name} {value:g}" for name, value in values.items()))


if __name__ == "__main__":
    main()
else:
    app = st.App(__file__, routes=routes())
