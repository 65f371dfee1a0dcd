"""What is learnt from and what is tested on, and where the line between them runs. No model.

VADER's sentences are fetched, never passed on: their ratings are free (MIT), the sentences belong to their authors.
Our own sentences lie in `sentences/`.
"""

import csv
import hashlib
import io
import json
import math
import tarfile
from dataclasses import dataclass
from pathlib import Path

from learn import Example

LABELS = ("negative", "neutral", "positive")
VADER = "vaderSentiment-3.3.2/additional_resources/hutto_ICWSM_2014.tar.gz"
KINDS = ("tweets", "movieReviewSnippets", "amazonReviewSnippets", "nytEditorialSnippets")
# Of a hundred sentences that are not held back so many are only looked at.
DEVELOPMENT = 9
# From this mean rating (of -4…4) on a sentence counts as positive, and likewise as negative.
FEELING = 0.5
# A mean that differs from the one of its own ratings has the ratings of another sentence.
SAME_MEAN = 1e-3
# What is left to doubt in a label that one person gave.
DOUBT = 0.15

COMMENTS_SHA256 = "0587b2dd8b27b97352adbfc3fb083d46005c8946657fdc2b1ca8b1cc7f1f8be4"
# GoEmotions' emotions by number. What is neither (confusion, curiosity, realization, surprise) is left out.
POSITIVE = {0, 1, 4, 5, 8, 13, 15, 17, 18, 20, 21, 23}
NEGATIVE = {2, 3, 9, 10, 11, 12, 14, 16, 19, 24, 25}
NEUTRAL = {27}


@dataclass(frozen=True)
class TestSet:
    """Sentences with what they should be called (0 negative, 1 neutral, 2 positive)."""

    name: str
    texts: list
    labels: list


def own(folder):
    """Our own sentences → examples to learn from, test sets by file."""
    examples, sets = [], []
    for path in sorted(Path(folder).glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
        learnt = [row for row in rows if row["part"] == "train"]
        examples += [Example(row["sentence"], one_sided(LABELS.index(row["label"]))) for row in learnt]
        kept = [row for row in rows if row["part"] == "held-back"]
        labels = [LABELS.index(row["label"]) for row in kept]
        sets.append(TestSet(path.stem.replace("-", " "), [row["sentence"] for row in kept], labels))
    return examples, sets


def one_sided(label):
    """A single label as shares of raters."""
    shares = [DOUBT / 2] * len(LABELS)
    shares[label] = 1 - DOUBT
    return tuple(shares)


def vader(package, held_back):
    """The rated sentences of VADER's source package → examples, development set, held-back set."""
    kept = numbers(held_back)
    parts = {"train": {}, "development": {}, "held back": {}}
    with tarfile.open(package) as outer:
        inner = io.BytesIO(outer.extractfile(VADER).read())
    with tarfile.open(fileobj=inner) as archive:
        for kind in KINDS:
            for number, text, mean, ratings in rated(archive, kind):
                part = "held back" if number in kept[kind] else part_of(text)
                parts[part][text] = (Example(text, shares(mean, ratings), mean / 4), mean)
    # A sentence that occurs twice is never on both sides.
    learnt = [example for text, (example, _) in parts["train"].items() if text not in parts["held back"]]
    tests = []
    for part in ("development", "held back"):
        labels = [(mean >= -FEELING) + (mean > FEELING) for _, mean in parts[part].values()]
        tests.append(TestSet(f"VADER, {part}", list(parts[part]), labels))
    return learnt, *tests


def numbers(path):
    """The numbers of held-back texts by kind."""
    kept = {kind: set() for kind in KINDS}
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            kind, *spans = line.split()
            for span in spans:
                first, _, last = span.partition("-")
                kept[kind].update(range(int(first), int(last or first) + 1))
    return kept


def rated(archive, kind):
    """Number of the text, sentence, mean and single ratings (None where they are another sentence's) of one kind."""
    lines = lambda name: archive.extractfile(f"hutto_ICWSM_2014/{kind}_{name}.txt").read().decode("utf-8", "replace")
    ratings = {row.split("\t")[0]: row.split("\t") for row in lines("anonDataRatings").splitlines()}
    for row in lines("GroundTruth").splitlines():
        number, mean, text = row.split("\t")
        found = ratings.get(number)
        fits = found is not None and abs(float(found[1]) - float(mean)) < SAME_MEAN
        yield int(number.split("_")[0]), text, float(mean), json.loads(found[3]) if fits else None


def part_of(text):
    """Train or development, by the sentence itself."""
    place = int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") % 100
    return "development" if place < DEVELOPMENT else "train"


def shares(mean, ratings):
    """The share of raters below, at and above zero; guessed from the mean where there is only that."""
    if ratings:
        count = len(ratings)
        below, above = (sum(rating * sign > 0 for rating in ratings) for sign in (-1, 1))
        return below / count, (count - below - above) / count, above / count
    neutral = 1 / (1 + math.exp((abs(mean) - 0.45) * 4))
    return (1 - neutral) * (mean < 0), neutral, (1 - neutral) * (mean >= 0)


def comments(path):
    """GoEmotions' test set as negative, neutral, positive; comments whose emotions disagree are left out."""
    content = Path(path).read_bytes()
    if hashlib.sha256(content).hexdigest() != COMMENTS_SHA256:
        raise ValueError(f"{path} is not the test set of GoEmotions that was measured with")
    texts, labels = [], []
    for row in content.decode().splitlines():
        text, emotions, _ = row.split("\t")
        emotions = {int(emotion) for emotion in emotions.split(",")}
        sides = [label for label, side in enumerate((NEGATIVE, NEUTRAL, POSITIVE)) if emotions <= side]
        if sides:
            texts.append(text)
            labels.append(sides[0])
    return TestSet("comments (GoEmotions)", texts, labels)
