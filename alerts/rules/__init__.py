"""What raises an alert: answers of the athlete, and what the training knowledge finds in the log."""
