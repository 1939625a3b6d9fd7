"""Colours by name, for light and dark; readable with the common colour blindnesses.

Gain is teal and loss is rust everywhere; on the map the middle class is grey and the
colour grows stronger outwards. `party1`, `party2`, ... follow the order of the brief.
"""

from __future__ import annotations

LIGHT = {
    "paper": "#ffffff",
    "panel": "#f6f7f8",
    "ink": "#1b2126",
    "muted": "#59636c",
    "rule": "#d8dde1",
    "accent": "#1f5c99",
    "gain": "#2a857d",
    "loss": "#b9502f",
    "alert": "#fdf3e3",
    "alertrule": "#c98a1b",
    "nodata": "#f4f5f6",
    "party1": "#1f5c99",
    "party2": "#d0701c",
    "party3": "#6b4c9a",
    "party4": "#3f8f4f",
    "party5": "#a33b6b",
    "party6": "#6d6a2b",
    "map0": "#8f2f14",
    "map1": "#c05c33",
    "map2": "#e19a72",
    "map3": "#f4d3bd",
    "map4": "#dfe3e6",
    "map5": "#c2e2de",
    "map6": "#82beb7",
    "map7": "#3d9189",
    "map8": "#105c55",
}
DARK = {
    "paper": "#14181b",
    "panel": "#1c2226",
    "ink": "#e6eaed",
    "muted": "#9aa5ae",
    "rule": "#343c43",
    "accent": "#7db4ea",
    "gain": "#4fb3a9",
    "loss": "#e0805a",
    "alert": "#2e2615",
    "alertrule": "#d7a444",
    "nodata": "#1f2529",
    "party1": "#6ba8e5",
    "party2": "#f0994e",
    "party3": "#b096dd",
    "party4": "#77c487",
    "party5": "#e183ae",
    "party6": "#c2bd6c",
    "map0": "#ffa178",
    "map1": "#dd7a4f",
    "map2": "#a95e3f",
    "map3": "#70493b",
    "map4": "#454d54",
    "map5": "#335c5a",
    "map6": "#3b8680",
    "map7": "#55b4aa",
    "map8": "#98e6dc",
}


def css() -> str:
    """The colours as custom properties: by the system's scheme, by choice, and for paper."""
    light = "".join(f"--{name}: {value}; " for name, value in LIGHT.items())
    dark = "".join(f"--{name}: {value}; " for name, value in DARK.items())
    bright, dim = f"{light}color-scheme: light;", f"{dark}color-scheme: dark;"
    not_light = ':root:not([data-theme="light"])'
    chosen = ':root[data-theme="dark"]'
    return (
        f":root {{ {bright} }}\n"
        f"@media (prefers-color-scheme: dark) {{ {not_light} {{ {dim} }} }}\n"
        f"{chosen} {{ {dim} }}\n"
        f"@media print {{ :root, {chosen}, {not_light} {{ {bright} }} }}\n"
    )
