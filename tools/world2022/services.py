"""Splits each bilateral flow of services, one number in the trade cube, into seven sectors."""

from __future__ import annotations

import numpy as np

from .fit import biproportional
from .labels import COUNTRIES, DONORS, EU_2017, ICIO44, REGIONS, SERVICES, WIOD56, N
from .read import Sources

Array = np.ndarray


def region_of(code: str, donor: str) -> int:
    """The 2017 table's region in which a country lies."""
    if code in EU_2017:
        return REGIONS.index("EU")
    return REGIONS.index("ROW" if donor == "EU" else donor)  # Switzerland, Norway, Iceland


def split_services(sources: Sources) -> Array:
    """Trade (exporter, importer, 34) in USD million; goods unchanged.

    Prior: the 2017 table's mix between the exporter's and the importer's region, its home mix for
    home sales. Inside one many-country region (EU, ROW) the table's own diagonal is nearly all home
    sales, so trade between members takes the mix of the region's sales to the other regions. Then,
    exporter by exporter, a biproportional fit to the flow of all services to each importer (the
    2022 cube) and to each sector's share of the exporter's services output in WIOD 2014. The five
    countries that the 2017 table shows by themselves, and those that WIOD lacks, keep the prior.
    """
    mix = sources.region.flow @ ICIO44.T[:, SERVICES]  # (region, region, 7)
    outside = mix.sum(1) - np.einsum("rrs->rs", mix)
    regions = [region_of(c, d) for c, d in zip(COUNTRIES, DONORS, strict=True)]
    trade = np.zeros((N, N, 34))
    trade[:, :, :27] = sources.flow[:, :, :27]
    for o, code in enumerate(COUNTRIES):
        total = sources.flow[o, :, 27]
        prior = np.stack([mix[regions[o], regions[d]] for d in range(N)])
        same = np.array([regions[d] == regions[o] for d in range(N)])
        prior[same] = outside[regions[o]]
        prior[o] = mix[regions[o], regions[o]]
        prior *= (total / prior.sum(1))[:, None]
        output = sources.wiod_output.get(code)
        if output is None or code in REGIONS:
            trade[o, :, SERVICES] = prior
            continue
        share = WIOD56[SERVICES] @ output
        trade[o, :, SERVICES] = biproportional(prior, total, share * total.sum() / share.sum())
    return trade
