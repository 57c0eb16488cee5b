"""A page of the course: presets to choose from, a question first, the stage, then the truth and its limits."""

import streamlit as st

from optiviz.presets import PAGES, PRESETS
from optiviz.ui import cards, race_controls, race_state, show
from optiviz.ui.reference.claims import taught
from optiviz.ui.reference.places import entries

# The stage has as much room as a projector leaves it; the story stands beside it as long as both fit, else above it.
STYLE = """<style>
.st-key-course { --ov-above: 262px; }
.st-key-course [data-testid="stHorizontalBlock"] { flex-wrap: wrap; }
.st-key-course [data-testid="stColumn"]:first-child { min-width: min(16rem, 100%); }
.st-key-course [data-testid="stColumn"]:last-child { min-width: min(36rem, 100%); }
</style>"""


def page(key, figures=None, alone=None):
    """The page of the course with this key.

    figures(race, paths, readouts) draws what stands below its stage; alone(preset) what a preset without a race shows.
    """
    row = PAGES[key]
    st.set_page_config(initial_sidebar_state="collapsed")
    race_state.open_link(key, row.presets[0].spec, row.presets[0].key)
    preset = PRESETS.get(st.session_state["preset"])
    if preset and preset.spec is None:
        _alone(row, preset, alone)
        return
    race = race_controls.race_controls()
    views = race_state.save_link(race, None, (preset and preset.views) or row.views, (*show.OFFERED, *row.extra))
    _head(row)
    told, shown = sides()
    with told:
        covered = story(preset, race, race_state.follow)
    with shown:
        labels, paths, readouts = show.show_race(race, views, row.offered, covered, row.extra, row.inside)
    if covered:
        return
    if figures:
        figures(race, paths, readouts)
    cards.results_table(labels, readouts, race.tolerance)
    cards.equation_cards(labels, paths)
    limits(row)


def _alone(row, preset, draw):
    """A preset that is not about a race: its story, and beside it what the page draws."""
    race_state.save_link(None)
    _head(row)
    told, shown = sides()
    with told:
        covered = story(preset, None, race_state.follow)
    if not covered:
        with shown:
            draw(preset)
        limits(row)


def _head(row):
    with st.container(horizontal=True, vertical_alignment="center", key="head"):
        st.subheader(row.title, anchor=False, width="content")
        with st.container(key="intro"):
            st.caption(row.intro)
        cards.share()
    cards.link_problems()
    titles = {preset.key: preset.title for preset in row.presets}
    current = st.session_state["preset"]
    st.session_state["chosen"] = current if current in titles else None
    st.pills(
        "What to look at",
        list(titles),
        key="chosen",
        format_func=titles.get,
        on_change=_chosen,
        label_visibility="collapsed",
    )


def sides():
    """Two columns: a narrow one for the story, and one for what is shown."""
    st.html(STYLE)
    return st.container(key="course").columns((0.23, 0.77), gap="medium")


def story(preset, spec, follow):
    """What stands beside the stage: the question, then the truth and its limits; True while an answer is owed.

    spec is what is on screen; follow(key) goes back to the preset.
    """
    if preset is None:
        st.markdown("Settings of your own. Choose a preset above, or turn any knob.")
        return False
    covered = told(preset)
    if spec != preset.spec:
        st.caption("You have changed something: what is said here holds for the preset.")
        st.button("Back to the preset", on_click=follow, args=(preset.key,), type="tertiary")
    return covered


def told(preset):
    """The question of a preset, then its truth and limits; True while an answer is owed."""
    with st.container(key="story"):
        with st.container(key="question"):
            covered = _question(preset)
        if covered:
            st.caption("The paths come in sight with your answer.")
        else:
            with st.container(key="answer"):
                _answer(preset)
    return covered


def _chosen():
    key = st.session_state["chosen"] or st.session_state["preset"]  # pressed again: as it was at first
    if key in PRESETS:
        race_state.follow(key)


def _question(preset):
    """The question of a preset; True while the reader still owes an answer."""
    if not preset.question:
        return False
    given = st.session_state.setdefault("answers", {}).get(preset.key)
    st.markdown(f"**Predict.** {preset.told(preset.question)}")
    if given is not None:
        st.markdown(_verdict(preset, given))
        return False
    for k, choice in enumerate(preset.choices):
        st.button(preset.told(choice), key=f"answer{k}", on_click=_answered, args=(preset.key, k), width="stretch")
    st.button("Skip", key="skip", on_click=_answered, args=(preset.key, -1), type="tertiary")
    return True


def _verdict(preset, given):
    right = preset.told(preset.choices[preset.answer])
    if given < 0:
        return f"The answer: **{right}**."
    return f"✓ Right: **{right}**." if given == preset.answer else f"✗ Not so. The answer: **{right}**."


def _answered(key, choice):
    st.session_state["answers"] = {**st.session_state.get("answers", {}), key: choice}


def _answer(preset):
    if preset.truth:
        st.markdown(preset.told(preset.truth))
    if preset.but:
        st.info(f"**But** {preset.told(preset.but)}")
    with st.container(horizontal=True, gap="small"):
        taught(preset.key)
        entries(preset.key)


def limits(row, what="two parameters"):
    """What a Page cannot show, and where to read on."""
    if row.limits:
        st.caption(f"**What {what} cannot show.** {row.limits}")
    if row.references:
        with st.container(key="references"), st.expander("References"):
            st.markdown("\n".join(f"- {reference}" for reference in row.references))
