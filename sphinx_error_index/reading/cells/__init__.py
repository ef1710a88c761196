"""Parts of reading a cell: names beside a code, marks behind it, markup of Markdown within it."""
