"""Names of units as siunitx writes them: ``\\kilo\\metre\\per\\second`` is km/s."""

from __future__ import annotations

import re

from drill.typeset.symbols import pairs

_NAMES = pairs("""
metre m meter m second s gram g kilogram kg kelvin K mole mol ampere A candela cd hertz Hz newton N pascal Pa
joule J watt W volt V ohm Ω farad F coulomb C tesla T henry H radian rad bit bit byte B litre L liter L
minute min hour h day d percent % degree ° celsius °C degreeCelsius °C electronvolt eV angstrom Å decibel dB
hectare ha tonne t arcminute ′ arcsecond ″ kg kg km km cm cm mm mm um µm nm nm ms ms us µs ns ns kHz kHz MHz
MHz GHz GHz mV mV eV eV keV keV MeV MeV GeV GeV m m s s g g K K Hz Hz
""")
_PREFIXES = pairs("""
yocto y zepto z atto a femto f pico p nano n micro µ milli m centi c deci d deca da hecto h kilo k mega M
giga G tera T peta P exa E
""")
_POWERS = {"squared": "²", "cubed": "³", "square": "²", "cubic": "³"}
_PART = re.compile(r"\\([A-Za-z]+)|\\tothe\s*\{(\d+)\}|([^\\]+)")


def unit_name(source: str) -> str:
    """The unit in ``source`` as it is written on paper; what is not known stays as it is."""
    name = ""
    power = ""
    joined = True
    for command, exponent, text in _PART.findall(source):
        if command == "per":
            name, joined = name + "/", True
        elif command in ("square", "cubic"):
            power = _POWERS[command]
        elif command in _POWERS:
            name += _POWERS[command]
        elif exponent:
            name += "^" + exponent
        elif text:
            name += text.strip().replace("~", " ")
        else:
            name += "" if joined else " "
            joined = command in _PREFIXES
            name += _PREFIXES.get(command) or _NAMES.get(command) or "\\" + command
            if not joined:
                name, power = name + power, ""
    return name
