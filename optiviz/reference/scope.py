"""What courses on training networks also treat and this app does not, and why: LEFT_OUT = {topic: sentence}."""

LEFT_OUT = {
    "Callbacks and early stopping": "Early stopping and checkpoints watch a training run from outside: the steps, "
    "which are what this app shows, stay the same until the run ends. Callbacks that change the learning rate do "
    "change the steps: schedules are on Schedules and noise.",
    "Cloud services": "Where a program runs does not change one step of it.",
    "Convolutions": "They shape the network and so the loss, not the way down. The optimizers here work on them "
    "unchanged, except Newton's methods: they need the whole matrix of second derivatives, with as many entries as the "
    "number of parameters squared.",
    "Dropout": "It changes the loss anew in every step by leaving out units. Its noise is met, without the units, on "
    "Schedules and noise.",
    "Functional API": "A way to write networks down in one library. The code of each optimizer is in its entry, for "
    "three libraries.",
    "Pretrained models": "They are a start that somebody else has found. What a start decides is seen on Terrain, "
    "where it can be dragged.",
    "Saving and loading": "A matter of files. What has to be saved beside the parameters is each optimizer's own "
    "state, counted in the Timeline.",
    "Streamlit applications": "This app is one, but does not teach how to build one.",
    "TensorBoard": "It draws losses over steps, as the Loss view here does.",
}
