"""customer-analytics: the command line around the dbt project of the same name."""

__version__ = "0.1.0"
