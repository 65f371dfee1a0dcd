"""A model file and test sets → how often it is right, and how near it is to another one. As the engine runs it."""

import os
from dataclasses import dataclass

# The library's newer builds report to their maker unless told not to.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

import numpy as np
import onnxruntime


class Classifier:
    """A model file in ONNX Runtime: one sentence a run, because 8-bit weights scale by what is in the run."""

    def __init__(self, path, tokenizer, bias):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self.tokenizer, self.bias = tokenizer, np.asarray(bias)

    def probabilities(self, texts):
        """softmax(logits + bias) of each text."""
        rows = np.array([self.logits(encoding.ids) for encoding in self.tokenizer.encode_batch(texts)]) + self.bias
        powers = np.exp(rows - rows.max(axis=1, keepdims=True))
        return powers / powers.sum(axis=1, keepdims=True)

    def logits(self, ids):
        ids = np.array([ids], np.int64)
        return self.session.run(["logits"], {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0][0]


@dataclass(frozen=True)
class Score:
    """Share of right labels, and the plain mean of F1 over the classes that the set has."""

    accuracy: float
    macro_f1: float


def score(truth, labels):
    truth, labels = np.asarray(truth), np.asarray(labels)
    f1 = []
    for label in np.unique(truth):
        both = ((truth == label) & (labels == label)).sum()
        f1.append(2 * both / ((truth == label).sum() + (labels == label).sum()))
    return Score(float((truth == labels).mean()), float(np.mean(f1)))


def report(models, sets):
    """A Markdown table: by set and model macro-F1, accuracy, and the share of labels that the first model gives too."""
    heads = " | ".join(f"{name}: macro-F1, accuracy, same label" for name in models)
    lines = [f"| set | sentences | {heads} |", "|---|---|" + "---|" * len(models)]
    for test in sets:
        labels = [model.probabilities(test.texts).argmax(axis=1) for model in models.values()]
        got = [(score(test.labels, own), (own == labels[0]).mean()) for own in labels]
        cells = " | ".join(f"{own.macro_f1:.3f}, {own.accuracy:.3f}, {same:.3f}" for own, same in got)
        lines.append(f"| {test.name} | {len(test.texts):,} | {cells} |")
    return "\n".join(lines)
