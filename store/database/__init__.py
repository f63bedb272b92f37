"""The file under a desk: opening it safely, its schema, its write lock."""
