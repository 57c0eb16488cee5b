"""Any legal RaceSpec, for tests that must hold for all of them."""

from hypothesis import strategies as st

from optiviz import OPTIMIZERS, SURFACES
from optiviz.schedules import SCHEDULES
from optiviz.specs import MOST_LANES, STEPS, TOLERANCE, Lane, Place, RaceSpec, gradient_params


def numbers(param):
    """Any legal value of a param."""
    if param.scale == "switch":
        return st.sampled_from([0.0, 1.0])
    low = param.low if param.floor is None else param.floor
    high = param.high if param.ceiling is None else param.ceiling
    if param.scale == "count":
        return st.integers(int(low), int(high)).map(float)
    return st.floats(low, high, exclude_max=param.below_ceiling)


def values(params):
    return st.fixed_dictionaries({p.name: numbers(p) for p in params})


FORMS = [(key, name) for key, row in OPTIMIZERS.items() for name in row.forms]
TIMES = st.sampled_from(list(SCHEDULES)).flatmap(lambda key: st.tuples(st.just(key), values(SCHEDULES[key].params)))
LANES = st.tuples(st.sampled_from(FORMS), TIMES).flatmap(
    lambda chosen: st.builds(
        Lane,
        st.just(chosen[0][0]),
        st.just(chosen[0][1]),
        values(OPTIMIZERS[chosen[0][0]].forms[chosen[0][1]].params),
        *map(st.just, chosen[1]),
    )
)
PLACES = st.sampled_from(list(SURFACES)).flatmap(
    lambda key: st.builds(
        Place,
        st.just(key),
        values(SURFACES[key].params),
        st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6)),
        numbers(STEPS).map(int),
        values(gradient_params(key)),
    )
)
RACES = st.builds(
    RaceSpec,
    PLACES,
    st.lists(LANES, min_size=1, max_size=MOST_LANES).map(tuple),
    st.none() | st.floats(1e-5, 10),
    numbers(TOLERANCE),
)
