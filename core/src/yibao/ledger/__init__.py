"""Which visits are settled, by whom, for which fen, and can anyone quietly change that? The ledger (账本).

Read in this order: `tables` (what a file holds and what guards it), `entry` (one entry and its hash), `book` (how
entries are appended so that nothing is lost or doubled); what is done with it: `settling`, `offline`, `reversing`, `exchange` (what was sent, and
answered), `reconciling` with its open `items`, `evidence`, `rerating`; what is asked of it: `standing`, `years`, `quotas`, `months`,
`messages`, `verifying`, `exporting`; and `door`, all of it in plain JSON. Only `book` writes.
"""
