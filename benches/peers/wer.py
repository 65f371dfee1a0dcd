"""The peer of the bench `wer`: faster-whisper as one would use it on a recording, int8, one thread, with its own detection of speech.

Usage: wer.py MODEL_FOLDER WORK_FOLDER. WORK_FOLDER holds `clips.json` (name and language of each) and `<name>.f32` (16 kHz). Reads orders
on standard input, a number of beams each, and answers each with one line of JSON."""
import json
import resource
import sys

import faster_whisper
import numpy as np
from faster_whisper import WhisperModel

folder, work = sys.argv[1:]
clips = json.load(open(f"{work}/clips.json", encoding="utf-8"))
model = WhisperModel(folder, device="cpu", compute_type="int8", cpu_threads=1, num_workers=1, local_files_only=True)
sounds = {clip["name"]: np.fromfile(f"{work}/{clip['name']}.f32", dtype=np.float32) for clip in clips}


def cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def transcribe(clip, beams):
    found, _ = model.transcribe(sounds[clip["name"]], beam_size=beams, language=clip["language"], vad_filter=True)
    return " ".join(segment.text.strip() for segment in found)


print(json.dumps({"faster_whisper": faster_whisper.__version__}), flush=True)
for line in sys.stdin:
    before = cpu()
    texts = {clip["name"]: transcribe(clip, int(line)) for clip in clips}
    print(json.dumps({"cpu_s": cpu() - before, "texts": texts}), flush=True)
