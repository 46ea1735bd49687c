"""`python -m customer_analytics` is `customer-analytics`."""

from customer_analytics.app import main

if __name__ == "__main__":
    main()
