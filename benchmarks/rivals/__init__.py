"""The caseload as others would build it, to measure ours beside.

It is over the same lines, with sign-in, scope and an audit entry before the answer leaves, and with
the very templates of the product.

They are spared what the product does besides: names stand in plain text, nothing is chained into a
tree, and no policy is asked but the one line that a coordinator sees their own.
"""
