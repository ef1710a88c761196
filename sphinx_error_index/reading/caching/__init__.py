"""What was read of vendor files, kept by their content: clean builds read nothing again."""
