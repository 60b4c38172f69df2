"""Short ways to write formulas; ``verify.author`` hands them on to authors.

In: names, numbers and smaller formulas, as an author writes them. Out: trees (``verify.statement.tree``) and what is
said of them (``verify.statement.formulas``), or one line that says what was wrong with what was given.
Trusted: nothing has to be; the tree that comes out is what is shown, decided and checked.
"""
