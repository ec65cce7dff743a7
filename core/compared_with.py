"""How far a shipped value was compared with its document: the words that stand under `checked` in the tables."""

COPY = "copy"  # compared with a published copy of the document
AGREE = "agree"  # as others copy it; nobody read the document itself
OLDER = "older"  # compared with a copy of the edition before the one in force
MEMORY = "memory"  # compared with nothing
CHOICE = "choice"  # there is no document: a choice of this program
CODES = "codes"  # the document names trades; which industry codes make them up is a choice of this program
