"""What the training articles and the field teach, in our own words: data, read by the Learn pages and suggestions.

Every entry names its sources. Standard library only, like the rest of progression.
"""
