"""The same pages for machines: Markdown and JSON beside each code's page, ``llms.txt`` over all."""
