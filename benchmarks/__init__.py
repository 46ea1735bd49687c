"""Speed against psql and against plain scans; see README.md beside this file."""
