"""Words of papers by what they do in a sentence: enough of English to find noun phrases, and no more."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, Literal

from drill.papers_first.glosses.heads import HEADS, words

Tag = Literal[
    "determiner", "preposition", "stop", "auxiliary", "verb", "adverb", "adjective", "participle", "gerund",
    "number", "either", "noun",
]  # fmt: skip


DETERMINERS: Final = words(
    "another the a an our its their his her my your some this that these those each every any"
)
PREPOSITIONS: Final = words("""
    about above across after against along among amongst around at before behind below between beyond by
    despite during for from in inside into like minus of on onto outside over per plus through throughout
    to toward towards under unlike until upon versus via vs vs. w.r.t. with within without wrt
""")
_STOPS: Final = words("""
    a.k.a. again al. all also although and as because both but cf cf. e.g e.g. each-other either else et etc
    etc. finally furthermore given he hence here here's himself how however i i.e i.e. if iff indeed instead
    it it's itself let let's lets likewise moreover namely neither none nor not note now once one only or
    otherwise resp resp. respectively s.t. see she similarly since so such than that that's them themselves
    then there therefore they they're though thus unless us viz. we we're what what's when whenever where
    whence whereas whereby wherein wherever whether which while who whom whose why yet you
""")
_AUXILIARIES: Final = words("""
    am are aren't be been being can can't cannot could did do does doesn't don't had has have having is
    isn't may might must shall should was were will would
""")
_VERBS: Final = words("""
    accept append approximates assign attach attend clamp collect combine compare concatenate convert create
    detect discard feed leverage remap resample stores unroll
    embed execute explain explore inject insert interpret invert invoke reflect reject remove render retrieve
    rotate select simulate tackle translate tune
    accumulates achieve acquire acts add adopt allow allows appear appears apply arise arises assume
    attain avoid became become becomes began begin behaves belong bring call came carries carry choose
    chose coincide come compute computes consider consists construct contain contains converge converges
    correspond decays decode decreases define demonstrate denote denotes depend depends derive describe
    describes determine determines differ diverge diverges divide draw drops emit employ encode
    encounter encourage enforce ensure enters equal equals evaluate exceed exhibit exhibits exist expect
    extend falls find fix follow follows gave generate get gets give given gives go got governs grow
    grows has hold illustrate imply improve include increases incur indicate indicates infer initialise
    introduce investigate involve keep know lasts lead learn learns let lie lies maintain make makes
    matters maximises maximizes means meant minimises minimizes multiply need obey observe obtain
    obtains parameterise parameterize parametrise parametrize perform pick picks plays pools possess
    predict prefer produce produces propose prove provide put ranges read recall receive recommend
    recover reduce refer refers remain remains replace represent represents require rises satisfies
    satisfy saturate saturates saw say see seem sees serves set sets show signifies solve specifies
    specify stands study subtract suffer suggest suggests suppose take takes tend tends took trains
    treat undergo use uses vanish vanishes varies vary want went write wrote yield
    accommodate avoids clarify coincides complements conveys cope depict depicts deserve differs dominates
    enlarge enters exploit facilitate happen happens incorporate inherit inherits integrate
    interact intersect lacks mimic mitigate occur occurs omit omits outperform outperforms preserve prevent
    prevents proceed quantify resemble resembles restrict resolve retain reuse reveal reveals
    suffers summarise summarize terminate terminates traverse violate violates
    eliminate eliminates survive survives
    align aligns calculate calculates compress compresses extract extracts fuse fuses reconstruct reconstructs
    refine refines
    ask buy earn hear ignore loses owns pays presents reaches seek sell speak tell tries
""")
_PARTICIPLES: Final = words("""
    broken brought built chosen done drawn found frozen held hidden kept known learnt lost made said
    seen sent shown spent taken thrown told written
""")
_EITHER: Final = words("""
    act acts approach approximate attack attacks average averages bootstrap bound bounds cause causes
    change changes check condition conditions contrast correct control controls cost costs count counts
    cover covers cut cuts decay decays decrease design designs drift drive drives drop drops estimate
    estimates fall falls filter filters fit fits focus force forces form forms group groups guess holds
    increase input inputs iterate iterates label labels leaves limit limits list lower map maps mark marks
    mask masks match matches mean means measure measures merge model models move moves offset order orders
    output outputs pass passes place places plot point points pool pools process processes project
    projects queries query range ranges record repeat report reset result results return returns reward
    rewards rise rises run runs sample samples scale scales score scores set sets share shares shift
    shifts split stack start step steps stop store sum sums target targets test tests trade trades train
    transform transforms transport transports update updates weigh weight weights
