"""Papers that this app leans on, by topic; an identifier stands where it was checked."""

LITERATURE = {
    "Momentum": (
        "Polyak 1964, Some methods of speeding up the convergence of iteration methods",
        "Nesterov 1983, A method of solving a convex programming problem with convergence rate O(1/k²)",
        "Sutskever, Martens, Dahl & Hinton 2013, On the importance of initialization and momentum in deep learning",
        "O'Donoghue & Candès 2015, Adaptive restart for accelerated gradient schemes, arXiv:1204.3982",
        "Lessard, Recht & Packard 2016, Analysis and design of optimization algorithms via integral quadratic "
        "constraints, arXiv:1408.3595",
        "Goh 2017, Why momentum really works, Distill",
        "Kidambi, Netrapalli, Jain & Kakade 2018, On the insufficiency of existing momentum schemes for stochastic "
        "optimization, arXiv:1803.05591",
        "Wang, Malladi, Wang, Lyu & Li 2024, The marginal value of momentum for small learning rate SGD, "
        "arXiv:2307.15196",
    ),
    "Adaptive methods": (
        "Duchi, Hazan & Singer 2011, Adaptive subgradient methods for online learning and stochastic optimization, "
        "JMLR",
        "Tieleman & Hinton 2012, Neural networks for machine learning, lecture 6.5",
        "Kingma & Ba 2015, Adam: a method for stochastic optimization, arXiv:1412.6980",
        "Reddi, Kale & Kumar 2018, On the convergence of Adam and beyond, arXiv:1904.09237",
        "Ward, Wu & Bottou 2019, AdaGrad stepsizes: sharp convergence over nonconvex landscapes, arXiv:1806.01811",
        "Staib, Reddi, Kale, Kumar & Sra 2019, Escaping saddle points with adaptive gradient methods, arXiv:1901.09149",
        "Zhang et al. 2020, Why are adaptive methods good for attention models?, arXiv:1912.03194",
        "Kunstner, Yadav, Milligan, Schmidt & Bietti 2024, Heavy-tailed class imbalance and why Adam outperforms "
        "gradient descent on language models, arXiv:2402.19449",
    ),
    "Comparing": (
        "Wilson, Roelofs, Stern, Srebro & Recht 2017, The marginal value of adaptive gradient methods in machine "
        "learning, arXiv:1705.08292",
        "Choi et al. 2019, On empirical comparisons of optimizers for deep learning, arXiv:1910.05446",
        "Sivaprasad, Mai, Vogels, Jaggi & Fleuret 2020, Optimizer benchmarking needs to account for hyperparameter "
        "tuning, arXiv:1910.11758",
        "Schmidt, Schneider & Hennig 2021, Descending through a crowded valley, arXiv:2007.01547",
        "Bouthillier et al. 2021, Accounting for variance in machine learning benchmarks, arXiv:2103.03098",
    ),
    "Terrain": (
        "Pascanu, Mikolov & Bengio 2013, On the difficulty of training recurrent neural networks, arXiv:1211.5063",
        "Dauphin et al. 2014, Identifying and attacking the saddle point problem in high-dimensional non-convex "
        "optimization, arXiv:1406.2572",
        "Choromanska, Henaff, Mathieu, Ben Arous & LeCun 2015, The loss surfaces of multilayer networks, "
        "arXiv:1412.0233",
        "Lee, Simchowitz, Jordan & Recht 2016, Gradient descent converges to minimizers, arXiv:1602.04915",
        "Du et al. 2017, Gradient descent can take exponential time to escape saddle points, arXiv:1705.10412",
    ),
    "Noise, batches, schedules": (
        "Robbins & Monro 1951, A stochastic approximation method",
        "Loshchilov & Hutter 2017, SGDR: stochastic gradient descent with warm restarts, arXiv:1608.03983",
        "Goyal et al. 2017, Accurate, large minibatch SGD: training ImageNet in 1 hour, arXiv:1706.02677",
        "Smith, Kindermans, Ying & Le 2018, Don't decay the learning rate, increase the batch size, arXiv:1711.00489",
        "Shallue et al. 2019, Measuring the effects of data parallelism on neural network training, arXiv:1811.03600",
        "Ma & Yarats 2019, On the adequacy of untuned warmup for adaptive optimization, arXiv:1910.04209",
        "Liu et al. 2020, On the variance of the adaptive learning rate and beyond, arXiv:1908.03265",
        "Xiong et al. 2020, On layer normalization in the transformer architecture, arXiv:2002.04745",
        "Gilmer et al. 2021, A loss curvature perspective on training instability in deep learning, arXiv:2110.04369",
    ),
    "Weight decay": (
        "Loshchilov & Hutter 2019, Decoupled weight decay regularization, arXiv:1711.05101",
        "van Laarhoven 2017, L2 regularization versus batch and weight normalization, arXiv:1706.05350",
        "Zhang, Wang, Xu & Grosse 2019, Three mechanisms of weight decay regularization, arXiv:1810.12281",
        "Xie & Li 2024, Implicit bias of AdamW: l-infinity norm constrained optimization, arXiv:2404.04454",
    ),
    "Curvature and scaling": (
        "Liu & Nocedal 1989, On the limited memory BFGS method for large scale optimization",
        "Nocedal & Wright 2006, Numerical optimization",
        "Ioffe & Szegedy 2015, Batch normalization: accelerating deep network training by reducing internal covariate "
        "shift, arXiv:1502.03167",
    ),
}
