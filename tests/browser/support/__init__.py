"""What browser journeys stand on: the real server, a camera film, Debian's Chromium."""
