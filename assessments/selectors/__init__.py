"""Reading, for pages and other packages: plain values."""
