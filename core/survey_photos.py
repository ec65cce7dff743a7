"""A folder of photos brought to firms: by the code of a page, the name a packet gave, a credit code or a firm's name.

Messengers strip place and time and rename files, so the name of the file and of its folders is what tells; a place that
a photo does have is held against the firm's point. What is not sure is listed with its reason and never guessed. A
photo that is taken is copied beside the project under its hash, so that the same folder twice adds nothing.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

import numpy as np

from core.check_neighbours import straight_distance
from core.firm_names import plain_name
from core.names import name_key
from core.snapshot import Snapshot
from core.steps import pause
from core.survey_codes import bare_code, check_digits
from core.text import N_, Text

FAR_M = 500.0
_PAGE = re.compile(r"SV[-_ ]?([0-9A-F]{4})[-_ ]?(\d{3,}?)(?:-?(\d\d))?(?!\d)", re.IGNORECASE)
_CODE = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{18}(?![0-9A-Z])")
_SHORT, _SHORT_LATIN = 2, 4  # letters that a name has at least to be looked for
PAGE, PACKET, CREDIT, NAME = "page", "packet", "credit", "name"
WAYS = {
    PAGE: N_("by the page code"), PACKET: N_("named by the packet"), CREDIT: N_("by the credit code"),
    NAME: N_("by the name"),
}  # fmt: skip
MATCHED, AGAIN, AMBIGUOUS, UNMATCHED, UNREADABLE = "matched", "again", "ambiguous", "unmatched", "unreadable"
STATES = {
    MATCHED: N_("matched"), AGAIN: N_("there already"), AMBIGUOUS: N_("several firms"), UNMATCHED: N_("no firm"),
    UNREADABLE: N_("not readable"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PhotoFile:
    """A file as it was looked at: its path in the folder, hash, place in degrees and time where it has them.

    `fault` says why it cannot be taken; `thumbnail` is the small picture in the cache, '' for none.
    """

    name: str
    hash: str = ""
    place: tuple[float, float] | None = None
    taken: str = ""
    thumbnail: str = ""
    fault: Text | None = None


@dataclass(frozen=True, slots=True)
class PhotoMatch:
    """A photo with its state, the firm (uid and name, '' for none), the way it was found, and what is told of it.

    `far` is the distance in metres from the firm's point to where it was taken, NaN where one of them is not known.
    """

    file: PhotoFile
    state: str
    firm: str = ""
    name: str = ""
    way: str = ""
    told: Text | None = None
    far: float = float("nan")


@dataclass(frozen=True, slots=True)
class PhotoPlan:
    """What would become of the photos of a folder; `missing` are those named in packets that it does not have."""

    matches: tuple[PhotoMatch, ...]
    missing: tuple[tuple[str, str], ...] = ()  # name of the firm, name of the photo
    others: int = 0  # files that are no pictures

    def of(self, state: str) -> list[PhotoMatch]:
        """The photos of a state."""
        return [match for match in self.matches if match.state == state]


@dataclass(frozen=True, slots=True)
class Asked:
    """What packets say of photos: firms (uid) by the code of a page, and the photos that visits named by firm.

    Two packets made long ago may share a code.
    """

    pages: Mapping[str, Collection[str]] = field(default_factory=dict)
    named: Mapping[str, Sequence[str]] = field(default_factory=dict)


def plan_photos(snapshot: Snapshot, asked: Asked, files: Sequence[PhotoFile], others: int = 0) -> PhotoPlan:
    """Find the firm of each photo; what only enters sums (whole `snapshot`) is never named, nor taken for another."""
    known = _Firms.of(snapshot, asked)
    kept = set(zip(snapshot.attachment.row_uid, snapshot.attachment.file_hash, strict=True))
    matches = []
    for file in files:
        pause()
        match = _match(known, file)
        if match.state == MATCHED:
            key = (match.firm, file.hash)
            if key in kept:
                match = PhotoMatch(file, AGAIN, match.firm, match.name, match.way, match.told, match.far)
            kept.add(key)
        matches.append(match)
    return PhotoPlan(tuple(matches), tuple(_missing(snapshot, known, asked, matches)), others)


def _missing(
    snapshot: Snapshot, known: "_Firms", asked: Asked, matches: Sequence[PhotoMatch]
) -> Iterator[tuple[str, str]]:
    """Photos that a visit named and that neither lie in the folder nor are attached."""
    here: dict[str, set[str]] = {}  # by name the firms that such a photo was brought to, '' where that is not sure
    for match in matches:
        if match.file.fault is None:
            here.setdefault(_base(match.file.name), set()).add(match.firm)
    attached = set(zip(snapshot.attachment.row_uid, map(_base, map(str, snapshot.attachment.title)), strict=True))
    for uid, photos in asked.named.items():
        if uid in known.rows:
            yield from ((known.name(uid), photo) for photo in photos
                        if here.get(_base(photo), set()).isdisjoint({uid, ""})
                        and (uid, _base(photo)) not in attached)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Firms:
    """What can stand in the name of a file: pages, names of packets, codes, names of firms (plain), with the uids.

    They are those of all firms; `rows` are the firms that may be named, rows of the open `snapshot`.
    """

    snapshot: Snapshot
    rows: Mapping[str, int]
    pages: Mapping[str, frozenset[str]]
    named: Mapping[str, frozenset[str]]
    codes: Mapping[str, frozenset[str]]
    names: Mapping[str, frozenset[str]]
    lengths: tuple[int, ...]  # of the names that are not of Latin letters

    @staticmethod
    def of(snapshot: Snapshot, asked: Asked) -> "_Firms":
        """What is known of the firms of a whole snapshot."""
        actor, alias, shown = snapshot.actor, snapshot.actor_alias, snapshot.without_aggregates()
        uids = list(map(str, actor.uid))
        there = set(uids)
        named = [(_base(photo), uid) for uid, photos in asked.named.items() if uid in there for photo in photos]
        codes = [(str(code).upper(), uid) for code, uid in zip(actor.credit_code, uids, strict=True) if code]
        told = [*zip(actor.name, uids, strict=True)]
        told += [(name, uids[row]) for name, row in zip(alias.name, alias.actor.tolist(), strict=True)]
        names = [
            (key, uid)
            for name, uid in told
            for key in {"".join(_words(str(name))), plain_name(str(name))}
            if _long(key)
        ]
        pages = [(bare_code(code), uid) for code, firms in asked.pages.items() for uid in firms if uid in there]
        return _Firms(
            shown, {str(uid): row for row, uid in enumerate(shown.actor.uid)}, _grouped(pages), _grouped(named),
            _grouped(codes), _grouped(names), tuple({len(key) for key, _ in names if not key.isascii()}),
        )  # fmt: skip

    def name(self, uid: str) -> str:
        """What a firm is called."""
        return str(self.snapshot.actor.name[self.rows[uid]])

    def metres(self, uid: str, place: tuple[float, float]) -> float:
        """How far from a firm's point a place is, NaN where it has none."""
        return float(straight_distance(self.snapshot.actor.point[self.rows[uid]], np.array(place)))

    def nearest(self, place: tuple[float, float]) -> tuple[str, float] | None:
        """The nearest firm to a place, where one lies within `FAR_M`."""
        metres = straight_distance(self.snapshot.actor.point, np.array(place))
        if not len(metres) or np.isnan(metres).all():
            return None
        row = int(np.nanargmin(metres))
        return (str(self.snapshot.actor.name[row]), float(metres[row])) if metres[row] <= FAR_M else None


