"""The truth of a desk: operations, their order, their chains, and how state follows from them."""
