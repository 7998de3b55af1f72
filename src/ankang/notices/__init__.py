"""Messages to people: text messages by SMS, and notices inside the app."""
