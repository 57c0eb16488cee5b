"""AveragesSpec <-> query parameters, exactly. Reading never fails: what is wrong takes its default and is said."""

from optiviz.averages.signals import SIGNALS
from optiviz.averages.spec import BETA, DAY, DAYS, MOST_BETAS, NOISE, SEED, SHOWN, AveragesSpec, starting
from optiviz.messages import unknown

NUMBERS = {"noise": NOISE, "days": DAYS, "seed": SEED, "day": DAY}
SWITCHES = ("simple", "started", "clean", "sweep")
NAMES = ("signal", *NUMBERS, "beta", "show", "with")
LONGEST = 1000  # characters of one query parameter that are read


def to_query(spec):
    """The query parameters of an AveragesSpec: {name: text or list of texts}, in a fixed order."""
    query = {"signal": spec.signal, **{name: _text(getattr(spec, name)) for name in NUMBERS}}
    query |= {"beta": [_text(b) for b in spec.betas], "show": spec.show}
    extra = ",".join(name for name in SWITCHES if getattr(spec, name))
    return query | ({"with": extra} if extra else {})


def from_query(query):
    """(AveragesSpec, sentences) of query parameters {name: list of texts}; sentences say what was replaced."""
    problems = []
    given = {str(name): [str(text)[:LONGEST] for text in texts] for name, texts in query.items() if texts}
    problems += [unknown("part of the link", name, NAMES) for name in given if name not in NAMES]
    last = {name: given[name][-1] for name in NAMES if name in given}
    signal = _one_of("signal", last.get("signal"), list(SIGNALS), "temperature", problems)
    numbers = starting(signal) | {"day": DAY.default}
    for name, param in NUMBERS.items():
        if name in last:
            numbers[name] = _number(param.but(default=numbers[name]), last[name], problems)
    switches = {name: True for name in filter(None, last.get("with", "").split(",")) if _known(name, problems)}
    show = _one_of("kind of average", last.get("show"), list(SHOWN), "raw", problems)
    spec = AveragesSpec(signal, betas=_betas(given.get("beta"), problems), show=show, **numbers, **switches)
    more = len(problems) - 6
    return spec, problems if more <= 0 else [*problems[:6], f"And {more} more of the kind."]


def _one_of(kind, name, known, default, problems):
    if name is None or name in known:
        return name or default
    problems.append(f"{unknown(kind, name, known)} Showing {default}.")
    return default


def _known(name, problems):
    if name not in SWITCHES:
        problems.append(unknown("thing to show", name, list(SWITCHES)))
    return name in SWITCHES


def _betas(texts, problems):
    if not texts:
        return (BETA.default,)
    if len(texts) > MOST_BETAS:
        problems.append(f"The link has {len(texts)} averages; the first {MOST_BETAS} are shown.")
    return tuple(_number(BETA, text, problems) for text in texts[:MOST_BETAS])


def _number(param, text, problems):
    value, problem = param.accept(text)
    problems += [problem] if problem else []
    return value


def _text(number):
    text = repr(float(number))
    return text[:-2] if text.endswith(".0") else text
