"""Assembles the embedded baselines ``world-2022`` and ``world-2022-small`` from published tables.

Run ``python -m tools.world2022 --data ../shared/data``. The rules and the reasons for them are in
``docs/decisions/0003-world-2022.md``; what the program finds about its own output is in
``docs/world-2022.md``.
"""
