"""Nouns by whether symbols stand for them: often, too vaguely to say anything alone, or never."""

from __future__ import annotations

from typing import Final


def words(text: str) -> frozenset[str]:
    """The words of ``text``."""
    return frozenset(text.split())


HEADS: Final = words("""
    acceleration accuracy action actions activation activations adapter adjacency adjoint advantage
    agent agents albedo amplitude anchor anchors angle angles area arm arms attack attention
    autocorrelation autocovariance average axes axis ball bandwidth basis batch batches belief bias
    biases bit bits block blocks bound box boxes budget buffer byte cache camera capacity cardinality
    categories category cell chain chains channel channels charge charges chart child children class
    classes classifier client clients cluster clusters code codebook codes coefficient coefficients
    color colour column columns community component components compression concatenation conductance
    conductivity cone confidence constant constants context coordinate coordinates corpus correlation
    cost cost-to-go costs count counter counters counts coupling couplings covariance covariate
    covariates critic cumulant current curve data dataset datasets datum decay decoder decomposition
    degree degrees delay demand densities density depth determinant deviation diameter difference
    diffusion dilation dimension dimensionality dimensions direction directions discount discrepancy
    discriminator displacement dissipation distance distances distribution distributions divergence
    document domain domains drift dropout dual duration edge edges effect effects eigenvalue eigenvalues
    eigenvector eigenvectors elbo element elements ellipsoid embedding embeddings encoder energy
    ensemble entries entropy entry environment episode episodes epoch epochs error errors estimate
    estimates estimator event events evidence example examples expectation expert experts exponent
    expression factor factorization factors feature features field fields filter filters filtration flow
    flows flux force forces fraction frequencies frequency function functions galaxies galaxy gap gate
    gates generator gradient gradients graph graphs grid group groups hamiltonian hazard head heads
    height heights hessian histogram histograms history horizon hyperparameter hyperparameters
    hypotheses hypothesis identity image images importance increment increments index indicator indices
    infimum input inputs instance instances intensity interval inverse item items iterate iterates
    iteration iterations jacobian jump kernel kernels key keys label labels lag lagrangian laplacian
    latent latents lattice law laws layer layers leaf learner learning-rate leaves length length-scale lengths
    lengthscale light likelihood limit list logit logits loss losses luminosity magnitude manifold map
    mapping maps margin mask masks mass masses matrices matrix maximiser maximizer maximum mean means
    measure measurement measurements measures median memory mesh metric mini-batch mini-batches
    minibatch minibatches minimiser minimizer minimum mixture mode model models modulus moment momenta
    moments momentum multiplier multipliers multiset neighbor neighborhood neighbors neighbour
    neighbourhood neighbours network networks node nodes noise norm normal normalisation normaliser
    normalization normalizer norms null number objective objectives observation observations offset
    operator operators optimum order origin outcome outcomes output outputs p-value pair pairs parallax
    parameter parameters parent particle particles patch patches penalties penalty percentile period
    permutation perturbation phase pixel pixels player players point points policies policy polynomial
    polytope pose position positions posterior potential power precision prediction predictions
    predictor preference prefix pressure price prior probabilities probability process processes product
    profile projection prompt prompts proportion proportions proposal proposals pseudo-count
    pseudo-counts quantile quantizer quaternion queries query queue quotient radius rank ranks rate
    rates rating ratings ratio ratios ray recall reconstruction region regressor regret regulariser
    regularizer relevance representation representations reset residual residuals resistance resolution
    response responses return returns reward rewards root rotation round rounds row rows rule sample
    sampler samples scalar scalars scale scales schedule scheduler score scores sentence sequence
    sequences set sets shape shift side sigma-algebra sigmoid significance simplex site sites size sizes
    slack slot smoothness softmax solution solutions space spaces speed sphere spin stage stages star
    stars state states statistic statistics step steps stepsize stepsizes strain strength stress stride
    student suffix sum supply support supremum surface survival system systems target targets task tasks
    teacher temperature tensor tensors term terms threshold thresholds time timestep timesteps token
    tokens tolerance trace trajectories trajectory transform transformation transition translation
    transport transpose treatment tree trial trials triple tuple uncertainties uncertainty unit units
    user users utility value values variable variables variance variances vector vectors velocities
    velocity vertex vertices view views viscosity vocabulary volatility voltage volume vorticity wage
    walker walkers warmup wave wavelength wavenumber weight weighting weights width widths window word
    words worker workers zero-point caption captions centre chunk chunks datapoint datapoints delta
    dictionary dose envelope frame frames hypercube landmark landmarks module modules neuron neurons
    oracle orbit payoff pyramid rollout rollouts seed seeds skeleton slope spectrum spline sub-network
    subnet subnetwork subset subsets subtask surrogate synapse tile tiles timescale topic topics trunk variate
    video videos voxel voxels waveform wavelet backbone baseline centroid clip codeword completion conditioner
    confounder contraction convolution corruption gain guidance hypernetwork invariant likelihood-ratio
    logarithm log-likelihood marginal mechanism mixing nonlinearity parameterisation parameterization
    perplexity prototype pushforward push-forward quadrature readout reference relaxation roughness
    question questions saliency scaling signal simulator sparsity subgradient template trade-off traffic
    transfer
    truncation uplift utilisation utilization whitening face faces meshes redshift planet orbits photons
    intrinsics extrinsics cdf pdf pmf data level levels
    encodings strategy strategies
""")
"""Nouns that symbols often stand for: their presence makes a phrase sure."""

GENERIC: Final = words("""
    argument arguments coefficient coefficients component components constant constants degree densities
    density distribution distributions element elements entries entry example examples expression factor
    factors function functions index indices integer integers level map matrices matrix name number
    numbers object objects operator order pair pairs parameter point points quantities quantity scalar
    scalars sequence set sets symbol symbols tensor tensors term terms triple tuple tuples value values
    variable variables vector vectors weight
""")
"""Nouns that say too little where they stand alone beside a symbol."""

NO_HEADS: Final = words("""
    arg argmax argmin div iff inf lhs lim mod modulo rhs sup
    abbreviation addition aim algorithm analysis anything appendices appendix approach assumption author
    authors bottleneck brevity care case cases chapter choice choices claim clarity combination
    comparison clause clauses condition conditions consequence constraint constraints contrast
    convenience convention corollary day definition descent detail details double effort element end eq
    eq. eqn eqn. eqns eqns. eqs eqs. equation equations evaluation everything expense experiment
    experiments extension fact failure fig fig. figure figures footnote formula general generalisation
    generalization goal half hope hyperlink idea impact inequalities inequality interpretation intuition
    kind lemma letter letters limit line literature lot majority member minority month moreover multiple
    need none notation note notes nothing one ones page panel paper part particular plot plots practice
    problem problems proof property proposition purpose range reader readers reason ref ref. regime
    remark requirement respect rest restriction result results review role sake sanity sec sec. sect
    section sense setting settings setup shorthand simplicity something sort statement subspace success
    superset table unity theorem theory thing things time-being times trick type url use way ways whole
    work year years
""")
"""Nouns that no symbol stands for."""
