"""Which visits are settled, by whom, for which fen, and can anyone quietly change that? The ledger (账本).

Read in this order: `tables` (what a file holds and what guards it), `entry` (one entry and its hash), `book` (how
entries are appended so that nothing is lost or doubled), then what is done with it: `settling`, `reversing`, `exchange`
(what was sent and answered), `reconciling`, `evidence`, `rerating`; and what is asked of it: `years`, `quotas`, `months`,
`verifying`, `exporting`. Only `book` writes.
"""
