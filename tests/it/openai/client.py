"""OpenAI's own client pointed at this server: every form of a transcription, as it comes to whoever uses that client.

Arguments: the server's address, a key, a recording. Says what it got as one line of JSON."""

import json
import sys

from openai import AuthenticationError, BadRequestError, NotFoundError, OpenAI

url, key, path = sys.argv[1:]
client = OpenAI(base_url=f"{url}/v1", api_key=key, max_retries=0)


def ask(**more):
    with open(path, "rb") as recording:
        return client.audio.transcriptions.create(file=recording, model="whisper-1", **more)


def exact(answer):
    # The client takes whatever comes; those that are generated for other languages take what its types say.
    type(answer).model_validate(answer.to_dict())
    return answer


told = {"models": [model.id for model in client.models.list()]}
told["model"] = [client.models.retrieve("tiny.en-q8_0").id, client.models.retrieve("whisper-1").object]
told["json"] = exact(ask()).text
told["text"] = ask(response_format="text")
told["srt"] = ask(response_format="srt")
told["vtt"] = ask(response_format="vtt")
verbose = exact(ask(response_format="verbose_json", timestamp_granularities=["word", "segment"], language="en"))
told["verbose"] = {
    "language": verbose.language,
    "duration": float(verbose.duration),
    "text": verbose.text,
    "words": [[word.word, word.start, word.end] for word in verbose.words],
    "segments": [[segment.start, segment.end, segment.text, segment.avg_logprob] for segment in verbose.segments],
}
diarized = exact(ask(response_format="diarized_json"))
told["diarized"] = [[segment.type, segment.speaker, segment.start, segment.end, segment.text] for segment in diarized.segments]
told["deltas"], told["done"] = [], None
for event in ask(stream=True, prompt="Kennedy"):
    exact(event)
    if event.type == "transcript.text.delta":
        told["deltas"].append(event.delta)
    elif event.type == "transcript.text.done":
        told["done"] = event.text


def tokens(logprobs):
    # The client has bytes as floats here and as integers there.
    return [[one.token, one.logprob, [int(byte) for byte in one.bytes]] for one in logprobs]


likely = ask(include=["logprobs"])
told["likely"] = {"text": likely.text, "tokens": tokens(likely.logprobs), "deltas": []}
for event in ask(stream=True, include=["logprobs"]):
    exact(event)
    if event.type == "transcript.text.delta":
        told["likely"]["deltas"].append([event.delta, tokens(event.logprobs)])
    elif event.type == "transcript.text.done":
        told["likely"]["done"] = tokens(event.logprobs)
try:
    ask(language="klingon")
except BadRequestError as error:
    told["refused"] = [error.status_code, error.type, error.param, error.code, error.body["message"]]
told["absent"] = []
for attempt in (
    lambda: client.models.retrieve("whisper-9"),
    lambda: client.audio.transcriptions.create(file=("a.wav", b"no sound"), model="whisper-9"),
):
    try:
        attempt()
    except NotFoundError as error:
        told["absent"].append([error.code, error.param])
told["unheard"] = []
for attempt in (
    lambda: client.audio.transcriptions.create(file=("a.wav", b"no sound"), model="whisper-1"),
    lambda: client.audio.transcriptions.create(file=("a.wav", b""), model="whisper-1"),
    lambda: ask(include=["logprobs"], response_format="verbose_json"),
):
    try:
        attempt()
    except BadRequestError as error:
        told["unheard"].append([error.code, error.param])
try:
    OpenAI(base_url=f"{url}/v1", api_key="wrong", max_retries=0).models.list()
except AuthenticationError as error:
    told["stranger"] = error.code
try:
    for _ in client.audio.transcriptions.create(file=("a.wav", b"no sound"), model="whisper-1", stream=True):
        pass
except BadRequestError as error:
    told["broken"] = [error.code, error.param, error.message]
print(json.dumps(told))
