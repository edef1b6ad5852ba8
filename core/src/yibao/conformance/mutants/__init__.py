"""Would some case notice if the reference were wrong?

Everything that is installed is changed in one place at a time, systematically, and the cases are run on each such variant (`yibao
conformance --mutants`). A variant that no case notices shows a case that is missing, or is listed as equivalent with a reason.

In this order: `kinds` (which ways of being wrong there are), `declarations` (in which ways a rule, a reading or a procedure can be),
`neighbours` (another region's rule), `computations` (the core's own), `making` (all variants of what is installed), `wrong` (what they
are written in), `trying` (does a case notice one?), `asking` (all of them, in several processes), `scoring` (what became of them), `page`.

mutmut would do this for plain functions. It leaves decorated functions and what stands at module level alone, and that is where the
rules are. No file is changed and none is written: the source of a variant is only ever in the memory of the process that tries it.
"""
