"""Does an implementation give what the cases expect, at which levels, and has every clause its cases?

In the order in which a run goes: `cases` (what is asked), `expected` (what may be expected), `requirements` (which of them are scored), `own`
(what this implementation answers), `sequences` (cases step by step on a ledger), `grading` (expected and got), `running` (a run and its
results), `pipe` (the same over the pipe of another program), `answering` (this implementation at the other end of a pipe), `coverage`
(clauses without cases).
Then a run is handed on, by `reports`: `lines` (the report, in a file), `matrix` (articles by implementations), `overview` (each implementation on the
whole, and the words), and the forms `junit`, `markdown`, `run_page`, `badge`.
"""
