"""The fixed cast of every test (STYLE 17), and what keeps tests honest: no network, no write outside a transaction."""
