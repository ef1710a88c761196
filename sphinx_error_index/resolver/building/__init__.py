"""The index is made: from a catalogue to the files that ``docs/index-format.md`` describes.

Python alone has this half; what reads the files is twice, here and in ``static/resolver/``.
"""
