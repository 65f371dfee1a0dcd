"""Weights and examples → better weights: AdamW over batches of like length. Chance comes from the seed alone."""

import string
import time
from dataclasses import dataclass
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np

import encoder

BATCH = 64
WARM_UP = 0.06
# The rate never falls below this share, so that the last batches count too.
RATE_LEAST = 0.02
DECAY, CLIP, BETAS, EPSILON = 0.01, 1.0, (0.9, 0.999), 1e-8
VALENCE_WEIGHT = 4.0
# The quickest of the generators.
CHANCE = "rbg"
# Lengths are rounded up to these, so that few shapes are compiled.
LENGTHS = (8, 12, 16, 20, 24, 28, 32, 40, 48, 64, 96)
# Batches of like length are cut out of so many shuffled examples.
POOL = 50 * BATCH
REPORT_EVERY = 50


@dataclass(frozen=True)
class Example:
    """A sentence, how likely each class is, and its valence (-1…1) where somebody rated it."""

    text: str
    classes: tuple
    valence: float | None = None
    # How many times it is seen in an epoch.
    times: int = 1


@dataclass(frozen=True)
class Plan:
    """How long and how fast: learning rates of encoder and heads, epochs over the examples."""

    epochs: int
    encoder_rate: float
    heads_rate: float
    seed: int


def as_recognised(text):
    """Without case and punctuation, as recognisers write it."""
    kept = text.lower().translate(str.maketrans("", "", string.punctuation.replace("'", "")))
    return " ".join(kept.split()) or text


def learn(weights, examples, tokenizer, plan):
    """Trains all layers; half of the sentences, drawn anew each epoch, lose case and punctuation."""
    chance = np.random.default_rng(plan.seed)
    batches = [batch for _ in range(plan.epochs) for batch in epoch(examples, tokenizer, chance)]
    # Copies: what was given is not changed.
    weights = {name: jnp.array(value) for name, value in weights.items()}
    moments = tuple({name: jnp.zeros_like(value) for name, value in weights.items()} for _ in range(2))
    began, mean = time.monotonic(), None
    for step, batch in enumerate(batches):
        rise = min(1.0, (step + 1) / max(1, round(WARM_UP * len(batches))))
        share = rise * max(RATE_LEAST, 1 - step / len(batches))
        key = jax.random.fold_in(jax.random.key(plan.seed, impl=CHANCE), step)
        rates = (plan.encoder_rate * share, plan.heads_rate * share)
        loss, slopes = slopes_of(weights, batch, key)
        weights, moments = moved(weights, moments, slopes, rates, step + 1)
        mean = float(loss) if mean is None else 0.97 * mean + 0.03 * float(loss)
        if step % REPORT_EVERY == 0 or step + 1 == len(batches):
            print(f"  step {step + 1} of {len(batches)}: loss {mean:.3f}, {time.monotonic() - began:.0f} s", flush=True)
    return {name: np.asarray(value) for name, value in weights.items()}


def epoch(examples, tokenizer, chance):
    """The batches of one epoch, in an order of chance."""
    seen = [example for example in examples for _ in range(example.times)]
    plain = chance.random(len(seen)) < 0.5
    texts = [as_recognised(example.text) if bare else example.text for example, bare in zip(seen, plain)]
    ids = [encoding.ids for encoding in tokenizer.encode_batch(texts)]
    order = chance.permutation(len(seen))
    batches = []
    for start in range(0, len(order), POOL):
        pool = sorted(order[start : start + POOL], key=lambda place: len(ids[place]))
        cuts = [pool[at : at + BATCH] for at in range(0, len(pool), BATCH)]
        batches += [padded([ids[place] for place in cut], [seen[place] for place in cut]) for cut in cuts]
    return [batches[place] for place in chance.permutation(len(batches))]


def padded(ids, examples):
    """Arrays of a full batch; rows that are missing weigh nothing."""
    length = next(length for length in LENGTHS if length >= max(map(len, ids)))
    batch = {
        "ids": np.zeros((BATCH, length), np.int32),
        "mask": np.zeros((BATCH, length), np.float32),
        "classes": np.zeros((BATCH, encoder.CLASSES), np.float32),
        "valence": np.zeros(BATCH, np.float32),
        "rated": np.zeros(BATCH, np.float32),
    }
    # A row without any token would divide by zero.
    batch["mask"][:, 0] = 1
    for row, (own, example) in enumerate(zip(ids, examples)):
        batch["ids"][row, : len(own)] = own
        batch["mask"][row, : len(own)] = 1
        batch["classes"][row] = example.classes
        batch["valence"][row] = example.valence or 0.0
        batch["rated"][row] = example.valence is not None
    return batch


def loss_of(weights, batch, key):
    """Cross-entropy against the shares of raters, and the squared error of the valence."""
    logits, valence = encoder.forward(weights, batch["ids"], batch["mask"], key)
    entropy = -(batch["classes"] * jax.nn.log_softmax(logits)).sum() / batch["classes"].sum()
    error = ((valence - batch["valence"]) ** 2 * batch["rated"]).sum() / jnp.maximum(batch["rated"].sum(), 1)
    return entropy + VALENCE_WEIGHT * error


slopes_of = jax.jit(jax.value_and_grad(loss_of))


@partial(jax.jit, donate_argnums=(0, 1))
def moved(weights, moments, slopes, rates, step):
    """One step of AdamW; decay on the encoder only. Apart from the slopes, as it is compiled once and they by length."""
    length = jnp.sqrt(sum((slope**2).sum() for slope in slopes.values()))
    after, means, spreads = {}, {}, {}
    for name, value in weights.items():
        slope = slopes[name] * jnp.minimum(1.0, CLIP / length)
        means[name] = BETAS[0] * moments[0][name] + (1 - BETAS[0]) * slope
        spreads[name] = BETAS[1] * moments[1][name] + (1 - BETAS[1]) * slope**2
        rate, decay = (rates[1], 0.0) if name.startswith("head") else (rates[0], DECAY)
        mean, spread = means[name] / (1 - BETAS[0] ** step), spreads[name] / (1 - BETAS[1] ** step)
        after[name] = value * (1 - rate * decay) - rate * mean / (jnp.sqrt(spread) + EPSILON)
    return after, (means, spreads)
