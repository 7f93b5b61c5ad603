"""Formulas compared sign by sign: what people type for one formula, and what is another one."""

from __future__ import annotations

import pytest

from drill.checking.judges.formulas import judge_formula
from drill.checking.kinds.formula import FormulaSpec
from drill.checking.spec import keyed
from drill.maths.names import Names
from tests.asked import check
from tests.rows import each_row

SAME = [
    (
        r"A = \operatorname{softmax}\left(\frac{QK^{\top}}{\sqrt{d_k}}\right)V",
        [
            r"A = softmax(\frac{Q K^T}{\sqrt{d_k}}) V",
            r"A = \mathrm{softmax}(\dfrac{QK^\top}{\sqrt{d_k}}) \cdot V",
            r"A = softmax((Q K')/sqrt(d_k)) V",
            r"\mathbf A=\text{softmax}\Big(\frac{\bm Q\mathbf{K}^{T}}{\sqrt{d_{k}}}\Big)\mathbf V",
            r"A = \operatorname{softmax}\left[\frac{QK^{\mathsf T}}{\sqrt{d_k}}\right]V.",
        ],
    ),
    (
        r"m_{t} \triangleq \beta_{1} m_{t-1} + (1-\beta_{1}) \mathbf{g}_{t}",
        [
            "m_t = beta_1 m_(t-1) + (1 - beta_1) g_t",
            "m_t := β_1*m_{t-1} + (1−β_1)*g_t",
            r"m_t=\beta_1\,m_{t-1}+\left(1-\beta_1\right)\boldsymbol g_t",
        ],
    ),
    (
        r"\mathcal{L} = \|x - \hat{x}\|_{2}^{2}",
        [r"L = \lVert x-\hat x\rVert^2_2", "L = ||x - \\widehat x||_2^2", "L = ‖x-\\hat x‖_2^2"],
    ),
    (
        r"p(x \mid y) \leq \int f(x)\,\mathrm{d}x",
        [r"p(x|y) \le \int f(x) dx", "p(x | y) <= int f(x) dx", r"p(x\vert y)\leqslant\int f(x)\,dx"],
    ),
    (
        r"w_{i,j} = \exp\left(-\frac{d_{ij}}{\tau}\right) \odot c",
        [r"w_{ij} = e^{-d_{ij}/\tau} ⊙ c", r"w_{ij}=\exp\{-\frac{d_{ij}}{\tau}\} \odot c"],
    ),
    (
        r"\theta^{*} = \arg\max_{\theta} J(\theta) \log p",
        [
            r"\theta^\star = \operatorname*{argmax}_\theta J(\theta) log p",
            "theta^* = argmax_theta J(theta) log p",
        ],
    ),
    (r"h^{(l)} = \sigma(W^{(l)} h^{(l-1)})", ["h^(l) = sigma(W^(l) h^(l-1))"]),
    (r"x' = x_i^T A x_j, \ldots", [r"x^\prime = x^{\top}_i A x_j, ..."]),
    (r"\sum_{i=1}^{n} x_{i}", [r"\sum\limits^n_{i=1}x_i", "sum_{i=1}^n x_i", "∑_{i=1}^n x_i"]),
    (r"\mathrm{OT}_{\varepsilon}(\beta, \ell)", ["OT_varepsilon(beta, ell)", r"OT_\epsilon(\beta,\ell)"]),
    (r"x \sim \mathcal{N}(0, I)", ["x ~ N(0, I)"]),
    (r"D_{\mathrm{KL}}(p \| q)", ["D_{KL}(p||q)", r"D_\text{KL}(p\parallel q)"]),
    (
        r"y = \begin{cases} 0 & \text{if} x < a \\ x & \text{otherwise} \end{cases}",
        [
            r"y = \begin{cases} 0, & \text{if} x < a, \\ x, & \text{otherwise}. \end{cases}",
            r"y=\left\{\begin{array}{ll} 0 & \mbox{if} x < a \\ x & \mbox{otherwise} \\ \end{array}\right.",
        ],
    ),
    (
        r"D = \begin{bmatrix} a & b \\ c & d \end{bmatrix} x",
        [
            r"D = \left[ \begin{array}{cc} a & b \\ c & d \end{array} \right] x",
            r"D = [\begin{matrix} a & b \\ c & d \\ \end{matrix}] x",
        ],
    ),
    (
        r"f = (\begin{array}[t]{c} \left\{\begin{array}{l} u \\ v \end{array}\right\} \end{array})",
        [r"f = \begin{pmatrix} \begin{Bmatrix} u \\ v \end{Bmatrix} \end{pmatrix}"],
    ),
]
OTHER = [
    (r"R = \gamma^{T} V + \sum_{t=0}^{T} r", [r"R = \gamma^{\top} V + \sum_{t=0}^{T} r"]),
    (r"y = \gamma^{T} x", [r"y = \gamma^\top x", "y = \\gamma' x"]),
    (r"y = f(x)^{T} W T", [r"y = f(x)^\top W T"]),
    (r"\theta^{*} x \in S", [r"\theta^x \in S"]),
    (r"y \in A^{\top} x", [r"y \in A x", r"y \in x^\top A"]),
    (r"X \in \mathbb{R}^{m \times n}", [r"X \in \mathbb{R}^{m n}"]),
    (r"y \in \log\frac{a}{b}", [r"y \in \frac{\log a}{b}", r"y \in (\log a)/b"]),
    (r"y \in \frac{1}{2x}", [r"y \in \frac{1}{2}x", r"y \in 1/2x"]),
    (r"y \in \frac{a+b}{c}", [r"y \in a+b/c"]),
    (r"y \in x_{12}", [r"y \in x_{1,2}", r"y \in x_1 2"]),
    (r"y \in \exp(a) b", [r"y \in e^{ab}", r"y \in \exp(ab)"]),
    (r"y \in x_{t-1}", [r"y \in x_t-1"]),
    (r"y \in \sqrt[3]{x+1}", [r"y \in \sqrt{x+1}", r"y \in \sqrt[3]{x}+1"]),
    (
        r"y = \begin{bmatrix} a & b \\ c & d \end{bmatrix}",
        [
            r"y = \begin{bmatrix} a, b & \\ c & d \end{bmatrix}",
            r"y = \begin{vmatrix} a & b \\ c & d \end{vmatrix}",
            r"y = \left\{ \begin{array}{ll} a & b \\ c & d \end{array} \right.",
            r"y = \left[ \begin{array}{cc} a & c \\ b & d \end{array} \right]",
        ],
    ),
]


