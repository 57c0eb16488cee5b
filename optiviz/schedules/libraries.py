"""How PyTorch, Keras and optax build a schedule: pieces of code shared by the rows."""

from optiviz.schedules.row import Twin

TORCH = "torch.optim.lr_scheduler"
KERAS = "keras.optimizers.schedules"


def sequential(own, base, n, h):
    """PyTorch's schedule `own` behind a warm-up."""
    warm = int(h.warmup)
    line = f"{TORCH}.LinearLR(optimizer, start_factor=1 / {warm + 1}, end_factor=1.0, total_iters={warm})"
    return f"{TORCH}.SequentialLR(optimizer, [{line}, {own}], milestones=[{warm}])"


def joined(own, base, n, h):
    """optax's schedule `own` behind a warm-up."""
    warm = int(h.warmup)
    return f"optax.join_schedules([optax.linear_schedule({base} / {warm + 1}, {base}, {warm}), {own}], [{warm}])"


def torch(name, arguments, note=""):
    """A Twin that is a scheduler class of PyTorch; arguments(base, n, h) gives the text of its keywords."""
    return Twin(name, lambda base, n, h, steps: f"{TORCH}.{name}(optimizer, {arguments(base, n, h)})", note, sequential)


def torch_share(share, note):
    """A Twin by LambdaLR; share(n, h) is the share of the learning rate as a Python expression of k."""
    return Twin("", lambda base, n, h, steps: lambda_lr(share(n, h)), note, sequential)


def lambda_lr(share):
    return f"{TORCH}.LambdaLR(optimizer, lambda k: {share})"


def keras(name, arguments, note="", warm=None):
    """A Twin that is a schedule class of Keras; arguments(base, n, h) gives the text of its arguments.

    Keras has no way to put one schedule behind another.
    """
    return Twin(name, lambda base, n, h, steps: f"{KERAS}.{name}({arguments(base, n, h)})", note, warm)


def optax(name, arguments, note=""):
    """A Twin that is a schedule function of optax; arguments(base, n, h) gives the text of its arguments."""
    return Twin(name, lambda base, n, h, steps: f"optax.{name}({arguments(base, n, h)})", note, joined)


def optax_share(share, note):
    """A Twin for optax, where any function of the step is a schedule: share(n, h) as a Python expression of k."""
    return Twin("", lambda base, n, h, steps: f"(lambda k: {base} * ({share(n, h)}))", note, joined)


def missing(note, name=""):
    """What a library lacks, or has in a form that gives other numbers."""
    return Twin(name, lambda base, n, h, steps: None, note)
