"""What the window and the commands say of the chain of the history and of what was taken out of it."""

from core.history_check import SHOWN, Chain
from core.history_compact import Shortening
from core.text import Text


def chain_texts(chain: Chain) -> list[Text]:
    """Whether the history hangs together, which edit does not fit, what is not covered, and the hash to note."""
    told = [Text("The history does not hang together."), *chain.faults] if chain.faults else []
    if not chain.faults and chain.checked:
        counted = {"n": chain.checked, "hash": chain.head[:SHOWN]}
        told.append(Text(
            "The history hangs together: {n} entry, none changed, added or removed afterwards. Note {hash} to prove it "
            "later.", counted,
            plural="The history hangs together: {n} entries, none changed, added or removed afterwards. Note {hash} "
            "to prove it later."))  # fmt: skip
    if chain.compared and not chain.faults:
        told.append(
            Text("Every table is as it was when this copy was made; the hash stands for the history alone, and is one "
                 "of the project too that was copied.")
            if chain.copied
            else Text("Every table is as it was when the project was last closed; the hash stands for its rows too.")
        )  # fmt: skip
    if chain.older:
        told.append(Text("{n} entry was written before the chain and is not covered by it.", {"n": chain.older},
                         plural="{n} entries were written before the chain and are not covered by it."))  # fmt: skip
    if chain.horizon:
        told.append(Text("The history up to no. {n} was taken out; the chain is anchored there.", {"n": chain.horizon}))
    return told or [Text("The history is empty.")]


def noted_text(chain: Chain, noted: str) -> Text:
    """Whether a hash that was noted earlier belongs to this history."""
    if chain.holds(noted):
        return Text("{hash} is in this history: what it stood for has not been rewritten.", {"hash": noted})
    return Text(
        "{hash} is not in this history: it was noted of another file, was taken out since, or the history was "
        "rewritten. At least {n} characters of it are needed.",
        {"hash": noted, "n": SHOWN},
    )


def shortened_text(done: Shortening) -> Text:
    """What was taken out."""
    told = {"n": done.entries, "seq": str(done.seq), "day": done.at[:10]}
    return Text(
        "The history up to no. {seq} of {day} was taken out: {n} entry. A backup of before was kept.",
        told,
        plural="The history up to no. {seq} of {day} was taken out: {n} entries. A backup of before was kept.",
    )
