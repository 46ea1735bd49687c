"""Speed against psql, plain scans and a Python package; see README.md beside this file."""