""")
_ADJECTIVES: Final = words("""
    able absolute accurate adaptive additive adequate adjacent adjustable alternate alternative
    anisotropic apparent appropriate approximate arbitrary auxiliary available aware backward best
    better biased big bigger bipartite bivariate bottom bounded certain clean clear closed coarse common
    competing complex conditional consecutive continuous convex corresponding corrupted cubic current
    decreasing deep definite dense desired deterministic diagonal different difficult directed discrete
    distinct dual due dynamic early easy effective elliptic empirical entire equal equivalent exact
    existing expected fake fast few final fine finite first five fixed following forward four free full
    general generic global good greater ground growing hard heavy hidden high higher highest homogeneous
    hyperbolic i.i.d. identical iid immediate important incompressible increasing independent infinite
    inhomogeneous initial inner instantaneous interesting intermediate inverse invertible irregular
    disjoint isotropic joint key-value kinematic known laminar large larger largest last late latent leading
    learnable learned least left less light linear local long longer low lower lowest main many marginal
    maximum measurable mere mini minimum missing modified more most multivariate mutual narrow necessary
    negative new next noiseless noisy non-linear non-negative non-trivial non-zero nonlinear nonnegative
    nonzero normal observed old one open opposite optimal ordinary original orthogonal other outer
    overall own parallel particular per-example perpendicular popular positive positive-definite
    possible pre-trained pretrained previous primal private proper quadratic quasi-random quick random
    raw real recent regular related relative relevant remaining respective resulting reverse right same
    scalar-valued second semi-definite semidefinite separate several shallow short shorter similar
    simple single six slight slow small smaller smallest smooth smoothed sparse spatial special specific
    standard static stochastic strict strong subsequent such sufficient suitable surrounding symmetric
    temporal ten third three tight top total trainable triangular trivial true tunable turbulent two
    typical ultimate unable unbiased unbounded underlying undirected uniform unique unit univariate
    universal unknown unobserved unseen upper usual varying vector-valued very weak whole wide worst
    zero-mean
    abundant absent bad busy cheap close coherent cold consistent convenient corrupt crude dominant dry
    efficient evident excellent explicit extra extrinsic fair frequent hot implicit incoherent inconsistent
    inefficient inexact infrequent inherent innate insignificant instant insufficient intelligent invalid
    loose mature middle moderate near neat nice oblique odd offline online persistent pertinent plain poor
    predominant prominent pure quiet rapid rare redundant rich robust rough safe scarce sharp significant
    stable stale steep subtle successive tiny transparent uneven unequal unfair unstable urgent vague valid
    vast vivid warm wet young
""")
_NUMBERS: Final = words("zero one two three four five six seven eight nine ten both dozen hundred thousand")
_ADVERBS: Final = words("""
    down off out up
    about afterwards again almost alone already always apart away earlier elsewhere even ever everywhere far
    hereafter hereinafter henceforth instead just later maybe much nearly never not now often once
    perhaps quite rather simply sometimes soon still together too twice typically usually very well
""")
_GERUND_NOUNS: Final = words("""
    annealing averaging batching bearing binning blending branching building clipping conditioning cooling
    coupling couplings crossing damping decoding denoising dropping embedding embeddings encoding encodings
    firing focusing forcing gating hashing heading hearing heating holding king learning lifting loading
    mapping mappings masking matching meaning mixing modeling modelling noising ordering padding pooling
    positioning processing pruning querying ranking rating reasoning ring routing sampling scaling setting
    settings shrinking smoothing spacing spreading spring stretching string swing tempering thing
    thresholding timing trading training tuning warming warping weighting wing wording
""")
DEICTIC: Final = words(
    "other another same remaining new different latter former above next previous additional original"
)
"""Adjectives that point back: what they make of a phrase is not said by it alone."""

POINTERS: Final = words("""
    associated certain corresponding following given many multiple own particular related respective resulting
    several so-called usual various well-known
""")
"""Adjectives that a meaning does without."""

_LY_WORDS: Final = words("family assembly anomaly only supply reply monopoly ally belly early likely daily")
_AL_NOUNS: Final = words("""
    animal arrival arsenal capital credential crystal diagonal functional goal hospital integral interval
    manual metal pedal polynomial portal potential proposal quantal referral removal renewal rental residual
    retrieval signal trial
""")
_NOT_ADJECTIVES: Final = _AL_NOUNS | words("""
    academic adjective angle archive arithmetic article assembly ball bar basic bonus boundary bubble bus
    cable calendar call car census characteristic circle clinic collar couple critic cycle deliverable
    derivative dictionary dive double drive ensemble example executive fabric focus genus grammar hall
    heuristic hive incentive initiative library locus logic mechanic metric modulus motive multiple music
    narrative nucleus objective observable obstacle olive oracle particle perspective picnic pillar preamble
    primitive principle public quadratic radar radius rectangle relative representative scalar seminar
    simple star statistic status summary table timetable topic traffic triangle triple variable vehicle
    virus vocabulary wall
