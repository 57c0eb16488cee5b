"""What the stage and the board have in common: how the browser loads them, what it told last, charts that stand still.

A component that cannot be loaded in the reader's browser triggers "failed"; its place is then taken by Streamlit's own
charts and widgets, for the rest of the session.
"""

import functools

import streamlit as st

from optiviz.ui.server import url


def component(name, script):
    """The Streamlit component whose code is one of our files; make it once, at import: Streamlit warns otherwise.

    The loader is sent again with every message, so it holds only the address of the real code. No shadow DOM, because
    of Plotly.
    """
    loader = f"""export default async function (component) {{
  try {{
    const {{ mount }} = await import(location.origin + "{url(script)}");
    return mount(component);
  }} catch (error) {{
    console.warn("optiviz {script}:", error.message);
    component.setTriggerValue("failed", true);
  }}
}}"""
    return st.components.v2.component(name, js=loader, isolate_styles=False)


def failed(key):
    """True where the component with this key could not be loaded in the reader's browser."""
    return bool(st.session_state.get(f"{key}-failed"))


def mounted(mount, key, data, **listeners):
    """Mount a component with data (bytes); where it turns out not to load, the page runs again without it.

    listeners: {name: function} for what the browser tells under "name" as {"name": value, "n": number}.
    """
    callbacks = {
        f"on_{name}_change": functools.partial(_pass_on, key, name, listener) for name, listener in listeners.items()
    }
    result = mount(key=key, data=data, on_failed_change=_nothing, on_theme_change=_nothing, **callbacks)
    if result.failed:
        st.session_state[f"{key}-failed"] = True
        st.rerun()  # the page then has widgets in place of knobs


def told(key, name):
    """What the browser said last under a name, {} before it said anything or where it is no dict."""
    value = (st.session_state.get(key) or {}).get(name)
    return value if isinstance(value, dict) else {}


def still(figure, key):
    """A figure as Streamlit's own chart, with the legend that the component would draw itself."""
    layout = figure["layout"]
    legend = {"orientation": "h", "y": 1.02, "yanchor": "bottom"}
    layout = layout | {"showlegend": True, "legend": legend, "margin": layout["margin"] | {"t": 60}}
    st.plotly_chart(figure | {"layout": layout}, key=key, theme=None, alt=layout["meta"]["alt"])


def _nothing():
    """A trigger is only heard where it has a callback; the run that it causes is all that is wanted."""


def _pass_on(key, name, listener):
    message = told(key, name)
    if listener and message:
        listener(message.get(name))
