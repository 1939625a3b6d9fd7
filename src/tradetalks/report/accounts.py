"""stub"""

import pandas as pd

from tradetalks.report.table import Table


def first_order(runs, labels):
    return Table(
        "first_order",
        "First-order accounts",
        pd.DataFrame({"scenario": ["x"], "terms_of_trade_first_order": [0.1]}),
        "note",
    )
