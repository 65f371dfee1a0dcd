"""The peers of the bench `vad`: faster-whisper's own detection, and Silero's detector run as it is published.

Usage: vad.py WORK_FOLDER. WORK_FOLDER holds `channels.json` (names), `<name>.f32` (16 kHz) and `<name>.8k.f32`. Reads orders on
standard input and answers each with one line of JSON: the CPU seconds, and for each channel either `spans` (samples at 16 kHz)
or `probabilities` of frames of 32 ms.

own             faster-whisper's detection with the settings of its batched pipeline
streaming RATE  Silero, frame after frame, at 16000 or 8000 samples a second
sequence        Silero's form for whole sequences, 16000
pair            streaming 16000, both channels of a call in one batch
"""
import importlib.util
import json
import resource
import sys

import numpy as np
import onnxruntime
from faster_whisper.vad import VadOptions, get_speech_timestamps

work = sys.argv[1]
names = json.load(open(f"{work}/channels.json", encoding="utf-8"))
wide = {name: np.fromfile(f"{work}/{name}.f32", dtype=np.float32) for name in names}
narrow = {name: np.fromfile(f"{work}/{name}.8k.f32", dtype=np.float32) for name in names}

# The package itself wants PyTorch; its model does not.
data = importlib.util.find_spec("silero_vad").submodule_search_locations[0] + "/data"
options = onnxruntime.SessionOptions()
options.inter_op_num_threads = options.intra_op_num_threads = 1
options.log_severity_level = 3
open_model = lambda name: onnxruntime.InferenceSession(f"{data}/{name}.onnx", options, providers=["CPUExecutionProvider"])
streaming, sequence = open_model("silero_vad"), open_model("silero_vad_16k_sequence")
PIECE = 250


def cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def frames(samples, rate):
    """Each frame with what comes before it: 512 and 64 samples at 16 kHz, half of that at 8 kHz."""
    size, context = (512, 64) if rate == 16000 else (256, 32)
    padded = np.concatenate([np.zeros(context, np.float32), samples, np.zeros(-len(samples) % size, np.float32)])
    count = (len(padded) - context) // size
    return np.stack([padded[size * n : size * n + size + context] for n in range(count)])


def stream(channels, rate):
    """Probabilities of channels of equal length, in one batch."""
    each = [frames(samples, rate) for samples in channels]
    state = np.zeros((2, len(channels), 128), np.float32)
    out = []
    for rows in zip(*each):
        found, state = streaming.run(None, {"input": np.stack(rows), "state": state, "sr": np.array(rate, np.int64)})
        out.append(found[:, 0])
    return np.stack(out, 1)


def run(samples):
    rows = frames(samples, 16000)
    h = c = np.zeros((1, 1, 128), np.float32)
    out = []
    for begin in range(0, len(rows), PIECE):
        found, h, c = sequence.run(None, {"input": rows[begin : begin + PIECE], "h": h, "c": c})
        out.append(found.reshape(-1))
    return np.concatenate(out)


def obey(order):
    match order.split():
        case ["own"]:
            settings = VadOptions(max_speech_duration_s=30, min_silence_duration_ms=160)
            of = lambda name: [[span["start"], span["end"]] for span in get_speech_timestamps(wide[name].copy(), settings)]
            return {"spans": {name: of(name) for name in names}}
        case ["streaming", "16000"]:
            found = {name: stream([wide[name]], 16000)[0] for name in names}
        case ["streaming", "8000"]:
            found = {name: stream([narrow[name]], 8000)[0] for name in names}
        case ["sequence"]:
            found = {name: run(wide[name]) for name in names}
        case ["pair"]:
            found = {}
            for pair in zip(names[::2], names[1::2]):
                found.update(zip(pair, stream([wide[name] for name in pair], 16000)))
    return {"probabilities": {name: [round(float(p), 5) for p in own] for name, own in found.items()}}


print(json.dumps({"onnxruntime": onnxruntime.__version__}), flush=True)
for line in sys.stdin:
    before = cpu()
    answer = obey(line)
    print(json.dumps({"cpu_s": cpu() - before, **answer}), flush=True)
