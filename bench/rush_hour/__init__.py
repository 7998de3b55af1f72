"""The morning rush: people with phones, gates with staff, a server, and what sends their requests."""