COPIED = [
    (
        r"\mathbb{E}_{x \sim P(x)}[f(x)] \in S",
        [r"\underset{x\sim P(x)}{\mathbb{E}}[f(x)] \in S", "E_(x~P(x))[f(x)] ∈ S"],
    ),
    (
        r"t^* = \arg\min_{t} J(t)",
        [r"t^* = \underset{t}{\arg\min} J(t)", r"t^* = \underset{t}{\text{argmin}} J(t)"],
    ),
    (
        r"A = f(a_1) + \cdot\cdot\cdot + f(a_n)",
        [r"A = f(a_1) + \cdots + f(a_n)", "A = f(a_1) + ... + f(a_n)"],
    ),
    (r"\hat{g} = \hat{\mathbb{E}}_t[f(x) \bar{A}_t]", ["ĝ = Ê_t[f(x) Ā_t]"]),
]
TYPED = [
    (r"s = A_{xi} u + A_{pi} v", ["s = A_xi u + A_pi v", "s = A_{xi}*u + A_{pi}*v"]),
    (r"s = A_{\xi} u", ["s = A_xi u", r"s = A_\xi u"]),
    (
        r"L = -\log \frac{\exp(s_i)}{\sum_j \exp(s_j)}",
        [
            "L = -log(exp(s_i)/sum_j exp(s_j))",
            r"L = - log (e^{s_i} / \sum_j e^{s_j})",
            "L = -ln(exp(s_i)/(sum_j exp(s_j)))",
        ],
    ),
    (
        r"\ell_{i,j} = -\log \frac{\exp(g(z_i,z_j)/\tau)}"
        r"{\sum_{k} \mathbb{1}_{[k\neq i]} \exp(g(z_i,z_k)/\tau)}",
        ["l_ij = -log(exp(g(z_i, z_j)/tau)/sum_k 1_{k != i} exp(g(z_i, z_k)/tau))"],
    ),
    (
        r"\mathcal{V} = \mathbb{E}_{x\sim p}[\log D(x)] + \mathbb{E}_{z\sim q}[\log(1-D(G(z)))]",
        [
            "V = E_{x~p}[log(D(x))] + E_{z~q}[log(1 - D(G(z)))]",
            "V = E_x~p[log D(x)] + E_z~q[log(1 - D(G(z)))]",
        ],
    ),
    (
        r"c_t = f_t \odot c_{t-1} + i_t \odot \tilde{c}_t",
        ["c_t = f_t * c_{t-1} + i_t * \\tilde c_t", "c_t = i_t ⊙ c̃_t + f_t ⊙ c_(t-1)"],
    ),
    (r"z = W^{l\top} f(x)", ["z = (W^l)^T f(x)"]),
    (
        r"J = \frac{1}{2} \|X\theta - y\|_2^2 + \frac{\lambda}{2}\|\theta\|_2^2",
        [
            "J = ||X theta - y||_2^2/2 + lambda/2 ||theta||_2^2",
            "J = 0.5*norm(X θ - y)^2 + λ/2 norm(θ)^2",
            r"J = \lVert X\theta - y \rVert_2^2/2 + \lambda \lVert\theta\rVert^2/2",
        ],
    ),
    (r"p(y|x) = \prod_{t} p(y_t | y_{<t}, x)", ["p(y | x) = prod_t p(y_t | x, y_{<t})"]),
    (r"q(x|z) = \mathcal{N}(x; a z, b I)", ["q(x | z) = N(a z, b I)"]),
    (r"h_i = f(\sum_{j\in\mathcal{N}(i)} \alpha_{ij} W h_j)", ["h_i = f(sum_{j in N(i)} alpha_ij W h_j)"]),
    (
        r"\theta' = \theta - \alpha \nabla_\theta L(f_\theta)",
        ["theta' = theta - alpha grad_theta L(f_theta)"],
    ),
    (
        r"x_{t+1} = x_t - \eta \frac{\hat m_t}{\sqrt{\hat v_t} + \epsilon} f(x)",
        [
            "x_{t+1} = x_t - eta mhat_t/(sqrt(vhat_t) + eps) f(x)",
            "x_{t+1} = x_t - eta hat(m)_t/(sqrt(hat(v)_t) + epsilon) f(x)",
        ],
    ),
    (
        r"Q(s,a) \leftarrow Q(s,a) + \alpha [r + \gamma \max_{a'} Q(s',a') - Q(s,a)]",
        [
            "Q(s,a) <- Q(s,a) + alpha (r + gamma max_{a'} Q(s',a') - Q(s,a))",
            "Q(s,a) = Q(s,a) + alpha*(r + gamma*max_a' Q(s',a') - Q(s,a))",
        ],
    ),
    (
        r"L_y = [d(a,p) - d(a,n) + m]_+",
        ["L_y = max(0, d(a,p) - d(a,n) + m)", "L_y = max{d(a,p) - d(a,n) + m, 0}"],
    ),
    (r"K = \int q(x) \log\frac{q(x)}{p(x)} dx", ["K = ∫ q(x) log(q(x)/p(x)) dx"]),
    (
        r"L = -\mathbb{E}_{(x,y)\sim\mathcal{D}}[\log\sigma(\beta \log\frac{\pi_\theta(y|x)}{\pi_0(y|x)})]",
        [
            "L = -E_(x,y)~D[log(sigma(beta log(pi_theta(y|x)/pi_0(y|x))))]",
            "L=-𝔼_(x,y)~D[log σ(β log(π_θ(y|x)/π₀(y|x)))]",
        ],
    ),
    (r"L = -\mathbb{E}_{x \sim p}[\log \frac{D(x)}{c}] + f(x)", ["L = f(x) - E_x~p[log(D(x)/c)]"]),
    (r"\mu = \frac{1}{m}\sum_{i=1}^m f(x_i)", ["mu = (sum_{i=1}^m f(x_i))/m", "μ = 1/m ∑_(i=1)^m f(x_i)"]),
    (
        r"H^{(l+1)} = \sigma(\tilde{D}^{-\frac12}\tilde{A}\tilde{D}^{-\frac12}H^{(l)}W^{(l)})",
        [
            "H^(l+1) = sigma(Dtilde^(-1/2) Atilde Dtilde^(-1/2) H^(l) W^(l))",
            "H^(l+1) = σ(D̃^(-1/2) Ã D̃^(-1/2) H^(l) W^(l))",
        ],
    ),
    (r"g = \mathbb{E}_{\pi}[\nabla \log \pi(a|s) Q^{\pi}(s,a)]", ["g = E_pi[grad log(pi(a|s)) Q^pi(s,a)]"]),
    (
        r"F = -D_{KL}(q(z|x) \| p(z)) + \mathbb{E}_{q(z|x)}[\log p(x|z)]",
        ["F = E_q(z|x)[log p(x|z)] - KL(q(z|x) || p(z))"],
    ),
    (r"A = f(\frac{QK^\top}{\sqrt{d_k}})V", ["A = f((QKᵀ)/√d_k)V", "A = f(Q @ K^T / sqrt(d_k)) @ V"]),
    (r"W = f(W_0) + \frac{\alpha}{r} B A", ["W = f(W0) + alpha/r B A", "W = f(W_0) + alpha/r * B @ A"]),
    (
        r"G_t = \sum_{k=0}^\infty \gamma^k R_{t+k+1}",
        ["G_t = sum_{k=0}^inf gamma^k R_{t+k+1}", "G_t = sum_(k=0)^infinity gamma^k R_(t+k+1)"],
    ),
    (r"I = \frac{|A\cap B|}{|A \cup B|}", ["I = |A ∩ B| / |A ∪ B|", r"I = |A \cap B|/|A \cup B|"]),
    (r"I = \frac{2|A\cap B|}{|A| + |B|}", ["I = 2 |A ∩ B| / (|A| + |B|)"]),
    (r"\frac{\partial L}{\partial w} = \sum_i \delta_i f(x_i)", ["dL/dw = sum_i delta_i f(x_i)"]),
    (
        r"g = \frac{\partial}{\partial w_j} f(x, w)",
        [r"g = \frac{\partial f(x,w)}{\partial w_j}", r"g = \partial_{w_j} f(x, w)", "g = ∂f(x,w)/∂w_j"],
    ),
    (
        r"f(x) = \mathbb{E}[-\log p(X)] = A(x) - \langle \mathbb{E}[T(X)], x \rangle =: \mu",
        [
            "f(x) = E[-log p(X)] = A(x) - <E[T(X)], x> = mu",
            r"f(x) = A(x) - \langle x, \mathbb{E}[T(X)] \rangle = \mu = \mathbb{E}[-\log p(X)]",
        ],
    ),
    (r"\dot{e}_t = -K^{(d)} f(e_t)", ["dot e_t = -K^(d) f(e_t)", "edot_t = -K^(d) f(e_t)"]),
    (r"A(x) = -\frac{1}{2}\log(-x)", ["A(x) = -½ ln(-x)"]),
    (
        r"q = \int_{-\infty}^{+\infty} f(x) x\, dx",
        [r"q = \int_{-\infty}^\infty x f(x) dx", "q = ∫_(-∞)^∞ x f(x) dx", "q = int_{-inf}^{+inf} x f(x) dx"],
    ),
    (r"q = \mathbb{E}_{x}\, \mathrm{KL}(p \| r)", ["q = E_x[KL(p || r)]"]),
    (r"q = \operatorname{Tr}(f(A))", ["q = tr(f(A))"]),
    (r"q = \sum_{i} p(a_i|s) v(a_i)", ["q = sum_j v(a_j) p(a_j|s)", "q = Σ_k p(a_k|s) v(a_k)"]),
    (r"K = K_a \odot \dot{S} + f(S)", [r"K = f(S) + \dot S \odot K_a", "K = Sdot * K_a + f(S)"]),
    (
        r"q = \max_{y \in Y} (\langle x, y \rangle - f(y))",
        [r"q = \max_{y \in Y} \{ \langle x, y \rangle - f(y) \}"],
    ),
    (r"q = e^{\langle x, f(y) \rangle}", [r"q = \exp\langle x, f(y) \rangle", "q = exp(<x, f(y)>)"]),
    (r"q = \sum_{i} (f(a_i) + g(b_i))", [r"q = \sum_i {f(a_i) + g(b_i)}", r"q = \sum_i f(a_i) + g(b_i)"]),
    ("q = 1 - p(s)", ["q = (1 - p(s))"]),
    (r"q = f(d_{in})", ["q = f(d_in)"]),
    (r"\mathbf{w}^* = \operatorname*{arg\,min}_{\mathbf{w}} \mathcal{L}(\mathbf{w})", ["w* = argmin_w L(w)"]),
    (
        r"x_{t} = \sqrt{\bar\alpha_t}f(x_0) + \sqrt{1-\bar\alpha_t}\epsilon",
        ["x_t = √ᾱ_t f(x_0) + √(1-ᾱ_t) ε"],
    ),
]
NOT_TYPED = [
    (r"y = \log \frac{f(a)}{b}", ["y = log(f(a))/b"]),
    (r"y = \log f(a) + b", ["y = log(f(a) + b)"]),
    (r"y = \log(f(a)) b", ["y = log(f(a) b)"]),
    (r"q(x|z) = \mathcal{N}(x; a z, b I)", ["q(x | z) = N(x; b I, a z)", "q(x|z) = N(b I, a z)"]),
    (r"p(y|x, z) = f(y)", ["p(x|y, z) = f(y)", "p(y, x|z) = f(y)"]),
    (r"y = \|f(x)\|_1 + \|z\|", ["y = ||f(x)|| + ||z||_1", "y = |f(x)| + |z|"]),
    (r"D(p \| q) = f(x)", ["D(q || p) = f(x)"]),
    (r"y = \max(f(x), 0) - b", ["y = max(f(x) - b, 0)"]),
    (r"y = 1_{[x>0]} f(x)", ["y = 1_{[x<0]} f(x)"]),
    (r"y = f(x) \odot z^*", [r"y = f(x) \odot z"]),
    (r"y = f(x_{ij})", ["y = f(x_i j)", "y = f(x_ji)"]),
    (r"y = \frac{f(x)}{2} z", ["y = f(x)/(2 z)"]),
    (r"y = \frac{1}{n} \sum_i f(x_i) + b", ["y = (sum_i f(x_i) + b)/n", "y = n sum_i f(x_i) + b"]),
    (r"y = \frac{f(a)}{b c}", ["y = f(a)/b c"]),
    (r"y = W^{(2)} f(x)", ["y = W^{-2} f(x)", "y = W_2 f(x)"]),
    (r"F = -D_{KL}(q \| p) f(x)", ["F = -KL(p || q) f(x)"]),
    (r"y = \frac{\partial f(x)}{\partial x}", ["y = df(x)/dz", "y = dx/df(x)"]),
    (r"y = |f(x)| |z|", ["y = |f(x) z", "y = |f(x)|z"]),
    (r"y = \sum_i f(a_i) b", [r"y = \sum_j f(a_i) b", "y = sum_i f(b_i) a"]),
    (r"y = \sum_{i} (f(a_i) + b)", [r"y = \sum_{i} f(a_i) + b"]),
    (r"y = W f(x)", ["y = f(x) W"]),
    (r"y = \mathbf{u} f(x)^\top", [r"y = f(x)^\top \mathbf{u}"]),
    (r"y = f(x) = g(x)", ["f(x) = y = g(x)"]),
    (r"y = \frac{\partial L}{\partial w} f(x)", [r"y = \frac{\partial f(x)}{\partial w} L"]),
    (r"y = \langle x, f(y) \rangle", [r"y = \langle x, f(x) \rangle"]),
    (r"y = \{f(x), z\}", ["y = (f(x), z)"]),
    (r"y = f(x_{ij})", ["y = f(x_i_j)"]),
    (r"y = f(x_{i,t}) a", ["y = f(x_{t,i}) a", "y = a f(x_ti)"]),
    (r"y = f(x \oplus a)", [r"y = f(a \oplus x)"]),
    (r"y = f(1 + E(a))", ["y = f(1 + Ea)"]),
    (r"y = \sum_{i < l} f(a_i) b", [r"y = \sum_{l < i} f(a_i) b"]),
    (r"y = f(a_{int}) b", ["y = f(a_{nit}) b"]),
]
REORDERED = [
    (r"y = \mathbf{W} x + \sigma(b) - c", [r"y = -c + \sigma(b) + W x", r"y = \sigma(b) - c + \mathbf{W} x"]),
    (r"y = \sum_{i} f(a_i) + \lambda b", [r"y = \lambda b + \sum_i f(a_i)"]),
    (r"y = r + \gamma \max_{a} q(a)", [r"y = \gamma \max_a q(a) + r"]),
    (
        r"\theta_{t+1} = \theta_t - \eta \nabla f(\theta_t)",
        [r"\theta_{1+t} = -\eta \nabla f(\theta_t) + \theta_t"],
    ),
    (r"y \in (A x - b c / d)^{2}", [r"y \in (-b c / d + A x)^2"]),
]
QUOTIENTS = [
    (
        r"p(z|x) = \frac{p(x|z) p(z)}{p(x)}",
        ["p(z|x) = p(x|z) p(z) / p(x)", r"p(z|x) = \frac{p(x|z)}{p(x)} p(z)", "p(z|x) = p(x|z)p(z)/p(x)"],
    ),
    (
        r"L = \frac{1}{n} \sum_{i=1}^n f(x_i)",
        [r"L = 1/n \sum_{i=1}^n f(x_i)", r"L = (1/n) \sum_{i=1}^n f(x_i)"],
    ),
    (r"y = \frac{e^{f(x)}}{\sum_j e^{f(z_j)}}", [r"y = \exp(f(x)) / \sum_j \exp(f(z_j))"]),
    (r"\frac{d}{dt} f_t(x) = v(f_t(x))", [r"d/dt f_t(x) = v(f_t(x))"]),
    (r"\frac{\partial L}{\partial w_i} g(y) \in S", [r"\partial L/\partial w_i g(y) \in S"]),
    (r"L = \frac{1}{2} u^\top F(x) u", [r"L = 1/2 u^T F(x) u", r"L = u^T F(x) u / 2"]),
    (r"L = \frac{1}{D} \sum_i f(x_i)", [r"L = 1/D \sum_i f(x_i)"]),
    (r"y = \frac{(z-\mu)}{s} \odot a + \sqrt{(b)}", [r"y = \frac{z-\mu}{s} \odot a + \sqrt{b}"]),
    (r"s = \sqrt{\frac{1}{n} \sum_i f(a_i)}", [r"s = sqrt(1/n \sum_i f(a_i))"]),
    (r"h = f(\frac{g_i}{s_i} (a_i - m_i))", ["h = f(g_i/s_i * (a_i - m_i))"]),
    (r"a = {w_i^l}^\top f(h)", [r"a = (w_i^l)^T f(h)"]),
    (r"L = \frac{1}{2} f(x)^2", ["L = 0.5 f(x)^2"]),
    (r"A = s(\frac{Q K^\top}{\sqrt{d_k}}) V", ["A = s(QK^T/sqrt(d_k)) V"]),
]
NO_QUOTIENTS = [
    (r"y = f(x)^2 \odot a", [r"y = f x^2 \odot a", r"y = f(x^2) \odot a"]),
    (r"L = \frac{1}{2} u^\top F(x) u", [r"L = 1/(2 u^T F(x) u)"]),
    (r"p(z|x) = \frac{p(x|z) p(z)}{p(x)}", ["p(z|x) = p(x|z) p(x) / p(z)", "p(z|x) = p(x|z) p(z)"]),
    (r"L = \frac{1}{n} \sum_{i} f(x_i)", [r"L = 2/n \sum_{i} f(x_i)", r"L = 1/\sum_i f(x_i)"]),
    (r"y = \log \frac{f(a)}{b}", [r"y = \frac{\log f(a)}{b}", r"y = \log f(a) / b"]),
    (r"\frac{\partial L}{\partial w} g(y) \in S", [r"\frac{\partial L g(y)}{\partial w} \in S"]),
    (r"y = f(\frac{a}{b})", [r"y = \frac{f(a)}{b}", "y = f(a) / b"]),
    (r"y = \frac{f(a) + c}{b}", ["y = f(a) + c / b", r"y = \frac{f(a)}{b} + c"]),
]
KEPT = [
    (
        r"y = \mathbf{W} x + \sigma(b) - c",
        [r"y = x W + \sigma(b) - c", r"y = \sigma(b) + W x + c", r"y = W x + \sigma(b)"],
    ),
    (r"y = \sum_{i} f(a_i) + g(b_i)", [r"y = g(b_i) + \sum_i f(a_i)"]),
    (r"y = \sum_{i=1}^{n} \sum_{k=1}^{i} f(a_{ik})", [r"y = \sum_{k=1}^{i} \sum_{i=1}^n f(a_{ik})"]),
    (r"y = \sum_{i=1}^{n} \sum_{k=1}^{m} f(a_{ik})", [r"y = \sum_{k=1}^{n} \sum_{i=1}^m f(a_{ik})"]),
    (r"y = \sum_{i=1}^{\infty} \sum_{k} f(a_{ik})", [r"y = \sum_{k} \sum_{i=1}^{\infty} f(a_{ik})"]),
    (r"y = \arg\max_{a} q(a) + r", [r"y = r + \arg\max_a q(a)"]),
    (r"y = a \oplus f(b) + c", [r"y = c + a \oplus f(b)"]),
    (r"y = f a + g h / c", [r"y = g h + f a / c"]),
    (r"y = f + g | h |", [r"y = g + f | h |"]),
    (r"y = f + g \langle h, a \rangle", [r"y = g + f \langle h, a \rangle"]),
    (r"y = f + g \begin{pmatrix} h \end{pmatrix}", [r"y = g + f \begin{pmatrix} h \end{pmatrix}"]),
    (r"y = f(a) - (b - c)", [r"y = f(a) - (c - b)", r"y = -(b - c) - f(a)"]),
]