""")
_ADJECTIVE_ENDING: Final = re.compile(
    r"(?:[a-z]{2}al|ive|ous|[a-z]{2}able|[a-z]{2}ible|[a-z]{2}ic|ical|ful|less|[a-z]{2}ary|[a-z]{2}ular|-dimensional"
    r"|-wise|wise|-based|-free|-dependent|-specific|-invariant|-like|-valued|-order|-th|th|-aware|-level|-style|ian"
    r"|-scale|-trivial|-agnostic|-independent|-point|-to-[a-z]+|sub-[a-z]+|non-[a-z]+)$"
)
_TH_NOUNS: Final = words("""
    bandwidth birth breadth death depth earth ground-truth growth health length math month path smooth
    strength truth wealth width
""")
_IAN_NOUNS: Final = words("hessian jacobian hamiltonian lagrangian laplacian gaussian median wronskian")
_VERB_ENDING: Final = re.compile(r"[a-z]{3}(?:ize|ise|izes|ises|ify|ifies|yse|yze)$")
_ISE_NOUNS: Final = words("""
    batchsize concise enterprise exercise expertise likewise noise noises otherwise piecewise precise
    premise prize rise size sizes stepsize stepsizes
""")
_NUMERAL: Final = re.compile(r"\d[\d.,]*(?:st|nd|rd|th|k|m)?(?:-[a-z]+)?$")
_COUNTING: Final = re.compile(
    r"(?:double|many|multi|one|single|three|two)-(?:class|head|hop|label|layer|level|scale|stage|step|task|view)"
)
"""``multi-layer``: what something has so many of."""
_SWITCHES: Final = frozenset(("0-1", "0/1"))
"""What says of an indicator which values it has."""
_ED_NOUNS: Final = words("speed seed feed need bed breed shed red embed thread head bleed")


@lru_cache(maxsize=8192)
def tag(word: str) -> Tag:
    """What a word in lower case does: ``either`` for noun or verb, ``noun`` for unknown ones."""
    if word in DETERMINERS:
        return "determiner"
    if word in PREPOSITIONS:
        return "preposition"
    if word in _STOPS:
        return "stop"
    if word in _AUXILIARIES:
        return "auxiliary"
    if word in _SWITCHES or _COUNTING.fullmatch(word):
        return "adjective"
    if _NUMERAL.fullmatch(word):
        return "adjective" if word[-1].isalpha() and len(word) > 1 else "number"
    if word in _NUMBERS:
        return "number"
    if word in _EITHER:
        return "either"
    if word in _PARTICIPLES:
        return "participle"
    if word in _VERBS or _is_third_person(word):
        return "verb"
    if word in _ADVERBS or (word.endswith("ly") and word not in _LY_WORDS and len(word) > 4):
        return "adverb"
    return _by_ending(word)


def _is_third_person(word: str) -> bool:
    """``finds``, ``chooses``, ``applies``: a verb that is no noun."""
    if not word.endswith("s"):
        return False
    is_long = word.endswith("es")
    return word[:-1] in _VERBS or (is_long and (word[:-2] in _VERBS or f"{word[:-3]}y" in _VERBS))


def _is_compared(word: str) -> bool:
    """``deeper``, ``widest``: an adjective's other degrees."""
    stems = (word[:-2], word[:-1], word[:-3]) if word.endswith("er") else (word[:-3], word[:-2], word[:-4])
    return word.endswith(("er", "est")) and any(stem in _ADJECTIVES for stem in stems)


def _by_ending(word: str) -> Tag:
    last = word.rsplit("-", 1)[-1].removesuffix("'s").removesuffix("’s")
    if word in _ADJECTIVES or _is_compared(word):
        return "adjective"
    if last in HEADS or last in _GERUND_NOUNS:
        return "noun"
    if last.endswith("ed") and last not in _ED_NOUNS and len(last) > 3:
        return "participle"
    if last.endswith("ing") and len(last) > 4:
        return "gerund"
    if _VERB_ENDING.search(last) and last not in _ISE_NOUNS and not last.endswith("wise"):
        return "verb"
    is_noun = word.startswith("non-") and word.endswith(("ity", "ness", "tion"))
    is_noun = is_noun or last in _NOT_ADJECTIVES or last in _TH_NOUNS or last in _IAN_NOUNS
    if not is_noun and (last in _ADJECTIVES or _ADJECTIVE_ENDING.search(word)):
        return "adjective"
    return "noun"
