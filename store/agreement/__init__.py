"""How far annotators agree: pure measures, each with its source, and a report of a desk."""