def verdict(key: str, answer: str) -> str:
    spec = keyed(FormulaSpec(kind="formula", text=key), None, Names())
    return judge_formula(spec, answer, (), ()).verdict


@each_row(("key", "answer"), [(key, answer) for key, answers in SAME for answer in answers])
def test_a_formula_may_be_spelled_in_many_ways(key: str, answer: str) -> None:
    assert verdict(key, answer) == "correct"


@each_row(("key", "answer"), [(key, answer) for key, answers in OTHER for answer in answers])
def test_another_formula_is_not_the_same_in_any_spelling(key: str, answer: str) -> None:
    assert verdict(key, answer) == "wrong"


@pytest.mark.parametrize(
    ("key", "answer", "told"),
    [
        (r"a = Q K^{\top} + y", "a = Q K^T + x", "The name `x` is another one here"),
        (r"a = Q K^{\top} - \beta_{2} w", "a = Q K^T - beta_1 w", r"the index of `\beta_{1}`"),
        (r"a = Q K^{\top}", "b = Q", "begins otherwise"),
        (r"a = Q K^{\top}", "a = Q", "it is not all"),
    ],
)
def test_one_is_told_where_an_answer_differs(key: str, answer: str, told: str) -> None:
    spec = keyed(FormulaSpec(kind="formula", text=key), None, Names())
    assert told in judge_formula(spec, answer, (), ()).message


