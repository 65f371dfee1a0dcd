"""MiniLM, six layers of BERT, with two heads on the mean of its tokens: token ids → class logits and valence.

Weights are a flat dictionary by their public names; matrices stand as [in, out].
"""

import jax
import jax.numpy as jnp
import numpy as np
from safetensors.numpy import load_file

LAYERS, WIDTH, HEADS, CLASSES = 6, 384, 12, 3
EPSILON = 1e-12
# Added to the attention of padding.
NEVER = -1e4
DROPOUT = 0.1
# The heads start at this scale; the encoder at what it was published with.
HEAD_SCALE = 0.02


def pretrained(path, seed):
    """The published encoder without its unused pooler, and two new heads drawn from `seed`."""
    weights = {name: value for name, value in load_file(path).items() if not name.startswith("pooler")}
    weights.pop("embeddings.position_ids", None)
    for name, value in weights.items():
        is_matrix = name.startswith("encoder") and value.ndim == 2
        weights[name] = np.ascontiguousarray(value.T if is_matrix else value, dtype=np.float32)
    chance = np.random.default_rng(seed)
    for head, outputs in (("classes", CLASSES), ("valence", 1)):
        weights[f"head.{head}.weight"] = chance.normal(0, HEAD_SCALE, (WIDTH, outputs)).astype(np.float32)
        weights[f"head.{head}.bias"] = np.zeros(outputs, np.float32)
    return weights


def forward(weights, ids, mask, key=None):
    """Logits [batch, 3] and valence [batch] of `ids` and `mask` [batch, length]. With a `key` there is dropout."""
    keys = [None] * (LAYERS + 2) if key is None else jax.random.split(key, LAYERS + 2)
    hidden = drop(norm(weights, "embeddings.LayerNorm", embed(weights, ids)), keys[0])
    reach = (1.0 - mask[:, None, None, :]) * NEVER
    for layer in range(LAYERS):
        hidden = block(weights, f"encoder.layer.{layer}", hidden, reach, keys[2 + layer])
    share = mask[:, :, None]
    mean = drop((hidden * share).sum(1) / share.sum(1), keys[1])
    valence = jnp.tanh(dense(weights, "head.valence", mean))[:, 0]
    return dense(weights, "head.classes", mean), valence


def embed(weights, ids):
    words = weights["embeddings.word_embeddings.weight"][ids]
    places = weights["embeddings.position_embeddings.weight"][: ids.shape[1]]
    return words + places + weights["embeddings.token_type_embeddings.weight"][0]


def block(weights, name, hidden, reach, key):
    batch, length, _ = hidden.shape
    keys = [None] * 3 if key is None else jax.random.split(key, 3)
    split = lambda part: dense(weights, f"{name}.attention.self.{part}", hidden).reshape(batch, length, HEADS, -1)
    scores = jnp.einsum("bqhd,bkhd->bhqk", split("query"), split("key")) * (WIDTH // HEADS) ** -0.5 + reach
    shares = drop(jax.nn.softmax(scores), keys[0])
    seen = jnp.einsum("bhqk,bkhd->bqhd", shares, split("value")).reshape(batch, length, WIDTH)
    seen = drop(dense(weights, f"{name}.attention.output.dense", seen), keys[1])
    hidden = norm(weights, f"{name}.attention.output.LayerNorm", seen + hidden)
    wide = jax.nn.gelu(dense(weights, f"{name}.intermediate.dense", hidden), approximate=False)
    wide = drop(dense(weights, f"{name}.output.dense", wide), keys[2])
    return norm(weights, f"{name}.output.LayerNorm", wide + hidden)


def dense(weights, name, values):
    return values @ weights[f"{name}.weight"] + weights[f"{name}.bias"]


def norm(weights, name, values):
    centred = values - values.mean(-1, keepdims=True)
    spread = jnp.sqrt((centred**2).mean(-1, keepdims=True) + EPSILON)
    return centred / spread * weights[f"{name}.weight"] + weights[f"{name}.bias"]


def drop(values, key):
    """Dropout, where there is a key."""
    if key is None:
        return values
    return jnp.where(jax.random.bernoulli(key, 1 - DROPOUT, values.shape), values / (1 - DROPOUT), 0)
