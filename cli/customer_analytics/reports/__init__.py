"""Reports to send on: the charts of the dashboard as a PDF, a printable page or a workbook."""
