"""By e-mail: plain text and HTML, one thread for each alert."""
