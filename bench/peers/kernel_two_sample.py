"""The window test of arXiv 2606.05725: unbiased MMD2 under an RBF kernel averaged over four widths.

sigma = root of the median positive squared distance of 2,000 reference texts; widths sigma x {0.5, 1, 2, 4}. Embeddings
have length 1, so squared distance is 2 - 2 x cosine.
"""
import numpy as np

WIDTHS = (0.5, 1, 2, 4)


def squared_width(reference, rng, count=2000):
    """Median positive squared distance."""
    rows = reference[rng.choice(len(reference), min(count, len(reference)), replace=False)]
    distances = (2 - 2 * (rows @ rows.T))[np.triu_indices(len(rows), 1)]
    return float(np.median(distances[distances > 1e-6]))


def kernel(left, right, squared_sigma):
    """Mean over the widths of exp(-distance / (2 width^2)); one exponential, the others are its powers."""
    widest = np.exp((left @ right.T - 1) / (squared_sigma * WIDTHS[-1] ** 2))
    total = widest.copy()
    for _ in WIDTHS[1:]:
        widest **= 4  # each width is half the next one
        total += widest
    return total / len(WIDTHS)


def off_diagonal_mean(matrix):
    n = len(matrix)
    return (matrix.sum(dtype=np.float64) - np.trace(matrix, dtype=np.float64)) / (n * (n - 1))
