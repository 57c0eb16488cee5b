"""What every row of the optimizer catalogue holds, and what a rule may ask of the surface."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from optiviz.params import Param


class Oracle(NamedTuple):
    """What a rule may ask of the surface, at any point p of shape (2,)."""

    value: Callable  # p -> scalar
    gradient: Callable  # p -> (2,)
    hessian: Callable  # p -> (2, 2)


WORDS = {  # what a name of the state stands for, unless the form says otherwise
    "m": "first moment",
    "v": "second moment",
    "m_hat": "first moment, bias corrected",
    "v_hat": "second moment, bias corrected",
    "v_max": "largest second moment so far",
    "g": "gradient",
    "rate": "learning rate, bias corrected",
    "lookahead": "look-ahead point",
}


class When(NamedTuple):
    """An equation line that depends on a value: on if it is not 0, else off ("" for no line)."""

    name: str
    on: str
    off: str = ""


def _always(h, scheduled):
    return True


class Call(NamedTuple):
    """A library's own optimizer that takes the steps of a rule: its source, with {name} where a value stands.

    fits: (values by name, whether the learning rate changes) -> whether it does so for these values.
    """

    text: str
    fits: Callable = _always


@dataclass(frozen=True)
class Code:
    """A rule as code that people copy. optiviz.code makes scripts of it; optiviz.optimizers.written says how it reads.

    start are the lines before step 1, update those of one step, which end with the new w; entries may be When. calls
    maps a library to the Call, or Calls in order of preference, that take the same steps; notes say why a library's
    own class is not used.
    """

    start: tuple
    update: tuple
    calls: dict = field(default_factory=dict)
    notes: dict = field(default_factory=dict)

    def call(self, library, values, scheduled):
        """The source of the library's own optimizer for these values, placeholders and all, or None."""
        calls = self.calls.get(library, ())
        calls = (calls,) if isinstance(calls, Call) else calls
        return next((call.text for call in calls if call.fits(values, scheduled)), None)


def chosen(lines, values):
    """The lines that hold for these values, each When resolved."""
    found = (line if isinstance(line, str) else line.on if values[line.name] else line.off for line in lines)
    return tuple(filter(None, found))


@dataclass(frozen=True)
class Form:
    """One form of a rule, as one library or paper has it.

    step(w, s, f, h, t) -> (new point, new state): w the point (2,), s the state by attribute, f the Oracle, h the
    values by attribute (h.learning_rate is that of this very step, h.base_rate the value it is scheduled from), t the
    step number 1, 2, ... as a float. init(w, h) -> the state before the first step. state maps each name of the state
    to its LaTeX symbol. equations are LaTeX lines in the order computed; the last gives the new point.

    For looking inside, on NumPy arrays of all rows at once: scaling(h, s, t) is what each coordinate of a step is
    divided by, (rows, 2), h, s and t (rows, 1) as above; terms maps a name to (symbol, function of h and t) for numbers
    that need no state.
    """

    source: str
    params: tuple[Param, ...]
    equations: tuple
    state: dict
    init: Callable
    step: Callable
    note: str = ""
    limit: Callable | None = None  # values by name -> the largest stable learning_rate x curvature on a quadratic
    limit_text: Callable | None = None  # values by name -> the same in words, as "2 (1 + momentum)"
    scaling: Callable | None = None
    scaled_limit: Callable | None = None  # as limit, for curvature / scaling; it may give None
    moment: tuple[str, int] | None = None  # the state that carries the point along, and the sign with which it does
    ahead: str | None = None  # the state that is the point where the gradient is read, if not the point itself
    idle: Callable | None = None  # values -> mean size of a late step per rate on pure noise; None where not known
    terms: dict = field(default_factory=dict)
    words: dict = field(default_factory=dict)  # what a state stands for, where WORDS does not say it
    code: Code | None = None  # the rule as code to copy; None: there is none yet

    def lines(self, values):
        """The equations that run for these values, as a tuple of LaTeX strings."""
        return chosen(self.equations, values)

    def title(self, name):
        """What a state stands for, in words."""
        return self.words.get(name) or WORDS[name]


@dataclass(frozen=True)
class Optimizer:
    """One optimizer: its forms by convention ("pytorch", "keras", "paper", ...), the default one first."""

    key: str
    title: str
    family: str
    forms: dict[str, Form]
    reference: str
    story: str
    rate: float  # a learning rate that suits the default race, where a library's own default would hardly move
    unit: str = "length"  # what its learning rate is: "gradient" (times a gradient), "length" (axis units), "factor"
    slot: int | None = None  # its colour, dash and marker in every chart where they are free
    evaluations: int = 1  # gradients of the surface that one step costs
    demo: dict = field(default_factory=dict)  # further values that the Playground starts from

    @property
    def convention(self):
        """The default convention."""
        return next(iter(self.forms))
