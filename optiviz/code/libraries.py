"""What a script says in each library: imports, arrays, gradients, and how its own optimizers are driven.

Templates hold {name} where optiviz.code.scripts puts something: start and steps are numbers, rates the name of the list
of learning rates of a lane.
"""

from dataclasses import dataclass, field

# What lines of code may call: each library has them all, under these names.
FUNCTIONS = {"clip", "cos", "eigh", "exp", "eye", "logaddexp", "maximum", "mean"}
FUNCTIONS |= {"sigmoid", "sign", "sin", "solve", "sqrt", "tanh", "where"}


@dataclass(frozen=True)
class Library:
    """One library. modules: function name -> module, for functions that do not stand in the usual one."""

    key: str
    title: str
    install: str
    imports: tuple[str, ...]
    setup: tuple[str, ...]
    module: str
    array: str  # how a list of numbers becomes an array
    gradient: tuple[str, ...]
    hessian: tuple[str, ...]
    descend: tuple[str, ...]  # takes a label, an optimizer and maybe a schedule, prints the final point
    unscheduled: dict  # text of descend that reads otherwise where no lane has a schedule
    clipped: dict  # text of gradient and descend that reads otherwise where long gradients are shortened
    optimizer: str = "{call}"  # how a call is handed to descend
    twins: str = ""  # what the schedule catalogue calls this library, if not by its key
    naming: str = "schedule = {schedule}"  # a line before a call whose schedule the library has
    rate: str = "schedule"  # what stands for the learning rate of such a call
    schedule: str = ""  # how its schedule is handed to descend
    listed_rate: str = "rates[0]"  # the same two where the rates stand in a list
    listed: str = "rates"
    modules: dict = field(default_factory=dict)


TORCH = Library(
    "torch",
    "PyTorch",
    "torch",
    ("import torch",),
    ("torch.set_default_dtype(torch.float64)",),
    "torch",
    "torch.tensor({numbers})",
    (
        "def gradient(w):",
        "    w = w.detach().requires_grad_()",
        "    return torch.autograd.grad(loss(w), w)[0]",
    ),
    ("def hessian(w):", "    return torch.func.hessian(loss)(w)"),
    (
        "def descend(label, make_optimizer, make_schedule=None):",
        "    w = torch.tensor(start, requires_grad=True)",
        "    optimizer = make_optimizer(w)",
        "    schedule = make_schedule(optimizer) if make_schedule else None",
        "",
        "    def closure():",
        "        optimizer.zero_grad()",
        "        value = loss(w)",
        "        value.backward()",
        "        return value",
        "",
        "    for _ in range(steps):",
        "        optimizer.step(closure)",
        "        if schedule:",
        "            schedule.step()",
        "    print(label, *w.tolist())",
    ),
    {
        ", make_schedule=None": "",
        "    schedule = make_schedule(optimizer) if make_schedule else None\n": "",
        "        if schedule:\n            schedule.step()\n": "",
    },
    {
        "    return torch.autograd.grad(loss(w), w)[0]": "    return shortened(torch.autograd.grad(loss(w), w)[0])",
        "        value.backward()": "        value.backward()\n        w.grad = shortened(w.grad)",
    },
    optimizer="lambda w: {call}",
    twins="pytorch",
    naming="",
    rate="{base}",
    schedule="lambda optimizer: {schedule}",
    listed_rate="1.0",
    listed="lambda optimizer: torch.optim.lr_scheduler.LambdaLR(optimizer, lambda k: rates[min(k, steps - 1)])",
    modules={"solve": "torch.linalg", "eigh": "torch.linalg"},
)
JAX_GRADIENT = ("gradient = jax.jit(jax.grad(loss))",)
JAX_CLIPPED = {JAX_GRADIENT[0]: "gradient = jax.jit(lambda w: shortened(jax.grad(loss)(w)))"}
JAX_HESSIAN = ("hessian = jax.jit(jax.hessian(loss))",)
JAX_MODULES = {"sigmoid": "jax.nn", "solve": "jax.numpy.linalg", "eigh": "jax.numpy.linalg"}
KERAS = Library(
    "keras",
    "Keras",
    "keras jax",
    (
        "import os",
        "",
        'os.environ["KERAS_BACKEND"] = "jax"  # before Keras is imported',
        "",
        "import jax",
        "import jax.numpy as jnp",
        "import keras",
    ),
    ('jax.config.update("jax_enable_x64", True)', 'keras.config.set_floatx("float64")'),
    "jax.numpy",  # keras.ops.cos and others turn 64-bit floats into 32-bit ones (seen in 3.15.1)
    "jnp.array({numbers})",
    JAX_GRADIENT,
    JAX_HESSIAN,
    (
        "def descend(label, optimizer, rates=None):",
        "    w = keras.Variable(start)",
        "    optimizer.build([w])",
        "    for t in range(steps):",
        "        if rates:",
        "            optimizer.learning_rate = rates[t]",
        "        optimizer.apply([gradient(w.value)], [w])",
        "    print(label, *w.numpy().tolist())",
    ),
    {
        ", rates=None": "",
        "        if rates:\n            optimizer.learning_rate = rates[t]\n": "",
        "for t in": "for _ in",
    },
    JAX_CLIPPED,
    modules=JAX_MODULES,
)
OPTAX = Library(
    "optax",
    "optax",
    "optax",
    ("import jax", "import jax.numpy as jnp", "import optax"),
    ('jax.config.update("jax_enable_x64", True)',),
    "jax.numpy",
    "jnp.array({numbers})",
    JAX_GRADIENT,
    JAX_HESSIAN,
    (
        "def descend(label, optimizer):",
        "    @jax.jit",
        "    def step(w, state):",
        "        updates, state = optimizer.update(gradient(w), state, w)",
        "        return optax.apply_updates(w, updates), state",
        "",
        "    w = jnp.array(start)",
        "    state = optimizer.init(w)",
        "    for _ in range(steps):",
        "        w, state = step(w, state)",
        "    print(label, *w.tolist())",
    ),
    {},
    JAX_CLIPPED,
    listed_rate="lambda count: jnp.array(rates)[count]",
    listed="",
    modules=JAX_MODULES,
)
LIBRARIES = {row.key: row for row in (TORCH, KERAS, OPTAX)}