@pytest.mark.parametrize("text", ["a/(" * 290, r"\exp(" * 290, "[" * 590 + "]" * 590, "a/" * 590, "{" * 500])
def test_nested_signs_are_compared_all_the_same(text: str) -> None:
    assert verdict("x = y", f"{text}{'}' * text.count('{')}") == "wrong"


@pytest.mark.parametrize(("key", "answer"), [(key, one) for key, answers in COPIED for one in answers])
def test_what_is_typed_as_it_is_shown_or_as_the_paper_sets_it_is_right(key: str, answer: str) -> None:
    assert verdict(key, answer) == "correct"


@each_row(("key", "answer"), [(key, one) for key, answers in TYPED for one in answers])
def test_a_formula_may_be_typed_without_latex(key: str, answer: str) -> None:
    assert verdict(key, answer) == "correct"


@each_row(("key", "answer"), [(key, one) for key, answers in NOT_TYPED for one in answers])
def test_what_is_typed_for_another_formula_is_wrong(key: str, answer: str) -> None:
    assert verdict(key, answer) == "wrong"


@pytest.mark.parametrize("answer", ["f(x) = f(y)", "f(x) = f(z)", "f(y) = f(z)", "f(z)", "f(y)"])
def test_some_sides_of_a_chain_are_asked_for_the_others(answer: str) -> None:
    verdict = check({"formula": r"f(x) = f(y) = f(z)"}, answer)
    assert (verdict.code, "all its sides" in verdict.message) == ("form", True)


