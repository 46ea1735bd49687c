"""One module per command: parse, call, print; no SQL, no dbt, no files."""
