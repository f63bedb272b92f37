"""Lists of a desk's articles: what is asked for, in which order, how many, page by page."""
