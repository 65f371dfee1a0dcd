"""The peer of the benches `asr` and `words`: faster-whisper, batched, int8, one thread, on the same stretches of speech.

Usage: asr.py MODEL_FOLDER WORK_FOLDER. WORK_FOLDER holds `channels.json` (names), `<name>.f32` (16 kHz) and `<name>.segments.json`
(begin and end of speech in samples). Reads orders on standard input, `KIND BEAMS BATCH SECONDS`, and answers each with one line of
JSON. KIND is `plain` or `times` (our segments, without and with word times) or `whole` (its own detection); only that many SECONDS of
the first channel are heard, all of all channels for 0.
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
own_detection = faster_whisper.transcribe.get_speech_timestamps


def cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def transcribe(name, kind, beams, batch, seconds):
    # It packs the segments into chunks itself, as it does with those of its own detection.
    given = [{"start": begin, "end": end} for begin, end in segments[name] if not seconds or end <= 16000 * seconds]
    faster_whisper.transcribe.get_speech_timestamps = own_detection if kind == "whole" else lambda *_, **__: given
    found, _ = pipeline.transcribe(
        channels[name], vad_filter=True, language="en", beam_size=beams, batch_size=batch, word_timestamps=kind == "times"
    )
    return list(found)


pipeline.transcribe(channels[names[0]][:80000], vad_filter=False, clip_timestamps=[{"start": 0, "end": 5}], language="en", beam_size=1)
print(json.dumps({"faster_whisper": faster_whisper.__version__}), flush=True)
for line in sys.stdin:
    kind, beams, batch, seconds = line.split()
    before = cpu()
    chosen = names[:1] if int(seconds) else names
    found = {name: transcribe(name, kind, int(beams), int(batch), int(seconds)) for name in chosen}
    answer = {"cpu_s": cpu() - before}
    answer["texts"] = {name: " ".join(segment.text.strip() for segment in own) for name, own in found.items()}
    answer["words"] = {
        name: [[word.word, float(word.start), float(word.end)] for segment in own for word in segment.words or []]
        for name, own in found.items()
    }
    print(json.dumps(answer), flush=True)
