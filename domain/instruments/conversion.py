"""From the raw to the metric score of the short Warwick-Edinburgh scale.

The table is that of Stewart-Brown and others 2009, as the University of Warwick publishes it
(`swemwbs_raw_score_to_metric_score_conversion_table.pdf`). A raw 29 is 26.02; a copy that says
25.99 is about. It holds for seven answered items of one person, never for a mean of several people.
"""

METRIC: dict[int, float] = {
    7: 7.00,
    8: 9.51,
    9: 11.25,
    10: 12.40,
    11: 13.33,
    12: 14.08,
    13: 14.75,
    14: 15.32,
    15: 15.84,
    16: 16.36,
    17: 16.88,
    18: 17.43,
    19: 17.98,
    20: 18.59,
    21: 19.25,
    22: 19.98,
    23: 20.73,
    24: 21.54,
    25: 22.35,
    26: 23.21,
    27: 24.11,
    28: 25.03,
    29: 26.02,
    30: 27.03,
    31: 28.13,
    32: 29.31,
    33: 30.70,
    34: 32.55,
    35: 35.00,
}
"""The metric score of each raw sum."""
