"""Pages made from the ledger: words for evidence, the page of one claim, the errata."""