def _grouped(pairs: Sequence[tuple[str, str]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for key, uid in pairs:
        found.setdefault(key, set()).add(uid)
    return {key: frozenset(uids) for key, uids in found.items()}


def _match(known: _Firms, file: PhotoFile) -> PhotoMatch:
    if file.fault is not None:
        return PhotoMatch(file, UNREADABLE, told=file.fault)
    ways = _ways(known, file.name)
    if isinstance(ways, Text):
        return PhotoMatch(file, UNMATCHED, told=ways)
    if ways:
        way, uids = next(iter(ways.items()))
        both = frozenset.intersection(*ways.values())
        return _brought(known, file, way, both or uids.union(*ways.values()))
    near = known.nearest(file.place) if file.place is not None else None
    if near is not None:
        values = {"metres": f"{near[1]:.0f}", "firm": near[0]}
        told = Text("no firm stands in its name; it was taken {metres} m from {firm}", values)
    else:
        told = Text("no page code, credit code or name of a firm stands in its name")
    return PhotoMatch(file, UNMATCHED, told=told)


def _brought(known: _Firms, file: PhotoFile, way: str, uids: frozenset[str]) -> PhotoMatch:
    """A photo with the firms that all that its name says comes to; where that differs, with all of them."""
    listed = sorted(uid for uid in uids if uid in known.rows)
    if len(uids) > 1 and listed:
        names: list[Text | str] = [*sorted(map(known.name, listed))]
        names += [Text("a firm that is not listed")] if len(listed) < len(uids) else []
        return PhotoMatch(file, AMBIGUOUS, told=Text("may be of {names}", {"names": names}), way=way)
    if listed:
        return _placed(known, file, listed[0], way)
    return PhotoMatch(file, UNMATCHED, told=Text("may be of a firm that is not listed"))


def _placed(known: _Firms, file: PhotoFile, uid: str, way: str) -> PhotoMatch:
    """A photo with its firm; one that was taken elsewhere says so."""
    far = known.metres(uid, file.place) if file.place is not None else float("nan")
    values = {"metres": f"{far:.0f}"}
    told = Text("taken {metres} m from the firm's point; check the firm or its point", values) if far > FAR_M else None
    return PhotoMatch(file, MATCHED, uid, known.name(uid), way, told, far)


def _ways(known: _Firms, name: str) -> dict[str, frozenset[str]] | Text:
    """What the name of a file and of its folders says, the surest way first; a text where its page is unknown."""
    found: dict[str, frozenset[str]] = {}
    codes = {(f"SV-{packet.upper()}-{number}", check) for packet, number, check in _PAGE.findall(name)}
    if codes:
        pages = [known.pages[code] for code, check in codes if code in known.pages and _fits(code, check)]
        if not pages:
            code, check = min(codes)
            told = {"page": f"{code}-{check}" if check else code}
            return Text("no packet of this project has the page {page}", told)
        found[PAGE] = frozenset().union(*pages)
    path = PurePosixPath(name)
    parts = [path.stem, *reversed(path.parent.parts)]  # the nearest folder first
    found[PACKET] = known.named.get(_base(name), frozenset())
    found[CREDIT] = next(filter(None, (_coded(known, part) for part in parts)), frozenset())
    found[NAME] = next(filter(None, (_named(known, part) for part in parts)), frozenset())
    return {way: uids for way, uids in found.items() if uids}


def _coded(known: _Firms, part: str) -> frozenset[str]:
    """The firms whose credit codes stand in a part of a path."""
    written = _CODE.findall(name_key(part).upper())
    return frozenset(uid for code in written for uid in known.codes.get(code, ()))


def _fits(code: str, check: str) -> bool:
    """Whether the check digits behind a code are its own, or none were written."""
    return check in ("", check_digits(code))


def _named(known: _Firms, part: str) -> frozenset[str]:
    """The firms whose names stand in a part of a path; a name within a longer one that stands there does not count."""
    there = {name for name in _runs(_words(part), known.lengths) if name in known.names}
    longest = [name for name in there if not any(name != other and name in other for other in there)]
    return frozenset(uid for name in longest for uid in known.names[name])


def _runs(words: Sequence[str], lengths: Sequence[int]) -> Iterator[str]:
    """What may be a name among words: whole words where all is Latin, so that no part of a word is a firm, else any."""
    yield from (
        run
        for start in range(len(words))
        for end in range(start + 1, len(words) + 1)
        if (run := "".join(words[start:end])).isascii()
    )
    told = "".join(words)
    yield from (
        run
        for length in lengths
        for start in range(len(told) - length + 1)
        if not (run := told[start : start + length]).isascii()
    )


def _words(name: str) -> list[str]:
    """The words of a name in lower case, without what is no letter and no digit."""
    return re.sub(r"[\W_]+", " ", name_key(name).casefold()).split()


def _long(key: str) -> bool:
    return len(key) >= (_SHORT_LATIN if key.isascii() else _SHORT)


def _base(name: str) -> str:
    """The name of a photo without its folders, in lower case."""
    return name.replace("\\", "/").rpartition("/")[2].casefold()
