"""Reads a world folder (`stillwatch world --out DIR`) into arrays that every peer shares.

One pass over the compressed log; texts are kept once each. An exchange's prompt is the text of its last message when a
person (role `user`) wrote it; the results of tools have no prompt, but count as requests.
"""
import csv
import glob
import io
import json
import os
from dataclasses import dataclass, field

import numpy as np
import zstandard

KEPT_CHARACTERS = 4000  # of a prompt; the embedder reads about 600 of them


@dataclass
class World:
    accounts: list = field(default_factory=list)
    texts: list = field(default_factory=list)  # distinct prompts
    account: np.ndarray = None  # index into accounts, in order of time
    time: np.ndarray = None  # seconds
    prompt: np.ndarray = None  # index into texts, -1 without prompt
    system: np.ndarray = None  # index into systems, -1 without system prompt
    systems: list = field(default_factory=list)
    tokens: np.ndarray = None  # input and output
    answer_tokens: np.ndarray = None
    refused: np.ndarray = None  # status 400 and above, or stopped by a content filter
    addresses: dict = field(default_factory=dict)  # address -> set of accounts
    credentials: dict = field(default_factory=dict)
    devices: dict = field(default_factory=dict)  # (handshake, client, network) -> set of accounts
    payments: dict = field(default_factory=dict)


class Numbered:
    """Gives each distinct value a number, in order of first appearance."""

    def __init__(self):
        self.values, self.numbers = [], {}

    def __call__(self, value):
        number = self.numbers.get(value)
        if number is None:
            number = self.numbers[value] = len(self.values)
            self.values.append(value)
        return number


def lines(path):
    with open(path, "rb") as file:
        stream = zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True)
        yield from io.BufferedReader(stream, 1 << 20)


def text_of(message):
    return "\n".join(part.get("content", "") for part in message.get("parts", []) if part.get("type") == "text")


def network_of(address):
    """The /64 of an IPv6 address, the /24 of an IPv4 address."""
    return ":".join(address.split(":")[:4]) if ":" in address else address.rsplit(".", 1)[0]


def seconds(times):
    return np.array([t.rstrip("Z") for t in times], dtype="datetime64[us]").astype(np.int64) / 1e6


def read_payments(folder, account_number):
    payments = {}
    path = os.path.join(folder, "accounts.csv")
    if os.path.exists(path):
        with open(path, newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                number = account_number(row["account_id"])
                if row.get("payment"):
                    payments.setdefault(row["payment"], set()).add(number)
    return payments


def log_paths(folder):
    return sorted(glob.glob(os.path.join(folder, "exchanges-*.jsonl.zst")))


def read_world(folder):
    paths = log_paths(folder)
    if not paths:
        raise FileNotFoundError(f"{folder}: no exchanges-*.jsonl.zst; make it with `stillwatch world --out {folder}`")
    world = World()
    account_number, text_number, system_number = Numbered(), Numbered(), Numbered()
    world.payments = read_payments(folder, account_number)
    times, columns = [], [[] for _ in range(6)]
    for path in paths:
        for line in lines(path):
            record = json.loads(line)
            account = account_number(record["account.id"])
            messages = record.get("gen_ai.input.messages") or []
            prompt = text_of(messages[-1])[:KEPT_CHARACTERS] if messages and messages[-1].get("role") == "user" else ""
            system = text_of({"parts": record.get("gen_ai.system_instructions") or []})[:KEPT_CHARACTERS]
            answer = record.get("gen_ai.usage.output_tokens") or 0
            stopped = "content_filter" in (record.get("gen_ai.response.finish_reasons") or [])
            times.append(record["time"])
            for column, value in zip(columns, (
                    account, text_number(prompt) if prompt else -1, system_number(system) if system else -1,
                    answer, answer + (record.get("gen_ai.usage.input_tokens") or 0),
                    stopped or (record.get("http.response.status_code") or 200) >= 400)):
                column.append(value)
            note_identity(world, record, account)
    world.accounts, world.texts, world.systems = account_number.values, text_number.values, system_number.values
    world.time = seconds(times)
    world.account, world.prompt, world.system, world.answer_tokens, world.tokens, world.refused = (
        np.array(column) for column in columns)
    return world


def note_identity(world, record, account):
    address = record.get("client.address")
    if address:
        world.addresses.setdefault(address, set()).add(account)
        device = (record.get("tls.client.ja4"), record.get("user_agent.original"), network_of(address))
        world.devices.setdefault(device, set()).add(account)
    if record.get("credential.hash"):
        world.credentials.setdefault(record["credential.hash"], set()).add(account)


def by_account(world):
    """Yields (account number, positions of its exchanges in order of time)."""
    order = np.lexsort((world.time, world.account))
    starts = np.flatnonzero(np.r_[True, np.diff(world.account[order]) != 0])
    for start, end in zip(starts, np.r_[starts[1:], len(order)]):
        yield int(world.account[order[start]]), order[start:end]


def read_truth(folder):
    """account id -> (class, campaign, share of harvest)."""
    with open(os.path.join(folder, "truth.csv"), newline="", encoding="utf-8") as file:
        return {row["account_id"]: (row["class"], row["campaign"], float(row["harvest_share"] or 0))
                for row in csv.DictReader(file)}
