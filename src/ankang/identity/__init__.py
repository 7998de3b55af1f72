"""Who a person is: people, documents, accounts, sessions, one-time codes, proxies, roles."""
