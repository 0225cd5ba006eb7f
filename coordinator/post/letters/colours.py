"""The colours of letters: the stylesheet's tints as hex, since mail programs know no oklch."""

from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians, sin

# Degrees; a test holds them to the stylesheet.
HUES = {
    "": 140, "games": 290, "picnic": 133, "walk": 163, "museum": 78, "quiz": 190, "potluck": 48, "helping": 108,
    "concert": 266, "bowling": 218, "film": 243, "other": 63,
}  # fmt: skip


@dataclass(frozen=True)
class Colours:
    """One letter's tints, on light paper and, where the name begins with `dark_`, on dark."""

    sky: str
    ground: str
    shape: str
    tint: str
    accent: str
    dark_sky: str
    dark_tint: str
    dark_accent: str


@lru_cache
def colours(kind: str) -> Colours:
    """Return the colours for a kind of event, "" for letters that are about none."""
    hue = HUES[kind]
    return Colours(
        sky=as_hex(0.90, 0.042, hue),
        ground=as_hex(0.56, 0.08, hue),
        shape=as_hex(0.33, 0.07, hue),
        tint=as_hex(0.945, 0.022, hue),
        accent=as_hex(0.36, 0.075, hue),
        dark_sky=as_hex(0.33, 0.042, hue),
        dark_tint=as_hex(0.30, 0.028, hue),
        dark_accent=as_hex(0.87, 0.06, hue),
    )


def as_hex(lightness: float, chroma: float, hue: float) -> str:
    """Return an oklch colour as sRGB hex (CSS Color 4 §9.2, the matrices of Oklab)."""
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    return f"#{_byte(red):02x}{_byte(green):02x}{_byte(blue):02x}"


def _byte(linear: float) -> int:
    """Return one channel from linear light to 0..255, cut off where a screen cannot show it."""
    light = min(max(linear, 0.0), 1.0)
    return round(255 * (12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055))  # noqa: PLR2004
