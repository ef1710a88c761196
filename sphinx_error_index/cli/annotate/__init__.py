"""``error-index annotate``: copies a log and adds the address of each code in it.

Lines come in blocks (``streams``), a filter over their bytes says which of them may name a code
(``prefilter``, ``automata``, ``shortnumbers``), and only those are read (``annotator``).
"""
