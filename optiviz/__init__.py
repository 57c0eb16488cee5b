"""optiviz: see how optimizers move. The backend works in a notebook; only optiviz.ui needs Streamlit."""

import os

# XLA then compiles the whole loop of a run into one native function, which is several times faster. It must be said
# before JAX starts; an XLA that does not know the option ignores it.
if "XLA_FLAGS" not in os.environ:
    os.environ["XLA_FLAGS"] = "--xla_backend_extra_options=xla_cpu_small_while_loop_byte_threshold=100000000"

import jax

jax.config.update("jax_enable_x64", True)  # before any array is made
jax.config.update("jax_cpu_enable_async_dispatch", False)  # a run is shorter than waking another thread for it

from optiviz.optimizers import OPTIMIZERS  # noqa: E402
from optiviz.readouts import readout  # noqa: E402
from optiviz.simulate import race, simulate  # noqa: E402
from optiviz.specs import PathSpec  # noqa: E402
from optiviz.surfaces import SURFACES  # noqa: E402

__all__ = ["OPTIMIZERS", "SURFACES", "PathSpec", "race", "readout", "simulate"]
