"""The peer of the bench `sentiment`: the same model file in Python's onnxruntime, one thread, one utterance a run.

Usage: sentiment.py FOLDER UTTERANCES. Reads `pass` and `scores` on standard input, answers each with one line of JSON.
"""
import json
import sys
import time

import numpy as np
import onnxruntime as ort
from tokenizers import Tokenizer

folder, utterances = sys.argv[1:]
texts = open(utterances, encoding="utf-8").read().splitlines()
about = json.load(open(f"{folder}/model.json", encoding="utf-8"))
bias = np.array(about["logit_bias"], dtype=np.float32)
tokenizer = Tokenizer.from_file(f"{folder}/tokenizer.json")
tokenizer.no_padding()
tokenizer.enable_truncation(about["max_tokens"])
options = ort.SessionOptions()
options.intra_op_num_threads = 1
options.inter_op_num_threads = 1
options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_ALL
session = ort.InferenceSession(f"{folder}/sentiment.int8.onnx", options, providers=["CPUExecutionProvider"])


def score(text):
    encoded = tokenizer.encode(text)
    inputs = {
        "input_ids": np.array([encoded.ids], dtype=np.int64),
        "attention_mask": np.array([encoded.attention_mask], dtype=np.int64),
    }
    logits = session.run(["logits"], inputs)[0][0] + bias
    weights = np.exp((logits - logits.max()).astype(np.float64))
    return (weights / weights.sum()).tolist()


def one_pass():
    wall, cpu = time.perf_counter(), time.thread_time()
    for text in texts:
        score(text)
    return {"wall_s": time.perf_counter() - wall, "cpu_s": time.thread_time() - cpu}


print(json.dumps({"onnxruntime": ort.__version__, "utterances": len(texts)}), flush=True)
for order in sys.stdin:
    answer = one_pass() if order.strip() == "pass" else [score(text) for text in texts]
    print(json.dumps(answer), flush=True)
