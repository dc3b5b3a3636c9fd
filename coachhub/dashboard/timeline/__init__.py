"""Pain, leg load and knee tracking on one time axis: what is shown, and the picture of it."""
