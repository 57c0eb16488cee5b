"""The page of averages: what to average and how, a question, the board, the truth, the steps as a table, Adam."""

import hashlib

import streamlit as st

from optiviz.averages.memory import spoken
from optiviz.averages.signals import SIGNALS
from optiviz.averages.spec import BETA, DAY, DAYS, MOST_BETAS, NOISE, SEED, SHOWN, series_of
from optiviz.averages.steps import steps
from optiviz.averages.typed import LONGEST, read
from optiviz.presets.averages import PAGE
from optiviz.ui import averages_board, averages_lesson, averages_state, course, moments_board, race_controls, shelf
from optiviz.ui.board import board
from optiviz.ui.cards import inert

TABLE = {
    "recursive": "β times the average before plus 1 − β times the value",
    "written out": "the sum of all weights times their values",
    "difference": "of the two, which is rounding",
    "corrected": "divided by the sum of the weights",
    "simple mean": "of as many values as let the same noise through",
}
SWITCHES = {
    "simple": "Simple mean",
    "started": "Start at the first value",
    "clean": "Reveal the clean curve",
    "sweep": "One level up",
}
PANDAS = (
    "In pandas, `ewm(alpha=1 − β, adjust=True)`, its default, is the corrected average; `adjust=False` starts at the "
    "first value instead of 0, a third curve. Neither is the raw one."
)
HELP = {
    "simple": "The plain mean of the last (1 + β) / (1 − β) values, which lets the same noise through",
    "started": "The same recursion, with the first value in place of the 0 that the raw one starts from",
    "clean": "The curve without noise, where it is known",
    "sweep": "The error for every β at once",
}


def page():
    """The whole page."""
    averages_state.open_link()
    averages_state.save_link()
    averages_lesson.head()
    st.html(race_controls.STYLE)
    told, shown = course.sides()
    spec = averages_state.spec()
    with told:
        if course.story(averages_lesson.current(), spec, averages_state.follow):
            return
        with st.container(key="averages-controls"):
            _controls(spec)
    with shown:
        own = None
        if spec.row.make is None:
            with st.container(key="averages-own"):
                own = _own()
        if spec.row.make or own:
            _board(spec, own)
            _table(spec, own)
    _adam()
    course.limits(PAGE, "this page")


def _controls(spec):
    """What is averaged and what is shown of it; numbers are turned on the board."""
    state = st.session_state
    state["averages~signal"], state["averages~show"] = spec.signal, spec.show
    titles = {key: row.title for key, row in SIGNALS.items()}
    chosen = averages_state.signal_chosen
    st.selectbox("Signal", list(SIGNALS), key="averages~signal", format_func=titles.get, on_change=chosen)
    st.caption(spec.row.story)
    with st.container(key="averages-curves"):
        st.segmented_control(
            "Average",
            list(SHOWN),
            key="averages~show",
            format_func=SHOWN.get,
            required=True,
            on_change=averages_state.copied,
            args=("show",),
        )
        for name, title in SWITCHES.items():
            state[f"averages~{name}"] = getattr(spec, name)
            st.toggle(title, key=f"averages~{name}", help=HELP[name], on_change=averages_state.copied, args=(name,))
        st.caption(PANDAS)
    full, single = len(spec.betas) >= MOST_BETAS, len(spec.betas) == 1
    st.button("Add an average", on_click=averages_state.average_added, disabled=full, width="stretch")
    st.button("Remove the last average", on_click=averages_state.average_removed, disabled=single, width="stretch")


