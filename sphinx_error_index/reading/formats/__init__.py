"""Codes outside tables: each format turns nodes of a doctree into the rows that a table has.

A format (``sections``, ``lists``) finds *listings*: entries that each begin with a name. What an
entry says is divided by its labels (``bodies``), and a listing becomes a table of cells
(``listing``) that is read like any other. ``choosing`` decides which listings document codes,
``marking`` gives their entries anchors and links on the page.
"""
