"""What two MinHash libraries and DuckDB take for one log file, end to end; `stillwatch_bench scale --peers` runs it.

    python scale_peers.py rensa w/exchanges-000.jsonl.zst --threads 2

Each does what a provider would first try: `datasketch` (Python and numpy) and `rensa` (Rust under Python) look for near
duplicates among prompts, word triples, 128 permutations, LSH at Jaccard 0.7; `duckdb` groups exact prompts and counts the
accounts of each. Prints one JSON object: exchanges, prompts, and groups of prompts that several accounts share.
Exit codes: 0 done, 2 wrong usage or unreadable input.
"""
import argparse
import io
import json
import re
import sys

PERMUTATIONS, SIMILAR, BANDS, BATCH = 128, 0.7, 16, 4096
WORD = re.compile(r"\w+")
FEWEST_WORDS = 5  # shorter prompts ("go on", "thanks") are everybody's


def prompts(path):
    """Yields (account, prompt) of every exchange; prompt is "" where the newest turn is no person's."""
    import msgspec
    import zstandard
    decode = msgspec.json.Decoder().decode
    with open(path, "rb") as file:
        stream = zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True)
        for line in io.BufferedReader(stream, 1 << 20):
            record = decode(line)
            messages = record.get("gen_ai.input.messages") or []
            asked = messages[-1] if messages and messages[-1]["role"] == "user" else {"parts": []}
            yield record["account.id"], "\n".join(p["content"] for p in asked["parts"] if p["type"] == "text")


def triples(text):
    words = WORD.findall(text.lower())
    return [" ".join(words[i:i + 3]) for i in range(len(words) - 2)] if len(words) >= FEWEST_WORDS else []


class Clusters:
    """Accounts by the cluster of their prompts: a prompt joins the first one that is near."""

    def __init__(self):
        self.accounts = []

    def add(self, near, account):
        if near is None:
            self.accounts.append({account})
            return len(self.accounts) - 1
        self.accounts[near].add(account)
        return near

    def shared(self):
        return sum(len(accounts) > 1 for accounts in self.accounts)


def with_datasketch(path):
    from datasketch import MinHash, MinHashLSH
    lsh, clusters, exchanges, asked = MinHashLSH(threshold=SIMILAR, num_perm=PERMUTATIONS), Clusters(), 0, 0
    empty = MinHash(num_perm=PERMUTATIONS)
    for account, prompt in prompts(path):
        exchanges += 1
        shingles = triples(prompt)
        if not shingles:
            continue
        asked += 1
        sketch = empty.copy()  # draws no permutations anew
        sketch.update_batch([s.encode() for s in shingles])
        near = lsh.query(sketch)
        place = clusters.add(min(near) if near else None, account)
        if not near:
            lsh.insert(place, sketch)
    return {"exchanges": exchanges, "prompts": asked, "shared": clusters.shared()}


def with_rensa(path):
    from rensa import RMinHash, RMinHashLSH
    lsh, clusters, exchanges, asked, batch = RMinHashLSH(SIMILAR, PERMUTATIONS, BANDS), Clusters(), 0, 0, []

    def work_off():
        sketches = RMinHash.from_token_sets([shingles for _, shingles in batch], PERMUTATIONS, 42)
        for (account, _), sketch in zip(batch, sketches):
            near = lsh.query(sketch)
            place = clusters.add(min(near) if near else None, account)
            if not near:
                lsh.insert(place, sketch)
        batch.clear()

    for account, prompt in prompts(path):
        exchanges += 1
        shingles = triples(prompt)
        if shingles:
            asked += 1
            batch.append((account, shingles))
        if len(batch) == BATCH:
            work_off()
    if batch:
        work_off()
    return {"exchanges": exchanges, "prompts": asked, "shared": clusters.shared()}


def with_duckdb(path, threads):
    import duckdb
    log = duckdb.connect()
    log.execute(f"SET threads = {threads}")
    exchanges, asked, shared = log.execute("""
        WITH asked AS (
          SELECT "account.id" AS account,
                 json_extract_string("gen_ai.input.messages", '$[#-1].parts[0].content') AS prompt
          FROM read_ndjson(?, compression = 'zstd', maximum_object_size = 67108864,
                           columns = {'account.id': 'VARCHAR', 'gen_ai.input.messages': 'JSON'})),
        grouped AS (SELECT prompt, count(*) AS times, count(DISTINCT account) AS accounts FROM asked GROUP BY prompt)
        SELECT sum(times), sum(times) FILTER (prompt IS NOT NULL), count(*) FILTER (prompt IS NOT NULL AND accounts > 1)
        FROM grouped""", [path]).fetchone()
    return {"exchanges": int(exchanges), "prompts": int(asked or 0), "shared": int(shared)}


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("peer", choices=["datasketch", "rensa", "duckdb"])
    parser.add_argument("log", help="canonical JSON lines, compressed with zstd")
    parser.add_argument("--threads", type=int, default=1, help="of DuckDB; rensa takes its own, datasketch one")
    options = parser.parse_args(arguments)
    run = {"datasketch": with_datasketch, "rensa": with_rensa,
           "duckdb": lambda path: with_duckdb(path, options.threads)}[options.peer]
    try:
        print(json.dumps(run(options.log)))
    except OSError as error:
        print(f"{options.log}: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
