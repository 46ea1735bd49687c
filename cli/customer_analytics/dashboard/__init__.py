"""The dashboard: charts of the reporting models as one self-contained HTML file."""
