"""The same facts give the same findings in every dialect and packing, as text or as fingerprints."""
import gzip
import json
import re
import subprocess
import unittest

from program import SMALL_WORLD, ProgramTest, evidence, logs, read_log, write_lines

BODIES = ("openai_chat", "openai_responses", "anthropic")  # who asked is in the access log alone
STAND_ALONE = ("litellm", "otel")
TEXTS = ("gen_ai.system_instructions", "gen_ai.input.messages", "gen_ai.output.messages", "gen_ai.tool.definitions")


class SameFactsTest(ProgramTest):
    @classmethod
    def setUpClass(cls):
        cls.world = cls.new_folder()
        cls.program("world", *SMALL_WORLD, "--file-exchanges", 1500, "--out", cls.world)
        cls.table = ["--accounts", cls.world / "accounts.csv"]
        cls.expected = json.loads(cls.program("scan", *logs(cls.world), *cls.table, "--format", "json")[0])
        assert len(cls.expected["campaigns"]) == 2 and len(logs(cls.world)) > 1

    def assert_same_evidence(self, findings, expected=None):
        self.assertEqual([], findings["anomalies"])
        for found, wanted in zip(evidence(findings), evidence(expected or self.expected)):
            self.assertEqual(found, wanted)
        self.assertEqual(len(evidence(findings)), len(evidence(expected or self.expected)))

    def world_in(self, dialect):
        folder = self.folder / dialect
        self.run_program("world", *SMALL_WORLD, "--dialect", dialect, "--out", folder)
        return folder

    def test_packing(self):
        plain = b"".join(subprocess.run(["zstd", "-dcq", log], check=True, capture_output=True).stdout
                         for log in logs(self.world))
        (self.folder / "plain.jsonl").write_bytes(plain)
        (self.folder / "log.jsonl.gz").write_bytes(gzip.compress(plain, 1))
        for name in ("plain.jsonl", "log.jsonl.gz"):
            self.assert_same_evidence(self.scan(self.folder / name, *self.table))
        self.assert_same_evidence(self.scan("-", *self.table, stdin=plain))

    def test_stand_alone_dialects(self):
        for dialect in STAND_ALONE:
            with self.subTest(dialect):
                folder = self.world_in(dialect)
                self.assert_same_evidence(self.scan(*logs(folder), *self.table))

    def test_bodies_joined_with_their_access_log(self):
        for dialect in BODIES:
            with self.subTest(dialect):
                folder = self.world_in(dialect)
                join = ["--join", folder / "access.jsonl.zst", "--on", "id"]
                self.assert_same_evidence(self.scan(*logs(folder), *join, *self.table))

    def test_stored_streams(self):
        for dialect, stream_of in (("openai_chat", chat_stream), ("anthropic", anthropic_stream)):
            with self.subTest(dialect):
                folder = self.world_in(dialect)
                records = [record for log in logs(folder) for record in read_log(log)]
                streams = 0
                for record in records:
                    if stream := stream_of(record["response"]):
                        record["response"] = stream
                        streams += 1
                self.assertGreater(streams, len(records) / 2)
                log = write_lines(folder / "streams.jsonl", records)
                join = ["--join", folder / "access.jsonl.zst", "--on", "id"]
                self.assert_same_evidence(self.scan(log, *join, *self.table))

    def test_converted(self):
        canonical = self.folder / "canonical.jsonl.zst"
        self.run_program("convert", *logs(self.world), "-o", canonical)
        self.assert_same_evidence(self.scan(canonical, *self.table))
        folder = self.world_in("anthropic")
        self.run_program("convert", *logs(folder), "--join", folder / "access.jsonl.zst", "--on", "id", "-o", canonical)
        self.assert_same_evidence(self.scan(canonical, *self.table))

    def test_fingerprints_under_the_same_key(self):
        key = self.folder / "scan.key"
        key.write_text("a secret for this test alone, 0123456789\n")
        key.chmod(0o600)
        keyed = ["--key-file", key]
        expected = self.scan(*logs(self.world), *self.table, *keyed)
        self.assertEqual(len(expected["campaigns"]), 2)
        self.assertNotEqual({c["campaign_id"] for c in expected["campaigns"]},
                            {c["campaign_id"] for c in self.expected["campaigns"]}, "the key does not matter")
        prints = self.folder / "prints.jsonl"
        self.run_program("convert", *logs(self.world), "--fingerprint-only", *keyed, "-o", prints)
        self.assert_same_evidence(self.scan(prints, *self.table, *keyed), expected)
        self.assert_no_text_in(prints)

    def assert_no_text_in(self, prints):
        """No word of a prompt or answer stands in the file, unless it also stands in a field that is no text."""
        texts, others = set(), {"fingerprint"}
        for log in logs(self.world):
            for record in read_log(log):
                for name, value in record.items():
                    (texts if name in TEXTS else others).update(long_words(value))
        self.assertGreater(len(texts - others), 1000)
        for line in prints.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            self.assertEqual([], [name for name in record if name in TEXTS])
            self.assertEqual(set(), long_words(list(record.values())) & (texts - others))