def _own():
    """The reader's numbers as a tuple, None while there are none; they are not in the link."""
    left, right = st.columns(2)
    text = left.text_area("Paste numbers", key="averages~text", height=110, help="One a line, or a table with commas.")
    file = right.file_uploader("Or upload a CSV file", type=["csv", "txt", "tsv"], key="averages~file")
    st.caption("Your numbers stay in this session: the link has all settings, but not the numbers.")
    given = _content(file) if file else text
    if given is None:
        st.warning(_refused(file))
        return None
    if not given.strip():
        st.info("Paste some numbers or choose a file, and their averages appear here.")
        return None
    try:
        found, others = read(given)
    except ValueError as error:
        st.warning(inert(error))
        return None
    name = st.selectbox("Column", list(found), key="averages~column") if len(found) > 1 else next(iter(found))
    name = name if name in found else next(iter(found))
    if others:
        st.caption(inert(f"Column “{name}” is shown. {' '.join(others)}"))
    return _brought(name, found)


def _refused(file):
    if file.size > 4 * LONGEST:
        return f"The file is too long. At most {LONGEST} characters are read."
    return "The file is no text in UTF-8: save it as plain text or CSV."


def _content(file):
    if file.size > 4 * LONGEST:
        return None
    try:
        text = file.getvalue().decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text if "\0" not in text else None


def _brought(name, found):
    numbers = tuple(map(float, found[name]))
    mark = hashlib.sha256(repr(numbers).encode()).hexdigest()
    held = st.session_state.get("averages.own")
    if not held or held["mark"] != mark or not shelf.holds(held["place"]):
        averages_state.bring(mark, numbers)
    return numbers


def _board(spec, own):
    place = st.session_state["averages.own"]["place"] if own else ""
    figures = averages_board.draw((spec, own), st.context.theme.type == "dark")
    values = averages_board.values_of(spec, place)
    betas = [(f"Average {k + 1}", [(_beta(k), b)]) for k, b in enumerate(spec.betas)]
    knobs = [*betas, ("Series", _series_knobs(spec, own))]
    turned = {param.name for _, group in knobs for param, _ in group}
    extra = {name: value for name, value in values.items() if name not in turned}
    board(figures, "averages-board", knobs=knobs, live="averages", extra=extra, on_values=averages_state.turned)
    st.markdown("\n".join(f"- {spoken(b)}." for b in spec.betas))


def _beta(k):
    return BETA.but(name=f"beta{k}")


def _series_knobs(spec, own):
    row, length = spec.row, len(own) if own else spec.days
    knobs = [] if row.noise is None else [(NOISE, spec.noise)]
    knobs += [] if row.days is None else [(DAYS, spec.days)]
    knobs += [] if row.make is None else [(SEED, spec.seed)]
    last = 10 if row.days is None and row.make else length
    day = min(spec.day, length) if own else spec.day
    return [*knobs, (DAY.but(title=f"chosen {row.time}", high=float(max(last, 2)), ceiling=DAY.high), day)]


def _table(spec, own):
    with st.expander("Every step as a table"):
        table, worst = steps(spec, series_of(spec, own))
        st.dataframe(table, hide_index=True)
        st.markdown("\n".join(f"- **{name}**: {meaning}" for name, meaning in TABLE.items()))
        st.caption(f"The recursion and the written-out sum differ by at most {worst:.1e} over all steps.")


def _adam():
    st.subheader("The averages inside Adam", anchor=False)
    st.markdown(
        "Adam keeps two such averages for every parameter: m of the gradients g, and v of their squares. Here it walks "
        "down the elongated bowl; its gradients are the series, and what it holds is compared with our own averages."
    )
    state = st.session_state
    axis = st.segmented_control("Parameter", ["x", "y"], default="y", required=True, key="averages~axis")
    values = state.setdefault("averages.adam", {p.name: float(p.default) for p in moments_board.KNOBS})
    knobs = [("Adam", [(param, values[param.name]) for param in moments_board.KNOBS])]
    checked = (moments_board.spec_of(values), "xy".index(axis or "y"))
    figures = moments_board.draw(checked, st.context.theme.type == "dark")
    board(figures, "adam-board", knobs=knobs, live="moments", extra={"axis": axis or "y"}, on_values=_adam_turned)


def _adam_turned(values):
    st.session_state["averages.adam"] = values
