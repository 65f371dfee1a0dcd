"""The peer of the bench `asr`: faster-whisper, batched 8, int8, greedy, one thread, on the same windows of speech.

Usage: asr.py MODEL_FOLDER WORK_FOLDER. WORK_FOLDER holds `channels.json` (names), `<name>.f32` (16 kHz) and `<name>.segments.json`
(begin and end of speech in samples). Reads orders on standard input, answers each with one line of JSON: `plain` and `times`
(our segments, without and with word times), `whole` (its own detection), `texts` with the same words after it.
"""
import json
import resource
import sys

import numpy as np
import faster_whisper
import faster_whisper.transcribe
from faster_whisper import BatchedInferencePipeline, WhisperModel

folder, work = sys.argv[1:]
names = json.load(open(f"{work}/channels.json", encoding="utf-8"))
model = WhisperModel(folder, device="cpu", compute_type="int8", cpu_threads=1, num_workers=1, local_files_only=True)
pipeline = BatchedInferencePipeline(model)
channels = {name: np.fromfile(f"{work}/{name}.f32", dtype=np.float32) for name in names}
segments = {name: json.load(open(f"{work}/{name}.segments.json", encoding="utf-8")) for name in names}


def cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


own_detection = faster_whisper.transcribe.get_speech_timestamps


def transcribe(name, order):
    # It packs the segments into chunks itself, as it does with those of its own detection.
    given = [{"start": begin, "end": end} for begin, end in segments[name]]
    faster_whisper.transcribe.get_speech_timestamps = own_detection if order == "whole" else lambda *_, **__: given
    found, _ = pipeline.transcribe(
        channels[name], vad_filter=True, language="en", beam_size=1, batch_size=8, word_timestamps=order == "times"
    )
    return " ".join(segment.text.strip() for segment in found)


pipeline.transcribe(channels[names[0]][:80000], vad_filter=False, clip_timestamps=[{"start": 0, "end": 5}], language="en", beam_size=1)
print(json.dumps({"faster_whisper": faster_whisper.__version__}), flush=True)
for line in sys.stdin:
    order = line.strip()
    before = cpu()
    texts = {name: transcribe(name, order) for name in names}
    print(json.dumps({"cpu_s": cpu() - before, "texts": texts}), flush=True)
