-- One row per snapshot: MBG/NBD, fitted to all customers. A model of its own, so that both processes are fitted at once.
{{ buying_process_fits('mbg_nbd', chances_at_start=1) }}
