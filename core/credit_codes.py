"""Unified social credit codes with their two check characters (GB 32100-2015, GB 11714-1997)."""

from core.text import Text

_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # no I, O, S, V, Z
_BODY_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_MISTAKEN = {"I": "1", "O": "0", "S": "5", "V": "U", "Z": "2"}
_LENGTH, _ORGANISATION_LENGTH, _REGISTRATION_LENGTH = 18, 9, 15


def make_credit_code(number: int) -> str:
    """A code for a fictitious firm: well formed, of the division 000000, which does not exist."""
    body = f"MA{number:06d}"
    code = f"91000000{body}{organisation_check(body)}"
    return code + credit_check(code)


def organisation_check(body: str) -> str:
    """The ninth character of an organisation code, from its first eight: 11 minus the weighted sum modulo 11."""
    total = sum(_BODY_SIGNS.index(sign) * weight for sign, weight in zip(body, _BODY_WEIGHTS, strict=True))
    rest = (11 - total % 11) % 11
    return "X" if rest == 10 else str(rest)


def credit_check(code: str) -> str:
    """The last character of a credit code, from its first 17: weights are powers of 3 modulo 31."""
    total = sum(_SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(code))
    return _SIGNS[(31 - total % 31) % 31]


def is_credit_code(code: str) -> bool:
    """Whether 18 characters end with the check character that the first 17 call for."""
    plain = code.strip().upper()
    return len(plain) == 18 and all(sign in _SIGNS for sign in plain[:17]) and credit_check(plain[:17]) == plain[17]


def credit_code_fault(code: str) -> Text | None:
    """Why a text is no credit code of 18 characters and no organisation code of 9, None where it may be one.

    A business registration number of 15 digits, which older lists give, has no check digit of its own here.
    """
    plain = code.strip().upper()
    if len(plain) == _ORGANISATION_LENGTH and plain.isalnum() and plain.isascii():
        right = organisation_check(plain[:8])
        return None if plain[8] == right else _wrong_last(plain[8], right)
    if len(plain) == _REGISTRATION_LENGTH and plain.isdigit():
        return None
    if len(plain) != _LENGTH:
        return Text("a credit code has {right} characters, this one has {n}", {"right": str(_LENGTH), "n": len(plain)})
    strange = next((sign for sign in plain if sign not in _SIGNS), "")
    if strange in _MISTAKEN:
        told = {"sign": strange, "like": _MISTAKEN[strange]}
        return Text("no credit code holds the letter {sign}; it may be {like}", told)
    if strange:
        return Text("no credit code holds the sign {sign}", {"sign": strange})
    right = credit_check(plain[:17])
    return None if plain[17] == right else _wrong_last(plain[17], right)


def _wrong_last(last: str, right: str) -> Text:
    told = {"last": last, "right": right}
    return Text("it ends with {last}, but its other characters ask for {right}; one of them is mistyped", told)
