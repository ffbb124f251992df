"""From facts to possibilities: free windows, travel, eligible machines, requests that can never be served."""
