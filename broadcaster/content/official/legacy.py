"""Vietnamese as it was typed before Unicode: TCVN3 ("ABC", the fonts .Vn…) and VNI (the fonts VNI-…).

Both put Vietnamese letters at the places of western ones: TCVN 5712:1993 (VN3) one byte a letter, with capitals only in
fonts of capitals; VNI-Windows a base letter and a byte for its marks.
"""

import re
import unicodedata

_TCVN3_BYTES = "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\xadõøö÷ùúýûüþ¡¢§£¤¥¦"
_TCVN3_LETTERS = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ"
TCVN3 = str.maketrans(_TCVN3_BYTES, _TCVN3_LETTERS)

_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT = "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"
_CIRCUMFLEX, _BREVE = "\u0302", "\u0306"
_VNI_MARKS = {
    **dict(zip("ùøûõï", (_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT), strict=True)),
    **{
        sign: _CIRCUMFLEX + tone for sign, tone in zip("âáàåãä", ("", _ACUTE, _GRAVE, _HOOK, _TILDE, _DOT), strict=True)
    },
    **{sign: _BREVE + tone for sign, tone in zip("êéèúüë", ("", _ACUTE, _GRAVE, _HOOK, _TILDE, _DOT), strict=True)},
}
_VNI_LETTERS = {"ñ": "đ", "ô": "ơ", "ö": "ư", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_VNI = re.compile(r"([aeouyôöAEOUYÔÖ])([ùøûõïâáàåãäêéèúüëÙØÛÕÏÂÁÀÅÃÄÊÉÈÚÜË]?)|([ñíìæóòîÑÍÌÆÓÒÎ])")

_ONSET = "(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvx])?"
_SYLLABLE = re.compile(rf"{_ONSET}[aăâeêioôơuưy]{{1,3}}(?:ch|ng|nh|[cmnpt])?")
_TONES = frozenset((_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT))
SURE = 0.97  # of the words beyond ASCII are Vietnamese syllables
FEWEST_WORDS = 5  # with fewer of them, nothing is sure
CODINGS = {"windows-1258": "Windows-1258", "tcvn3": "TCVN3", "vni": "VNI"}


def from_tcvn3(text: str) -> str:
    """Return text in TCVN3 (its bytes read as Windows 1252) as Vietnamese."""
    return text.translate(TCVN3)


def from_vni(text: str) -> str:
    """Return text in VNI (its bytes read as Windows 1252) as Vietnamese."""
    return unicodedata.normalize("NFC", _VNI.sub(_vni_letter, text))


def _vni_letter(match: re.Match[str]) -> str:
    base, mark, alone = match[1], match[2], match[3]
    if alone:
        return _as_written(_VNI_LETTERS[alone.lower()], alone)
    letter = _as_written(_VNI_LETTERS.get(base.lower(), base.lower()), base)
    return letter + _VNI_MARKS.get(mark.lower(), "")


def _as_written(letter: str, like: str) -> str:
    return letter.upper() if like.isupper() else letter


def decode_legacy(raw: bytes) -> tuple[str, str] | None:
    """Return `raw` as Vietnamese and the name of its old coding; None when no coding or more than one would do."""
    readings = {
        "windows-1258": unicodedata.normalize("NFC", raw.decode("cp1258", "replace")),
        "tcvn3": from_tcvn3(raw.decode("cp1252", "replace")),
        "vni": from_vni(raw.decode("cp1252", "replace")),
    }
    shares = {coding: vietnamese_share(text) for coding, text in readings.items()}
    best, second = sorted(shares, key=lambda coding: shares[coding], reverse=True)[:2]
    if shares[best] < SURE or shares[second] >= SURE:
        return None
    return readings[best], CODINGS[best]


def vietnamese_share(text: str) -> float:
    """Return how many of the words beyond ASCII are well-formed Vietnamese syllables; 0 for too few of them."""
    words = [word for word in re.findall(r"[^\s\x21-\x40\[-`{-\x7e“”‘’…–—]+", text) if not word.isascii()]
    if len(words) < FEWEST_WORDS:
        return 0.0
    return sum(map(_is_syllable, words)) / len(words)


def _is_syllable(word: str) -> bool:
    parts = unicodedata.normalize("NFD", word.lower())
    tones = sum(sign in _TONES for sign in parts)
    bare = unicodedata.normalize("NFC", "".join(sign for sign in parts if sign not in _TONES))
    return tones <= 1 and _SYLLABLE.fullmatch(bare) is not None


def mended(text: str) -> tuple[str, str] | None:
    """Return text whose old coding was taken for Latin letters, and that coding; None for text that is right."""
    if vietnamese_share(text) >= 0.5:  # of names and foreign words a text may have many
        return None
    readings = ((from_tcvn3(text), CODINGS["tcvn3"]), (from_vni(text), CODINGS["vni"]))
    sure = [reading for reading in readings if vietnamese_share(reading[0]) >= SURE]
    return sure[0] if len(sure) == 1 else None