@pytest.mark.parametrize(("key", "answer"), [(key, one) for key, answers in REORDERED for one in answers])
def test_summands_may_stand_in_another_order(key: str, answer: str) -> None:
    assert verdict(key, answer) == "correct"


@each_row(("key", "answer"), [(key, one) for key, answers in QUOTIENTS for one in answers])
def test_a_quotient_may_be_written_in_other_ways(key: str, answer: str) -> None:
    assert verdict(key, answer) == "correct"


@each_row(("key", "answer"), [(key, one) for key, answers in NO_QUOTIENTS for one in answers])
def test_another_quotient_is_another_formula(key: str, answer: str) -> None:
    assert verdict(key, answer) == "wrong"


@each_row(("key", "answer"), [(key, one) for key, answers in KEPT for one in answers])
def test_what_another_order_may_change_is_another_formula(key: str, answer: str) -> None:
    assert verdict(key, answer) == "wrong"


@each_row(
    ("key", "answer", "due"),
    [
        (
            r"\mathbf{x}_{t} = \sqrt{a_t} \mathbf{x}_{0} + \epsilon",
            r"x_t = \epsilon + a_t^{1/2} x_0",
            "correct",
        ),
        (r"\mathbf{x}_{t} = \sqrt{a_t} \mathbf{x}_{0} + \epsilon", r"x_t = \sqrt{a_t} x_0", "wrong"),
        (r"\mathbf{x}_{T}", "x_0", "wrong"),
        (r"\mathbf{x}_{T}", "x_T", "correct"),
        (r"\frac{a}{\sqrt{b}}", r"\frac{a \sqrt{b}}{b}", "correct"),
        (r"\mathbf{h} = \mathbf{W} \mathbf{x}", r"h = x W", "wrong"),
        (r"A = P D P^{-1}", "A = D", "wrong"),
        ("y = f(x) + f(z)", "y = f(x + z)", "wrong"),
        (r"\phi = x^{T} y", r"\phi = y x^T", "wrong"),
        (r"\mathbf{y} = \mathbf{X}\beta + \epsilon", r"y = \beta X + \epsilon", "wrong"),
        (r"\mathbf{y} = \mathbf{X}\beta + \epsilon", r"y = \epsilon + X \beta", "correct"),
        ("h = W x + b", "h = x W + b", "unreadable"),
        (r"\lfloor a \rfloor = a - 2\pi \lfloor b \rfloor", r"⌊a⌋ = a + 2π⌊b⌋", "wrong"),
        (r"\lfloor a \rfloor = a - 2\pi \lfloor b \rfloor", r"⌊a⌋ = a - 2π⌊b⌋", "correct"),
        (r"a_1 b_1 = c_1 + d_1", r"a_1 b_1 = d_1 + c_1", "correct"),
        (r"v = \lambda A / n", r"v = A \lambda / n", "correct"),
    ],
)
def test_a_formula_among_names_that_nobody_declared(key: str, answer: str, due: str) -> None:
    assert check({"formula": key}, answer).verdict == due


@pytest.mark.parametrize(
    ("answer", "due"),
    [
        ("r_t - V(s_t)", "correct"),
        ("rt - v", "correct"),
        ("r_t - v", "correct"),
        ("V(s_t) - r_t", "wrong"),
        ("r_t - V(s)", "unreadable"),
        ("r_t^10 - v", "wrong"),
    ],
)
def test_names_may_be_typed_as_they_are_shown(answer: str, due: str) -> None:
    expect = {"expression": "rt - v", "names": {"rt": "r_{t}", "v": "V(s_{t})"}}
    assert check(expect, answer).verdict == due
