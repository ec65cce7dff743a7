"""Keys for letters that a keyboard lacks, given to them before they are typed.

xdotool gives such a letter a key for a moment only; a busy program then looks the key up too late and loses the letter.
"""

import ctypes
import time

_X11 = ctypes.CDLL("libX11.so.6")
_X11.XOpenDisplay.restype = ctypes.c_void_p
_FREE = [*range(136, 203), *range(208, 256)]  # key codes of music and the like; those between are modifiers
_UNICODE = 0x0100_0000  # the symbol of a letter is its code point above this


class Keys:
    """The keys of a display that nobody presses, and the letters that they have."""

    def __init__(self, display: str) -> None:
        self._display = ctypes.c_void_p(_X11.XOpenDisplay(display.encode()))
        self._letters: dict[str, int] = {}

    def give(self, text: str) -> None:
        """Give every letter of a text a key that stays with it, and let the program see that."""
        wanted = dict.fromkeys(letter for letter in text if not letter.isascii())
        if wanted.keys() <= self._letters.keys():
            return
        if len(wanted.keys() | self._letters.keys()) > len(_FREE):
            self._letters.clear()
        for letter in wanted.keys() - self._letters.keys():
            key = _FREE[len(self._letters)]
            symbols = (ctypes.c_ulong * 2)(_UNICODE + ord(letter), _UNICODE + ord(letter))
            _X11.XChangeKeyboardMapping(self._display, key, 2, symbols, 1)
            self._letters[letter] = key
        _X11.XSync(self._display, 0)
        time.sleep(1.0)
