"""Model → what will exist: pages and assets, each with its address."""
