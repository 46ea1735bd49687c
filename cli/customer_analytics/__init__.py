"""customer-analytics: the command line around the dbt project of the same name."""
