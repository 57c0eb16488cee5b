"""One entry an optimizer, oldest first: ENTRIES = {optimizer key: Entry}.

Every number is a default of the catalogue, has a source in its sentence, or is explained in a test.

Versions: PyTorch 2.13, Keras 3.15.1, optax 0.2.8.
"""

from optiviz.reference.facts import tried
from optiviz.reference.row import Entry

NO_CLASS = "None of the three has a class for it; the code below writes the update out."
ROWS = (
    Entry(
        "newton",
        1740,
        "",
        "Not a repair of anything: the older idea, to jump to where the local parabola is flat. Gradient descent "
        "needs no curvatures at all, which is why it is used where there are millions of parameters.",
        "Learning rate 1 near a minimum, less far away; a damping as large as the most negative curvature keeps it "
        "from being drawn to saddles (Nocedal & Wright 2006).",
        NO_CLASS,
        "a matrix",
        ("jump",),
        ("pass",),
    ),
    Entry(
        "gd",
        1847,
        "newton",
        "Newton's method asks for all second derivatives. This asks for the gradient only, and goes straight downhill.",
        "Between 1 and 2 over the largest curvature on a bowl. In networks it is the first number to tune.",
        "Default learning rate 0.001 in PyTorch and 0.01 in Keras; optax has none. weight_decay goes through the "
        "gradient in PyTorch and off the point in Keras, which for this rule is the same.",
        0,
        ("L1c", "L2"),
        ("M1b", "LK"),
    ),
    Entry(
        "momentum",
        1964,
        "gd",
        "Gradient descent bounces across a narrow valley and creeps along it. A velocity cancels the one and adds up "
        "the other.",
        f"Momentum {tried('momentum', 'momentum')} (Sutskever et al. 2013); then a learning rate about 1 - momentum "
        "times that of gradient descent goes as far a step.",
        "Keras keeps the learning rate inside the velocity, PyTorch and optax outside: the same path until the "
        "learning rate changes. PyTorch alone has dampening, and takes its first gradient whole.",
        1,
        ("M1", "M2"),
        ("M3", "M5"),
    ),
    Entry(
        "nesterov",
        1983,
        "momentum",
        "Momentum sees the far wall only when it is there. Reading the gradient ahead brakes in time.",
        "As momentum, with a somewhat smaller learning rate: its limit is lower, at momentum 0.9 about a third of "
        "momentum's.",
        "All three store the looked-ahead point: the drawn curve is shifted against the textbook form. Keras keeps "
        "the learning rate inside the velocity.",
        1,
        ("M5",),
        ("M6",),
    ),
    Entry(
        "lbfgs",
        1989,
        "newton",
        "Newton's method needs a matrix as large as the square of the number of parameters. A few past moves are "
        "enough to guess its effect.",
        "Learning rate 1, memory 3 to 20, and in practice a line search (Nocedal & Wright 2006), which is left out "
        "here.",
        "PyTorch scales its first step by the sum of the gradient's absolute values, optax by its length; a PyTorch "
        "step makes up to 20 inner ones by default. Keras has none.",
        "2 for every move kept",
        ("jump",),
        ("leap",),
    ),
    Entry(
        "rprop",
        1993,
        "gd",
        "The size of a gradient says little about how far to go. Rprop keeps a step size for each coordinate and asks "
        "the gradient for its sign only.",
        f"First step {tried('rprop', 'learning_rate')}; growth 1.2 and shrinkage 0.5 are never changed "
        "(Riedmiller & Braun 1993). Not for mini-batches: noise turns signs.",
        "PyTorch has the variant that stays put after a turn. optax's lags one step behind the gradient. Keras has "
        "none.",
        2,
        ("flat",),
        ("few",),
    ),
    Entry(
        "adagrad",
        2011,
        "gd",
        "One learning rate for all coordinates is too large for the loud ones or too small for the rare ones. "
        "Dividing by the root of all past squares gives each its own.",
        f"Learning rate {tried('adagrad', 'learning_rate')}: the division by a growing sum asks for more than "
        "other rules take (Duchi, Hazan & Singer 2011).",
        "The sum starts at 0 in PyTorch and at 0.1 in Keras and optax; epsilon stands outside the root in PyTorch and "
        "inside it in the others. Defaults: 0.01 and 1e-10 in PyTorch, 0.001 and 1e-7 in Keras.",
        1,
        ("A8", "A3"),
        ("A1",),
    ),
    Entry(
        "rmsprop",
        2012,
        "adagrad",
        "AdaGrad's sum never shrinks, so its steps die out. A mean that forgets keeps them alive.",
        "Learning rate 0.001, decay 0.9 (Tieleman & Hinton 2012).",
        "decay is 0.99 in PyTorch and 0.9 in Keras and optax; epsilon 1e-8 outside the root in PyTorch, inside in the "
        "others (1e-7 in Keras). There is no bias correction anywhere: at a decay of 0.99 the first step is ten "
        "learning rates long.",
        1,
        ("A1",),
        ("A2",),
    ),
    Entry(
        "adadelta",
        2012,
        "adagrad",
        "AdaGrad still asks for a learning rate. AdaDelta takes its unit from the size of its own past steps.",
        "Learning rate 1 and decay 0.95 as in the paper (Zeiler 2012); epsilon 1e-6 decides how slowly it starts.",
        "The same equation in all three, with other defaults: learning rate 1 in PyTorch, 0.001 in Keras, where it "
        "hardly moves; decay 0.9 and 0.95.",
        2,
        ("units",),
        ("epsilon",),
    ),
    Entry(
        "adam",
        2014,
        "rmsprop",
        "RMSProp has no momentum, and the zero start of its mean makes early steps too long. Adam adds a first moment "
        "and corrects both for their start.",
        "Learning rate 0.001, beta 1 0.9, beta 2 0.999, epsilon 1e-8 (Kingma & Ba 2015). Often tried in practice: "
        f"learning rate {tried('adam', 'learning_rate')}, beta 1 {tried('adam', 'b1')}, beta 2 {tried('adam', 'b2')}, "
        f"and 0.95 for large language models, epsilon {tried('adam', 'eps')}, up to 0.1 where gradients are tiny: a "
        "value to tune as any other (Choi et al. 2019).",
        "PyTorch and optax agree to the last digits. Keras adds epsilon to the uncorrected root and has 1e-7: another "
        "path, which shows only where epsilon is large.",
        2,
        ("J1", "A6"),
        ("A3", "A9"),
    ),
    Entry(
        "adamax",
        2014,
        "adam",
        "A root mean square still lets one outlier set the pace for long. The largest recent gradient bounds every "
        "step by about one learning rate.",
        "Learning rate 0.002, betas as for Adam (Kingma & Ba 2015).",
        "PyTorch and optax add epsilon inside the maximum, Keras after it, which shows only where epsilon is large.",
        2,
        ("bound",),
        ("long",),
    ),
    Entry(
        "saddle_free_newton",
        2014,
        "newton",
        "Newton's method runs into saddles. Absolute curvatures turn it away from them.",
        f"Learning rate {tried('saddle_free_newton', 'learning_rate')}, some damping (Dauphin et al. 2014).",
        NO_CLASS,
        "a matrix",
        ("pass",),
        ("bend",),
    ),
    Entry(
        "adam_l2",
        2014,
        "adam",
        "Weight decay as a penalty in the loss, the way it had always been done: with Adam's division it decays loud "
        "weights less.",
        "As Adam, with a search for the weight decay whenever the learning rate changes (Loshchilov & Hutter 2019).",
        "PyTorch's Adam(weight_decay) does this. In Keras weight_decay is decoupled in every class, and optax asks "
        "for add_decayed_weights before Adam.",
        2,
        ("W1",),
        ("W2",),
    ),
    Entry(
        "nadam",
        2016,
        "adam",
        "Adam's momentum looks back. NAdam folds Nesterov's look-ahead into its first moment.",
        "Learning rate 0.002, else as Adam (Dozat 2016).",
        "Beta 1 rises to its value: over hundreds of steps in PyTorch, within tens in Keras, not at all in optax: "
        "three paths under one name.",
        2,
        ("ahead",),
        ("bent",),
    ),
    Entry(
        "adamw",
        2017,
        "adam_l2",
        "Adam with L2 hardly decays weights whose gradients are large. Taking the decay off the weights themselves "
        "gives all the same half-life.",
        f"As Adam, with weight decay {tried('adamw', 'weight_decay')} and a schedule (Loshchilov & Hutter 2019). The "
        "half-life of an idle weight is 0.69 / (learning rate · weight decay) steps.",
        "weight_decay is 0.01 in PyTorch, 0.004 in Keras, 1e-4 in optax. All three multiply it by the learning rate, "
        "the paper by the schedule only.",
        2,
        ("W2",),
        ("W1",),
    ),
    Entry(
        "amsgrad",
        2018,
        "adam",
        "Adam can forget a rare large gradient so fast that it walks the wrong way. AMSGrad never lets its divisor "
        "shrink.",
        "As Adam, beta 2 0.99 in the paper (Reddi, Kale & Kumar 2018).",
        "PyTorch and Keras take the largest raw second moment and correct it; optax the largest corrected one; the "
        "paper corrects nothing: three paths under one name.",
        3,
        ("A9", "short"),
        ("long",),
    ),
    Entry(
        "yogi",
        2018,
        "adam",
        "Adam's divisor can collapse within a few steps after a steep stretch. Yogi lets it change by one squared "
        "gradient a step only.",
        "Learning rate 0.01, epsilon 1e-3 (Zaheer et al. 2018).",
        "In optax and not in the other two. Both means start at 1e-6, not at 0.",
        2,
        ("short",),
        ("long",),
    ),
    Entry(
        "signsgd",
        2018,
        "gd",
        "Sending whole gradients between machines is dear. One sign a coordinate is enough to descend.",
        "A learning rate as small as the accuracy that you want: it ends in a chatter of that size (Bernstein et al. "
        "2018).",
        "In optax as sign_sgd, with momentum as signum; not in the other two.",
        "0, with momentum 1",
        ("flat",),
        ("votes",),
    ),
    Entry(
        "radam",
        2019,
        "adam",
        "Adam's first steps divide by a mean of very few squares. RAdam waits until that mean can be trusted.",
        "As Adam, without warm-up (Liu et al. 2020). With a beta 2 of 0.6 or less it never starts to scale.",
        "PyTorch scales from a memory length of 5, the paper from 4. optax adds epsilon elsewhere, which shows only "
        "where it is large. Keras has none.",
        2,
        ("first",),
        ("raw",),
    ),
    Entry(
        "adabelief",
        2020,
        "adam",
        "Adam takes short steps wherever gradients are large, even if they all agree. AdaBelief divides by how much "
        "they disagree.",
        "As Adam, epsilon 1e-16 (Zhuang et al. 2020).",
        "In optax. The authors' own code rectifies like RAdam by default, which optax does not.",
        2,
        ("agreed",),
        ("sure",),
    ),
    Entry(
        "sam",
        2020,
        "gd",
        "Two minima of the same depth may differ in how sharp they are. SAM descends with the gradient read uphill, "
        "so that sharp ones look worse.",
        "Radius 0.05 around any optimizer (Foret et al. 2021), at two gradients a step.",
        "In optax.contrib, around any optimizer; not in the other two.",
        0,
        ("flattest",),
        ("apart",),
    ),
    Entry(
        "adan",
        2022,
        "nadam",
        "Nesterov's look-ahead needs a second point. Adan reads it off the change of the gradient instead.",
        "Learning rate as Adam or larger; betas 0.98, 0.92, 0.99 (Xie et al. 2022).",
        "optax's adan weighs the change of the gradient in another way and draws another path. The paper writes 1 - "
        "beta where the code writes beta.",
        4,
        ("ahead",),
        ("bent",),
    ),
    Entry(
        "lion",
        2023,
        "signsgd",
        "Adam keeps two numbers a parameter. Lion, found by a search over programs, keeps one and moves by signs.",
        "A learning rate 3 to 10 times smaller than Adam's and a weight decay larger by the same factor (Chen et al. "
        "2023).",
        "The same in Keras and optax, but for defaults: learning rate 0.001 in Keras, 1e-4 in the paper; optax decays "
        "weights by 1e-3 unless told otherwise. PyTorch has none.",
        1,
        ("votes",),
        ("wide",),
    ),
    Entry(
        "adopt",
        2024,
        "amsgrad",
        "Adam's proof fails because a gradient is divided by a mean that contains itself. ADOPT divides by the mean "
        "of the steps before.",
        "As Adam, beta 2 0.9999 and epsilon 1e-6 (Taniguchi et al. 2024).",
        "In optax.contrib, the same as the authors' code. Its first step does not move.",
        2,
        ("short", "bent"),
        ("long",),
    ),
    Entry(
        "ademamix",
        2024,
        "adam",
        "One momentum must choose between quick and long memory. AdEMAMix keeps both.",
        f"As Adam; slow memory 0.9999, slow share {tried('ademamix', 'alpha')}, raised slowly over the run "
        "(Pagliardini, Ablin & Grangier 2024).",
        "In optax.contrib with a slow share of 5, where the authors' code has 2.",
        3,
        ("votes",),
        ("agreed",),
    ),
    Entry(
        "schedule_free",
        2024,
        "gd",
        "A schedule must know the length of the run beforehand. An average that grows with the run comes to rest "
        "without.",
        "Learning rate a little larger than with a schedule; beta 0.9 (Defazio et al. 2024).",
        "In optax.contrib; Keras has the AdamW kind. In both the parameter is the point where gradients are read, and "
        "the average, which is drawn here, must be asked for.",
        1,
        ("anytime",),
        ("calm",),
    ),
)
ENTRIES = {row.key: row for row in ROWS}