def long_words(value):
    return set(re.findall(r"[^\W\d_]{7,}", json.dumps(value, ensure_ascii=False)))


def events(records, end=""):
    """The text of a stored stream of server-sent events."""
    names = (f"event: {record['type']}\n" if "type" in record else "" for record in records)
    return "".join(f"{name}data: {json.dumps(record)}\n\n" for name, record in zip(names, records)) + end


def pieces(text, size=7):
    return [text[i:i + size] for i in range(0, len(text), size)]


def chat_stream(response):
    """An answer of the Chat Completions API as its stream; None for what the API would not stream."""
    if not response or "choices" not in response:
        return None
    frame = {k: v for k, v in response.items() if k not in ("choices", "usage", "object")} | {"object": "chat.completion.chunk"}
    chunks = []

    def add(delta, finish=None):
        chunks.append(frame | {"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})

    choice = response["choices"][0]
    message = choice["message"]
    if set(message) - {"role", "content", "tool_calls"}:
        return None
    add({"role": "assistant", "content": ""})
    for piece in pieces(message.get("content") or ""):
        add({"content": piece})
    for i, call in enumerate(message.get("tool_calls", [])):
        arguments = pieces(call["function"]["arguments"])
        add({"tool_calls": [{"index": i, "id": call["id"], "type": "function",
                             "function": {"name": call["function"]["name"], "arguments": ""}}]})
        for piece in arguments:
            add({"tool_calls": [{"index": i, "function": {"arguments": piece}}]})
    add({}, choice["finish_reason"])
    chunks.append(frame | {"choices": [], "usage": response["usage"]})
    return events(chunks, "data: [DONE]\n\n")


def anthropic_stream(response):
    """An answer of the Messages API as its stream; None for what the API would not stream."""
    if not response or response.get("type") != "message":
        return None
    usage = response["usage"]
    start = response | {"content": [], "stop_reason": None, "usage": usage | {"output_tokens": 1}}
    records = [{"type": "message_start", "message": start}, {"type": "ping"}]
    for i, block in enumerate(response["content"]):
        if block["type"] == "text":
            records.append({"type": "content_block_start", "index": i, "content_block": {"type": "text", "text": ""}})
            deltas = [{"type": "text_delta", "text": piece} for piece in pieces(block["text"])]
        elif block["type"] == "tool_use":
            records.append({"type": "content_block_start", "index": i, "content_block": block | {"input": {}}})
            deltas = [{"type": "input_json_delta", "partial_json": piece}
                      for piece in pieces(json.dumps(block["input"], ensure_ascii=False, separators=(",", ":")))]
        else:
            return None
        records += [{"type": "content_block_delta", "index": i, "delta": delta} for delta in deltas]
        records.append({"type": "content_block_stop", "index": i})
    records.append({"type": "message_delta", "delta": {"stop_reason": response["stop_reason"], "stop_sequence": None},
                    "usage": {"output_tokens": usage["output_tokens"]}})
    return events([*records, {"type": "message_stop"}])


if __name__ == "__main__":
    unittest.main()
