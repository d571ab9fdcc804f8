"""Reading and writing other nodes: logs and contents as static files."""
